"""Memory: what is too much is said before, and what fails is said as one of ours."""

import inspect

import pytest

import oddsmith
from oddsmith.errors import OddsmithError, OutOfMemoryError
from oddsmith.memory import installed, memory_told, require_room


def test_a_function_keeps_its_signature_and_its_other_errors():
    assert "formula" in inspect.signature(oddsmith.fit).parameters

    @memory_told
    def divide(a, b):
        return a / b

    assert divide(6, b=3) == 2
    with pytest.raises(ZeroDivisionError):
        divide(1, 0)


def test_an_error_of_ours_is_told_once():
    @memory_told
    @memory_told
    def greedy():
        raise MemoryError

    with pytest.raises(OutOfMemoryError, match=r"^There is not enough memory\. Fewer"):
        greedy()
    assert issubclass(OutOfMemoryError, OddsmithError)


def test_the_room_of_a_covariance(monkeypatch):
    monkeypatch.setattr("oddsmith.memory.installed", lambda: 8 * 100**2)
    require_room(100)
    with pytest.raises(OutOfMemoryError, match="101 coefficients"):
        require_room(101)


def test_what_the_machine_has():
    there = installed()
    assert there is None or there > 2**26
