"""One thread for short products, and the former number afterwards."""

import pytest
import scipy.linalg  # noqa: F401  # its threads are limited only if it is loaded
from threadpoolctl import threadpool_info, threadpool_limits

from ntk.threads import one_thread


def counts() -> set[int]:
    return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}


def test_the_former_number_comes_back_even_after_an_error():
    with threadpool_limits(2, user_api="blas"):
        before = counts()
        with pytest.raises(ZeroDivisionError), one_thread():
            _ = 1 // (len(counts()) - 1)
        assert counts() == before
