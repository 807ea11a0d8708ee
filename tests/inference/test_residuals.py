"""Residuals and leverages against R (make_truths.R), closed forms, and what their sums must be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.errors import InputError, NotSupportedError
from oddsmith.inference.residuals import PLAIN, WITH_LEVERAGE, leverages, residuals
from tests.inference.fits import counted, fit, fit_table, grouped, noisy, repeated
from tests.truths import certified, floats, problem

TABLES = certified("rows/diag")
IN_R = {
    "response": "resid_response",
    "working": "resid_working",
    "pearson": "resid_pearson",
    "deviance": "resid_deviance",
    "standardized_pearson": "rstandard_pearson",
    "standardized_deviance": "rstandard_deviance",
    "studentized": "rstudent",
}
ALL = list(IN_R)


@pytest.mark.parametrize("name", TABLES)
def test_residuals_and_leverages_are_those_of_r(name):
    _, found = fit_table(name)
    ours = {theirs: residuals(found, kind) for kind, theirs in IN_R.items()}
    ours["hat"] = leverages(found)
    for field, values in ours.items():
        theirs = floats(TABLES[name][field])  # of the first 20 rows
        rtol = 2e-7 if found.dependent else 1e-7
        np.testing.assert_allclose(values[:20], theirs, rtol=rtol, err_msg=field)


def test_every_kind_is_compared():
    assert set(IN_R) == set(PLAIN) | set(WITH_LEVERAGE)


@pytest.mark.parametrize("name", ["admissions", "admissions_fracw", "esoph", "mroz_scaled"])
def test_sums(name):
    _, found = fit_table(name)
    assert leverages(found).sum() == pytest.approx(found.rank, rel=1e-10)
    assert (residuals(found, "deviance") ** 2).sum() == pytest.approx(
        certified("rows/fit")[name]["deviance"], rel=1e-12
    )
    weights = problem(name)[3]
    assert abs((weights * residuals(found, "response")).sum()) < 1e-10 * weights.sum()


def test_equal_rows_are_a_closed_form():
    y = np.array([1.0, 0, 0, 0])
    found = fit(np.ones((4, 1)), y)
    np.testing.assert_allclose(leverages(found), 0.25, rtol=1e-12)
    np.testing.assert_allclose(residuals(found, "response"), y - 0.25, atol=1e-15)
    np.testing.assert_allclose(residuals(found, "working"), [4, *[-4 / 3] * 3])
    pearson = np.array([3**0.5, *[-(3**-0.5)] * 3])
    deviance = np.array([np.log(16) ** 0.5, *[-(np.log(16 / 9) ** 0.5)] * 3])
    np.testing.assert_allclose(residuals(found), deviance, rtol=1e-12)
    np.testing.assert_allclose(
        residuals(found, "standardized_pearson"), pearson * (4 / 3) ** 0.5, rtol=1e-12
    )
    np.testing.assert_allclose(
        residuals(found, "studentized"),
        np.sign(deviance) * (deviance**2 + pearson**2 / 3) ** 0.5,
        rtol=1e-12,
    )


@given(st.integers(0, 10**6))
def test_other_class_other_sign(seed):
    X, y = noisy(seed)
    a, b = fit(X, y), fit(X, 1 - y)
    for kind in ALL:
        np.testing.assert_allclose(residuals(a, kind), -residuals(b, kind), rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("kind", ALL)
def test_frequencies_are_repeated_rows(kind):
    X, y, c = counted()
    a, b = fit(X, y, c), fit(*repeated(c, X, y))
    ours = residuals(a, kind, weights="frequency")
    np.testing.assert_allclose(repeated(c, ours)[0], residuals(b, kind), rtol=1e-8)
    ours = leverages(a, weights="frequency")
    np.testing.assert_allclose(repeated(c, ours)[0], leverages(b), rtol=1e-8)


def test_blocks_do_not_matter(monkeypatch):
    X, y, c = counted()
    whole = [residuals(fit(X, y, c), kind) for kind in ALL]
    monkeypatch.setattr("oddsmith.data.block_rows", lambda p: 7)
    parts = [residuals(fit(X, y, c), kind) for kind in ALL]
    np.testing.assert_allclose(parts, whole, rtol=1e-9)


def test_a_far_row_overflows_nothing():
    """Confident rows, right and wrong, have residuals of full relative accuracy."""
    X = np.column_stack([np.ones(200), np.r_[np.linspace(-1, 1, 199), 400.0]])
    rng = np.random.default_rng(0)
    y = (rng.random(200) < 1 / (1 + np.exp(-X[:, 1]))) * 1.0
    y[-1] = 1.0
    found = fit(X, y)
    z = X @ found.w
    assert z[-1] > 200
    assert residuals(found, "pearson")[-1] == pytest.approx(np.exp(-z[-1] / 2), rel=1e-9)
    assert residuals(found)[-1] == pytest.approx((2 * np.exp(-z[-1])) ** 0.5, rel=1e-9)


def test_a_row_of_leverage_one_has_no_standardized_residual():
    X = np.column_stack([np.ones(4), [1.0, 0, 0, 0]])
    found = fit(X, np.array([0.3, 0.2, 0.4, 0.6]), np.full(4, 10.0))
    for kind in WITH_LEVERAGE:
        values = residuals(found, kind)
        assert np.isnan(values[0])
        assert np.isfinite(values[1:]).all()


def test_a_penalty_leaves_fewer_degrees_of_freedom():
    X, y, trials = grouped()
    strengths = [leverages(fit(X, y, trials, l2=l2)).sum() for l2 in (0, 0.1, 10)]
    assert strengths[0] == pytest.approx(2)
    assert 2 > strengths[1] > strengths[2] > 1


def test_what_makes_no_sense_is_refused():
    X, y = noisy()
    with pytest.raises(InputError, match=r"kind='anscombe'.*'response', 'working'"):
        residuals(fit(X, y), "anscombe")
    with pytest.raises(InputError, match="weights='trials'"):
        leverages(fit(X, y), weights="trials")
    lasso = fit(X, y, l1=0.01)
    assert np.isfinite(residuals(lasso, "pearson")).all()
    for leveraged in (leverages, lambda found: residuals(found, "studentized")):
        with pytest.raises(NotSupportedError, match="L1 penalty"):
            leveraged(lasso)
