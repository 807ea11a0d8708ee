"""Clusters: fits of rows in Dask and Spark, against one worker and against what else fits them.

    python -m benchmarks.clusters workers    Dask: one worker process, then two
    python -m benchmarks.clusters dask-ml    Dask: dask-ml's LogisticRegression on the same chunks
    python -m benchmarks.clusters mllib      Spark: MLlib's LogisticRegression, the same objective

Rows are normal, and y is drawn from a logistic model of them.  They are in the workers' memory
before the clock starts; every fit is made twice and the second counts.  All of it needs ``pip
install 'oddsmith[dask,spark]' dask-ml`` and a machine that does nothing else.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

import numpy as np
import pandas as pd

import oddsmith
from benchmarks.measure import Measured, timed
from oddsmith import LogisticRegression
from oddsmith.design import Array

T = TypeVar("T")
CHUNK = 1 << 16  # rows of a chunk


def chunk(k: int, rows: int, columns: int) -> tuple[Array, Array]:
    """Rows of chunk k, and their y."""
    rng = np.random.default_rng([7, k])
    X = rng.standard_normal((rows, columns))
    z = X @ np.linspace(-1, 1, columns) * (4 / columns) ** 0.5 - 0.5
    return X, (rng.random(rows) < 1 / (1 + np.exp(-z))).astype(np.float64)


def sizes(rows: int) -> list[int]:
    """Rows of each chunk."""
    return [CHUNK] * (rows // CHUNK) + ([rows % CHUNK] if rows % CHUNK else [])


def second(work: Callable[[], T]) -> Measured[T]:
    """The second time, when everything has been imported and compiled."""
    work()
    return timed(work)


def dask_arrays(rows: int, columns: int) -> tuple[Any, Any]:
    """X and y in the memory of the workers."""
    import dask.array as da
    from dask.delayed import delayed
    from distributed import default_client, wait

    parts = [(delayed(chunk)(k, n, columns), n) for k, n in enumerate(sizes(rows))]
    X = da.concatenate([da.from_delayed(one[0], (n, columns), float) for one, n in parts])
    y = da.concatenate([da.from_delayed(one[1], (n,), float) for one, n in parts])
    X, y = default_client().persist([X, y])
    wait([X, y])
    return X, y


@contextmanager
def dask_cluster(workers: int) -> Iterator[None]:
    """Worker processes of one thread each, for as long as the block runs."""
    from distributed import Client, LocalCluster

    settings = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": ":0"}
    with LocalCluster(processes=True, **settings) as cluster, Client(cluster):
        yield


def by_ours(X: Any, y: Any, C: float = np.inf) -> tuple[LogisticRegression, Array]:
    """The fit, and standard errors."""
    model = LogisticRegression(C=C).fit(X, y)
    return model, np.sqrt(np.diag(model.fit_.vcov()))


def workers(rows: int, columns: int) -> dict[str, float]:
    """Seconds of one worker and of two, and their ratio."""
    seconds = {}
    for number in (1, 2):
        with dask_cluster(number):
            X, y = dask_arrays(rows, columns)
            seconds[f"{number} worker(s)"] = second(partial(by_ours, X, y)).seconds
    one, two = seconds.values()
    return {**seconds, "ratio": one / two}


def dask_ml(rows: int, columns: int) -> dict[str, float]:
    """Seconds of dask-ml and of ours, and how far dask-ml's coefficients are from the optimum."""
    from dask_ml.linear_model import LogisticRegression as Theirs

    with dask_cluster(2):
        X, y = dask_arrays(rows, columns)
        ours = second(partial(by_ours, X, y, 1.0))
        theirs = second(lambda: Theirs(C=1.0, solver="lbfgs").fit(X, y))
    model, errors = ours.value
    away = np.abs(np.ravel(theirs.value.coef_) - model.coef_[0]) / errors[1:]
    return {
        "ours": ours.seconds,
        "dask-ml": theirs.seconds,
        "ratio": theirs.seconds / ours.seconds,
        "dask-ml, standard errors from the optimum": float(away.max()),
    }


def spark_session() -> Any:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local-cluster[2,1,2048]")
        .config("spark.executor.memory", "2g")
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    return session


def spark_frame(session: Any, rows: int, columns: int) -> Any:
    """The rows in the memory of the executors."""
    names = [f"x{j}" for j in range(columns)]

    def made(tables: Any) -> Any:
        for table in tables:
            for k in table["id"]:
                X, y = chunk(int(k), sizes(rows)[k], columns)
                yield pd.DataFrame(X, columns=names).assign(y=y)

    schema = ", ".join(f"{name} double" for name in [*names, "y"])
    parts = session.range(len(sizes(rows)), numPartitions=min(4, len(sizes(rows))))
    frame = parts.mapInPandas(made, schema).persist()
    frame.count()
    return frame


def mllib(rows: int, columns: int, penalty: float = 1e-3) -> dict[str, float]:
    """Seconds of MLlib and of ours, with standard errors, and what MLlib's objective has more."""
    from pyspark.ml.classification import LogisticRegression as Theirs
    from pyspark.ml.feature import VectorAssembler

    session = spark_session()
    frame = spark_frame(session, rows, columns)
    names = [name for name in frame.columns if name != "y"]
    formula = f"y ~ {' + '.join(names)}"
    ours = second(lambda: oddsmith.fit(formula, frame, penalty=penalty))
    vectors = VectorAssembler(inputCols=names, outputCol="features").transform(frame)
    vectors = vectors.select("features", "y").persist()
    vectors.count()
    rival = Theirs(labelCol="y", regParam=penalty, standardization=False, tol=1e-9)
    theirs = second(lambda: rival.fit(vectors))
    fit: Any = ours.value
    least = fit.workings.peak.solution.at.value
    more = theirs.value.summary.objectiveHistory[-1] - least
    session.stop()
    return {
        "ours": ours.seconds,
        "MLlib": theirs.seconds,
        "ratio": theirs.seconds / ours.seconds,
        "MLlib, objective above ours": float(more),
    }


KINDS: dict[str, tuple[Callable[[int, int], dict[str, float]], int, int]] = {
    "workers": (workers, 6_000_000, 60),
    "dask-ml": (dask_ml, 1_000_000, 20),
    "mllib": (mllib, 1_000_000, 20),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--rows", type=int)
    parser.add_argument("--columns", type=int)
    given = parser.parse_args()
    run, rows, columns = KINDS[given.kind]
    rows, columns = given.rows or rows, given.columns or columns
    print(f"{given.kind}: {rows:,} rows × {columns} columns")
    for name, value in run(rows, columns).items():
        print(f"  {name:45} {value:10.3g}")


if __name__ == "__main__":
    main()
