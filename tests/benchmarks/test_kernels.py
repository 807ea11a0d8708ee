"""A run that finds a kernel pinned starts itself anew, once."""

import os
import sys

import pytest

from benchmarks import kernels


@pytest.fixture
def started(monkeypatch):
    """Arguments of every start in this process's place."""
    calls = []
    monkeypatch.setattr(os, "execve", lambda *given: calls.append(given))
    for name in kernels.PINNED:
        monkeypatch.delenv(name, raising=False)
    return calls


@pytest.mark.parametrize("name", kernels.PINNED)
def test_a_pinned_kernel_is_let_go(started, monkeypatch, name):
    monkeypatch.setenv(name, "Prescott")
    monkeypatch.setenv("KEPT", "1")
    monkeypatch.setattr(sys, "argv", ["ignored", "--only", "iris"])
    kernels.start_unpinned("benchmarks.run")
    ((program, arguments, environment),) = started
    assert program == sys.executable
    assert arguments == [sys.executable, "-m", "benchmarks.run", "--only", "iris"]
    assert name not in environment
    assert environment["KEPT"] == "1"


def test_an_environment_that_pins_nothing_is_left_alone(started):
    kernels.start_unpinned("benchmarks.run")
    assert not started
