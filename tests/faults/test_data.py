"""Faults in data: values, shapes, labels and names."""

import decimal

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

import oddsmith
from oddsmith import LogisticRegression, fit, path
from oddsmith.errors import (
    AliasedWarning,
    ColumnError,
    DroppedRowsWarning,
    FormulaError,
    InputError,
    MissingValuesError,
    OutOfMemoryError,
    SeparationWarning,
    UnseenLevelError,
)
from tests.faults.registry import fault
from tests.faults.tables import N, X, Y, spoiled, table

PLAIN = fit("y ~ a + b", table()).params.to_numpy()
NOT_FINITE = pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
SOMEWHERE = pytest.mark.parametrize("position", [0, 31, N - 1])


@NOT_FINITE
@SOMEWHERE
@pytest.mark.parametrize("column", ["a", "y"])
@fault("data", "NaN or infinity in a column, first, middle or last row", raises=MissingValuesError)
def test_not_finite_in_a_table(value, position, column):
    given = table()
    fit("y ~ a + b", given.assign(**{column: spoiled(given[column], position, value)}))


@NOT_FINITE
@SOMEWHERE
@pytest.mark.parametrize("role", ["weights", "offset"])
@fault(
    "data", "NaN or infinity among the weights or offsets", raises=InputError, says="weights|off"
)
def test_not_finite_in_a_role(value, position, role):
    fit("y ~ a + b", table(), **{role: spoiled(np.ones(N), position, value)})


@NOT_FINITE
@SOMEWHERE
@pytest.mark.parametrize("kind", [np.asarray, sp.csr_matrix, sp.csc_matrix, sp.csr_array])
@fault("data", "NaN or infinity in a dense or sparse X", raises=InputError, says=r"column \d: 1")
def test_not_finite_in_X(value, position, kind):
    values = X.copy()
    values[position, position % 3] = value
    LogisticRegression().fit(kind(values), Y)


@NOT_FINITE
@fault("data", "NaN or infinity in the y of the estimator", raises=ValueError, says="Input y")
def test_not_finite_in_y(value):
    LogisticRegression().fit(X, spoiled(Y, 5, value))


@NOT_FINITE
@fault(
    "data",
    "NaN or infinity in a row, with `missing='drop'`",
    answer="the fit without that row",
    warns=DroppedRowsWarning,
)
def test_not_finite_and_dropped(value):
    without = fit("y ~ a + b", table().drop(index=7)).params
    found = fit("y ~ a + b", table(a=spoiled(X[:, 0], 7, value)), missing="drop").params
    np.testing.assert_array_equal(found, without)


@fault("data", "NaN in a row of weight zero", answer="the fit without that row")
def test_nan_in_a_row_without_weight():
    weights = spoiled(np.ones(N), 7, 0)
    found = fit("y ~ a + b", table(a=spoiled(X[:, 0], 7, np.nan)), weights=weights)
    np.testing.assert_array_equal(found.params, fit("y ~ a + b", table().drop(index=7)).params)


@fault("data", "a value missing in a new row", answer="NaN for that row alone")
def test_a_missing_value_at_prediction():
    with pytest.warns(oddsmith.errors.MissingValuesWarning):
        found = fit("y ~ a + b", table()).predict(table(a=spoiled(X[:, 0], 7, np.nan)))
    np.testing.assert_array_equal(np.flatnonzero(found.isna()), [7])


@pytest.mark.parametrize("size", [1e-250, 1e-200, 1e-100, 1e100, 1e200, 1e300, 1e307])
@fault("data", "a column of numbers near 1e-250 … 1e307", answer="the coefficient in that unit")
def test_a_column_of_any_size(size):
    found = fit("y ~ a + b", table(a=X[:, 0] * size)).params.to_numpy()
    np.testing.assert_allclose(found * [1, size, 1], PLAIN, rtol=1e-9)


@pytest.mark.parametrize("size", [5e-324, 1e-320, 1e-308])
@fault("data", "a column of subnormal numbers", raises=ColumnError, says="'a' holds numbers so sm")
def test_subnormal_numbers(size):
    fit("y ~ a + b", table(a=X[:, 0] * size))


