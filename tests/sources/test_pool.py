"""The sample of a stream: bounded, of the rows, uniform, the same each time."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.sources.pool import draw
from oddsmith.sources.source import Piece


def pool_of(sizes, size, seed=0):
    start, total = 0, None
    for number, n in enumerate(sizes):
        table = pd.DataFrame({"row": np.arange(start, start + n)})
        here = draw(table, Piece(table, number, "", start), size, seed)
        total = here if total is None else total + here
        start += n
    return total.table()["row"].to_numpy()


@given(st.lists(st.integers(1, 400), min_size=1, max_size=12), st.integers(1, 100))
def test_so_many_different_rows_are_kept_as_there_are(sizes, size):
    rows = pool_of(sizes, size)
    assert len(rows) == min(size, sum(sizes))
    assert (np.diff(rows) > 0).all()


def test_the_same_pieces_give_the_same_sample():
    np.testing.assert_array_equal(pool_of([500, 700], 50), pool_of([500, 700], 50))
    assert not np.array_equal(pool_of([500, 700], 50), pool_of([500, 700], 50, seed=1))


def test_every_piece_is_sampled_alike_though_later_ones_pass_on_fewer_rows():
    rows = pool_of([20_000] * 10, 10_000)
    counts = np.bincount(rows // 20_000, minlength=10)
    assert len(rows) == 10_000
    assert (np.abs(counts - 1000) < 5 * np.sqrt(1000)).all()
