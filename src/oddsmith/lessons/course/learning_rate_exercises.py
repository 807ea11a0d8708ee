"""Exercises of lesson 4, learning rate and scale."""

from typing import Any

import numpy as np

from oddsmith.datasets import load
from oddsmith.lessons.exercise import Exercise, close_to, numbers
from oddsmith.lessons.landscape import objective_of
from oddsmith.lessons.record import walk
from oddsmith.solvers import GradientDescent, Newton, minimise

NEAR, STEPS = 1e-9, 10


def judge_rate(answer: Any) -> str:
    rate = float(numbers(answer, 1, "a number")[0])
    if rate <= 0:
        return "A step downhill needs a rate above 0."
    table = load("admissions")
    X = table[["gre", "gpa"]].to_numpy(dtype=float)
    objective = objective_of((X - X.mean(axis=0)) / X.std(axis=0), table["admit"].to_numpy(float))
    above = walk(GradientDescent(rate), objective, np.zeros(3), STEPS).value
    left = float(above[-1] - minimise(Newton(), objective, np.zeros(3)).at.value)
    if left <= NEAR:
        return ""
    rising = bool((np.diff(above) > 0).any())
    way = "The loss rises on the way: shorter steps." if rising else "Each step is a little short."
    return f"After {STEPS} steps the loss is still {left:.1e} above its lowest. {way}"


EXERCISES = (
    Exercise(
        "The largest eigenvalue of `X.T @ X / n` is 8, X with its column of ones. Below which "
        "learning rate does the cross-entropy surely fall?",
        "a number",
        close_to(
            [1.0],
            {
                "That is 2/8: the row's own curvature, at most 1/4, is missing.": [0.25],
                "That is 1/L, a good rate. The bound is twice as far.": [0.5],
                "That is L itself.": [2.0],
                "That is 1/8.": [0.125],
            },
            "L is a quarter of the eigenvalue; the bound is 2/L.",
            "a number",
        ),
        1.0,
        "L = 8/4 = 2, and 2/L = 1",
    ),
    Exercise(
        "A table holds one column, a length in metres, less its mean, and it is large enough to "
        "decide L. The same lengths are now given in centimetres. By which factor does the bound "
        "2/L change?",
        "a number",
        close_to(
            [1e-4],
            {
                "The column is 100 times larger, but it stands in X.T @ X twice.": [0.01],
                "That is the factor of L. What is it for 2/L?": [1e4],
                "The steps have to become shorter, not longer.": [100.0],
            },
            "Each number is 100 times larger; how much larger is its square?",
            "a number",
        ),
        1e-4,
        "L grows by 100 times 100, and the weight shrinks by 100: 10,000 times as many steps",
    ),
    Exercise(
        "Scaled admissions, gradient descent on all rows from weights and bias 0: find a learning "
        f"rate that comes within {NEAR:g} of the lowest loss in {STEPS} steps.",
        "a number",
        judge_rate,
        4.0,
        "longer than 1/L: at the minimum d is below 1/4, so the loss bends less than L there",
    ),
)
