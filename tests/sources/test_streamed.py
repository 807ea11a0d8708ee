"""Sums over streamed rows: riders, what is refused, what is held."""

from functools import partial

import numpy as np
import pytest

from oddsmith.data import Metered, PerRow
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.likelihood import saturated, target_sums
from oddsmith.losses import CrossEntropy
from oddsmith.sources import Local, Tables, stream_frame, streamed
from oddsmith.sources.streamed import key_of
from tests.sources.streams import cut, town_table

TABLE = town_table()


def rows():
    return stream_frame("y ~ x + town", Local(Tables(cut(TABLE, 50, 333)))).rows


def test_sums_of_y_ride_along_and_are_read_once():
    data = rows()
    metered = Metered(data)
    metered.total(lambda block: len(block.y))
    assert metered.sweeps == 1
    assert metered.total(saturated).loss == 0
    sums = metered.total(partial(target_sums, CrossEntropy()))
    assert sums.targets == (TABLE["y"] == "yes").sum()
    assert metered.sweeps == 1


def test_kernels_are_the_same_by_what_they_do():
    assert key_of(partial(target_sums, CrossEntropy())) == key_of(
        partial(target_sums, CrossEntropy())
    )
    assert key_of(partial(saturated)) != key_of(partial(target_sums))


def test_a_number_for_each_of_many_rows_is_refused(monkeypatch):
    data = rows()
    assert len(data.total(lambda block: PerRow(block.y)).values) == len(TABLE)
    monkeypatch.setattr(streamed, "HELD", 100)
    with pytest.raises(NotSupportedError, match="a value for each of 600 rows"):
        data.total(lambda block: PerRow(block.y))


def test_a_changed_design_changes_the_rows_and_their_sample():
    data = rows().with_design(lambda X: X.columns(np.array([1])))
    assert data.shape == (600, 1)
    assert data.total(lambda block: block.X.backward(np.ones(len(block.y)))) == pytest.approx(
        TABLE["x"].sum(), rel=1e-12
    )


def test_rows_that_change_between_readings_are_refused():
    table = town_table(600)
    held = [table[:200]]
    rows = stream_frame("y ~ x", Local(Tables(lambda: held))).rows
    held[0] = table[:150]
    with pytest.raises(InputError, match="150 rows count now, and 200 did at the first reading"):
        rows.total(saturated)
