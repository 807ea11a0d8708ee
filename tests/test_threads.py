"""The limit of BLAS's threads: set while it is needed, and then as it was."""

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.threads import one_blas_thread


def blas_threads():
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


@pytest.fixture(autouse=True)
def two_threads():
    with threadpool_limits(2, user_api="blas"):
        yield


def test_one_inside_and_as_before_outside():
    with one_blas_thread():
        assert blas_threads() == {1}
        with one_blas_thread():
            assert blas_threads() == {1}
        assert blas_threads() == {1}
    assert blas_threads() == {2}


def test_as_before_after_an_exception():
    with pytest.raises(ZeroDivisionError), one_blas_thread():
        _ = 1 / 0
    assert blas_threads() == {2}


def test_blocks_are_worked_on_with_one():
    data = InMemory(Dense(np.ones((4, 2))), np.zeros(4))
    seen = []
    data.total(lambda block: seen.append(blas_threads()) or 0)
    assert seen == [{1}]
    assert blas_threads() == {2}
