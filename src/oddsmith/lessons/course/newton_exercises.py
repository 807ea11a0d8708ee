"""Exercises of lesson 5, Newton's method."""

from typing import Any

import numpy as np

from oddsmith.datasets import load
from oddsmith.lessons.exercise import Exercise, close_to, numbers
from oddsmith.lessons.landscape import bends, objective_of

FLAT = 1e-9  # curvature that is as good as none


def judge_climb(answer: Any) -> str:
    w = numbers(answer, 2, "two numbers w, b")
    table = load("admissions")
    objective = objective_of(table[["gpa"]].to_numpy(float), table["admit"].to_numpy(float))
    before, g, H = bends(objective, w)
    if np.linalg.eigvalsh(H)[0] < FLAT:
        return "There is no curvature left: the full step cannot even be computed. Start nearer."
    after = objective(w - np.linalg.solve(H, g), order=0).value
    if after > before:
        return ""
    return (
        f"The full step goes from {before:.4f} down to {after:.4f}. Start where nearly all outputs "
        "are close to 1, or to 0, so that the parabola is flat."
    )


EXERCISES = (
    Exercise(
        "A row has `out = 0.9`. With which `d` does it enter `H` of the cross-entropy?",
        "a number",
        close_to(
            [0.09],
            {
                "That is out - y for y = 0; it enters the slope.": [0.9],
                "That is out - y for y = 1, which enters the slope, or 1 - out.": [-0.1],
                "That is 1 - out; it is to be multiplied by out.": [0.1],
                "That is the most that d can be, at out = 0.5.": [0.25],
            },
            "d is the slope of out in z: out·(1 - out).",
            "a number",
        ),
        0.09,
        "0.9·0.1: a row that the neuron is sure of hardly bends the loss, whatever its y",
    ),
    Exercise(
        "Four rows, no inputs, one of them has `y = 1`, and `b = 0`. What is `b` after one step of "
        "Newton's method with the cross-entropy?",
        "a number",
        close_to(
            [-1.0],
            {
                "The size is right. The slope is out - y on average; which way is down?": [1.0],
                "That is minus the slope. It has to be divided by the curvature.": [-0.25],
                "That is the end, log(1/3); one step does not quite get there.": [np.log(1 / 3)],
                "That is the step for the sum of the slopes and the mean of the d.": [-4.0],
            },
            "g is the mean of out - y, H the mean of out·(1 - out), with every out 0.5.",
            "a number",
        ),
        -1.0,
        "g = 1/4 and H = 1/4; the lowest place is log(1/3) = -1.0986, and one step is near it",
    ),
    Exercise(
        "Admissions by `gpa`: find a start `w, b` from which a full step of Newton's method goes "
        "up.",
        "two numbers w, b",
        judge_climb,
        (0, 5),
        "the parabola is so flat there that its lowest place is beyond the valley, and higher up",
    ),
)
