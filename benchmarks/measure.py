"""Measure: seconds and peak memory of a piece of work, and how long it may take.

The peak is the kernel's own count of resident memory, set back before the work (Linux: proc(5),
`clear_refs` and `VmHWM`); elsewhere it is not known.  What is out of time is stopped at its next
line of Python; a library that stays in compiled code is heard to its end, and does not count.
"""

import ctypes
import gc
import os
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Generic, NoReturn, TypeVar

import numpy as np

from benchmarks.problem import Problem

T = TypeVar("T")
PROCESS = Path("/proc/self")


class OutOfTime(BaseException):
    """Raised inside the work, past any ``except Exception``."""


@dataclass(frozen=True, eq=False)
class Measured(Generic[T]):
    """What came of the work, its seconds, and MB of memory above what was there before."""

    value: T
    seconds: float
    peak: float | None = None


def timed(work: Callable[[], T]) -> Measured[T]:
    """Do the work and time it."""
    start = time.perf_counter()
    value = work()
    return Measured(value, time.perf_counter() - start)


def measured(work: Callable[[], T]) -> Measured[T]:
    """Do the work, time it, and find its peak.

    Examples
    --------
    >>> found = measured(lambda: np.ones(4_000_000).sum())
    >>> found.peak is None or found.peak > 30
    True
    """
    gc.collect()
    release_memory()
    before = reset_peak()
    found = timed(work)
    peak = None if before is None else max(0.0, memory("VmHWM") - before)
    return Measured(found.value, found.seconds, peak)


def release_memory() -> None:
    """Give freed memory back, so that the next peak counts all that it needs."""
    trim = getattr(ctypes.pythonapi, "malloc_trim", None)  # glibc's
    if trim is not None:
        trim(0)


def reset_peak() -> float | None:
    """Resident MB now, from which the peak is counted; None where it is not known."""
    try:
        (PROCESS / "clear_refs").write_text("5")
        return memory("VmRSS")
    except OSError:
        return None


def memory(field: str) -> float:
    """A line of this process's status, in MB."""
    lines = (PROCESS / "status").read_text().splitlines()
    found = next(line for line in lines if line.startswith(field + ":"))
    return float(found.split()[1]) * 1024 / 1e6


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `OutOfTime` once the seconds are over, or at the end of work that cannot be stopped."""
    start = time.perf_counter()
    with alarm(seconds) if hasattr(signal, "setitimer") else nullcontext():
        yield
    if time.perf_counter() - start > seconds:
        raise OutOfTime


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> NoReturn:
        raise OutOfTime

    def report(unraisable: Any) -> None:  # a callback of a library cannot pass it on
        if unraisable.exc_type is not OutOfTime:
            sys.__unraisablehook__(unraisable)

    before, hook = signal.signal(signal.SIGALRM, stop), sys.unraisablehook
    sys.unraisablehook = report
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        sys.unraisablehook = hook


@contextmanager
def quiet() -> Iterator[None]:
    """No warnings and no output: an entrant is judged by where it ends, not by what it says."""
    with silent_output(), warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


@contextmanager
def silent_output() -> Iterator[None]:
    """Nothing from compiled code either: the descriptor itself leads nowhere."""
    sys.stdout.flush()
    kept = os.dup(1)
    try:
        with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):
            os.dup2(nowhere.fileno(), 1)
            yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def read_seconds(problem: Problem, repeats: int = 5) -> float:
    """Smallest time of one read: ``X @ W``, (n, p) by (p, k).

    NumPy's, with all of BLAS's threads, where X is dense; SciPy's, which has one, where it is not.
    """
    X, W = problem.matrix, np.full((problem.shape[1], problem.outputs), 0.5)
    return min(timed(lambda: X @ W).seconds for _ in range(repeats))
