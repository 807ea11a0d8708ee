"""The story: true sentences about what happened."""

import re

import numpy as np
import pytest

from oddsmith.errors import NotConvergedWarning
from oddsmith.lessons import learn, load_task
from oddsmith.lessons.story import line_exists
from oddsmith.neuron import Neuron


@pytest.mark.parametrize("name", ["and", "or", "nand"])
def test_a_learned_gate_is_explained_by_its_sums(name):
    lesson = learn(name)
    assert lesson.story.startswith(f"{name.upper()} is learned: after 1,000 epochs (4,000 updates)")
    found = re.search(
        r"-b = (\S+)\. .* sum of (\S+) or more, .* one of (\S+) or less", lesson.story
    )
    threshold, high, low = map(float, found.groups())
    assert low < threshold < high
    assert threshold == pytest.approx(-lesson.neuron.bias, abs=0.005)
    assert "the loss has no minimum" in lesson.story


def test_and_with_a_tenth_of_the_learning_rate_is_told_what_would_do():
    lesson = learn("and", learning_rate=0.01, seed=2)
    assert lesson.right == 3
    assert "AND is not learned" in lesson.story
    assert (
        f"Row (1, 1) should be 1, and its output is {lesson.predictions[3].out:.3f}."
        in lesson.story
    )
    assert "too short, or too few" in lesson.story
    assert "no minimum" not in lesson.story
    assert (
        "learning rate 0.1 with 1,000 epochs; or learning rate 0.01 with 10,000 epochs"
        in lesson.story
    )


@pytest.mark.parametrize(
    "settings", [{"learning_rate": 0.01, "seed": 2}, {"epochs": 20, "seed": 4}]
)
def test_what_would_do_does(settings):
    story = learn("and", **settings).story
    advice = re.findall(r"learning rate (\S+) with ([\d,]+) epochs", story.splitlines()[-1])
    assert advice
    task = load_task("and")
    for rate, epochs in advice:
        neuron = Neuron(float(rate), int(epochs.replace(",", "")), seed=settings["seed"])
        assert (neuron.fit(task.X, task.y).predict(task.X) == task.y).all()


def test_steps_that_are_too_long_are_named():
    lesson = learn("and", learning_rate=1000.0, seed=2)
    assert "the steps were too long" in lesson.story
    assert "learning rate 0.1 with 1,000 epochs" in lesson.story


@pytest.mark.parametrize("loss", ["squared", "cross-entropy"])
@pytest.mark.parametrize("seed", range(4))
def test_xor_is_not_learned_because_no_line_separates_it(loss, seed):
    lesson = learn("xor", loss=loss, seed=seed)
    assert lesson.right <= 3
    assert "XOR is not learned" in lesson.story
    assert "No line separates the two classes." in lesson.story
    assert "rest where every output is 0.5" in lesson.story
    assert "this would do" not in lesson.story


def test_xor_far_from_its_rest_is_not_said_to_be_there():
    lesson = learn("xor", learning_rate=20.0, epochs=50, batch_size=1)
    assert np.ptp([row.out for row in lesson.predictions]) > 0.2
    assert "rest where" not in lesson.story


def test_the_third_input_named_for_xor_solves_it():
    X = load_task("xor").X
    wide = np.column_stack([X, X[:, 0] * X[:, 1]])
    neuron = Neuron(1.0, 5000, loss="cross-entropy", seed=0).fit(wide, load_task("xor").y)
    assert neuron.predict(wide).tolist() == [0, 1, 1, 0]


@pytest.mark.parametrize("loss", ["squared", "cross-entropy"])
def test_the_odd_setosa_is_said_to_lie_among_the_versicolor(loss):
    lesson = learn("iris", loss=loss)
    story, last = lesson.story, lesson.story.splitlines()[-1]
    i = next(i for i, x in enumerate(lesson.task.X) if x.tolist() == [4.5, 2.3])
    out = lesson.neuron.forward(lesson.task.X)[i]
    assert "(4.5, 2.3), is setosa and lies among the versicolor: " in last
    assert f"should be 0 and is {out:.3f}" in last
    assert "A line that gets every row right exists" in last
    assert "more epochs first make" in last
    assert ("no number of epochs is sure" in last) == (loss == "squared")
    assert "too short" not in story


@pytest.mark.heavy
@pytest.mark.parametrize("loss", ["squared", "cross-entropy"])
def test_the_line_turns_to_the_odd_setosa_only_slowly(loss):
    task = load_task("iris")
    for epochs, right in [(10_000, 79), (50_000, 80)]:
        neuron = Neuron(0.01, epochs, loss=loss, seed=0).fit(task.X, task.y)
        assert (neuron.predict(task.X) == task.y).sum() == right


def test_iris_with_steps_too_short_is_told_what_gets_more_rows_right():
    lesson = learn("iris", learning_rate=1e-5)
    assert "too short, or too few" in lesson.story
    advice = re.findall(r"this gets (\d+) of 80 rows right: learning rate (\S+) with", lesson.story)
    assert advice == [("79", "0.01")]


def test_a_line_is_said_to_exist_only_where_one_was_found():
    rng = np.random.default_rng(0)
    for _ in range(20):
        X, w = rng.normal(size=(30, 2)), rng.normal(size=2)
        assert line_exists(X, (X @ w > 0.1).astype(float))
    assert not line_exists(load_task("xor").X, load_task("xor").y)
    assert not line_exists(np.array([[1.0], [1.0]]), np.array([0.0, 1.0]))


def test_one_epoch_and_one_update_are_singular():
    assert "after 1 epoch (1 update) with" in learn("and", epochs=1, batch_size=4).story


def test_steps_beyond_all_numbers_are_told_in_silence():
    with pytest.warns(NotConvergedWarning) as seen:
        story = learn("and", learning_rate=1e308, loss="cross-entropy").story
    assert {warning.category for warning in seen} == {NotConvergedWarning}
    assert "the steps were too long" in story
    assert "learning rate inf" not in story
