"""A hidden layer that plays: every number that is drawn or written is that of the passes."""

import re

import numpy as np
import pytest

from oddsmith.lessons import load_task
from oddsmith.lessons.layers.figure import play_layers
from oddsmith.lessons.layers.passes import mean_loss, start_layers, train_layers
from oddsmith.lessons.layers.record import layers_step
from oddsmith.lessons.panels import Panel
from oddsmith.lessons.panels.regions import grid

NUMBERS = [0, 1, 5, 40, 400]
RATE = 1.5


@pytest.fixture(scope="module")
def played():
    task = load_task("xor")
    trained = list(train_layers(task.X, task.y, start_layers(2, 2, 3), RATE, 400))
    figure = play_layers(task, trained, RATE, NUMBERS, title="t")
    return task, figure, [layers_step(k, trained[k], task.X, task.y) for k in NUMBERS]


def test_there_is_a_step_for_each_number_and_an_example_for_each_row(played):
    task, figure, steps = played
    assert len(figure.examples) == len(task.y)
    assert figure.steps == tuple(f"After {step.number} updates" for step in steps)
    for panel in figure.panels:
        if isinstance(panel, Panel):
            panel.figure(figure.steps)


def test_the_network_shows_the_row_and_every_weight(played):
    task, figure, steps = played
    panel = figure.panels[0]
    for i, frames in enumerate(panel.frames):
        for step, frame in zip(steps, frames, strict=True):
            inside = [float(text.split("<br>")[1]) for text in frame[9]["text"]]
            expected = [*task.X[i], 1, *step.hidden[i], 1, step.out[i]]
            assert inside == pytest.approx(expected, abs=0.0051)
            at = step.layers
            weights = [*at.W.ravel(), *at.b, *at.v, at.c]
            assert [float(text) for text in frame[10]["text"]] == pytest.approx(weights, abs=0.0051)
            signs = [frame[k]["line"]["dash"] == "solid" for k in range(9)]
            assert signs == [w >= 0 for w in weights]


def test_labels_of_the_network_do_not_meet(played):
    trace = played[1].panels[0].traces[-1]
    wide, high = 0.25, 0.15  # of a label, in units of the drawing
    corners = []
    for x, y, side in zip(trace["x"], trace["y"], trace["textposition"], strict=True):
        up, right = side.split()
        corners.append((x - wide / 2 if right == "center" else x, y if up == "top" else y - high))
    for k, (x, y) in enumerate(corners):
        for a, b in corners[:k]:
            assert abs(x - a) >= wide or abs(y - b) >= high


def test_regions_are_those_of_the_output(played):
    task, figure, steps = played
    panel = figure.panels[1]
    places = grid(task.X)
    for t, step in enumerate(steps):
        out = layers_step(0, step.layers, places, np.zeros(len(places))).out
        z = np.array(panel.frames[0][t][1]["z"]).ravel()
        assert np.array_equal(z > 0, out > 0.5)
        right = int(((step.out >= 0.5) == task.y).sum())
        assert panel.captions[0][t] == f"{right} of 4 rows are in their region"


def test_loss_and_path_are_the_trainings(played):
    task, figure, steps = played
    for t, step in enumerate(steps):
        mean = mean_loss(task.X, task.y, step.layers)
        assert (
            figure.panels[2].captions[0][t] == f"mean loss {mean:.4f} after {step.number} updates"
        )
        assert f"loss {mean:.4f}" in figure.panels[3].captions[0][t]


def test_the_arithmetic_is_that_of_the_passes(played):
    task, figure, steps = played
    for i, rows in enumerate(figure.panels[4].lines):
        x = task.X[i]
        for step, lines in zip(steps, rows, strict=True):
            at, g = step.layers, step.gradient
            expected = {
                "h1": step.hidden[i, 0],
                "h2": step.hidden[i, 1],
                "z": step.z[i],
                "out": step.out[i],
                "loss": step.loss[i],
                "delta = ∂loss/∂z": step.delta[i],
                "∂loss/∂v": step.delta[i] * step.hidden[i],
                "∂loss/∂c": step.delta[i],
                "delta of h": step.delta_hidden[i],
                "∂loss/∂W": np.outer(x, step.delta_hidden[i]),
                "∂loss/∂b": step.delta_hidden[i],
                "new W": at.W - RATE * g.W,
                "new b": at.b - RATE * g.b,
                "new v": at.v - RATE * g.v,
                "new c": at.c - RATE * g.c,
            }
            said = {line.name: line for line in lines}
            assert set(said) == {"x, y", *expected}
            for name, value in expected.items():
                written = [float(v) for v in re.findall(r"-?\d+\.\d+", said[name].value)]
                assert written == pytest.approx(np.ravel(value), abs=5.0001e-5), name
                assert said[name].shape == str(np.shape(value))
