"""Faults of threads: none to be had, pools within pools, exceptions inside."""

import threading
from concurrent.futures import ThreadPoolExecutor

import joblib
import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

import oddsmith
from oddsmith import LogisticRegression
from oddsmith.threads import in_order
from tests.faults.registry import fault
from tests.faults.tables import X, Y


def blas_threads():
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


@pytest.fixture(autouse=True)
def two_threads():
    with threadpool_limits(2, user_api="blas"):
        yield
        assert blas_threads() == {2}


@pytest.fixture(scope="module")
def rows():
    rng = np.random.default_rng(0)
    wide = rng.standard_normal((60_000, 30))
    return wide, (wide[:, 0] + rng.standard_normal(60_000) > 0) * 1


def bits(found):
    return found.coef_.tobytes(), found.intercept_.tobytes()


def fitted(rows):
    return bits(LogisticRegression().fit(*rows))


@pytest.fixture(scope="module")
def alone(rows):
    with oddsmith.use_threads(1):
        return fitted(rows)


@fault("threads", "no thread can be started", answer="the same bits, in the caller's own thread")
def test_no_thread_can_be_started(rows, alone, monkeypatch):
    def no_more(_):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("oddsmith.threads._pools", {})
    monkeypatch.setattr(threading.Thread, "start", no_more)
    with oddsmith.use_threads(7):
        assert fitted(rows) == alone


@fault("threads", "pools of threads inside pools of threads", answer="the same bits")
def test_nested_pools(rows, alone):
    def inner(_):
        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(fitted, [rows, rows]))

    with oddsmith.use_threads(3), ThreadPoolExecutor(3) as pool:
        assert list(pool.map(inner, range(3))) == [[alone, alone]] * 3


@pytest.mark.parametrize("backend", ["threading", "loky"])
@fault("threads", "joblib around fits, in threads and in processes", answer="the same bits")
def test_joblib_around(rows, alone, backend):
    run = joblib.Parallel(n_jobs=2, backend=backend)
    assert run(joblib.delayed(fitted)(rows) for _ in range(3)) == [alone] * 3


@fault("threads", "an exception inside a worker", answer="it comes out, BLAS has its threads again")
def test_an_exception_in_a_worker():
    with oddsmith.use_threads(4), pytest.raises(ZeroDivisionError):
        list(in_order(lambda k: 1 // (k - 5), range(50)))
    assert blas_threads() == {2}
    with oddsmith.use_threads(4):
        assert list(in_order(abs, [-1, 2])) == [1, 2]


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@fault("threads", "an error in one of many fits at once", answer="the others have the same bits")
def test_an_error_among_many(rows, alone, bad):
    broken = np.where(np.arange(rows[0].size).reshape(rows[0].shape) == 77, bad, rows[0])

    def tried(k):
        try:
            return fitted(rows if k % 3 else (broken, rows[1]))
        except oddsmith.errors.InputError:
            return "refused"

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(tried, range(9)))
    assert found == ["refused", alone, alone] * 3


@fault("threads", "the caller's own limit of BLAS", answer="kept during and after fits")
def test_the_callers_limit():
    with threadpool_limits(1, user_api="blas"):
        LogisticRegression().fit(X, Y)
        assert blas_threads() == {1}
