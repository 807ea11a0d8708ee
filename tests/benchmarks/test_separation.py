"""Verdicts on classes whose separation is known."""

import numpy as np
import pytest

from benchmarks import separation
from benchmarks.peers import installed, load


@pytest.mark.parametrize("kind", separation.KINDS)
def test_kinds_of_separation(kind):
    problem = separation.separated(kind, 300, 4)
    assert separation.by_fit(problem) == kind
    assert separation.right(kind, separation.by_programme(problem, 20.0))
    same = separation.separated(kind, 300, 4)
    np.testing.assert_array_equal(problem.X, same.X)
    np.testing.assert_array_equal(problem.y, same.y)


def test_wrong_verdicts_are_known():
    assert separation.right("none", "none")
    assert not separation.right("none", "separated")
    assert not separation.right("quasi", "none")
    assert not separation.right("complete", "quasi")


def test_a_wrong_verdict_is_called_so():
    assert separation.judged("quasi", "none") == (None, "none (wrong)")
    assert separation.judged("quasi", "separated") == (None, "separated")


def test_a_peer_is_right_where_it_claims_to_be():
    if "statsmodels" not in installed():
        pytest.skip("statsmodels is not installed")
    statsmodels = load("statsmodels")
    assert statsmodels.separation(separation.separated("none", 300, 4)) == "none"
    assert statsmodels.separation(separation.separated("complete", 300, 4)) == "complete"
