"""Short products on one thread, where they alternate with work that needs all threads.

NumPy and SciPy bring a library of linear algebra each. After a product, its threads wait for the next one in a loop for
some 25 ms, and take the cores from whatever needs them meanwhile: the threads of the other library, or JAX's. On two
cores, Lanczos on solves by SciPy with a basis in NumPy took three times as long as on one thread. Factors of small
matrices gain nothing by threads either.
"""

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class _Inside:
    """How many callers want one thread now, in all threads of Python, and what the first of them changed."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.callers = 0
        self.limit: Any = None


_INSIDE = _Inside()


@contextmanager
def one_thread() -> Iterator[None]:
    """Let the linear algebra of NumPy and SciPy run on one thread inside a ``with`` block.

    The setting belongs to the process. It is put back when the last of several callers has left.

    Yields:
        Nothing.

    Examples:
        >>> import numpy as np
        >>> with one_thread():
        ...     print(np.eye(2) @ np.ones(2))
        [1. 1.]
    """
    with _INSIDE.lock:
        if not _INSIDE.callers:
            _INSIDE.limit = _libraries().limit(limits=1, user_api="blas")
        _INSIDE.callers += 1
    try:
        yield
    finally:
        with _INSIDE.lock:
            _INSIDE.callers -= 1
            if not _INSIDE.callers:
                _INSIDE.limit.restore_original_limits()


@functools.cache
def _libraries() -> Any:
    """The libraries with threads; both are looked for, so both are loaded first."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