@pytest.mark.parametrize("size", [5e-324, 1e-320, 1e-308])
@fault("data", "a subnormal column beside an L2 penalty", answer="a coefficient of zero")
def test_subnormal_numbers_penalised(size):
    found = LogisticRegression().fit(X * [size, 1, 1], Y)
    without = LogisticRegression().fit(X[:, 1:], Y)
    assert abs(found.coef_[0, 0]) < 1e-250
    np.testing.assert_allclose(found.coef_[0, 1:], without.coef_[0], rtol=1e-9)


@fault("data", "a column of 1e308 and -1e308", answer="the coefficient in that unit")
def test_the_largest_numbers():
    sign = np.where(X[:, 0] > 0, 1.0, -1.0)
    found = fit("y ~ a + b", table(a=1e308 * sign)).params.to_numpy()
    np.testing.assert_allclose(
        found * [1, 1e308, 1], fit("y ~ a + b", table(a=sign)).params, rtol=1e-9
    )


@pytest.mark.parametrize("method", ["ml", "firth"])
@fault("data", "differences that overflow (±1.8e308)", raises=ColumnError, says="'a' .*1.8e308")
def test_differences_that_overflow(method):
    far = np.finfo(float).max
    fit("y ~ a + b", table(a=np.where(X[:, 0] > 0, far, -far)), method=method)


@fault("data", "differences that overflow, along a path", raises=ColumnError, says="'a' .*1.8e308")
def test_differences_that_overflow_in_a_path():
    far = np.finfo(float).max
    path("y ~ a + b", table(a=np.where(X[:, 0] > 0, far, -far)))


@fault("data", "columns that differ in scale by 1e16", answer="coefficients in their units")
def test_scales_sixteen_powers_apart():
    found = fit("y ~ a + b", table(a=X[:, 0] * 1e8, b=X[:, 1] * 1e-8)).params
    np.testing.assert_allclose(found * [1, 1e8, 1e-8], PLAIN, rtol=1e-12)


@fault("data", "a column shifted by 1e16, its digits lost", answer="left out", warns=AliasedWarning)
def test_a_shift_that_loses_all_digits():
    found = fit("y ~ a + b", table(a=X[:, 0] * 1e-3 + 1e16)).params
    np.testing.assert_allclose(found[["Intercept", "b"]], fit("y ~ b", table()).params, rtol=1e-12)


@fault("data", "integer labels beyond 2⁵³", answer="told apart, and predicted exactly")
def test_labels_beyond_floats():
    labels = np.where(Y, 2**53 + 1, 2**53)
    found = LogisticRegression().fit(X, labels)
    assert found.classes_.tolist() == [2**53, 2**53 + 1]
    assert set(found.predict(X).tolist()) <= {2**53, 2**53 + 1}
    assert fit("y ~ a + b", table(y=labels)).response.event == 2**53 + 1
    np.testing.assert_array_equal(fit("y ~ a + b", table(y=labels)).params, PLAIN)


@pytest.mark.parametrize("dtype", [np.uint64, object])
@fault("data", "integer labels beyond 2⁶³ in a table", raises=InputError, says="beyond 2⁶³")
def test_labels_beyond_int64(dtype):
    fit("y ~ a", table(y=np.array([2**63 + int(v) for v in Y], dtype=dtype)))


@fault("data", "integers beyond 2⁵³ as a predictor", raises=InputError, says=r"I\(x - 900719925474")
def test_predictors_beyond_floats():
    fit("y ~ g", table(g=2**53 + np.arange(N)))


@fault("data", "integers beyond 1e308 as a predictor", raises=InputError, says="'g' holds whole")
def test_predictors_beyond_the_range():
    fit("y ~ g", table(g=[10**400 + k for k in range(N)]))


@fault("data", "categories beyond 2⁵³", answer="told apart")
def test_categories_beyond_floats():
    found = fit("y ~ C(g)", table(g=2**53 + (X[:, 0] > 0).astype(int)))
    assert found.names == ("Intercept", "C(g)[T.9007199254740993]")


