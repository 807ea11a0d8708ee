"""A fit through Spark Connect, in a process that has no other Spark; prints three distances."""

import json
import os
import sys
import warnings

import numpy as np

import oddsmith
from tests.sources.streams import town_table

FORMULA = "y ~ x + C(town)"


def main():
    from pyspark.sql import SparkSession

    warnings.simplefilter("ignore")  # pandas is newer than PySpark knows
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.remote("local[2]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()
    table = town_table(300)
    frame = spark.createDataFrame(table)
    got, want = (oddsmith.fit(FORMULA, data, weights="w") for data in (frame, table))
    scored = got.predict(frame).toArrow().to_pandas()
    errors = np.sqrt(np.diag(want.covariance))
    away = np.abs(got.coefficients - want.coefficients) / errors
    spread = np.abs(got.covariance - want.covariance) / np.outer(errors, errors)
    predicted = np.abs(scored["probability"] - want.predict(scored))
    spark.stop()
    print("found", json.dumps([away.max(), spread.max(), predicted.max()]))


if __name__ == "__main__":
    main()
