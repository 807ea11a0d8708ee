"""Faults of memory: limits reached before, in the middle of, and after the reading of a table."""

import subprocess
import sys

import pytest

import oddsmith
from oddsmith import LogisticRegression, fit, path
from oddsmith.errors import OutOfMemoryError
from tests.faults.registry import fault
from tests.faults.tables import X, Y, table

LIMITED = """
import sys
import numpy as np, oddsmith, pandas, scipy.linalg, sklearn.linear_model
from oddsmith.errors import OutOfMemoryError
rng = np.random.default_rng(0)
X = rng.standard_normal((400_000, 40)); y = (X[:, 0] + rng.standard_normal(400_000) > 0) * 1
small = oddsmith.LogisticRegression().fit(X[:100], y[:100])
def used():
    return int(open("/proc/self/statm").read().split()[0]) * 4096
import resource
limit = used() + int(sys.argv[1]) * 2**20
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
try:
    oddsmith.fit("y ~ .", {**{f"x{k}": X[:, k] for k in range(40)}, "y": y})
    print("fitted")
except OutOfMemoryError as error:
    print("told" if "enough memory" in str(error) else error)
again = oddsmith.LogisticRegression().fit(X[:100], y[:100])
print((again.coef_ == small.coef_).all())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory as Linux has them")
@pytest.mark.parametrize("more", [40, 100, 200])
@fault(
    "memory", "the limit of memory (ulimit -v) reached in a fit", answer="told, and the next fits"
)
def test_a_limit_reached(more):
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(more)], capture_output=True, text=True, timeout=300
    )
    assert done.stdout == "told\nTrue\n", done


DOORS = {
    "fit": lambda: fit("y ~ a + b", table()),
    "LogisticRegression": lambda: LogisticRegression().fit(X, Y),
    "path": lambda: path("y ~ a + b", table()),
}


def no_room(*_args, **_more):
    raise MemoryError("Unable to allocate 9.31 GiB")


@pytest.mark.parametrize("door", DOORS)
@fault("memory", "an allocation that fails in a sweep", raises=OutOfMemoryError, says="9.31 GiB")
def test_an_allocation_that_fails(door, monkeypatch):
    monkeypatch.setattr("oddsmith.data.InMemory.total", no_room)
    DOORS[door]()


@fault("memory", "the same, caught as Python's own MemoryError", raises=MemoryError)
def test_it_is_a_memory_error(monkeypatch):
    monkeypatch.setattr("oddsmith.data.InMemory.total", no_room)
    fit("y ~ a + b", table())


@fault(
    "memory", "too many coefficients of several classes", raises=OutOfMemoryError, says="coeffic"
)
def test_too_many_coefficients(monkeypatch):
    monkeypatch.setattr("oddsmith.memory.installed", lambda: 1000)
    fit("y ~ a + b + c", table(y=list("uvwxyz") * 10))


@fault("memory", "a system that does not say how much there is", answer="the fit")
def test_an_unknown_amount(monkeypatch):
    monkeypatch.setattr("oddsmith.memory.installed", lambda: None)
    assert oddsmith.fit("y ~ a", table()).certificate.gap < 1e-12