@fault("data", "one row", raises=InputError, says="one class")
def test_one_row():
    fit("y ~ a", table().head(1))


@fault("data", "no row", raises=InputError, says="no rows")
def test_no_row():
    fit("y ~ a", table().head(0))


@fault("data", "no column in X", raises=ValueError, says="0 feature")
def test_no_column():
    LogisticRegression().fit(X[:, :0], Y)


@fault("data", "a table without columns", raises=InputError, says="no columns")
def test_a_table_without_columns():
    fit("y ~ a", pd.DataFrame(index=range(3)))


@fault("data", "one column, the intercept", answer="the log-odds of the mean")
def test_one_column():
    mean = Y.mean()
    found = fit("y ~ 1", table()).params
    np.testing.assert_allclose(found, [np.log(mean / (1 - mean))], rtol=1e-14)


@fault(
    "data",
    "more columns than rows",
    answer="columns without end named",
    warns=SeparationWarning,
    says="separate",
)
def test_more_columns_than_rows():
    wide = np.random.default_rng(0).standard_normal((10, 30))
    named = pd.DataFrame(wide, columns=[f"x{k}" for k in range(30)]).assign(y=[0, 1] * 5)
    with pytest.warns(AliasedWarning):
        found = fit("y ~ .", named)
    assert len(found.aliased) == 21
    assert set(found.predict(named).round()) == {0.0, 1.0}


@fault("data", "more columns than rows, with a penalty", answer="the optimum, proven")
def test_more_columns_than_rows_penalised():
    wide = np.random.default_rng(0).standard_normal((10, 30))
    found = LogisticRegression().fit(wide, [0, 1] * 5)
    assert found.certificate_.gap < 1e-12


@fault("data", "all rows identical", answer="the intercept alone", warns=AliasedWarning)
def test_identical_rows():
    found = fit("y ~ a + b", table(a=1.0, b=2.0)).params
    np.testing.assert_allclose(found.iloc[0], fit("y ~ 1", table()).params.iloc[0], rtol=1e-12)
    assert found.iloc[1:].isna().all()


@fault("data", "one class", raises=InputError, says="one class")
def test_one_class():
    fit("y ~ a", table(y=1))


@fault("data", "all weights zero but one", raises=InputError, says="one class")
def test_one_weight():
    fit("y ~ a + b", table(), weights=spoiled(np.zeros(N), 3, 1))


@fault("data", "all weights zero", raises=InputError, says="all weights are zero")
def test_no_weight():
    fit("y ~ a + b", table(), weights=np.zeros(N))


@pytest.mark.parametrize("weight", [1e308, 1e-320, 1e-290])
@fault("data", "weights whose sum overflows or vanishes", raises=InputError, says="divide them all")
def test_weights_out_of_range(weight):
    fit("y ~ a + b", table(), weights=np.full(N, weight))


@pytest.mark.parametrize("weight", [1e308, 1e-320])
@fault("data", "the same weights, in the estimator", raises=InputError, says="divide them all")
def test_sample_weights_out_of_range(weight):
    LogisticRegression().fit(X, Y, sample_weight=np.full(N, weight))


@fault("data", "weights of 1e200 and 1e-200 in one table", answer="the fit of the heavy rows")
def test_weights_far_apart():
    heavy = np.arange(N) < 40
    found = fit("y ~ a + b", table(), weights=np.where(heavy, 1e200, 1e-200)).params
    np.testing.assert_allclose(found, fit("y ~ a + b", table()[heavy]).params, rtol=1e-9)


@fault("data", "a negative weight", raises=InputError, says="negative in 1 row")
def test_a_negative_weight():
    fit("y ~ a + b", table(), weights=spoiled(np.ones(N), 3, -1e-9))


@pytest.mark.parametrize("far", [1e101, 1e300, 1e308])
@fault("data", "an offset of 1e300", raises=InputError, says="every coefficient is lost")
def test_an_offset_beyond_reason(far):
    fit("y ~ a + b", table(), offset=np.where(X[:, 0] > 0, far, -far))


