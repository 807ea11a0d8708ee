"""Probabilities, errors and intervals: closed forms, differences, invariances."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, logit, softmax

from oddsmith.design import Dense
from oddsmith.errors import InputError
from oddsmith.inference.multinomial_predict import ClassPredictor
from oddsmith.losses import reference_coding
from tests.inference.class_tables import TABLES, R, fit, fit_table, noisy, rows_of, three_of_forty
from tests.inference.fits import fit as fit_binary

seeds = st.integers(0, 10**6)


@pytest.mark.parametrize("name", TABLES)
def test_probabilities_are_vgam_s(name):
    """Whose own are good to 1e-8."""
    rows, _, _ = rows_of(name)
    p = fit_table(name).predictor.probabilities(rows.X)
    np.testing.assert_allclose(p[:20], R[name]["pred"], rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-14)
    hit = rows.whole.weights[:, None] * ((rows.y[:, None] == np.arange(p.shape[1])) - p)
    np.testing.assert_allclose(rows.X.toarray().T @ hit, 0, atol=1e-9)


def test_errors_of_a_contingency_table_are_binomial():
    """One group: the variance of a share is p (1 - p) / n."""
    found = fit(np.ones((20, 1)), np.repeat(np.arange(3), [8, 5, 7]))
    p, se, lower, upper = found.predictor.with_errors(Dense(np.ones((1, 1))), 0.9)
    share = np.array([8, 5, 7]) / 20
    np.testing.assert_allclose(p[0], share, rtol=1e-14)
    np.testing.assert_allclose(se[0], np.sqrt(share * (1 - share) / 20), rtol=1e-13)
    half = 1.6448536269514722 / np.sqrt(20 * share * (1 - share))
    np.testing.assert_allclose(lower[0], expit(logit(share) - half), rtol=1e-12)
    np.testing.assert_allclose(upper[0], expit(logit(share) + half), rtol=1e-12)


@given(seeds, st.integers(2, 5))
def test_errors_are_those_of_the_gradient_by_differences(seed, K):
    rng = np.random.default_rng(seed)
    p, m, h = 3, K - 1, 1e-6
    root = rng.standard_normal((p * m, p * m))
    B, C, A = rng.standard_normal((p, m)), root @ root.T / 10, reference_coding(K)
    X = Dense(rng.standard_normal((4, p)))
    center = np.r_[0.0, rng.standard_normal(2)]
    found = ClassPredictor(center, B, C, A).with_errors(X)
    moved = [
        [ClassPredictor(center, B + s * h * e, C, A).probabilities(X) for s in (1, -1)]
        for e in np.eye(p * m).reshape(-1, p, m)
    ]
    J = np.array([(above - below) / (2 * h) for above, below in moved])  # (p m, n, K)
    variance = np.einsum("ank,ab,bnk->nk", J, C, J)
    np.testing.assert_allclose(found.se, np.sqrt(variance), rtol=1e-5, atol=1e-9)
    np.testing.assert_allclose(
        found.p, softmax((X.toarray() - center) @ B @ A.T, axis=1), rtol=1e-12
    )
    assert ((found.lower >= 0) & (found.lower <= found.p)).all()
    assert ((found.p <= found.upper) & (found.upper <= 1)).all()


def test_two_classes_are_the_binary_interval():
    X, y = noisy(2, K=2)
    binary = fit_binary(X, y.astype(float))
    found = fit(X, y).predictor.with_errors(Dense(X), 0.99)
    z = X @ binary.w
    error = np.sqrt(np.einsum("ni,ij,nj->n", X, binary.covariance, X))
    half = 2.5758293035489004 * error
    for k, sign in ((1, 1), (0, -1)):
        np.testing.assert_allclose(found.p[:, k], expit(sign * z), rtol=1e-11)
        np.testing.assert_allclose(found.se[:, k], expit(z) * expit(-z) * error, rtol=1e-10)
        np.testing.assert_allclose(found.lower[:, k], expit(sign * z - half), rtol=1e-10)
        np.testing.assert_allclose(found.upper[:, k], expit(sign * z + half), rtol=1e-10)


def test_the_reference_does_not_matter():
    rows, _, _ = rows_of("fgl_mg")
    one, other = fit_table("fgl_mg"), fit_table("fgl_mg", "Veh")
    order = [one.classes.index(label) for label in other.classes]
    for a, b in zip(
        one.predictor.with_errors(rows.X), other.predictor.with_errors(rows.X), strict=True
    ):
        np.testing.assert_allclose(a[:, order], b, rtol=1e-9, atol=1e-15)


def test_columns_far_from_zero_lose_nothing():
    X, y = noisy(0)
    far = X + np.array([0, 1e8, -1e6])
    near = fit(X, y).predictor.with_errors(Dense(X))
    for a, b in zip(near, fit(far, y).predictor.with_errors(Dense(far)), strict=True):
        np.testing.assert_allclose(b, a, rtol=1e-6)


def test_small_probabilities_keep_their_digits():
    B = np.array([[-40.0, 35.0]])
    found = ClassPredictor(np.zeros(1), B, np.eye(2), reference_coding(3))
    p, se, lower, upper = (each[0] for each in found.with_errors(Dense(np.ones((1, 1)))))
    total = np.exp(-40.0) + 1 + np.exp(35.0)
    np.testing.assert_allclose(p, np.array([1, np.exp(-40.0), np.exp(35.0)]) / total, rtol=1e-13)
    np.testing.assert_allclose(se[:2], p[:2] * np.array([1, 2**0.5]), rtol=1e-12)
    assert ((lower > 0) & (upper[:2] < 1e-10).all()).all()


def test_blocks_and_missing_values(monkeypatch):
    X, _ = noisy(0)
    X[3, 1] = np.nan
    predictor = fit(*noisy(0)).predictor
    whole = predictor.with_errors(Dense(X)), predictor.probabilities(Dense(X))
    monkeypatch.setattr("oddsmith.data.block_rows", lambda p: 7)
    parts = predictor.with_errors(Dense(X)), predictor.probabilities(Dense(X))
    for a, b in zip([*whole[0], whole[1]], [*parts[0], parts[1]], strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-13)
        np.testing.assert_array_equal(np.isnan(a).any(axis=1), np.arange(len(X)) == 3)


@pytest.mark.parametrize("level", [0, 1, 1.5, np.nan])
def test_levels_are_between_zero_and_one(level):
    with pytest.raises(InputError, match="coverage is a number between 0 and 1"):
        fit_table("alligators").predictor.with_errors(Dense(np.ones((1, 5))), level)


# -- separated classes -----------------------------------------------------------------------------


def test_decided_rows_have_no_error_and_the_others_those_of_the_rest():
    X, y = three_of_forty()
    found = fit(X, y).predictor.with_errors(Dense(X))
    rest = fit(X[13:][:, [0, 2]], y[13:]).predictor.with_errors(Dense(X[13:][:, [0, 2]]))
    np.testing.assert_array_equal(found.p[:13], np.tile([0.0, 0, 1], (13, 1)))
    for values in (found.se, found.lower, found.upper):
        assert np.isnan(values[:13]).all()
    for a, b in zip(found, rest, strict=True):
        np.testing.assert_allclose(a[13:], b, rtol=1e-9)


def test_a_class_that_is_lost_leaves_the_shares_of_the_others():
    """Counts by group; in the second the last class is missing: its rows are a binary table."""
    counts = np.array([6.0, 5, 4, 3, 7])
    X = np.array([[1.0, 0]] * 3 + [[1, 1]] * 2)
    found = fit(X, [0, 1, 2, 0, 1], counts)
    p, se, lower, upper = found.predictor.with_errors(Dense(np.array([[1.0, 1.0]])))
    np.testing.assert_allclose(p[0], [0.3, 0.7, 0], rtol=1e-12)
    np.testing.assert_allclose(se[0], [np.sqrt(0.021), np.sqrt(0.021), np.nan], rtol=1e-11)
    np.testing.assert_allclose(lower[0, 1], 1 - upper[0, 0], rtol=1e-11)


def test_what_no_data_tell_is_not_a_number():
    """On the edge between two classes that are separated any share fits as well as another."""
    x = np.array([1.0, 2, 3, 5, 6, 7])
    predictor = fit(np.column_stack([np.ones(6), x]), [0, 0, 1, 1, 2, 2]).predictor
    a, b = predictor.infinity.horizon.direction[::2]
    p = predictor.probabilities(Dense(np.array([[1.0, 0], [1, -a / b], [1, 4], [1, 9]])))
    np.testing.assert_array_equal(p[[0, 2, 3]], np.eye(3))
    assert np.isnan(p[1]).all()
    assert np.isnan(predictor.with_errors(Dense(np.array([[1.0, -a / b]])))).all()


def test_a_group_that_was_never_seen_goes_where_its_columns_go():
    """Of a and b only b = 1 loses class 2; a row with both loses it too."""
    X = np.array([[1.0, a, b] for a, b in [(0, 0)] * 3 + [(1, 0)] * 3 + [(0, 1)] * 2])
    predictor = fit(X, [0, 1, 2, 0, 1, 2, 0, 1]).predictor
    p = predictor.probabilities(Dense(np.array([[1.0, 1, 1], [1, 1, 0], [1, 0, -1]])))
    np.testing.assert_allclose(p, [[0.5, 0.5, 0], [1 / 3, 1 / 3, 1 / 3], [0, 0, 1]], atol=1e-13)
