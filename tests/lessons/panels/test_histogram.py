"""Histograms that fill: every number is in a bar, and the curve holds as many."""

import numpy as np
import pytest

from oddsmith.lessons.panels.histogram import histogram

values = np.random.default_rng(2).normal(1.0, 0.5, size=400)
after = [0, 1, 50, 400]
pairs = np.array([[np.nan, np.nan], [0.0, 2.0], [0.1, 1.9], [0.2, 1.8]])


@pytest.fixture(scope="module")
def panel():
    return histogram(
        values, after, 1.0, 0.5, {"one": pairs}, x_name="w", title="Weights", alt="Bars of w."
    )


def test_every_number_so_far_is_in_one_bar(panel):
    width = np.diff(panel.traces[0]["x"]).mean()
    for k, frame in zip(after, panel.frames[0], strict=True):
        assert sum(frame[0]["y"]) == k
        middles = np.repeat(panel.traces[0]["x"], frame[0]["y"])
        assert np.abs(np.sort(values[:k]) - middles).max(initial=0) <= width / 2 + 1e-4


def test_the_curve_holds_as_many_as_the_bars(panel):
    x = np.array(panel.traces[1]["x"])
    width = np.diff(panel.traces[0]["x"]).mean()
    for k, frame in zip(after, panel.frames[0], strict=True):
        area = np.trapezoid(frame[1]["y"], x) / width
        assert area == pytest.approx(k, rel=0.02)


def test_intervals_are_drawn_and_told_where_there_are_any(panel):
    assert [frame[2]["x"] for frame in panel.frames[0]] == [[None, None], *pairs[1:].tolist()]
    assert panel.captions[0][:2] == ("one –", "one 0.000 to 2.000")
    low, high = panel.layout["yaxis"]["range"]
    heights = [y for frame in panel.frames[0] for k in frame for y in frame[k]["y"]]
    assert low < min(heights)
    assert max(heights) < high
