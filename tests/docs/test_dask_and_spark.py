"""The page on Dask and Spark: its blocks run, those for Spark with their own cluster's tests."""

import pytest

from tests.docs.blocks import blocks, printed

PAGE = "docs/dask-and-spark.md"


@pytest.mark.heavy
def test_blocks_of_dask_run():
    pytest.importorskip("distributed")
    names = {"__name__": "page"}
    for language, text in blocks(PAGE):
        if language == "python" and "spark" not in text:
            printed(text, names, PAGE)
    assert set(names["fit"].params.index) == {"Intercept", "x", "C(town)[T.west]"}
    assert names["probability"].compute().between(0, 1).all()
    assert names["p"].compute().shape == (1000, 3)
