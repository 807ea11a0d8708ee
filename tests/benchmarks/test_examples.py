"""The examples in the docstrings; peers have none, so that they need not be installed."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import benchmarks

FILES = sorted(Path(benchmarks.__file__).parent.glob("*.py"))
NAMES = [file.stem for file in FILES if not file.stem.startswith("__")]


@pytest.mark.parametrize("name", NAMES)
def test_examples(name):
    assert doctest.testmod(import_module(f"benchmarks.{name}")).failed == 0


def test_there_are_examples():
    modules = [import_module(f"benchmarks.{name}") for name in NAMES]
    tried = [doctest.testmod(module).attempted for module in modules]
    assert sum(count > 0 for count in tried) >= 10
