"""Small matrices are factorised by one thread: the threads of a BLAS would mostly wait for each other."""

from contextlib import AbstractContextManager
from functools import cache
from typing import Any

import scipy.linalg  # noqa: F401  # its BLAS is the one that JAX calls on CPUs
from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager[Any]:
    """Limit the BLAS to one thread for a while.

    Returns:
        The context in which it is.
    """
    return _pools().limit(limits=1, user_api="blas")


@cache
def _pools() -> ThreadpoolController:
    return ThreadpoolController()
