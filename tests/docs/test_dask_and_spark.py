"""The page on Dask and Spark: its blocks run, those for Spark with their own cluster's tests."""

import pytest
from docs.generate.running import Room

from tests.docs.blocks import codes

PAGE = "docs/dask-and-spark.md"


@pytest.mark.heavy
def test_blocks_of_dask_run():
    pytest.importorskip("distributed")
    room = Room(PAGE)
    for code in codes(PAGE, "python"):
        if "spark" not in code:
            assert "Warning: " not in room.python(code)
    names = room.names
    assert set(names["fit"].params.index) == {"Intercept", "x", "C(town)[T.west]"}
    assert names["probability"].compute().between(0, 1).all()
    assert names["p"].compute().shape == (1000, 3)
