"""The printed arithmetic, read back and computed again from what is printed."""

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oddsmith.errors import InputError
from oddsmith.lessons import learn
from oddsmith.lessons.explain import explain
from oddsmith.neuron import Neuron

FUNCTIONS = {"exp": math.exp, "log": math.log}


def equations(text):
    """(expression in numbers, printed result) of every line that computes something."""
    for line in text.splitlines():
        parts = line.strip().split(" = ")
        if parts[0].startswith(("row ", "before:", "after:")):
            continue
        if len(parts) >= 3 and re.fullmatch(r"-?[\d.]+", parts[-1]):
            yield parts[-2], parts[-1]


def compute(expression):
    python = expression.replace("½", "0.5").replace("·", "*").replace("²", "**2")
    assert re.fullmatch(r"(?:[\d.+\-*/() ]|exp|log)+", python), python
    return eval(python, {"__builtins__": {}}, FUNCTIONS)  # digits, operators, exp and log only


def check(text, digits):
    checked = list(equations(text))
    for expression, printed in checked:
        assert len(printed.partition(".")[2]) == digits
        # half a unit of the last digit, and a hair for ties
        assert compute(expression) == pytest.approx(float(printed), abs=0.5 * 10**-digits + 1e-12)
    return len(checked)


@pytest.mark.parametrize("name", ["and", "or", "nand", "xor", "iris"])
@pytest.mark.parametrize("loss", ["squared", "cross-entropy"])
@pytest.mark.parametrize("batch_size", [1, 3])
@pytest.mark.parametrize("digits", [3, 4, 7])
def test_every_printed_line_follows_from_the_printed_numbers(name, loss, batch_size, digits):
    neuron = learn(name, loss=loss, batch_size=batch_size, epochs=1).neuron
    for k in (0, 1, len(neuron.history) - 1):
        rows = len(neuron.history[k].rows)
        # four lines a row, and a gradient and an update for each of two weights and the bias
        assert check(explain(neuron, k, digits=digits), digits) == 4 * rows + 6


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(st.lists(st.integers(-300, 300), min_size=3, max_size=3), min_size=2, max_size=4),
    seed=st.integers(0, 1000),
    rate=st.sampled_from([0.1, 0.003, 1.0]),
)
def test_negative_and_broken_inputs_too(rows, seed, rate):
    X = [[value / 100 for value in row] for row in rows]
    neuron = Neuron(rate, 1, 1, seed=seed)
    neuron.fit(X[:1], [1])
    text = explain(neuron)
    assert check(text, 4) == 4 + 8
    assert "--" not in text


def test_the_last_line_is_what_the_program_got():
    neuron = learn("and").neuron
    first = neuron.history[0]
    w1, w2 = first.weights
    after = explain(neuron).splitlines()[-1]
    assert after == f"  after:  w1 = {w1:.4f}  w2 = {w2:.4f}  b = {first.bias:.4f}"


def test_rounding_on_the_way_costs_a_unit_or_two_of_the_last_digit():
    neuron = learn("iris", batch_size=4).neuron
    lines = explain(neuron, 5).splitlines()
    printed = [float(line.rsplit(" = ", 1)[1]) for line in lines[-5:-2]]
    update = neuron.history[5]
    assert printed == pytest.approx([*update.weights, update.bias], abs=2.5e-4)


def test_shapes_are_those_of_the_arrays():
    neuron = learn("iris", batch_size=4).neuron
    shapes = explain(neuron).splitlines()[1]
    assert "X (4, 2), w (2,), b ();" in shapes
    assert "out and delta (4,)" in shapes


@pytest.mark.parametrize("digits", [0, 13, 2.5])
def test_digits_out_of_range_are_refused(digits):
    with pytest.raises(InputError, match="digits="):
        explain(learn("and", epochs=1).neuron, digits=digits)


def test_an_update_that_was_not_made_is_an_index_error():
    with pytest.raises(IndexError):
        explain(learn("and", epochs=1).neuron, 4)
