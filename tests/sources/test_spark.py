"""Partitions in Spark: a cluster of two executors gives the numbers of the same rows in memory."""

import os
import shutil
import signal
import sys
from pathlib import Path

import numpy as np
import pytest

import oddsmith
from oddsmith.data import InMemory
from oddsmith.errors import InputError, MissingValuesError
from oddsmith.frame import make_frame
from oddsmith.sources import stream_frame
from oddsmith.sources.source import Piece
from oddsmith.testing import check_data, check_source
from tests.sources.agreement import require_same
from tests.sources.streams import town_table

pytest.importorskip("pyspark")
pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java"),
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

from oddsmith.sources.spark import SparkFrame  # noqa: E402 (where cloudpickle is there)

FORMULA = "y ~ x + scale(z) + C(town)"
PLAIN = "y ~ x + C(town)"  # nothing is learned by sums, so that rows are the same bits
TABLE = town_table(500)


@pytest.fixture(scope="module")
def spark():
    from pyspark.sql import SparkSession

    here = [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, here)))
        session = started(SparkSession)
        yield session
        session.stop()


def started(builder_of):
    session = (
        builder_of.builder.master("local-cluster[2,1,1024]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "1g")
        .config("spark.executor.memory", "1g")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    return session


@pytest.fixture(scope="module")
def frame(spark, tmp_path_factory):
    """The table in three partitions, one of them empty, and of unequal sizes."""
    folder = tmp_path_factory.mktemp("spark")
    for k, part in enumerate((TABLE[:130], TABLE[130:])):
        part.to_parquet(folder / f"{k}.parquet", index=False)
    whole = spark.read.parquet(str(folder))
    kept = whole.union(whole.where("x > 1e9").coalesce(1)).persist()
    assert kept.count() == len(TABLE)
    return kept


def test_numbers_of_the_rows_in_memory(frame):
    roles = {"weights": "w", "offset": "shift", "cluster": "school"}
    got, want = (oddsmith.fit(FORMULA, data, **roles) for data in (frame, TABLE))
    require_same(got, want)
    for kind in ("model", "HC1"):
        np.testing.assert_allclose(got.vcov(kind), want.vcov(kind), rtol=1e-8, atol=1e-12)


def test_elastic_net(frame):
    given = {"penalty": 0.05, "l1_ratio": 0.5}
    got, want = (oddsmith.fit(FORMULA, data, **given) for data in (frame, TABLE))
    np.testing.assert_allclose(got.coefficients, want.coefficients, rtol=0, atol=1e-9)


def test_several_classes(frame):
    got, want = (oddsmith.fit("town ~ x + z", data) for data in (frame, TABLE))
    np.testing.assert_allclose(got.params, want.params, rtol=1e-8, atol=1e-9)
    np.testing.assert_allclose(got.vcov(), want.vcov(), rtol=1e-8)


def rows_and_places(piece):
    """How many rows, and Σ of twice the rows, so that a partition counted twice would show."""
    assert isinstance(piece, Piece)
    return np.array([len(piece.table), 2 * piece.table["id"].sum()])


def test_many_partitions_are_added_on_executors(spark):
    many = spark.range(0, 10_000, numPartitions=37)
    found = SparkFrame(many).total(rows_and_places, ["id"])
    np.testing.assert_array_equal(found, [10_000, 9_999 * 10_000])


def test_decimals_are_numbers_and_nan_is_told_of_with_partition_and_column(frame):
    money = frame.selectExpr("y", "cast(k as decimal(10, 2)) as k")
    want = oddsmith.fit("y ~ k", TABLE)
    np.testing.assert_allclose(oddsmith.fit("y ~ k", money).params, want.params, rtol=1e-10)
    holed = frame.selectExpr("y", "if(school = 3, double('nan'), x) as x")
    with pytest.raises(MissingValuesError, match=r"partition \d: \d+ rows of \d+ .*'x' \(\d+ mis"):
        oddsmith.fit("y ~ x", holed)


def burning(batches):
    for _ in batches:
        raise OSError("no such block")
    yield from ()


def test_a_partition_that_cannot_be_computed_is_told_of(frame):
    used = frame.select("y", "x")
    with pytest.raises(InputError, match=r"partition 0 of 3: OSError: no such block"):
        oddsmith.fit("y ~ x", used.mapInArrow(burning, used.schema))


def deadly(flag):
    def kill_executor(batches):
        """The Python worker's grandparent is the executor."""
        if not os.path.exists(flag):
            with open(flag, "w") as file, open(f"/proc/{os.getppid()}/stat") as stat:
                parent = int(stat.read().rpartition(")")[2].split()[1])
                file.write(str(parent))
            os.kill(parent, signal.SIGKILL)
        yield from batches

    return kill_executor


def test_an_executor_killed_in_the_middle_of_a_fit_changes_nothing(frame, tmp_path):
    used = frame.select("y", "x")
    flag = str(tmp_path / "died")
    got = oddsmith.fit("y ~ x", used.mapInArrow(deadly(flag), used.schema))
    assert os.path.exists(flag)
    want = oddsmith.fit("y ~ x", TABLE)
    np.testing.assert_allclose(got.params, want.params, rtol=1e-9)


def test_columns_that_no_model_knows_are_refused_by_name(frame):
    odd = frame.selectExpr("y", "array(x, z) as both")
    with pytest.raises(InputError, match="'both'"):
        oddsmith.fit("y ~ both", odd)


def test_no_row(frame):
    with pytest.raises(InputError, match="no row is there"):
        oddsmith.fit("y ~ x", frame.where("x > 1e9"))


def test_check_data(frame):
    rows = stream_frame(PLAIN, SparkFrame(frame), weights="w", offset="shift").rows
    made = make_frame(PLAIN, TABLE, weights="w", offset="shift")
    check_data(rows, InMemory(made.X, made.y, made.case_weight, made.offset))


def test_check_source(frame):
    names = ["x", "town", "y"]
    check_source(SparkFrame(frame.select(names)), TABLE[names])


def test_predictions_stand_beside_the_rows(frame):
    fit = oddsmith.fit(FORMULA, TABLE, offset="shift")
    scored = fit.predict(frame)
    assert scored.columns == [*frame.columns, "probability"]
    got = scored.toArrow().to_pandas()
    np.testing.assert_allclose(got["probability"], fit.predict(got), rtol=1e-12)
    assert sorted(got["x"]) == sorted(TABLE["x"])
    with pytest.raises(InputError, match="a column called 'probability' already"):
        fit.predict(scored)
    classes = oddsmith.fit("town ~ x + z", TABLE)
    found = classes.predict(frame).toArrow().to_pandas()
    names = [f"probability:{name}" for name in classes.classes]
    np.testing.assert_allclose(found[names], classes.predict(found), rtol=1e-12)
