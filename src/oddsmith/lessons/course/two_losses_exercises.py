"""Exercises of lesson 3, two losses."""

from typing import Any

import numpy as np

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.lessons.exercise import Exercise, numbers
from oddsmith.lessons.landscape import bends, objective_of
from oddsmith.losses import SquaredError
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty
from oddsmith.solvers import GradientDescent, minimise

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)  # (4, 2)
OR = np.array([0, 1, 1, 1], dtype=float)  # (4,)
x, y = np.array([[10.0], [1], [1], [1], [1], [1]]), np.array([0.0, 0, 1, 1, 1, 1])
CLEARLY = -1e-3  # below it a curvature is negative, and not just flat


def judge_row(answer: Any) -> str:
    given = float(numbers(answer, 1, "a number")[0])
    if abs(given + 0.0512) < 5e-5:
        return ""
    hints = {
        0.16: "That is c = out·(1 - out), which is d of the cross-entropy.",
        0.0256: "That is c·c. The second part, c·(out - y)·(1 - 2·out), is missing.",
        -0.0768: "That is the second part, c·(out - y)·(1 - 2·out). c·c comes to it.",
        0.0512: "The size is right. Is 1 - 2·out above 0 or below?",
        0.1024: "1 - 2·out is -0.6: the second part is taken away, not added.",
    }
    near = [hint for value, hint in hints.items() if abs(given - value) < 5e-5]
    return near[0] if near else "Put c = 0.8·0.2 into c·(c + (out - y)(1 - 2 out))."


def judge_bend(answer: Any) -> str:
    w = numbers(answer, 3, "three numbers w1, w2, b")
    lowest = float(np.linalg.eigvalsh(bends(objective_of(X, OR, "squared"), w)[2])[0])
    if lowest < CLEARLY:
        return ""
    out = SquaredError().out(X @ w[:2] + w[2])
    return (
        f"The lowest curvature there is {lowest:.1e}; it should be below {CLEARLY:g}. The outputs "
        f"are {', '.join(f'{p:.2f}' for p in out)}: make some rows clearly wrong, but not so "
        "wrong that everything is flat."
    )


def judge_starts(answer: Any) -> str:
    starts = numbers(answer, 2, "two numbers")
    objective = Objective(InMemory(Dense(x), y), SquaredError(), Penalty.none(1))
    ends = []
    for start in starts:
        end = minimise(GradientDescent(), objective, np.array([start]), tol=1e-6, max_steps=20_000)
        if bends(objective, end.w)[2][0, 0] < -CLEARLY:
            return f"From {start:g} no valley is reached: the loss is flat there."
        ends.append(float(end.w[0]))
    if abs(ends[0] - ends[1]) < 0.1:
        return f"Both end in the same valley, at w = {ends[0]:.2f} and {ends[1]:.2f}."
    return ""


EXERCISES = (
    Exercise(
        "A row has `y = 0` and `out = 0.8`. What is `d`, the curvature of its squared error in z?",
        "a number",
        judge_row,
        -0.0512,
        "0.16·(0.16 + 0.8·(1 - 1.6)) = -0.0512: past 2/3, so it bends down",
    ),
    Exercise(
        "Find weights and a bias where the mean squared error of OR bends down in some direction: "
        "the lowest eigenvalue of its `H` should be below -0.001.",
        "three numbers w1, w2, b",
        judge_bend,
        (0, 0, -2),
        "three of the four rows are called 0 there, and wrongly",
    ),
    Exercise(
        "The six rows of the two valleys, squared error: find two starts for `w` from which "
        "gradient descent ends in different valleys.",
        "two numbers",
        judge_starts,
        (0, 1),
        "the hill between the valleys lies between the two starts",
    ),
)
