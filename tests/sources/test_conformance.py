"""Every source passes the public checks, and so do the rows that are made of it."""

import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from oddsmith.data import InMemory
from oddsmith.frame import make_frame
from oddsmith.sources import Local, Tables, stream_frame
from oddsmith.sources.checkpoint import Checkpointed
from oddsmith.sources.opening import opened
from oddsmith.testing import check_data, check_source
from tests.sources.streams import cut, town_table

TABLE = town_table(120)
PARTS = cut(TABLE, 0, 40, 41)


def source_of(kind, folder):
    arrow = pa.Table.from_pandas(TABLE, preserve_index=False)
    if kind == "tables":
        return Local(Tables(PARTS))
    if kind == "function":
        return opened(lambda: iter(PARTS))
    if kind == "checkpoint":
        return Checkpointed(Local(Tables(PARTS)), folder / "c", "question")
    if kind == "parquet":
        pq.write_table(arrow, folder / "a.parquet", row_group_size=50)
        return opened(folder / "a.parquet")
    if kind == "csv":
        for k, part in enumerate(cut(TABLE, 70)):
            part.to_csv(folder / f"{k}.csv", index=False)
        return opened(folder)
    return opened(ds.dataset(arrow))


KINDS = ["tables", "function", "checkpoint", "parquet", "csv", "dataset"]


@pytest.mark.parametrize("kind", KINDS)
def test_sources_conform(kind, tmp_path):
    check_source(source_of(kind, tmp_path), TABLE)


@pytest.mark.parametrize("kind", KINDS)
def test_their_rows_conform(kind, tmp_path):
    settings = {"weights": "w", "offset": "shift"}
    whole = make_frame("y ~ x + town + C(k)", TABLE, **settings)
    found = stream_frame("y ~ x + town + C(k)", source_of(kind, tmp_path), **settings)
    check_data(found.rows, InMemory(whole.X, whole.y, whole.case_weight, whole.offset))


@pytest.mark.parametrize("seed", [None, 3])
def test_batches_are_all_rows_in_the_order_of_the_pieces(seed):
    rows = stream_frame("y ~ x", Local(Tables(PARTS))).rows
    parts = rows.batches(25, seed)
    found = np.concatenate([batch.X.toarray()[:, 1] for batch in parts])
    assert [batch.shape[0] for batch in parts] == [25] * 4 + [20]
    if seed is None:
        np.testing.assert_array_equal(found, TABLE["x"])
    else:
        assert not np.array_equal(found, TABLE["x"])
        np.testing.assert_array_equal(np.sort(found), np.sort(TABLE["x"]))
    np.testing.assert_array_equal(parts[2].y, parts[2].y)
