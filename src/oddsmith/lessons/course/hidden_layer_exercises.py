"""Exercises of lesson 6: weights for XOR by hand, and a delta on its way back."""

from typing import Any

import numpy as np

from oddsmith.lessons.exercise import Exercise, close_to, numbers
from oddsmith.lessons.layers.passes import Layers, delta_hidden
from oddsmith.neuron import Array, forward

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)  # (4, 2)
XOR = np.array([0, 1, 1, 0])  # (4,)


def first_wrong(z: Array) -> str:
    """What to say of the first row whose sum is on the wrong side; nothing where all are right."""
    wrong = np.flatnonzero((z >= 0) != XOR)
    if not len(wrong):
        return ""
    i = int(wrong[0])
    return f"Row ({X[i, 0]:g}, {X[i, 1]:g}) should be {XOR[i]}, and there z = {z[i]:.3g}."


def judge_interaction(answer: Any) -> str:
    *w, b = numbers(answer, 4, "four numbers w1, w2, w3, b")
    return first_wrong(forward(np.column_stack([X, X.prod(axis=1)]), np.array(w), b)[0])


def judge_reader(answer: Any) -> str:
    *v, c = numbers(answer, 3, "three numbers v1, v2, c")
    either, not_both = X.max(axis=1), 1 - X.prod(axis=1)
    return first_wrong(forward(np.column_stack([either, not_both]), np.array(v), c)[0])


def back_to_hidden(delta: float, v: float, h: float) -> float:
    """The delta of a hidden neuron with output h that is read with weight v."""
    layers = Layers(np.zeros((2, 1)), np.zeros(1), np.array([v]), 0.0)
    return float(delta_hidden(layers, np.array([[h]]), np.array([delta])).item())


EXERCISES = (
    Exercise(
        "A neuron has the inputs `x1`, `x2` and `x3 = x1·x2`. Find weights and a bias for XOR.",
        "four numbers w1, w2, w3, b",
        judge_interaction,
        (1, 1, -2, -0.5),
        "x1 + x2 - 2·x1·x2 is XOR itself, 0 or 1, and the bias puts 0 between them",
    ),
    Exercise(
        "Two hidden neurons answer `h1 = x1 or x2` and `h2 = not (x1 and x2)`, with 0 and 1. Find "
        "weights `v1`, `v2` and a bias `c` with which a third neuron makes XOR of them.",
        "three numbers v1, v2, c",
        judge_reader,
        (1, 1, -1.5),
        "it is the AND of the two: both have to say 1",
    ),
    Exercise(
        "A row has `delta = -0.5` at the last neuron, which reads a hidden neuron with weight "
        "`v = 3`; that neuron's output is `h = 0.8`. What is the hidden neuron's delta?",
        "a number",
        close_to(
            [back_to_hidden(-0.5, 3, 0.8)],
            {
                "The size is right; the sign is that of delta·v.": [-back_to_hidden(-0.5, 3, 0.8)],
                "That is delta·v, the slope in h. Times h·(1 - h) it is the slope in its sum.": [
                    -0.5 * 3
                ],
                "That is delta·h·(1 - h). How much does z change when h does?": [
                    back_to_hidden(-0.5, 1, 0.8)
                ],
                "That is delta·h, the slope in v. The slope in the neuron's sum is asked for.": [
                    -0.5 * 0.8
                ],
            },
            "Put the numbers into delta·v·h·(1 - h).",
            "a number",
        ),
        -0.24,
        "-0.5·3·0.8·(1 - 0.8) = -0.24: its sum should grow",
    ),
)
