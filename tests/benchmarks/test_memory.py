"""What a fit takes beyond its X."""

import sys

import pytest

from benchmarks import memory
from benchmarks.race import Plan


@pytest.mark.parametrize("kind", ["float32", "CSR, 5 %", "pandas"])
def test_sizes_are_those_of_the_numbers(kind):
    size, seconds, above = memory.measure(memory.KINDS[kind], 1_000)
    stored = {"float32": 40_000 * 4, "CSR, 5 %": 2_000 * 12 + 1_001 * 4, "pandas": 40_000 * 8}
    assert size == pytest.approx(stored[kind] / 1e6)
    assert seconds > 0
    assert (above is not None) is (sys.platform == "linux")


def test_nobody_else_is_measured():
    assert not list(memory.run(False, Plan(20.0, 1, ("glum",)), lambda name: None))
