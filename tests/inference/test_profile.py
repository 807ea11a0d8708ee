"""Profile limits: certified ones, the condition that defines them, invariances, separation."""

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.errors import InputError, NotSupportedError
from oddsmith.estimate import estimate
from oddsmith.inference.chi_square import quantile
from oddsmith.inference.hypotheses import Hypothesis
from oddsmith.inference.profile import profile_intervals
from oddsmith.inference.score import likelihood_ratio_test
from oddsmith.penalties import Penalty
from tests.inference.likelihood_models import (
    by_name,
    errors,
    firthed,
    fitted,
    maximum,
    noisy,
    table,
    truth,
)
from tests.result import r_models

CERTIFIED = truth("certified_profile_ci")


def distance(found, interval, expected, names):
    limits = np.column_stack([by_name(expected[side], names) for side in ("lower", "upper")])
    return np.abs((interval - limits) / errors(found)[:, None])


@pytest.mark.parametrize("name", [k for k, v in CERTIFIED.items() if "ml" in v])
def test_certified_maximum_likelihood(name):
    """In standard errors; 1e-10 where 1e-6 was asked for."""
    found = fitted(name)
    far = distance(found, profile_intervals(found), CERTIFIED[name]["ml"], table(name)[0])
    assert far.max() < 1e-10


@pytest.mark.parametrize("name", [k for k, v in CERTIFIED.items() if "firth" in v])
def test_certified_firth(name):
    found = firthed(name)
    far = distance(found, profile_intervals(found), CERTIFIED[name]["firth"], table(name)[0])
    assert far.max() < 1e-10


# R 4.2.2: root of the deviance, glm.fit with an offset
@pytest.mark.parametrize("name", list(truth("r_profile")))
def test_r(name):
    found = fitted(name)
    far = distance(found, profile_intervals(found), truth("r_profile")[name], table(name)[0])
    left_out = np.isnan(found.w)
    assert np.isnan(far[left_out]).all()
    assert far[~left_out].max() < 1e-9


def excess(found, j, value):
    R = np.eye(len(found.w))[[j]]
    names = tuple("w" * len(found.w))
    fixed = Hypothesis(R, np.array([value]), ("w = …",), names)
    return likelihood_ratio_test(found, fixed).statistic


@given(st.integers(0, 10**6), st.sampled_from([0.5, 0.9, 0.99, 0.99999]))
def test_limits_are_where_the_likelihood_ratio_test_turns(seed, level):
    X, y = noisy(seed, n=40, p=2)
    X[:, 2] = 1e3 + X[:, 2]  # the intercept is then far from the data
    found = maximum(X, y)
    for j, ends in enumerate(profile_intervals(found, level=level)):
        assert ends[0] < found.w[j] < ends[1]
        for end in ends[np.isfinite(ends)]:
            assert excess(found, j, end) == pytest.approx(quantile(level), rel=1e-7)
    assert np.isfinite(profile_intervals(found)).all() or not found.certificate.proves_minimum


def test_an_intercept_alone_is_the_binomial():
    found = maximum(np.ones((10, 1)), [1] * 3 + [0] * 7)
    for b in profile_intervals(found)[0]:
        lost = 3 * (found.w[0] - b) - 10 * np.log1p(np.exp(found.w[0])) + 10 * np.log1p(np.exp(b))
        assert 2 * lost == pytest.approx(quantile(0.95), rel=1e-11)


@given(st.integers(0, 10**6), st.floats(-6, 6))
def test_units_signs_and_classes(seed, unit):
    X, y = noisy(seed)
    plain = profile_intervals(maximum(X, y))
    scaled = X.copy()
    scaled[:, 1] *= -(10**unit)
    other = profile_intervals(maximum(scaled, y))
    np.testing.assert_allclose(other[1] * -(10**unit), plain[1][::-1], rtol=1e-8, atol=1e-9)
    np.testing.assert_allclose(np.delete(other, 1, 0), np.delete(plain, 1, 0), rtol=1e-8, atol=1e-9)
    flipped = profile_intervals(maximum(X, 1 - y))
    np.testing.assert_allclose(flipped, -plain[:, ::-1], rtol=1e-8, atol=1e-9)


