"""An estimator's rows in Dask: the numbers of the same rows in memory."""

import pickle

import numpy as np
import pandas as pd
import pytest

from oddsmith import LogisticRegression, LogisticRegressionCV
from oddsmith.errors import InputError, NotSupportedError

pytestmark = pytest.mark.heavy
distributed = pytest.importorskip("distributed")
da = pytest.importorskip("dask.array")
dd = pytest.importorskip("dask.dataframe")

RNG = np.random.default_rng(3)
X = np.column_stack([RNG.standard_normal((600, 3)), 1e4 + RNG.standard_normal(600)])
Z = X @ [1.0, -0.5, 0.0, 0.3] - 3e3
TWO = np.where(RNG.random(600) < 1 / (1 + np.exp(-Z)), "yes", "no")
THREE = RNG.integers(0, 3, 600) + (X[:, 0] > 1)
WEIGHT = RNG.integers(0, 3, 600).astype(float)
OFFSET = RNG.standard_normal(600) / 3
SORTED = np.argsort(TWO, kind="stable")


@pytest.fixture(scope="module", autouse=True)
def cluster():
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
        ) as cluster,
        distributed.Client(cluster),
    ):
        yield


def chunks(values, sizes=(100, 1, 299, 200)):
    return da.from_array(values, chunks=(sizes, *values.shape[1:]))


def require_same(got, want, atol=1e-9):
    np.testing.assert_array_equal(got.classes_, want.classes_)
    scale = np.abs(want.coef_).max()
    np.testing.assert_allclose(got.coef_, want.coef_, rtol=0, atol=atol * scale)
    reach = np.abs(want.coef_) @ np.abs(X).max(axis=0)  # what intercepts make up for
    np.testing.assert_allclose(got.intercept_ / reach, want.intercept_ / reach, rtol=0, atol=atol)


@pytest.mark.parametrize("y", [TWO, THREE], ids=["two", "more"])
@pytest.mark.parametrize(
    "given",
    [
        {},
        {"C": np.inf},
        {"solver": "saga", "l1_ratio": 0.5, "C": 0.05},
        {"class_weight": "balanced"},
        {"fit_intercept": False, "C": 0.1},
    ],
    ids=["l2", "none", "elastic net", "balanced", "no intercept"],
)
def test_the_numbers_of_the_rows_in_memory(y, given):
    model = LogisticRegression(**given)
    want = LogisticRegression(**given).fit(X, y)
    require_same(model.fit(chunks(X), chunks(y)), want, 1e-7 if "l1_ratio" in given else 1e-9)


def test_weights_and_offsets():
    want = LogisticRegression().fit(X, TWO, WEIGHT, OFFSET)
    got = LogisticRegression().fit(chunks(X), chunks(TWO), chunks(WEIGHT), chunks(OFFSET))
    require_same(got, want)
    shift = RNG.standard_normal((600, 4)) / 3
    want = LogisticRegression().fit(X, THREE, offset=shift)
    require_same(LogisticRegression().fit(chunks(X), chunks(THREE), offset=chunks(shift)), want)


def test_chunks_of_columns_of_one_class_and_of_unknown_size():
    one_class = (int((TWO == "no").sum()), int((TWO == "yes").sum()))
    wide = da.from_array(X[SORTED], chunks=(one_class, 2))
    require_same(
        LogisticRegression().fit(wide, TWO[SORTED]),
        LogisticRegression().fit(X[SORTED], TWO[SORTED]),
    )
    kept = chunks(X)[:, 0] > -0.5
    unknown, labels = chunks(X)[kept], chunks(TWO)[kept]
    here = X[:, 0] > -0.5
    require_same(
        LogisticRegression().fit(unknown, labels), LogisticRegression().fit(X[here], TWO[here])
    )


