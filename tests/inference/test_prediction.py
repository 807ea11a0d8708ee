"""Predictions with intervals: R's, the reduced model's, closed forms, blocks and limits."""

import mpmath
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.data import InMemory
from oddsmith.errors import InputError, UnseenLevelError
from oddsmith.estimate import estimate
from oddsmith.frame import Terms
from oddsmith.inference.link import link_in_limit, link_of
from oddsmith.inference.prediction import predict
from oddsmith.inference.table_rows import TableRows, table_rows
from oddsmith.limit import limit_of
from oddsmith.losses import sigmoid
from oddsmith.penalties import Penalty
from tests.inference.effects_models import R, drawn, fitted, of_design
from tests.truths import certified, problem


# R 4.2.2, predict(glm, se.fit = TRUE), the first 20 rows (make_truths.R)
@pytest.mark.parametrize("name", R)
def test_predictions_and_their_errors_are_those_of_r(name):
    link, terms, rows, _ = of_design(name)
    found, expected = predict(link, terms, rows), R[name]["pred"]
    errors = max(1e-8, 3 * float(certified("certified_ml")[name]["R_relerr_se"]))
    ours = {
        "link": found.z,
        "link_se": found.z_error,
        "response": found.probability,
        "response_se": found.std_error,
    }
    for field, values in ours.items():
        rtol = errors if field.endswith("se") else 1e-11
        np.testing.assert_allclose(values[:20], expected[field], rtol, err_msg=field)


@pytest.mark.parametrize("name", ["beetle", "birthwt_mass", "mroz_scaled", "admissions_collinear"])
def test_errors_are_those_of_longer_arithmetic(name):
    """√(xᵀ H⁻¹ x) in 40 digits, at certified coefficients."""
    names, X, _, weights, offset = problem(name)
    coefficients = certified("certified_ml")[name]["coef"]
    names = [column for column in names if column in coefficients]
    X = X[:, [problem(name)[0].index(column) for column in names]]
    with mpmath.workdps(40):
        w = [mpmath.mpf(coefficients[column]) for column in names]
        H = mpmath.zeros(len(w))
        for x, c, o in zip(X.tolist(), weights.tolist(), offset.tolist(), strict=True):
            e = mpmath.exp(mpmath.fdot(x, w) + o)
            row = mpmath.matrix([x])
            H += row.T * row * (c * e / (1 + e) ** 2)
        V = H**-1
        rows = [mpmath.matrix([x]) for x in X[:20].tolist()]
        exact = [float(mpmath.sqrt((row * V * row.T)[0])) for row in rows]
    link, terms, table, _ = of_design(name)
    np.testing.assert_allclose(predict(link, terms, table).z_error[:20], exact, rtol=1e-12)


def test_equal_rows_are_a_closed_form():
    table = pd.DataFrame({"none": np.zeros(10)})
    found = predict(*fitted("1", table, np.repeat([1.0, 0.0], [3, 7])))
    np.testing.assert_allclose(found.probability, 0.3, rtol=1e-13)
    np.testing.assert_allclose(found.z_error, 1 / np.sqrt(2.1), rtol=1e-13)
    np.testing.assert_allclose(found.std_error, np.sqrt(0.021), rtol=1e-13)
    half = 1.959963984540054 / np.sqrt(2.1)
    np.testing.assert_allclose(found.lower, sigmoid(np.log(3 / 7) - half), rtol=1e-12)
    np.testing.assert_allclose(found.upper, sigmoid(np.log(3 / 7) + half), rtol=1e-12)


def test_columns_left_out_are_those_of_the_reduced_model():
    table, y, weights, offset = drawn()
    table["twice"] = 2 * table["x"] - table["z"]
    full = predict(*fitted("x + z + twice + town", table, y, weights, offset))
    less = predict(*fitted("x + z + town", table, y, weights, offset))
    for ours, theirs in zip(full, less, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-10)


