"""The file that the benchmark makes holds what it says, and the fit of it finds it."""

import numpy as np

from benchmarks import parquet


def test_the_fit_finds_the_coefficients_that_were_chosen(tmp_path):
    parquet.make(tmp_path / "a.parquet", 20_000)
    found = parquet.measure(tmp_path / "a.parquet")
    distance = (np.array(found["params"]) - parquet.chosen()) / np.array(found["errors"])
    assert np.abs(distance).max() < 4.5  # standard errors
    assert found["rows"] == 20_000
    assert found["readings"] <= 8
    assert "20,000 rows x 20" in parquet.said(found)
