"""Benchmarks of clusters: the rows are what they say, and the comparison of workers runs."""

import numpy as np
import pytest

from benchmarks.clusters import CHUNK, chunk, sizes, workers


def test_chunks_hold_all_rows_and_are_the_same_each_time():
    assert sizes(2 * CHUNK + 5) == [CHUNK, CHUNK, 5]
    assert sizes(CHUNK) == [CHUNK]
    for one, again in zip(chunk(3, 20, 4), chunk(3, 20, 4), strict=True):
        np.testing.assert_array_equal(one, again)
    assert not np.array_equal(chunk(3, 20, 4)[0], chunk(4, 20, 4)[0])


@pytest.mark.heavy
def test_one_worker_and_two():
    pytest.importorskip("distributed")
    found = workers(2000, 3)
    assert found["ratio"] == found["1 worker(s)"] / found["2 worker(s)"]
