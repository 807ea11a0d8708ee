"""HC0 to HC3 against R's sandwich (make_truths.R), closed forms, and repeated rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.errors import InputError, NotSupportedError
from oddsmith.inference.covariance import hc_covariance, sampling_covariance
from tests.inference.fits import by_hand, counted, fit, fit_table, noisy, repeated, separated
from tests.truths import certified, floats

KINDS = ["HC0", "HC1", "HC2", "HC3"]
TABLES = certified("rows/robust")


@pytest.mark.parametrize("name", TABLES)
def test_robust_errors_are_those_of_sandwich(name):
    """R's own weights are those of one step before its last: 5e-9."""
    names, found = fit_table(name)
    for kind in KINDS:
        theirs = TABLES[name][kind]
        errors = np.sqrt(np.diag(hc_covariance(found, kind).covariance))
        kept = [names.index(term) for term in theirs]
        assert list(found.kept) == kept
        assert np.isnan(np.delete(errors, kept)).all()
        np.testing.assert_allclose(errors[kept], floats(theirs.values()), rtol=1e-8)


def intercept_only():
    y = np.array([0.0, 0.0, 0.0, 1.0, 1.0, 0.0])
    c = np.array([1.0, 2.0, 1.0, 3.0, 0.5, 1.5])
    return fit(np.ones((6, 1)), y, c), y, c


def test_one_coefficient_is_a_closed_form():
    found, y, c = intercept_only()
    p = c @ y / c.sum()
    H, s2, h = c.sum() * p * (1 - p), (c * (y - p)) ** 2, c / c.sum()
    expected = [s2.sum(), s2.sum() * 6 / 5, (s2 / (1 - h)).sum(), (s2 / (1 - h) ** 2).sum()]
    for kind, M in zip(KINDS, expected, strict=True):
        assert hc_covariance(found, kind).covariance == pytest.approx(M / H**2, rel=1e-12)
    assert sampling_covariance(found).covariance == pytest.approx(
        s2.sum() / H**2 * 6 / 5, rel=1e-12
    )


@given(st.integers(0, 10**6))
def test_by_hand_with_weights_and_offset(seed):
    X, y, c = counted(seed)
    offset = np.sin(np.arange(len(y)))
    found = fit(X, y, c / 2, offset)
    _, score, d, V = by_hand(X, y, found.w, c / 2, offset)
    h = d * np.einsum("ij,jk,ik->i", X, V, X)
    S = (X * (score / (1 - h))[:, None]) @ V
    np.testing.assert_allclose(
        hc_covariance(found, "HC3").covariance, S.T @ S, rtol=1e-8, atol=1e-12
    )


@given(st.integers(0, 10**6))
def test_frequencies_are_repeated_rows(seed):
    X, y, c = counted(seed)
    a, b = fit(X, y, c), fit(*repeated(c, X, y))
    for kind in KINDS:
        ours, theirs = hc_covariance(a, kind, weights="frequency"), hc_covariance(b, kind)
        np.testing.assert_allclose(ours.covariance, theirs.covariance, rtol=1e-8, atol=1e-10)
        assert ours.factor == theirs.factor


def test_sampling_weights_of_any_total_give_the_same():
    X, y, c = counted(3)
    V = sampling_covariance(fit(X, y, c)).covariance
    np.testing.assert_allclose(sampling_covariance(fit(X, y, 250 * c)).covariance, V, rtol=1e-9)
    n = len(y)
    np.testing.assert_allclose(V, hc_covariance(fit(X, y, c), "HC0").covariance * n / (n - 1))


@pytest.mark.parametrize("kind", KINDS)
def test_blocks_do_not_matter(kind, monkeypatch):
    X, y, c = counted()
    whole = hc_covariance(fit(X, y, c), kind).covariance
    monkeypatch.setattr("oddsmith.data.block_rows", lambda p: 7)
    np.testing.assert_allclose(hc_covariance(fit(X, y, c), kind).covariance, whole, rtol=1e-10)


def test_units_do_not_matter():
    X, y = noisy()
    unit = np.array([1.0, 1e-8, 1e6, 1e3])
    moved = X * unit
    moved[:, 2] += 1e8
    V, W = (hc_covariance(fit(Z, y), "HC3").covariance for Z in (X, moved))
    np.testing.assert_allclose((W * np.outer(unit, unit))[1:, 1:], V[1:, 1:], rtol=1e-6)


def test_the_factor_is_stated():
    found = fit(*noisy())
    factors = [hc_covariance(found, kind).factor for kind in KINDS]
    assert factors == [
        "1",
        "n / (n - p) = 80 / 76",
        "1 / (1 - h), row by row",
        "1 / (1 - h)², row by row",
    ]
    assert sampling_covariance(found).factor == "n / (n - 1) = 80 / 79"


def test_what_makes_no_sense_is_refused():
    X, y = noisy()
    found = fit(X, y)
    with pytest.raises(InputError, match=r"'HC4'.*'HC0', 'HC1'"):
        hc_covariance(found, "HC4")
    with pytest.raises(InputError, match="weights='sampling'"):
        hc_covariance(found, "HC0", weights="sampling")
    for robust in (hc_covariance, sampling_covariance):
        with pytest.raises(InputError, match="no finite maximum"):
            robust(fit(*separated()))
        with pytest.raises(NotSupportedError, match="L2 penalty"):
            robust(fit(X, y, l2=0.1))


def test_a_leverage_of_one_has_no_hc3():
    X = np.column_stack([np.ones(4), [1.0, 0, 0, 0]])
    found = fit(X, np.array([0.3, 0.2, 0.4, 0.6]), np.full(4, 10.0))
    with pytest.raises(InputError, match="1 rows have leverage 1"):
        hc_covariance(found, "HC3")
    assert np.isfinite(hc_covariance(found, "HC0").covariance).all()


def test_as_many_coefficients_as_rows_leave_nothing_to_divide_by():
    X = np.column_stack([np.ones(2), [0.0, 1.0]])
    found = fit(X, np.array([0.3, 0.6]), np.full(2, 10.0))
    with pytest.raises(InputError, match="n = 2 and p = 2"):
        hc_covariance(found, "HC1")
    with pytest.raises(InputError, match="two rows or more"):
        sampling_covariance(fit(np.ones((1, 1)), np.array([0.3])))
