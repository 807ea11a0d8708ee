"""A figure that plays: every number that is drawn or written is the record's."""

import re
from dataclasses import replace

import numpy as np
import pytest
from plotly.graph_objects import Figure as PlotlyFigure

from oddsmith.errors import InputError
from oddsmith.lessons import load_task
from oddsmith.lessons.line import boundary, view
from oddsmith.lessons.panels import Panel, Table
from oddsmith.lessons.panels.regions import grid
from oddsmith.lessons.play import exchangeable, play
from oddsmith.lessons.record import record
from oddsmith.neuron import Neuron

DRAWN = 1e-5  # six digits are drawn


def train(name, **settings):
    """A task, and a neuron trained on it; its story is not needed here."""
    task = load_task(name)
    own = {"learning_rate": task.learning_rate, "batch_size": task.batch_size, "seed": 0}
    return task, Neuron(**own | settings).fit(task.X, task.y)


@pytest.fixture(scope="module", params=["and", "xor", "iris"])
def played(request):
    task, neuron = train(request.param, epochs=30)
    return task, play(task, neuron), record(neuron.history)


def panel_of(figure, title):
    return next(panel for panel in figure.panels if panel.title == title)


def test_every_panel_is_a_figure_to_plotly(played):
    _, figure, _ = played
    for panel in figure.panels:
        if isinstance(panel, Panel):
            drawn = panel.figure(figure.steps)  # refuses what plotly does not know
            assert isinstance(drawn, PlotlyFigure)
            assert [frame.name for frame in drawn.frames] == list(figure.steps)
            assert len(drawn.layout.sliders[0].steps) == len(figure.steps)


def test_the_neuron_holds_the_weights_and_the_row(played):
    task, figure, steps = played
    panel = panel_of(figure, "The neuron")
    X = task.X
    for example in range(1, len(figure.examples)):
        row = int(re.match(r"Row (\d+)", figure.examples[example])[1])
        for step, frame in zip(steps, panel.frames[example], strict=True):
            inside, weights = frame[4]["text"], frame[5]["text"]
            values = [float(text.split("<br>")[1]) for text in inside]
            expected = [*X[row], 1, step.z[row], step.out[row]]
            assert values == pytest.approx(expected, abs=0.0051)
            written = [float(text.split(" = ")[1]) for text in weights]
            assert written == pytest.approx([*step.weights, step.bias], abs=0.0051)
    for step, caption in zip(steps, panel.captions[0], strict=True):
        written = [float(value) for value in re.findall(r"= (\S+?)(?:,|$)", caption)]
        assert written == pytest.approx([*step.weights, step.bias], abs=5.1e-5)


def test_widths_are_in_proportion_and_signs_are_dashes(played):
    _, figure, steps = played
    panel = panel_of(figure, "The neuron")
    both = np.array([[*step.weights, step.bias] for step in steps])
    for w, frame in zip(both, panel.frames[0], strict=True):
        for k in range(3):
            line = frame[k]["line"]
            assert line["width"] == pytest.approx(1 + 6 * abs(w[k]) / np.abs(both).max(), abs=0.006)
            assert line["dash"] == ("solid" if w[k] >= 0 else "dash")


def test_the_line_is_the_neurons(played):
    task, figure, steps = played
    X = task.X
    panel = panel_of(figure, "Where out = 0.5")
    for k, step in enumerate(steps):
        ends = boundary(step.weights, step.bias, view(X[:, 0]), view(X[:, 1]))
        drawn = np.array([panel.frames[0][k][2]["x"], panel.frames[0][k][2]["y"]]).T
        expected = np.empty((0, 2)) if ends is None else ends
        assert drawn == pytest.approx(expected, rel=DRAWN, abs=DRAWN)
        right = int(((step.z >= 0) == (task.y == 1)).sum())
        assert panel.captions[0][k] == f"{right} of {len(X)} rows are on their side"


def test_the_data_are_drawn_by_class_with_a_ring_on_the_row_shown(played):
    task, figure, _ = played
    X, y = task.X, task.y
    panel = panel_of(figure, "Where out = 0.5")
    for k in (0, 1):
        trace = panel.traces[3 + k]
        assert pytest.approx(X[y == k]) == np.array([trace["x"], trace["y"]]).T
    assert panel.traces[3]["marker"]["symbol"] != panel.traces[4]["marker"]["symbol"]
    for name, frames in zip(figure.examples[1:], panel.frames[1:], strict=True):
        row = int(re.match(r"Row (\d+)", name)[1])
        assert [frames[0][5]["x"][0], frames[0][5]["y"][0]] == pytest.approx(X[row])


def test_the_loss_grows_to_the_step_that_is_shown(played):
    _, figure, steps = played
    panel = panel_of(figure, "The loss so far")
    losses = [step.loss.mean() for step in steps]
    numbers = [step.number for step in steps]
    for k, frame in enumerate(panel.frames[0]):
        assert frame[1]["x"] == numbers[: k + 1]
        assert frame[1]["y"] == pytest.approx(losses[: k + 1], rel=DRAWN)
        assert frame[2]["y"] == pytest.approx([losses[k]], rel=DRAWN)
        assert f"mean loss {losses[k]:.4f} after {numbers[k]:,} updates" == panel.captions[0][k]


