"""Every kind of X is the same X, and none is converted as a whole."""

import tracemalloc

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from oddsmith import LogisticRegression, data
from oddsmith.estimator import inputs

rng = np.random.default_rng(0)
COUNTS = rng.poisson(0.4, (400, 6)).astype(np.int8)
X = COUNTS.astype(float)
Y = (rng.random(400) < 1 / (1 + np.exp(-X @ rng.standard_normal(6)))).astype(int)
EXPECTED = LogisticRegression().fit(X, Y)

KINDS = {
    "C order": X,
    "F order": np.asfortranarray(X),
    "list": X.tolist(),
    "int8": COUNTS,
    "int64": COUNTS.astype(np.int64),
    "float32": X.astype(np.float32),
    "csr matrix": sp.csr_matrix(X),
    "csc matrix": sp.csc_matrix(X),
    "csr array": sp.csr_array(X),
    "csc array, float32": sp.csc_array(X.astype(np.float32)),
    "csr of integers": sp.csr_array(COUNTS),
    "coo": sp.coo_array(X),
    "not contiguous": np.repeat(X, 2, axis=1)[:, ::2],
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_X(kind):
    model = LogisticRegression().fit(KINDS[kind], Y)
    rtol = 1e-6 if model.coef_.dtype == np.float32 else 1e-10
    np.testing.assert_allclose(model.coef_, EXPECTED.coef_, rtol=rtol)
    np.testing.assert_allclose(
        model.predict_proba(KINDS[kind]), EXPECTED.predict_proba(X), rtol=10 * rtol
    )


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_tables_keep_their_names(library):
    names = [f"c{j}" for j in range(6)]
    table = pd.DataFrame(X, columns=names)
    if library == "polars":
        table = pytest.importorskip("polars").from_pandas(table)
    elif library == "pyarrow":
        table = pytest.importorskip("pyarrow").Table.from_pandas(table)
    model = LogisticRegression().fit(table, Y)
    assert model.feature_names_in_.tolist() == names
    np.testing.assert_allclose(model.coef_, EXPECTED.coef_, rtol=1e-12)
    np.testing.assert_array_equal(model.predict(table), EXPECTED.predict(X))


def test_columns_that_differ_from_training_are_named():
    table = pd.DataFrame(X, columns=list("abcdef"))
    model = LogisticRegression().fit(table, Y)
    with pytest.raises(ValueError, match="feature names"):
        model.predict(table.rename(columns={"a": "z"}))
    with pytest.raises(ValueError, match="same order"):
        model.predict(table[list("bacdef")])


@pytest.mark.parametrize("y", [Y.tolist(), pd.Series(Y), Y.astype(bool), Y.astype(str)], ids=type)
def test_every_kind_of_y(y):
    np.testing.assert_array_equal(LogisticRegression().fit(X, y).coef_, EXPECTED.coef_)


def test_a_column_of_y_is_said_as_scikit_learn_says_it():
    with pytest.warns(UserWarning, match="column-vector y"):
        model = LogisticRegression().fit(X, Y[:, None])
    np.testing.assert_array_equal(model.coef_, EXPECTED.coef_)


@pytest.mark.parametrize("kind", ["float64", "float32", "int8", "F order", "csr", "csc"])
def test_no_whole_copy_of_X(kind):
    n, p = 200_000, 20
    big = rng.integers(-3, 4, (n, p)).astype(np.int8)
    big = {
        "float64": lambda: big.astype(np.float64),
        "float32": lambda: big.astype(np.float32),
        "int8": lambda: big,
        "F order": lambda: np.asfortranarray(big.astype(np.float64)),
        "csr": lambda: sp.csr_array(big.astype(np.float64)),
        "csc": lambda: sp.csc_array(big.astype(np.float64)),
    }[kind]()
    y = rng.integers(0, 2, n)
    tracemalloc.start()
    LogisticRegression().fit(big, y)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    size = big.nbytes if isinstance(big, np.ndarray) else big.data.nbytes + big.indices.nbytes
    assert peak < size + 60 * n * 8 if kind == "csc" else peak < 30e6 + 12 * n * 8


def test_an_array_after_a_table_has_no_names():
    model = LogisticRegression().fit(pd.DataFrame(X, columns=list("abcdef")), Y)
    assert not hasattr(model.fit(X, Y), "feature_names_in_")
    assert model.n_features_in_ == 6


@pytest.mark.parametrize(
    ("table", "labels", "says"),
    [
        (X[:0], Y[:0], "0 sample"),
        (X[:, :0], Y, "0 feature"),
        (X[0], Y, "Expected 2D array"),
        (X, Y[:-1], "inconsistent numbers of samples"),
        (X, np.column_stack([Y, Y]), "1d array"),
        (X, np.where(Y, 1.5, 0.5), "Unknown label type: continuous"),
        (X, np.where(Y, 1.0, np.nan), "Input y contains NaN"),
        (X, Y.astype("S1"), "bytes"),
        (np.where(X > 1, np.nan, X), Y, "Input X contains NaN"),
        (np.where(X > 1, np.inf, X), Y, "Input X contains infinity"),
    ],
)
def test_arrays_that_scikit_learn_refuses_are_refused(table, labels, says):
    with pytest.raises((ValueError, TypeError), match=says):
        LogisticRegression().fit(table, labels)


@pytest.mark.parametrize("kind", [bool, np.int8, np.uint64, float, np.float32, "U1", object])
def test_labels_of_every_kind_are_kept(kind):
    labels = (Y.astype(str) if kind in ("U1", object) else Y).astype(kind)
    model = LogisticRegression().fit(X, labels)
    assert model.classes_.dtype == labels.dtype
    np.testing.assert_array_equal(model.coef_, EXPECTED.coef_)
    np.testing.assert_array_equal(model.predict(X), model.classes_[EXPECTED.predict(X)])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("classes", [2, 3])
def test_predictions_of_many_blocks_are_those_of_single_rows(kind, classes, monkeypatch):
    y = Y + (COUNTS[:, 0] > 0) if classes == 3 else Y
    model = LogisticRegression().fit(X, y)
    shape = (400,) if classes == 2 else (400, 3)
    offset = np.linspace(-1, 1, int(np.prod(shape))).reshape(shape)
    methods = ["decision_function", "predict", "predict_proba", "predict_log_proba"]
    table = np.array(X) if kind == "list" else KINDS[kind]
    expected = {name: getattr(model, name)(X, offset) for name in methods}
    monkeypatch.setattr(inputs, "BLOCK_VALUES", 0)
    monkeypatch.setattr(data, "BLOCK_VALUES", 0)
    monkeypatch.setattr(data, "MIN_BLOCK_ROWS", 7)
    for name in methods:
        found = getattr(model, name)(table, offset)
        assert found.dtype == expected[name].dtype
        np.testing.assert_allclose(found, expected[name], rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("broken", [np.nan, np.inf])
@pytest.mark.parametrize("coef", [1.0, 0.0])
def test_a_number_that_is_none_is_told_of_in_prediction(broken, coef):
    """A column without coefficient gives nothing to z, and is looked at all the same."""
    model = LogisticRegression().fit(X, Y)
    model.coef_ = np.full_like(model.coef_, coef)
    table = X.copy()
    table[77, 3] = broken
    for method in ("predict", "predict_proba"):
        with pytest.raises(ValueError, match="column 3: 1"):
            getattr(model, method)(table)


def test_logits_that_overflow_are_still_predicted():
    model = LogisticRegression().fit(X, Y)
    far = np.full((2, 6), 1e308) * np.sign(model.coef_)
    far[1] *= -1
    model.coef_ = 10 * model.coef_ / np.abs(model.coef_)
    np.testing.assert_array_equal(model.predict_proba(far), [[0, 1], [1, 0]])