@given(st.floats(0.001, 0.999), st.integers(0, 50))
def test_intervals_lie_inside_zero_and_one_and_grow_with_the_level(level, seed):
    link, terms, _ = MODEL
    table = drawn(seed=seed)[0]
    far = TableRows(table.assign(x=table["x"] * 40))
    narrow, wide = (predict(link, terms, far, level=each) for each in (level, (1 + level) / 2))
    assert ((narrow.lower >= 0) & (narrow.upper <= 1)).all()
    assert ((wide.lower <= narrow.lower) & (narrow.lower <= narrow.probability)).all()
    assert ((wide.upper >= narrow.upper) & (narrow.upper >= narrow.probability)).all()


MODEL = fitted("x * z + town", *drawn()[:2])


def test_missing_values_are_nan_and_cost_no_other_row():
    link, terms, rows = MODEL
    table, whole = rows.table.head(5).copy(), predict(link, terms, rows)
    table.loc[1, "x"], table.loc[3, "town"] = np.nan, None
    found = predict(link, terms, TableRows(table))
    for values, complete in zip(found, whole, strict=True):
        np.testing.assert_array_equal(np.isnan(values), [False, True, False, True, False])
        np.testing.assert_allclose(values[[0, 2, 4]], complete[[0, 2, 4]], rtol=1e-14)


def test_blocks_do_not_matter(monkeypatch):
    table, y, weights, offset = drawn()
    link, terms, rows = fitted("x * town + old", table, y, weights, offset)
    whole = predict(link, terms, rows)
    monkeypatch.setattr("oddsmith.data.block_rows", lambda p: 7)
    for ours, theirs in zip(predict(link, terms, rows), whole, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-13)


def test_an_offset_is_known_and_has_no_error():
    link, terms, rows = MODEL
    plain, moved = (predict(link, terms, TableRows(rows.table, None, o)) for o in (None, 2.0 * ONE))
    np.testing.assert_allclose(moved.z, plain.z + 2, rtol=1e-14)
    np.testing.assert_array_equal(moved.z_error, plain.z_error)


ONE = np.ones(60)


@pytest.mark.parametrize("far", [1e3, 1e6, 1e9])
def test_columns_far_from_zero_lose_no_digit(far):
    """Moving a column changes no prediction and no error; x + far itself is exact here."""
    rng = np.random.default_rng(3)
    x = rng.integers(-8, 8, 200) / 8
    y = (rng.random(200) < sigmoid(2 * x)).astype(float)
    near = predict(*fitted("x", pd.DataFrame({"x": x}), y))
    away = predict(*fitted("x", pd.DataFrame({"x": x + far}), y))
    for ours, theirs in zip(away, near, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-13)


def test_a_covariance_on_the_columns_as_given_keeps_its_digits_near_zero():
    table, y, weights, offset = drawn()
    terms = Terms.learn("x * z + town", table)
    rows = InMemory(terms.design(table), y, weights, offset)
    found = estimate(rows, 0, Penalty.none(len(terms.names)), to_floor=True)
    plain = link_of(found.predictor, found.covariance, 0)
    X = terms.design(table).toarray()
    by_hand = np.sqrt(np.einsum("ij,jk,ik->i", X, found.covariance, X))
    ours = predict(plain, terms, TableRows(table, None, offset)).z_error
    np.testing.assert_allclose(ours, by_hand, rtol=1e-10)
    exact = predict(*fitted("x * z + town", table, y, weights, offset)).z_error
    np.testing.assert_allclose(exact, by_hand, rtol=1e-10)


def limit(rhs, table, y):
    """Link and terms of a separated fit."""
    terms = Terms.learn(rhs, table)
    rows = InMemory(terms.design(table), np.asarray(y, float))
    found = estimate(rows, 0, Penalty.none(len(terms.names)), max_steps=30)
    at = limit_of(found, rows)
    return link_in_limit(at.predictor, at.inner, at.columns), terms