def test_empty_chunks_and_predictions_that_wait():
    far = chunks(X)[chunks(X)[:, 0] > 2.0]  # the chunk of one row is empty
    model = LogisticRegression().fit(chunks(X), chunks(TWO))
    rows = X[X[:, 0] > 2.0]
    for name in ("predict", "predict_proba", "predict_log_proba", "decision_function"):
        lazy, want = getattr(model, name)(far), getattr(model, name)(rows)
        assert isinstance(lazy, da.Array)
        assert lazy.dtype == want.dtype
        got = lazy.compute()
        assert got.shape == want.shape
        assert (got == want).all() if name == "predict" else np.allclose(got, want, 1e-9, 1e-9)
    known = model.predict_proba(chunks(X), chunks(OFFSET))
    assert known.shape == (600, 2)
    assert known.chunks[0] == (100, 1, 299, 200)
    np.testing.assert_allclose(known.compute(), model.predict_proba(X, OFFSET), rtol=1e-10)


def test_score():
    model = LogisticRegression().fit(X, TWO)
    got = model.score(chunks(X), chunks(TWO), chunks(WEIGHT), chunks(OFFSET))
    assert got == pytest.approx(model.score(X, TWO, WEIGHT, OFFSET), rel=1e-14)


def test_frames_have_names():
    table = pd.DataFrame(X, columns=list("abcd"))
    frame = dd.from_pandas(table, npartitions=3)
    y = dd.from_pandas(pd.Series(TWO), npartitions=3)
    model, want = LogisticRegression().fit(frame, y), LogisticRegression().fit(table, TWO)
    require_same(model, want)
    np.testing.assert_array_equal(model.feature_names_in_, want.feature_names_in_)
    np.testing.assert_array_equal(model.predict(frame).compute(), want.predict(table))
    assert model.score(frame, y) == pytest.approx(want.score(table, TWO))


def test_what_statisticians_ask_and_pickles():
    model = LogisticRegression(C=np.inf).fit(chunks(X), chunks(TWO))
    want = LogisticRegression(C=np.inf).fit(X, TWO)
    np.testing.assert_allclose(model.fit_.vcov(), want.fit_.vcov(), rtol=1e-7)
    np.testing.assert_allclose(model.fit_.vcov("HC0"), want.fit_.vcov("HC0"), rtol=1e-7)
    again = pickle.loads(pickle.dumps(LogisticRegression().fit(chunks(X), chunks(TWO))))
    np.testing.assert_array_equal(again.predict(X), LogisticRegression().fit(X, TWO).predict(X))


def test_single_precision_stays_so():
    model = LogisticRegression().fit(chunks(X.astype(np.float32)), chunks(TWO))
    assert model.coef_.dtype == np.float32


def test_nan_and_infinity_are_told_of_with_partition_and_column():
    holed = X.copy()
    holed[450, 2] = np.nan
    with pytest.raises(InputError, match=r"partition 3: .*column 2: 1 NaN"):
        LogisticRegression().fit(chunks(holed), chunks(TWO))
    table = pd.DataFrame(holed, columns=list("abcd"))
    with pytest.raises(InputError, match=r"partition 2: .*'c': 1 NaN"):
        LogisticRegression().fit(dd.from_pandas(table, npartitions=3), chunks(TWO, (200,) * 3))


def test_what_cannot_be_brought_together_is_told_of():
    unknown = chunks(X)[chunks(X)[:, 0] > -9]
    for y, said in (
        (TWO, "in memory and X is in chunks of sizes that are not known"),
        (chunks(TWO, (300, 300)), "has 2 chunks and X has 4"),
        (
            chunks(TWO, (99, 2, 299, 200)),
            r"partition [01]: X has (100|1) rows and y, the target has (99|2)",
        ),
    ):
        with pytest.raises(InputError, match=said):
            LogisticRegression().fit(unknown, y)
    with pytest.raises(InputError, match="y, the target has 599 rows, and X has 600"):
        LogisticRegression().fit(chunks(X), TWO[1:])
    with pytest.raises(InputError, match="only one class"):
        LogisticRegression().fit(chunks(X), np.ones(600, dtype=int))
    with pytest.raises(NotSupportedError, match="folds are cut from rows in memory"):
        LogisticRegressionCV().fit(chunks(X), TWO)
