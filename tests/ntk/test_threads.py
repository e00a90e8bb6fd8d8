"""One thread for short products, whoever else asks for it, and the former number afterwards."""

import threading

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from ntk.threads import one_thread


def counts() -> set[int]:
    return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}


def test_the_former_number_comes_back_even_after_an_error():
    with threadpool_limits(2, user_api="blas"):
        before = counts()
        with pytest.raises(ValueError, match="of the block"), one_thread():
            assert counts() == {1}
            raise ValueError("of the block")
        assert counts() == before


def test_the_first_to_leave_does_not_give_the_others_more_threads():
    with threadpool_limits(2, user_api="blas"):
        before = counts()
        inside, may_leave = threading.Event(), threading.Event()

        def other() -> None:
            with one_thread():
                inside.set()
                may_leave.wait(10.0)

        with one_thread():
            worker = threading.Thread(target=other)
            worker.start()
            assert inside.wait(10.0)
        assert counts() == {1}
        may_leave.set()
        worker.join()
        assert counts() == before
