"""The exercises of lesson 10: what a sweep brings back, and what adds."""

import numpy as np

from oddsmith.data import Block
from oddsmith.design import Dense
from oddsmith.lessons.exercise import Exercise, close_to
from oddsmith.losses import CrossEntropy
from oddsmith.neuron import Array
from oddsmith.sweep import Sweep, sweep_block


def swept(X: Array, y: Array) -> Sweep:
    """The sums of a block at weights of zero."""
    return sweep_block(CrossEntropy(), Block(Dense(X), y), np.zeros(X.shape[1]), 2)


def count(sweep: Sweep) -> int:
    """How many numbers a sweep holds."""
    assert sweep.gradient is not None
    assert sweep.hessian is not None
    return 2 + sweep.gradient.size + len(sweep.hessian) ** 2


def slope(ones: int, zeros: int) -> float:
    """The gradient of the bias at zero, where so many targets are 1 and 0."""
    y = np.repeat([1.0, 0.0], [ones, zeros])
    gradient = swept(np.ones((len(y), 1)), y).gradient
    assert gradient is not None
    return float(gradient[0])


BROUGHT = count(swept(np.zeros((1, 10)), np.zeros(1)))
MEAN = (100 * 0.6 + 300 * 0.5) / (100 + 300)

EXERCISES = (
    Exercise(
        "A block has a million rows and 10 columns. How many numbers does its sweep bring back: "
        "number of rows, loss, gradient and curvature, all entries counted?",
        "a number",
        close_to(
            [BROUGHT],
            {
                "Those are the numbers of the block itself. Its sums are fewer.": [1e7],
                "Those are gradient and curvature; the loss and the number of rows come along.": [
                    BROUGHT - 2
                ],
                "That is without the curvature, which has a row and a column for each weight.": [
                    BROUGHT - 100
                ],
                "Nearly all: how many rows there were must come along, or no mean can be had.": [
                    BROUGHT - 1
                ],
                "The curvature is symmetric, but all its 10 · 10 entries are counted here.": [
                    BROUGHT - 45
                ],
            },
            "One number each for rows and loss, 10 for the gradient, 10 · 10 for the curvature.",
            "a number",
            within=1e-9,
        ),
        BROUGHT,
        "1 + 1 + 10 + 10·10, however many rows the block has",
    ),
    Exercise(
        "A block of 100 rows has a mean loss of 0.6, one of 300 rows a mean loss of 0.5. What is "
        "the mean loss of all 400?",
        "a number",
        close_to(
            [MEAN],
            {
                "That is the mean of the means: it counts a row of the small block three times.": [
                    (0.6 + 0.5) / 2
                ],
                "That is the sum of the losses. How many rows are there?": [MEAN * 400],
                "The weights are the wrong way round: the larger block counts more.": [
                    (300 * 0.6 + 100 * 0.5) / 400
                ],
            },
            "Means do not add. Make sums of them, add these, and divide once.",
            "a number",
        ),
        MEAN,
        "sums add and means do not: (100·0.6 + 300·0.5) / 400",
    ),
    Exercise(
        "In a block of 100 rows 30 have `y = 1`. What does it add to the gradient of the bias at "
        "`w = 0`, with cross-entropy?",
        "a number",
        close_to(
            [slope(30, 70)],
            {
                "The size is right. Is it out - y or y - out?": [slope(70, 30)],
                "That is the mean. What a block adds is the sum over its rows.": [
                    slope(30, 70) / 100
                ],
                "That is with the squared error; cross-entropy has r = out - y.": [
                    slope(30, 70) / 4
                ],
            },
            "At w = 0 every out is 0.5. Add out - y over the rows; the bias's column is all ones.",
            "a number",
        ),
        slope(30, 70),
        "100·0.5 - 30: the outputs' sum less that of the targets",
    ),
)
