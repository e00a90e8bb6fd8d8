"""Linear algebra on one thread, above all short products that alternate with work that needs all threads.

NumPy and SciPy bring a library of linear algebra each. After a product, its threads wait for the next one in a loop for
some 25 ms, and take the cores from whatever needs them meanwhile: the threads of the other library, or JAX's. On two
cores, Lanczos on solves by SciPy with a basis in NumPy took three times as long as on one thread. Factors of small
matrices gain nothing by threads either, and for those of the largest OpenBLAS's buffers are too small
(:data:`ntk.packed_cholesky.THREADED`).
"""

from contextlib import AbstractContextManager
from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager[Any]:
    """Let the linear algebra of NumPy and SciPy run on one thread while a context is open.

    The setting belongs to the process; of several threads of Python, only the first that asked changes it.

    Returns:
        The context manager; on exit the former number of threads is restored.

    Examples:
        >>> import numpy as np
        >>> with one_thread():
        ...     np.linalg.cholesky(4.0 * np.eye(1))
        array([[2.]])
    """
    return _libraries().limit(limits=1, user_api="blas")


@cache
def _libraries() -> ThreadpoolController:
    import scipy.linalg  # noqa: F401  # its library is the one that JAX calls on CPUs, and is found only if loaded

    return ThreadpoolController()
