"""Debiased intervals, stability selection, degrees of freedom: closed forms and simulations."""

import numpy as np
import pandas as pd
import pytest

import oddsmith
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.paths.debiased import inverse_rows


def simulated(seed, n=300, p=20):
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((n, p))
    beta = np.r_[1.0, -1.0, np.zeros(p - 2)]
    return X, (rng.random(n) < 1 / (1 + np.exp(-X @ beta))).astype(int), beta


def test_without_shrinkage_debiased_is_maximum_likelihood_with_robust_errors():
    X, y, _ = simulated(0, n=500, p=3)
    path = oddsmith.path(X, y, penalties=[1e-9])
    fit = oddsmith.fit("y ~ x0 + x1 + x2", pd.DataFrame(X, columns=["x0", "x1", "x2"]).assign(y=y))
    table = path.debiased(1e-9)
    np.testing.assert_allclose(table.estimate, fit.params.iloc[1:], rtol=1e-6)
    robust = np.sqrt(np.diag(fit.vcov(kind="HC0")))[1:]
    np.testing.assert_allclose(table.std_error, robust, rtol=0.03)


def test_with_endless_rows_the_inverse_is_exact():
    A = np.random.default_rng(0).standard_normal((50, 6))
    H = A.T @ A
    found = inverse_rows(H, np.arange(1, 6), 1e30)
    np.testing.assert_allclose(found, np.linalg.inv(H)[1:], rtol=1e-8, atol=1e-12)


def test_intervals_cover_as_often_as_they_say():
    covered = []
    for seed in range(40):
        X, y, beta = simulated(seed)
        path = oddsmith.path(X, y, penalties=[0.03])
        table = path.debiased(0.03, level=0.9)
        covered.append((table.conf_low < beta) & (beta < table.conf_high))
    share = np.mean(covered, axis=0)
    assert 0.86 <= np.mean(share[2:]) <= 0.94
    assert share[:2].min() >= 0.7


def test_weights_count_as_rows():
    X, y, _ = simulated(1, 120, 4)
    c = np.random.default_rng(2).integers(1, 4, 120)
    a = oddsmith.path(X, y, weights=np.full(120, 2.0), penalties=[0.02]).debiased(0.02)
    b = oddsmith.path(X, y, penalties=[0.02]).debiased(0.02)
    np.testing.assert_allclose(a.std_error, b.std_error, rtol=1e-8)
    assert c.sum() > 120
    assert a.attrs["source"].startswith("debiased")


def test_what_debiasing_does_not_know_is_refused():
    X, y, _ = simulated(1, 120, 4)
    with pytest.raises(NotSupportedError, match="bounds"):
        oddsmith.path(X, y, penalties=[0.02], bounds={0: (0, None)}).debiased(0.02)
    with pytest.raises(InputError, match="level"):
        oddsmith.path(X, y, penalties=[0.02]).debiased(0.02, level=95)
    with pytest.raises(InputError, match="not on the path"):
        oddsmith.path(X, y, penalties=[0.02]).debiased(0.03)


def test_stability_finds_what_is_there_and_bounds_the_rest():
    X, y, _ = simulated(3, 400, 30)
    path = oddsmith.path(X, y, penalties=40)
    found = path.stability(20)
    assert set(found.selected) == {"x0", "x1"}
    assert found.false_selections <= 1
    assert found.most**2 / (0.5 * 30) == found.false_selections
    assert found.frequencies.drop(["x0", "x1"]).max() < 0.5
    assert "Meinshausen" in str(found)
    np.testing.assert_array_equal(path.stability(20).frequencies, found.frequencies)


@pytest.mark.parametrize(
    ("given", "said"),
    [({"pairs": 0}, "1 or more"), ({"threshold": 0.5}, "above 0.5"), ({"most": 99}, "from 1 to 4")],
)
def test_stability_refuses(given, said):
    X, y, _ = simulated(1, 120, 4)
    with pytest.raises(InputError, match=said):
        oddsmith.path(X, y, penalties=5).stability(**given)


def test_degrees_of_freedom():
    X, y, _ = simulated(1, 120, 4)
    lasso = oddsmith.path(X, y, penalties=10)
    np.testing.assert_array_equal(lasso.degrees_of_freedom, lasso.n_nonzero + 1)
    ridge = oddsmith.path(X, y, l1_ratio=0, penalties=10)
    Z = np.c_[np.ones(120), X]
    for k in (0, 5, 9):
        p = ridge.predict_proba(X)[:, k]
        H = Z.T @ (Z * (p * (1 - p) / 120)[:, None])
        L = np.diag(np.r_[0, ridge.penalties[k] * X.var(axis=0)])
        expected = np.trace(np.linalg.inv(H + L) @ H)
        assert ridge.degrees_of_freedom[k] == pytest.approx(expected, rel=1e-8)
    assert (np.diff(ridge.degrees_of_freedom) > 0).all()
