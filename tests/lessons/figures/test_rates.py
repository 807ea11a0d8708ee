"""Descents side by side: each path is its solver's, over its own loss, in its own view."""

import numpy as np
import pytest

from oddsmith.lessons.figures.rates import by_batches, side_by_side
from oddsmith.lessons.landscape import Plane, objective_of
from oddsmith.lessons.record import walk
from oddsmith.solvers import GradientDescent

x, y = np.array([[-2.0], [-1], [0], [1], [2]]), np.array([0.0, 1, 0, 1, 1])
PLANE = Plane(np.zeros(2), np.array([1.0, 0]), np.array([0.0, 1]), ("w1", "b"))


@pytest.fixture
def walks():
    return {
        f"{rate}": walk(GradientDescent(rate), objective_of(x, y), np.zeros(2), 6)
        for rate in (0.5, 2.0)
    }


def test_maps_and_curve_hold_the_walks(walks):
    objectives = dict.fromkeys(walks, objective_of(x, y))
    figure = side_by_side("t", objectives, PLANE, walks, each=0.5, x_name="epochs", lowest=0.1)
    assert figure.steps[:3] == ("Epochs: 0", "Epochs: 0.5", "Epochs: 1")
    *maps, curve = figure.panels
    for panel, made in zip(maps, walks.values(), strict=True):
        for k, frame in enumerate(panel.frames[0]):
            drawn = np.array([frame[1]["x"], frame[1]["y"]]).T
            assert drawn == pytest.approx(made.w[: k + 1], rel=1e-5, abs=1e-9)
            assert f"loss {made.value[k]:.4f}" in panel.captions[0][k]
    for trace, made in zip(curve.traces, walks.values(), strict=False):
        assert trace["y"] == pytest.approx(made.value - 0.1, rel=1e-5)
        assert trace["x"] == [0, 0.5, 1, 1.5, 2, 2.5, 3]
    assert maps[0].layout["xaxis"]["range"] == maps[1].layout["xaxis"]["range"]


def test_each_map_holds_what_it_is_told_to(walks):
    objectives = {name: objective_of(k * x, y) for k, name in enumerate(walks, start=1)}
    around = {name: np.array([[-9.0 * k, 0], [9 * k, 1]]) for k, name in enumerate(walks, start=1)}
    figure = side_by_side("t", objectives, PLANE, walks, around=around)
    for k, panel in enumerate(figure.panels[:2], start=1):
        assert panel.layout["xaxis"]["range"] == [-13.5 * k, 13.5 * k]
        s, t = np.array(panel.traces[0]["x"]), np.array(panel.traces[0]["y"])
        height = objective_of(k * x, y)(np.array([s[3], t[7]]), order=0).value
        assert panel.traces[0]["z"][7][3] == pytest.approx(height, rel=1e-4)


def test_batches_are_seen_after_the_same_rows():
    objective = objective_of(x[:4], y[:4])
    figure = by_batches(objective, PLANE, 0.3, sizes=(4, 2, 1), each=2, lowest=0.0)
    assert figure.steps == ("Epochs: 0", "Epochs: 0.5", "Epochs: 1", "Epochs: 1.5", "Epochs: 2")
    for size, panel, taken in zip(
        (4, 2, 1), figure.panels, ([0, 0, 1, 1, 2], [0, 1, 2, 3, 4], [0, 2, 4, 6, 8]), strict=False
    ):
        solver = GradientDescent(0.3, batch_size=size, seed=0)
        made = walk(solver, objective, np.zeros(2), 8 // size).w[taken]
        drawn = panel.frames[0][-1][1]
        assert pytest.approx(made, rel=1e-5, abs=1e-9) == np.array([drawn["x"], drawn["y"]]).T
    assert [panel.title for panel in figure.panels[1:3]] == ["The path: 2 rows", "The path: 1 row"]
