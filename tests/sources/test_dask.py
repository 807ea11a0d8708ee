"""Partitions in Dask: a cluster of two processes gives the numbers of the same rows in memory."""

import os
import signal

import numpy as np
import pandas as pd
import pytest

import oddsmith
from oddsmith.data import InMemory
from oddsmith.errors import (
    InputError,
    MissingValuesError,
    NotSupportedError,
    SeparationWarning,
)
from oddsmith.frame import make_frame
from oddsmith.scoring import evaluate
from oddsmith.sources import stream_frame
from oddsmith.testing import check_data, check_source
from tests.sources.agreement import require_same
from tests.sources.streams import cut, town_table

pytestmark = pytest.mark.heavy
dask = pytest.importorskip("dask")
distributed = pytest.importorskip("distributed")
dd = pytest.importorskip("dask.dataframe")

from oddsmith.sources.dask import DaskFrame  # noqa: E402 (where Dask is there)

FORMULA = "y ~ x + scale(z) + C(town)"
PLAIN = "y ~ x + C(town)"  # nothing is learned by sums, so that rows are the same bits
TABLE = town_table(700)


@pytest.fixture(scope="module")
def cluster():
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def frame_of(*tables):
    """A Dask DataFrame of these partitions."""
    return dd.from_delayed([dask.delayed(one) for one in tables], meta=tables[0][:0])


@pytest.mark.parametrize("edges", [(), (350,), (1, 1, 80, 80, 81, 500, 700)])
def test_any_partitions_give_the_numbers_of_the_rows_in_memory(cluster, edges):
    frame = frame_of(*cut(TABLE, *edges))
    roles = {"weights": "w", "offset": "shift"}
    require_same(oddsmith.fit(FORMULA, frame, **roles), oddsmith.fit(FORMULA, TABLE, **roles))


def test_partitions_of_one_class_each(cluster):
    sorted_ = TABLE.sort_values("y", ignore_index=True)
    none = int((sorted_["y"] == "no").sum())
    require_same(
        oddsmith.fit(FORMULA, frame_of(*cut(sorted_, none))), oddsmith.fit(FORMULA, sorted_)
    )


@pytest.mark.parametrize("known", [True, False])
def test_categories_known_and_unknown(cluster, known):
    table = TABLE.assign(town=pd.Categorical(TABLE["town"], ["west", "north", "east"]))
    frame = dd.from_pandas(table, npartitions=3)
    want = oddsmith.fit("y ~ x + town", table)
    if not known:
        frame["town"] = frame["town"].cat.as_unknown()
    require_same(oddsmith.fit("y ~ x + town", frame), want)


