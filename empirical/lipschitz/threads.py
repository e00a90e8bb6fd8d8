"""One thread for the factorisations of small matrices: more threads of a BLAS would mostly wait for each other."""

from contextlib import AbstractContextManager
from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager[Any]:
    """Limit the BLAS to one thread while a context is open.

    Returns:
        The context manager; on exit the former number of threads is restored.

    Examples:
        >>> import numpy as np
        >>> with one_thread():
        ...     np.linalg.cholesky(4.0 * np.eye(1))
        array([[2.]])
    """
    return _pools().limit(limits=1, user_api="blas")


@cache
def _pools() -> ThreadpoolController:
    import scipy.linalg  # noqa: F401  # its BLAS is the one that JAX calls on CPUs

    return ThreadpoolController()
