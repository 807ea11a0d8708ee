"""Penalties of other programs: what they find at their number, we find at ours."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression as Theirs

import oddsmith
from oddsmith.errors import InputError
from oddsmith.scales import SCALES, penalty_from, penalty_to


def test_scikit_learns_C_gives_scikit_learns_fit():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((80, 3))
    y = (rng.random(80) < 1 / (1 + np.exp(-X[:, 0]))).astype(int)
    data = {"a": X[:, 0], "b": X[:, 1], "c": X[:, 2], "y": y}
    theirs = Theirs(C=0.7, tol=1e-12, solver="newton-cholesky").fit(X, y)
    ours = oddsmith.fit("y ~ a + b + c", data, penalty=penalty_from("scikit-learn", 0.7, total=80))
    np.testing.assert_allclose(ours.params.to_numpy()[1:], theirs.coef_[0], rtol=1e-8)


@given(st.sampled_from(sorted(SCALES)), st.floats(1e-6, 1e6), st.floats(1, 1e9))
def test_there_and_back(scale, value, total):
    assert penalty_to(scale, penalty_from(scale, value, total), total) == pytest.approx(value)


def test_no_penalty_is_an_infinite_C():
    assert penalty_from("scikit-learn", np.inf, 10) == 0
    assert penalty_to("scikit-learn", 0.0, 10) == np.inf
    np.testing.assert_array_equal(penalty_from("glmnet", [0.5, 0.1]), [0.5, 0.1])


@pytest.mark.parametrize("value", [-1.0, np.nan, "much", [0.1, -0.1], None])
def test_what_is_no_strength_is_refused(value):
    with pytest.raises(InputError, match="zero or above"):
        penalty_from("glmnet", value)


def test_a_sum_needs_its_total_and_a_scale_its_name():
    with pytest.raises(InputError, match="sum of their weights"):
        penalty_from("scikit-learn", 1.0)
    with pytest.raises(InputError, match="no scale of penalties"):
        penalty_from("sas", 1.0)
