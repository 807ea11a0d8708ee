"""Faults of processes: signals, forks, no home."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

import oddsmith
from oddsmith import LogisticRegression
from tests.faults.registry import fault
from tests.faults.tables import X, Y, table

NOT_WINDOWS = pytest.mark.skipif(sys.platform == "win32", reason="no such signals here")
BUSY = """
import oddsmith, pandas as pd
model = oddsmith.fit("y ~ a + b", pd.read_csv("table.csv"))
print("ready", flush=True)
while True:
    model.save("model.json")
"""
FITTING = """
import numpy as np, sys, oddsmith
from threadpoolctl import threadpool_info, threadpool_limits
rng = np.random.default_rng(0)
X = rng.standard_normal((200_000, 60)); y = (X[:, 0] + rng.standard_normal(200_000) > 0) * 1
def blas():
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}
threadpool_limits(2, user_api="blas")
before = blas()
print("ready", flush=True)
try:
    while True:
        oddsmith.LogisticRegression().fit(X, y)
except KeyboardInterrupt:
    again = oddsmith.LogisticRegression().fit(X, y).coef_
    first = oddsmith.LogisticRegression().fit(X, y).coef_
    print(blas() == before, bool((again == first).all()), flush=True)
"""


def bits(found):
    return found.coef_.tobytes(), found.intercept_.tobytes()


def started(code, folder):
    child = subprocess.Popen(
        [sys.executable, "-B", "-c", code], cwd=folder, stdout=-1, stderr=-1, text=True
    )
    assert child.stdout.readline() == "ready\n"
    return child


@NOT_WINDOWS
@pytest.mark.parametrize("seed", range(4))
@fault("processes", "killed at a random moment of writing", answer="a whole file, old or new")
def test_a_kill_while_writing(tmp_path, seed):
    table().to_csv(tmp_path / "table.csv", index=False)
    child = started(BUSY, tmp_path)
    time.sleep(np.random.default_rng(seed).uniform(0.01, 0.2))
    child.kill()
    child.communicate(timeout=60)
    if (tmp_path / "model.json").exists():
        assert oddsmith.load(tmp_path / "model.json").names == ("Intercept", "a", "b")


@NOT_WINDOWS
@pytest.mark.parametrize("seed", range(3))
@fault(
    "processes",
    "interrupted at a random moment of a fit",
    answer="the next fit has the same bits, BLAS its threads",
)
def test_an_interrupt_while_fitting(tmp_path, seed):
    child = started(FITTING, tmp_path)
    time.sleep(np.random.default_rng(seed).uniform(0.05, 0.4))
    child.send_signal(signal.SIGINT)
    said, errors = child.communicate(timeout=120)
    assert said == "True True\n", errors


def into(queue):
    queue.put(bits(LogisticRegression().fit(X, Y)))


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no fork here")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of fork beside threads, from 3.12 on
@fault("processes", "a fork after threads were started", answer="the same bits in the child")
def test_a_fork_after_threads():
    rng = np.random.default_rng(0)
    wide = rng.standard_normal((60_000, 30))
    with oddsmith.use_threads(2):  # several blocks, so that threads of our own are started
        LogisticRegression().fit(wide, (wide[:, 0] + rng.standard_normal(60_000) > 0) * 1)
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    child = context.Process(target=into, args=(queue,))
    child.start()
    assert queue.get(timeout=60) == bits(LogisticRegression().fit(X, Y))
    child.join()


@pytest.mark.parametrize("home", [None, "/nonexistent", ""])
@fault("processes", "no HOME, or one that is not there", answer="fits and pictures as ever")
def test_no_home(tmp_path, home):
    there = {k: v for k, v in os.environ.items() if k not in ("HOME", "MPLCONFIGDIR")}
    there |= {} if home is None else {"HOME": home}
    done = subprocess.run(
        [sys.executable, "-m", "oddsmith.cli", "learn", "and", "--out", "and.png"],
        cwd=tmp_path,
        env=there,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "and.png").stat().st_size > 1000


@fault("processes", "OMP_NUM_THREADS that is no number", answer="as many threads as processors")
@pytest.mark.parametrize("value", ["", "0", "-3", "many", "2,1", "²"])
def test_a_strange_number_of_threads(monkeypatch, value):
    monkeypatch.setenv("OMP_NUM_THREADS", value)
    from oddsmith.threads import processors, threads

    assert 1 <= threads() <= max(processors(), 2)
    assert bits(LogisticRegression().fit(X, Y)) == bits(LogisticRegression().fit(X, Y))
