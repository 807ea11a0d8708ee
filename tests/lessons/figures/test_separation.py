"""Growth and its end: what is drawn is what the solvers do, and ends where theory says."""

import numpy as np
import pytest

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.inference.firth import firth
from oddsmith.lessons import load_task
from oddsmith.lessons.figures.separation import LONG, objectives, three_descents, trained_for_long
from oddsmith.lessons.record import log_spaced
from oddsmith.neuron import Neuron
from oddsmith.solvers import Newton, minimise


def test_growth_and_loss_are_the_neurons():
    figure = trained_for_long()
    growth, falling = figure.panels[2:4]
    task = load_task("and")
    history = Neuron(1.0, LONG, 4, loss="cross-entropy", seed=0).fit(task.X, task.y).history
    updates = log_spaced(LONG, most=24)
    assert (updates[0], updates[-1]) == (1, LONG)
    drawn = [growth.frames[0][-1][3 + j] for j in range(3)]
    expected = [*history.weights[updates].T, -history.bias[updates]]
    for curve, values in zip(drawn, expected, strict=True):
        assert curve["x"] == updates
        assert curve["y"] == pytest.approx(values, rel=1e-5)
    losses = history.mean_losses()[updates]
    assert falling.frames[0][-1][1]["y"] == pytest.approx(losses, rel=1e-5)
    for panel in (growth, falling):
        assert panel.drawn()["xaxis"]["type"] == "log"
    assert falling.drawn()["yaxis"]["type"] == "log"


def test_penalised_descents_end_where_newton_ends():
    figure, found = three_descents(), objectives()
    assert len(figure.panels) == 1 + len(found)
    for panel, (name, objective) in zip(figure.panels[1:], found.items(), strict=True):
        frame = panel.frames[0][-1]
        end = np.array([frame[3]["x"][0], frame[3]["y"][0]])
        if name != "no penalty":
            best = minimise(Newton(), objective, np.zeros(3)).w
            assert end == pytest.approx(best[[0, 2]], rel=1e-5)
        value = objective(np.array([end[0], end[0], end[1]])).value
        assert panel.captions[0][-1].endswith(f"{value:.4f}")


def test_firths_objective_has_its_minimum_at_firths_estimate():
    task = load_task("and")
    w = firth(InMemory(Dense(np.column_stack([task.X, np.ones(4)])), task.y), 2).w
    assert minimise(Newton(), objectives()["Firth's"], np.zeros(3)).w == pytest.approx(w, abs=1e-7)


def test_the_maps_of_the_three_show_the_same_part_of_the_plane():
    maps = three_descents().panels[1:]
    for axis in ("xaxis", "yaxis"):
        assert len({tuple(panel.layout[axis]["range"]) for panel in maps}) == 1
    named = [panel.alt.split(" over ")[0] for panel in maps]
    assert named == ["A map of the mean loss"] + 2 * ["A map of the mean loss and penalty"]