def test_a_separating_column_decides_its_rows_and_leaves_the_others():
    table = pd.DataFrame({"x": np.repeat([1, 0], [10, 30])})
    y = np.concatenate([np.ones(10), np.tile([0.0, 0.0, 1.0], 10)])
    link, terms = limit("x", table, y)
    found = predict(link, terms, TableRows(table.iloc[[0, -1]]))
    np.testing.assert_array_equal(found.z[0], np.inf)
    np.testing.assert_array_equal(found.probability[0], 1.0)
    for values in (found.z_error, found.std_error, found.lower, found.upper):
        assert np.isnan(values[0])
    assert found.probability[1] == pytest.approx(1 / 3, rel=1e-12)
    assert found.std_error[1] == pytest.approx(np.sqrt(1 / 3 * 2 / 3 / 30), rel=1e-12)


def test_a_level_keeps_its_error_when_the_reference_separates():
    """Intercept and coefficients are infinite; the sums that make the other levels are not."""
    town = np.repeat(["a", "b", "c"], [5, 20, 40])
    y = np.concatenate([np.zeros(5), np.tile([0, 1], 10), np.tile([0, 0, 0, 1], 10)])
    link, terms = limit("town", pd.DataFrame({"town": town}), y)
    np.testing.assert_allclose(
        link.unbounded / link.unbounded[1], [[-1.0], [1.0], [1.0]], rtol=1e-10
    )
    found = predict(link, terms, TableRows(pd.DataFrame({"town": ["a", "b", "c"]})))
    np.testing.assert_allclose(found.probability, [0, 0.5, 0.25], rtol=1e-12)
    errors = [np.nan, np.sqrt(0.25 / 20), np.sqrt(3 / 16 / 40)]
    np.testing.assert_allclose(found.std_error, errors, rtol=1e-12)


def test_what_the_data_leave_open_is_nan():
    """Both columns separate, one each way, and no row has both: their sum can be anything."""
    a, b = (np.repeat(values, [20, 5, 5]) for values in ([0, 1, 0], [0, 0, 1]))
    y = np.concatenate([np.tile([0, 1], 10), np.ones(5), np.zeros(5)])
    link, terms = limit("a + b", pd.DataFrame({"a": a, "b": b}), y)
    assert np.linalg.matrix_rank(link.unbounded) == 2
    np.testing.assert_allclose(link.unbounded[0], 0, atol=1e-12)
    rows = TableRows(pd.DataFrame({"a": [0, 1, 0, 1], "b": [0, 0, 1, 1]}))
    found = predict(link, terms, rows)
    np.testing.assert_allclose(found.probability, [0.5, 1.0, 0.0, np.nan], rtol=1e-12)
    assert np.isnan(found.z_error[1:]).all()
    assert found.std_error[0] == pytest.approx(np.sqrt(0.25 / 20), rel=1e-12)


def test_complete_separation_decides_all():
    table = pd.DataFrame({"x": np.arange(10.0)})
    link, terms = limit("x", table, np.arange(10) > 4)
    found = predict(link, terms, TableRows(table))
    np.testing.assert_array_equal(found.probability, (np.arange(10) > 4).astype(float))
    assert np.isnan(found.lower).all()
    assert np.linalg.matrix_rank(link.unbounded) == 2


def test_a_covariance_that_is_not_known_gives_no_error():
    link, terms, rows = MODEL
    unknown = link_of(link.predictor, np.full((len(link.root),) * 2, np.nan), 0)
    found = predict(unknown, terms, rows)
    assert np.isfinite(found.probability).all()
    assert np.isnan([found.z_error, found.std_error, found.lower, found.upper]).all()


def test_what_cannot_be_predicted_is_refused():
    link, terms, rows = MODEL
    with pytest.raises(InputError, match="level=95"):
        predict(link, terms, rows, level=95)
    with pytest.raises(UnseenLevelError, match="'town' holds 'd' in 60 rows"):
        predict(link, terms, TableRows(rows.table.assign(town="d")))
    with pytest.raises(InputError, match="no column is called 'town'"):
        predict(link, terms, TableRows(rows.table[["x", "z"]]))


def test_weights_have_no_part_in_it():
    link, terms, rows = MODEL
    weighted = predict(link, terms, table_rows(terms, rows.table, np.arange(60) + 1.0))
    np.testing.assert_array_equal(weighted.z_error, predict(link, terms, rows).z_error)
