"""Seconds, peaks and limits."""

import os
import signal
import sys
import time
import warnings
from itertools import repeat

import numpy as np
import pytest

from benchmarks.generators import dense
from benchmarks.measure import OutOfTime, measured, quiet, read_seconds, time_limit, timed

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the peak is Linux's own count")
with_timer = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there is no timer")


def test_time_is_that_of_the_work():
    found = timed(lambda: time.sleep(0.05) or 7)
    assert found.value == 7
    assert found.seconds >= 0.05


@on_linux
@pytest.mark.parametrize("mb", [40, 160])
def test_peak_is_what_was_held_at_once(mb):
    def work():
        np.ones(mb * 125_000)  # freed before the next
        return np.ones(mb * 125_000).sum()

    found = measured(work)
    assert mb - 1 < found.peak < mb + 20


@with_timer
def test_work_is_stopped_in_time_and_the_clock_is_put_back():
    before, hook = signal.getsignal(signal.SIGALRM), sys.unraisablehook
    start = time.perf_counter()
    with pytest.raises(OutOfTime), time_limit(0.05):
        all(True for _ in repeat(0))  # for ever
    assert time.perf_counter() - start < 5
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert sys.unraisablehook is hook


def test_what_cannot_be_stopped_is_out_of_time_at_its_end(monkeypatch):
    monkeypatch.delattr(signal, "setitimer", raising=False)
    with pytest.raises(OutOfTime), time_limit(0.01):
        time.sleep(0.03)


def test_within_the_limit_nothing_happens():
    with time_limit(60):
        pass


def test_quiet_hides_warnings_and_output_of_compiled_code(capfd):
    with quiet():
        warnings.warn("unseen", stacklevel=1)
        os.write(1, b"unseen")
        print("unseen")
        np.log(np.zeros(1))
    print("seen")
    assert capfd.readouterr().out == "seen\n"


def test_a_read_takes_time():
    assert read_seconds(dense(2_000, 10)) > 0