@pytest.mark.parametrize("kind", ["HC0", "HC1"])
def test_robust_errors(cluster, kind):
    frame = dd.from_pandas(TABLE, npartitions=3)
    got, want = (oddsmith.fit(FORMULA, data).vcov(kind) for data in (frame, TABLE))
    np.testing.assert_allclose(got, want, rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize("l1_ratio", [0.0, 0.5, 1.0])
def test_penalties(cluster, l1_ratio):
    frame = dd.from_pandas(TABLE, npartitions=3)
    given = {"penalty": 0.05, "l1_ratio": l1_ratio}
    got, want = (oddsmith.fit(FORMULA, data, **given) for data in (frame, TABLE))
    np.testing.assert_allclose(got.coefficients, want.coefficients, rtol=0, atol=1e-9)
    assert ((got.coefficients == 0) == (want.coefficients == 0)).all()


def test_several_classes(cluster):
    frame = dd.from_pandas(TABLE, npartitions=3)
    got, want = (oddsmith.fit("town ~ x + z", data) for data in (frame, TABLE))
    np.testing.assert_allclose(got.params, want.params, rtol=1e-8, atol=1e-9)
    np.testing.assert_allclose(got.vcov(), want.vcov(), rtol=1e-8)


def test_separated_classes_are_named(cluster):
    table = TABLE.assign(apart=np.where(TABLE["y"] == "yes", 1.0 + TABLE["k"], 0.0))
    with pytest.warns(SeparationWarning, match="'apart' separates"):
        got = oddsmith.fit("y ~ apart", dd.from_pandas(table, npartitions=3))
    assert got.params["apart"] == np.inf


def test_the_same_partitions_give_the_same_bits_on_any_scheduler(cluster):
    frame = dd.from_pandas(TABLE, npartitions=11)
    here = oddsmith.fit(FORMULA, frame)
    with dask.config.set(scheduler="synchronous"):
        alone = oddsmith.fit(FORMULA, frame)
    np.testing.assert_array_equal(here.coefficients, alone.coefficients)
    np.testing.assert_array_equal(here.covariance, alone.covariance)


def test_nan_is_told_of_with_its_partition_and_column(cluster):
    table = TABLE.copy()
    table.loc[650, "x"] = np.nan
    with pytest.raises(MissingValuesError, match=r"partition 2: 1 row of 1\d\d .*'x' \(1 missing"):
        oddsmith.fit(FORMULA, frame_of(*cut(table, 200, 600)))


def test_another_schema_is_told_of_with_its_partition_and_column(cluster):
    first, second = cut(TABLE, 300)
    for other, said in (
        (second.drop(columns="x"), r"partition 1 of 2: .*'x'. not in index"),
        (second.assign(x=second["x"].map("x{:.2f}".format)), "'x' holds numbers in partition 0"),
    ):
        frame = dd.from_delayed(
            [dask.delayed(first), dask.delayed(other)], meta=first[:0], verify_meta=False
        )
        with pytest.raises(InputError, match=said):
            oddsmith.fit(FORMULA, frame)


def failing(table, message):
    raise OSError(message)


def test_a_partition_that_cannot_be_computed_is_told_of(cluster):
    parts = [dask.delayed(one) for one in cut(TABLE, 100, 300, 400)]
    parts[2] = dask.delayed(failing)(parts[2], "no such block")
    frame = dd.from_delayed(parts, meta=TABLE[:0])
    with pytest.raises(InputError, match=r"partition 2 of 4: OSError: no such block"):
        oddsmith.fit(FORMULA, frame)


def dies_once(table, flag):
    """Kills the worker that it is on, the first time."""
    if not os.path.exists(flag):
        with open(flag, "w"):
            os.kill(os.getpid(), signal.SIGKILL)
    return table


def test_a_worker_killed_in_the_middle_of_a_fit_changes_no_bit(cluster, tmp_path):
    parts = cut(TABLE, 100, 300, 400)
    whole = oddsmith.fit(FORMULA, frame_of(*parts))
    hurt = [dask.delayed(one) for one in parts]
    hurt[2] = dask.delayed(dies_once)(hurt[2], str(tmp_path / "died"))
    got = oddsmith.fit(FORMULA, dd.from_delayed(hurt, meta=TABLE[:0]))
    assert (tmp_path / "died").exists()
    np.testing.assert_array_equal(got.coefficients, whole.coefficients)


def test_workers_without_the_package_are_told_of(cluster):
    def hide():
        import sys

        sys.modules["oddsmith"] = None

    frame = dd.from_pandas(TABLE, npartitions=2)
    cluster.run(hide)
    try:
        with pytest.raises(InputError, match="workers cannot import oddsmith"):
            oddsmith.fit(FORMULA, frame)
    finally:
        cluster.restart()


def test_an_array_has_no_names(cluster):
    with pytest.raises(InputError, match="no names of columns"):
        oddsmith.fit("y ~ x", dd.from_pandas(TABLE[["x", "z"]], npartitions=2).to_dask_array())


def test_clusters_of_rows_that_lie_in_several_partitions(cluster):
    frame = dd.from_pandas(TABLE, npartitions=3)
    got, want = (oddsmith.fit(FORMULA, data, cluster="school") for data in (frame, TABLE))
    np.testing.assert_allclose(got.covariance, want.covariance, rtol=1e-8, atol=1e-12)


def test_what_is_no_sum_is_refused_by_name(cluster):
    frame = dd.from_pandas(TABLE, npartitions=3)
    fit = oddsmith.fit(FORMULA, frame)
    with pytest.raises(NotSupportedError, match="Leverages: this needs all rows at once"):
        fit.leverages()
    with pytest.raises(NotSupportedError, match="method='firth'"):
        oddsmith.fit(FORMULA, frame, method="firth")


def test_check_data(cluster):
    source = DaskFrame(dd.from_pandas(TABLE, npartitions=3))
    rows = stream_frame(PLAIN, source, weights="w", offset="shift").rows
    frame = make_frame(PLAIN, TABLE, weights="w", offset="shift")
    check_data(rows, InMemory(frame.X, frame.y, frame.case_weight, frame.offset))


def test_check_source(cluster):
    check_source(DaskFrame(frame_of(*cut(TABLE, 100, 100, 500))), TABLE)


def test_predictions_wait_until_they_are_asked_for(cluster):
    frame = frame_of(*cut(TABLE, 100, 100, 500))
    fit = oddsmith.fit(FORMULA, TABLE, offset="shift")
    lazy, want = fit.predict(frame), fit.predict(TABLE)
    assert isinstance(lazy, dd.Series)
    assert lazy.name == want.name
    pd.testing.assert_series_equal(lazy.compute(), want, rtol=1e-12)
    classes = oddsmith.fit("town ~ x + z", frame)
    got, want = classes.predict(frame), oddsmith.fit("town ~ x + z", TABLE).predict(TABLE)
    assert list(got.columns) == list(want.columns)
    pd.testing.assert_frame_equal(got.compute(), want, rtol=1e-9)
    with pytest.raises(InputError, match="give the name of a column"):
        fit.predict(frame, offset=np.zeros(700))


def test_evaluation(cluster):
    fit = oddsmith.fit(FORMULA, TABLE)
    got, want = evaluate(fit, dd.from_pandas(TABLE, npartitions=3)), evaluate(fit, TABLE)
    assert got.log_loss == pytest.approx(want.log_loss, rel=1e-12)
    assert got.accuracy == pytest.approx(want.accuracy)
    assert abs(got.area.auc - want.area.auc) <= got.area.within + 1e-12