def test_the_path_is_that_of_the_weights(played):
    task, figure, steps = played
    panel = panel_of(figure, "The path over the loss")
    w = np.array([[*step.weights, step.bias] for step in steps])
    frame = panel.frames[0][-1]
    drawn = np.array([frame[1]["x"], frame[1]["y"]]).T
    if task.name != "iris":
        expected = np.column_stack([w[:, :2].mean(axis=1), w[:, 2]])
        assert drawn == pytest.approx(expected, rel=DRAWN, abs=DRAWN)
    for k, step in enumerate(steps):
        assert f"loss {step.loss.mean():.4f}" in panel.captions[0][k]


def test_the_arithmetic_is_the_records(played):
    task, figure, steps = played
    table = figure.panels[-1]
    assert isinstance(table, Table)
    for name, rows in zip(figure.examples[1:], table.lines[1:], strict=True):
        i = int(re.match(r"Row (\d+)", name)[1])
        x = task.X[i]
        for step, lines in zip(steps, rows, strict=True):
            said = {line.name: line.value for line in lines}
            expected = {
                "z": step.z[i],
                "out": step.out[i],
                "loss": step.loss[i],
                "delta = ∂loss/∂z": step.delta[i],
                "∂loss/∂w": step.delta[i] * x,
                "∂loss/∂b": step.delta[i],
            }
            if step.update:
                expected |= {"new w": step.update.weights, "new b": step.update.bias}
            for key, value in expected.items():
                numbers = [float(v) for v in re.findall(r"-?\d+\.\d+", said[key])]
                assert numbers == pytest.approx(np.atleast_1d(value), abs=5.0001e-5), key


def test_the_row_of_each_update_is_followed():
    task, neuron = train("and", epochs=2)
    table = play(task, neuron).panels[-1]
    for k, caption in enumerate(table.captions[0][:-1]):
        assert caption.startswith(f"Row {k % 4}: ")
        assert caption.endswith("The update is made by this row.")
    assert table.captions[0][-1].endswith("The training ends here.")
    assert table.captions[2][0].endswith("The update is made by row 0.")


def test_a_batch_is_said():
    task, neuron = train("xor", epochs=2)
    table = play(task, neuron).panels[-1]
    assert table.captions[1][0].endswith("The update is made by this row, with 3 more.")


def test_an_example_can_be_chosen_and_one_that_is_not_there_is_refused():
    task, neuron = train("iris", epochs=1)
    figure = play(task, neuron, example=17)
    assert figure.examples[figure.example].startswith("Row 17: ")
    for wrong in (-1, 80):
        with pytest.raises(InputError, match=rf"example={wrong}: the table has rows 0 to 79"):
            play(task, neuron, example=wrong)


@pytest.mark.filterwarnings("ignore:The mean loss rose")
def test_steps_beyond_all_numbers_are_left_out():
    task, neuron = train("and", learning_rate=1e308, loss="cross-entropy", epochs=3)
    figure = play(task, neuron)
    assert len(figure.steps) < 13
    assert all(np.isfinite(neuron.history.weights[: len(figure.steps)]).ravel())


def test_steps_can_be_chosen():
    task, neuron = train("and", epochs=2)
    figure = play(task, neuron, updates=(0, 3, 8))
    assert [name[:14] for name in figure.steps] == [
        "Before update ",
        "Before update ",
        "After all 8 up",
    ]
    assert len(figure.panels[-1].lines[0]) == 3


def product_too(x):
    """x1, x2 and x1 x2: (m, 2) -> (m, 3)."""
    return np.column_stack([x, x[:, 0] * x[:, 1]])


def test_columns_made_of_two_are_drawn_over_the_two():
    task = load_task("xor")
    task = replace(task, X=product_too(task.X), inputs=("x1", "x2", "x1·x2"))
    neuron = Neuron(2.0, 400, 4, loss="cross-entropy", seed=0).fit(task.X, task.y)
    figure = play(task, neuron, features=product_too)
    panel = panel_of(figure, "Where out = 0.5")
    z = np.array(panel.frames[0][-1][1]["z"]).ravel()
    assert np.array_equal(z >= 0, neuron.predict(product_too(grid(task.X[:, :2]))) == 1)
    assert panel.captions[0][-1] == "4 of 4 rows are in their region"
    for step, caption in zip(record(neuron.history), panel.captions[0], strict=True):
        assert caption.startswith(f"{((step.z >= 0) == task.y).sum()} of 4")
    for step, panel in zip(
        record(neuron.history), panel_of(figure, "The neuron").captions[0], strict=True
    ):
        assert panel.startswith(f"w1 = {step.weights[0]:.4f}, w2")
        assert panel.endswith(f"w3 = {step.weights[2]:.4f}, b = {step.bias:.4f}")


def test_gates_are_symmetric_in_their_inputs_and_iris_is_not():
    gate, iris = load_task("nand"), load_task("iris")
    assert exchangeable(gate.X, gate.y)
    assert not exchangeable(iris.X, iris.y)