@fault("data", "a million categories, in a formula", raises=FormulaError, says="at most 200,000")
def test_a_million_categories():
    n = 1_000_000
    fit("y ~ C(g)", {"g": np.arange(n), "y": np.arange(n) % 2})


@fault(
    "data", "categories whose covariance fits into no memory", raises=OutOfMemoryError, says="GiB"
)
def test_too_many_categories_for_the_memory(monkeypatch):
    monkeypatch.setattr("oddsmith.memory.installed", lambda: 2**34)
    n = 100_000
    fit("y ~ C(g)", {"g": np.arange(n), "y": np.arange(n) % 2})


@fault("data", "a million categories, as sparse indicators", answer="each class's own coefficient")
def test_a_million_sparse_categories():
    n = 1_000_000
    y = np.arange(n) % 2
    found = LogisticRegression().fit(sp.identity(n, format="csr"), y)
    assert found.certificate_.gap < 1e-6
    assert np.ptp(found.coef_[0, y == 1]) < 1e-12


@fault("data", "a category that training did not hold", raises=UnseenLevelError, says="'z'")
def test_an_unseen_category():
    seen = fit("y ~ g", table(g=np.where(X[:, 1] > 0, "u", "v")))
    seen.predict({"g": ["u", "z"]})


@pytest.mark.parametrize("name", ["ÿ", "名", "ﬁ", "x\u0301", "😀 x", "a\tb", "ａ"])
@fault("data", "column names of any characters", answer="found, in backticks or Q(…)")
def test_unicode_names(name):
    found = fit(f"y ~ Q({name!r}) + b", table().rename(columns={"a": name}))
    np.testing.assert_array_equal(found.params, PLAIN)


@fault("data", "two columns of one name", raises=InputError, says="more than one column is call")
def test_duplicate_names():
    given = table()
    fit("y ~ a", pd.concat([given, given[["a"]]], axis=1))


@fault("data", "half a character (a lone surrogate) in a name", raises=InputError, says="half a ch")
def test_half_a_character():
    fit("y ~ a", {"y": [0, 1], "a": [1.0, 2.0], "\ud800": [0, 0]})


@pytest.mark.parametrize(
    "values",
    [
        X[:, 0] * 1j,
        pd.date_range("2020", periods=N),
        pd.to_timedelta(np.arange(N)),
        [object()] * N,
        [[1]] * N,
        ["x", 1] * (N // 2),
        [b"x", b"y"] * (N // 2),
        [decimal.Decimal(1)] * N,
    ],
    ids=["complex", "dates", "times", "objects", "lists", "mixed", "bytes", "decimals"],
)
@fault("data", "a column of complex numbers, dates, objects or a mixture", raises=InputError)
def test_columns_of_other_kinds(values):
    fit("y ~ a", table(a=values))


@pytest.mark.parametrize("labels", [["a", 1], ["a", None]])
@fault("data", "labels of types without an order", raises=InputError, says="no order among them")
def test_labels_without_an_order(labels):
    LogisticRegression().fit(X, np.array(labels, dtype=object)[Y])


@pytest.mark.parametrize("part", ["indices", "indptr"])
@pytest.mark.parametrize("value", [-1, 99, 10**6])
@fault("data", "a sparse X that points outside of itself", raises=InputError, says="is broken")
def test_a_broken_sparse_matrix(part, value):
    broken = sp.csr_matrix(X)
    getattr(broken, part)[5] = value
    LogisticRegression().fit(broken, Y)


@fault("data", "a sparse X that points outside of itself, at prediction", raises=InputError)
def test_a_broken_sparse_matrix_at_prediction():
    broken = sp.csr_matrix(X)
    broken.indices[0] = 99
    LogisticRegression().fit(X, Y).predict(broken)


@fault(
    "data", "columns of a dict that differ in length", raises=InputError, says="differ in length"
)
def test_unequal_lengths():
    fit("y ~ a", {"y": [0, 1, 1], "a": [1.0, 2.0]})


@fault("data", "a column that the formula names is not there", raises=FormulaError, says="'gre'")
def test_an_unknown_column():
    fit("y ~ gre", table())
