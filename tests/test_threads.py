"""The limit of BLAS's threads: set while it is needed, and then as it was."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from oddsmith import LogisticRegression, use_threads
from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.errors import InputError
from oddsmith.threads import in_order, one_blas_thread, threads


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


def test_threads_are_those_asked_for_and_then_as_before(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    assert threads() == 3
    with use_threads(5):
        assert threads() == 5
        with use_threads(1):
            assert threads() == 1
        assert threads() == 5
        assert list(in_order(lambda _: threads(), range(4))) == [1] * 4  # none within a worker
    assert threads() == 3


@pytest.mark.parametrize("number", [0, -1, 1.5, True, "2"])
def test_a_number_of_threads_is_a_whole_number_above_zero(number):
    with pytest.raises(InputError, match="1 or more"), use_threads(number):
        pass


def test_results_come_in_order_and_an_exception_comes_out():
    with use_threads(4):
        assert list(in_order(lambda i: i * i, range(100))) == [i * i for i in range(100)]
        with pytest.raises(ZeroDivisionError):
            list(in_order(lambda i: 1 / (i - 7), range(100)))


def many_blocks(seed):
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((60_000, 30))
    return X, (X @ rng.standard_normal(30) + rng.standard_normal(60_000) > 0).astype(int)


def bits(found):
    return found.coef_.tobytes(), found.intercept_.tobytes(), found.certificate_.gap


@pytest.mark.parametrize("order", "CF")
def test_the_number_of_threads_changes_no_bit(order):
    X, y = many_blocks(0)
    X = np.asarray(X, order=order)
    found = []
    for number in (1, 2, 8):
        with use_threads(number):
            found.append(bits(LogisticRegression().fit(X, y)))
    assert found[0] == found[1] == found[2]


def test_eight_fits_at_once_are_the_same_fits_one_after_another():
    tables = [many_blocks(seed) for seed in range(8)]

    def fitted(table):
        return bits(LogisticRegression().fit(*table))

    one_by_one = [fitted(table) for table in tables]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(fitted, tables)) == one_by_one
    assert blas_threads() == {2}


def fitted_in_a_child(queue):
    queue.put(bits(LogisticRegression().fit(*many_blocks(0))))


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no fork here")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of fork beside threads, from 3.12 on
def test_a_forked_child_fits_with_threads_of_its_own():
    here = bits(LogisticRegression().fit(*many_blocks(0)))
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    child = context.Process(target=fitted_in_a_child, args=(queue,))
    child.start()
    assert queue.get(timeout=60) == here
    child.join()
