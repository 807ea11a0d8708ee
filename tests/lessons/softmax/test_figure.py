"""Softmax that plays: every number that is drawn or written is that of the passes."""

import re

import numpy as np
import pytest

from oddsmith.lessons.panels import Panel
from oddsmith.lessons.panels.regions import grid
from oddsmith.lessons.record import walk
from oddsmith.lessons.softmax.figure import play_softmax
from oddsmith.lessons.softmax.record import softmax_objective, softmax_step
from oddsmith.solvers import GradientDescent

RANDOM = np.random.default_rng(6)
y = np.repeat([0, 1, 2], 8)
X = RANDOM.normal(size=(24, 2)) + np.array([[0, 0], [2, 0], [0, 3]])[y]
NUMBERS, ROWS, RATE = [0, 1, 10, 60], [3, 20], 0.2


@pytest.fixture(scope="module")
def played():
    objective = softmax_objective(X, y, 3)
    path = walk(GradientDescent(RATE), objective, np.zeros((3, 3)), 60)
    figure = play_softmax(
        objective, path, RATE, NUMBERS, ROWS, inputs=("a", "b"), classes=("r", "s", "t"), title="t"
    )
    return figure, [softmax_step(k, path.w[k].reshape(3, 3), objective) for k in NUMBERS], path


def test_steps_and_examples_are_those_asked_for(played):
    figure, _, _ = played
    assert figure.steps == tuple(f"After {k} updates" for k in NUMBERS)
    assert [name.split(":")[0] for name in figure.examples] == ["Row 3", "Row 20"]
    assert figure.examples[1].endswith(", t")
    for panel in figure.panels:
        if isinstance(panel, Panel):
            panel.figure(figure.steps)


def test_the_network_shows_the_row_its_probabilities_and_every_weight(played):
    figure, steps, _ = played
    panel = figure.panels[0]
    for i, frames, captions in zip(ROWS, panel.frames, panel.captions, strict=True):
        for step, frame, caption in zip(steps, frames, captions, strict=True):
            inside = [float(text.split("<br>")[1]) for text in frame[9]["text"]]
            assert inside == pytest.approx([*X[i], 1, *step.p[i]], abs=0.0051)
            written = [float(text) for text in frame[10]["text"]]
            assert written == pytest.approx(step.w.ravel(), abs=0.0051)
            said = [float(v) for v in re.findall(r"\d\.\d{4}", caption)]
            assert said == pytest.approx(step.p[i], abs=5.0001e-5)


def test_labels_of_the_network_do_not_meet(played):
    trace = played[0].panels[0].traces[-1]
    low = [
        y if side.startswith("top") else y - 0.15
        for y, side in zip(trace["y"], trace["textposition"], strict=True)
    ]
    assert np.diff(np.sort(low)).min() > 0.15


def test_regions_are_those_of_the_largest_score(played):
    figure, steps, _ = played
    panel = figure.panels[1]
    places = grid(X)
    for t, step in enumerate(steps[1:], start=1):
        largest = (places @ step.w[:2] + step.w[2]).argmax(axis=1)
        drawn = np.array([panel.frames[0][t][k]["z"] for k in range(3)]).reshape(3, -1)
        assert np.array_equal(drawn.argmax(axis=0), largest)
        right = int((step.z.argmax(axis=1) == y).sum())
        assert panel.captions[0][t] == f"{right} of 24 rows are in their region"


def test_loss_and_path_are_the_walks(played):
    figure, _, path = played
    for t, k in enumerate(NUMBERS):
        assert figure.panels[2].captions[0][t] == f"mean loss {path.value[k]:.4f} after {k} updates"
        assert f"loss {path.value[k]:.4f}" in figure.panels[3].captions[0][t]


def test_the_arithmetic_is_that_of_the_passes_and_the_update_the_walks(played):
    figure, steps, path = played
    for i, rows in zip(ROWS, figure.panels[4].lines, strict=True):
        for step, lines in zip(steps, rows, strict=True):
            after = step.w - RATE * step.gradient
            expected = {
                **{f"z{k}": step.z[i, k] for k in range(3)},
                "p": step.p[i],
                "loss": step.loss[i],
                "delta": step.delta[i],
                "∂loss/∂W": np.outer(X[i], step.delta[i]),
                "∂loss/∂b": step.delta[i],
                "new W": after[:2],
                "new b": after[2],
            }
            said = {line.name: line for line in lines}
            assert set(said) == {"x, y", *expected}
            for name, value in expected.items():
                written = [float(v) for v in re.findall(r"-?\d+\.\d+", said[name].value)]
                assert written == pytest.approx(np.ravel(value), abs=5.0001e-5), name
                assert said[name].shape == str(np.shape(value))
    first = steps[0].w - RATE * steps[0].gradient
    assert first == pytest.approx(path.w[1].reshape(3, 3), abs=1e-15)