def test_blocks_add_to_the_same(monkeypatch):
    X, y = noisy(1)
    whole = profile_intervals(maximum(X, y))
    monkeypatch.setattr("oddsmith.data.block_rows", lambda p: 7)
    np.testing.assert_allclose(profile_intervals(maximum(X, y)), whole, rtol=1e-10)


def test_chosen_columns_and_columns_left_out():
    X, y = noisy(2)
    found = maximum(np.column_stack([X, X[:, 1]]), y)
    both = profile_intervals(found, [3, 4])
    np.testing.assert_allclose(both[0], profile_intervals(maximum(X, y))[3], rtol=1e-9)
    assert np.isnan(both[1]).all()


@pytest.mark.parametrize(
    ("name", "column", "infinite"),
    [("endometrial", "NV", 1), ("icu_sep", "locStupor", 1), ("sex2", "dia", 1)],
)
def test_quasi_separation_is_one_sided_and_the_rest_is_the_limit(name, column, infinite):
    """In the limit the rows with column = 1 are fitted perfectly, and say nothing of the rest."""
    names, rows, _ = table(name)
    j = names.index(column)
    limits = r_models.fitted(name).conf_int(method="profile").to_numpy()
    assert limits[j, infinite] == inf
    assert np.isfinite(limits[j, 0])
    assert excess(fitted(name), j, limits[j, 0]) == pytest.approx(quantile(0.95), rel=1e-9)
    X = rows.X.toarray()
    rest = X[:, j] == 0
    reduced = maximum(np.delete(X, j, axis=1)[rest], rows.y[rest])
    expected = profile_intervals(reduced)
    far = np.abs(np.delete(limits, j, axis=0) - expected) / errors(reduced)[:, None]
    assert far.max() < 1e-8


def test_two_by_two_with_an_empty_cell():
    """9 of 9 against 10 of 31: no upper limit; the lower one by bisection of the closed form."""
    x = np.repeat([1.0, 0.0], [9, 31])
    y = np.repeat([1.0, 1.0, 0.0], [9, 10, 21])
    lower, upper = profile_intervals(maximum(np.column_stack([np.ones(40), x]), y))[1]
    assert upper == inf
    near = excess(maximum(np.column_stack([np.ones(40), x]), y), 1, lower)
    assert near == pytest.approx(quantile(0.95), rel=1e-10)
    flipped = profile_intervals(maximum(np.column_stack([np.ones(40), x]), 1 - y))[1]
    assert flipped[0] == -inf
    assert flipped[1] == pytest.approx(-lower, rel=1e-9)


def test_complete_separation_with_directions_of_either_sign_is_unbounded():
    limits = profile_intervals(fitted("iris_complete_sep"))
    np.testing.assert_array_equal(limits, np.tile([-inf, inf], (5, 1)))


@given(st.integers(0, 10**6), st.floats(-3, -0.5))
def test_nearly_separated_is_not_separated(seed, overlap):
    """One pair of rows in the wrong order by a little: both limits are finite."""
    rng = np.random.default_rng(seed)
    x = np.concatenate([-rng.uniform(1, 2, 15), rng.uniform(1, 2, 15), [0.0, 10**overlap]])
    y = np.concatenate([np.zeros(15), np.ones(15), [1.0, 0.0]])
    found = maximum(np.column_stack([np.ones(32), x]), y)
    lower, upper = profile_intervals(found)[1]
    assert excess(found, 1, lower) == pytest.approx(quantile(0.95), rel=1e-6)
    assert excess(found, 1, upper) == pytest.approx(quantile(0.95), rel=1e-6)


def test_penalised_likelihood_of_separated_classes_is_followed_past_local_maxima():
    """Limits of logistf are at 11.6 and 13.0 here, where better fits of the rest exist."""
    found = firthed("iris_complete_sep")
    limits = profile_intervals(found)
    assert np.isfinite(limits).all()
    names = table("iris_complete_sep")[0]
    assert limits[names.index("Petal.Length"), 0] < -19
    assert limits[names.index("Sepal.Width"), 1] > 18


def test_refusals():
    names, rows, _ = table("admissions")
    ridge = estimate(rows, 0, Penalty.elastic_net(len(names), 0.1, free=[0]))
    with pytest.raises(NotSupportedError, match="A profile interval compares"):
        profile_intervals(ridge)
    with pytest.raises(InputError, match="level=95"):
        profile_intervals(fitted("admissions"), level=95)
