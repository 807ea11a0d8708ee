"""Influence: a point for each row, and the names of those that matter most."""

import numpy as np

from oddsmith.plots import InfluenceDisplay
from tests.plots.models import admissions, words


def test_points_are_the_rows_and_the_largest_are_named():
    display = admissions().plot.influence(named=3)
    table = admissions().influence()
    drawn = display.ax_.collections[0]
    offsets = np.asarray(drawn.get_offsets())
    expected = table[["leverage", "studentized"]].to_numpy()
    np.testing.assert_allclose(np.sort(offsets, axis=0), np.sort(expected, axis=0))
    largest = table["cooks_distance"].nlargest(3).index
    assert {str(name) for name in largest} <= {*words(display.ax_)}
    size = drawn.get_sizes()
    assert size[0] == size.max()


def test_very_many_rows_are_those_that_matter():
    table = admissions().influence()
    many = table.loc[table.index.repeat(20)].reset_index(drop=True)
    display = InfluenceDisplay(many).plot()
    assert len(display.ax_.collections[0].get_offsets()) == 2000
    assert any("2,000 of 8,000 rows" in text for text in words(display.ax_))
