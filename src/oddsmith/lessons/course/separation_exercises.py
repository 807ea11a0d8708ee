"""Exercises of lesson 8: when a line still parts the rows, a way down, and Firth's by hand."""

from typing import Any

import numpy as np

from oddsmith.coordinates import standardising
from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.existence.separation import find_separation
from oddsmith.inference.firth import firth
from oddsmith.lessons.exercise import Exercise, close_to, numbers

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)  # (4, 2)
AND, OR = np.array([0.0, 0, 0, 1]), np.array([0.0, 1, 1, 1])  # (4,)


def judge_flip(answer: Any) -> str:
    row = float(numbers(answer, 1, "a number")[0])
    if row not in range(4):
        return "The table has rows 0 to 3, in the order (0, 0), (0, 1), (1, 0), (1, 1)."
    y = AND.copy()
    y[int(row)] = 1 - y[int(row)]
    data = InMemory(Dense(np.column_stack([np.ones(4), X])), y)
    if find_separation(data, standardising(data, 0)) is None:
        return ""
    return f"Then y = {y.astype(int).tolist()}, and a line still has every row on its side."


def judge_direction(answer: Any) -> str:
    *v, c = numbers(answer, 3, "three numbers v1, v2, c")
    z = X @ v + c
    for x, along, target in zip(X, z, OR, strict=True):
        if along * (2 * target - 1) <= 0:
            way = "does not move" if along == 0 else "moves away from its target"
            return f"Row ({x[0]:g}, {x[1]:g}) has y = {target:g}, and along this z {way}."
    return ""


def two_by_two(treated: tuple[int, int], others: tuple[int, int]) -> float:
    """Firth's log-odds ratio of two groups, each with its numbers of 1 and of 0."""
    y = np.repeat([1.0, 0, 1, 0], [*treated, *others])
    group = np.repeat([1.0, 0], [sum(treated), sum(others)])
    return float(firth(InMemory(Dense(np.column_stack([np.ones(len(y)), group])), y), 0).w[1])


FIRTH = two_by_two((4, 0), (1, 3))

EXERCISES = (
    Exercise(
        "One of AND's four targets is turned from 0 to 1 or from 1 to 0. In which row, counted "
        "from 0, must that be for the loss to have a minimum?",
        "a number",
        judge_flip,
        0,
        "(0, 0) and (1, 1) against the other two: the opposite of XOR, and no line parts that",
    ),
    Exercise(
        "Find a direction for OR along which the loss of every row falls for ever: how `w1`, `w2` "
        "and `b` should move.",
        "three numbers v1, v2, c",
        judge_direction,
        (2, 2, -1),
        "any weights that get all rows right, with none on the line, are such a direction",
    ),
    Exercise(
        "Of 4 treated patients 4 were cured, of 4 others 1. What is Firth's estimate of the "
        "log-odds ratio?",
        "a number",
        close_to(
            [FIRTH],
            {
                "That is the odds ratio; its logarithm is asked for.": [float(np.exp(FIRTH))],
                "The sign says that treatment harms: which group is divided by which?": [-FIRTH],
                "That adds 1 to each count; Firth's method adds ½.": [float(np.log(5 * 4 / 2))],
            },
            "Add ½ to each of the four counts, and take the logarithm of the odds ratio.",
            "a number",
        ),
        3.045,
        "log(4.5·3.5 / (0.5·1.5)) = log 21; without the halves it would be infinite",
    ),
)
