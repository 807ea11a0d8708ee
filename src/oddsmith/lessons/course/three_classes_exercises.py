"""Exercises of lesson 7: a point of a line, a probability, and the slopes in three scores."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from oddsmith.lessons.exercise import Exercise, numbers
from oddsmith.losses import Multinomial
from oddsmith.neuron import sigmoid

NEAR = 5e-4


def hint_for(given: float, hints: Sequence[tuple[float, str]], otherwise: str) -> str:
    """What is said of the first value that the answer is near."""
    near = [hint for value, hint in hints if abs(given - value) < NEAR]
    return near[0] if near else otherwise


def judge_line(answer: Any) -> str:
    given = float(numbers(answer, 1, "a number")[0])
    w1, w2, b, x1 = 3.0, -5.0, 2.5, 5.0
    hints = [
        (-(b + w1 * x1) / w2, ""),
        (-w1 * x1 / w2, "That is the line without the bias; there z is b, not 0."),
        ((b + w1 * x1) / w2, "The size is right. Which sign does it get on the other side of =?"),
        (-(b + w1 * x1), "Nearly: that is w2·x2. Divide by w2."),
    ]
    return hint_for(given, hints, "Put the numbers into w1·x1 + w2·x2 + b = 0 and solve for x2.")


def judge_softmax(answer: Any) -> str:
    given = float(numbers(answer, 1, "a number")[0])
    right = float(Multinomial(np.eye(3)).out(np.array([[1.0, 0.0, 0.0]]))[0, 0])
    hints = [
        (right, ""),
        (float(sigmoid(1.0)), "That is the sigmoid: it would be right with two classes."),
        (float(np.exp(1.0)), "That is exp(1). Divide by the sum of all three exponentials."),
        (1.0, "That is the share of the scores; exp comes first, and exp(0) is 1."),
    ]
    return hint_for(given, hints, "exp(1) / (exp(1) + exp(0) + exp(0)), to three decimals or more.")


def judge_delta(answer: Any) -> str:
    given = numbers(answer, 3, "three numbers")
    p, target = np.array([0.2, 0.7, 0.1]), np.array([0.0, 1.0, 0.0])
    if np.abs(given - (p - target)).max() < NEAR:
        return ""
    if np.abs(given - (target - p)).max() < NEAR:
        return "The sizes are right. Is it p - y or y - p?"
    if np.abs(given - p).max() < NEAR:
        return "Those are the probabilities. 1 is to be taken from that of the row's class."
    return "Each probability, less 1 for the class that the row is of: the three add to 0."


EXERCISES = (
    Exercise(
        "A neuron has `w1 = 3`, `w2 = -5`, `b = 2.5`. At which `x2` is its output 0.5 where "
        "`x1 = 5`?",
        "a number",
        judge_line,
        3.5,
        "-(2.5 + 3·5) / -5 = 3.5, and there z is 0",
    ),
    Exercise(
        "Three classes have the scores 1, 0 and 0. What is the probability of the first, to three "
        "decimals?",
        "a number",
        judge_softmax,
        0.576,
        "e / (e + 1 + 1): more than one third, and less than the sigmoid of 1",
    ),
    Exercise(
        "A row of class 1 gets `p = [0.2, 0.7, 0.1]`. What is `delta`, its slope in the three "
        "scores?",
        "three numbers",
        judge_delta,
        (0.2, -0.3, 0.1),
        "its own score should grow, the others should fall, and what they lose it gains",
    ),
)
