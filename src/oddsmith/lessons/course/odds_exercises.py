"""The exercises of lesson 9: odds and back, and the interval of an odds ratio."""

from collections.abc import Callable
from typing import Any

import numpy as np

from oddsmith.lessons.exercise import Exercise, close_to
from oddsmith.neuron import sigmoid


def odds_of(p: float) -> float:
    return p / (1 - p)


def moved(p: float, ratio: float) -> float:
    """The probability whose odds are `ratio` times those of p."""
    return float(sigmoid(np.log(odds_of(p) * ratio)))


def ends(w: float, error: float, back: Callable[[Any], Any] = np.exp) -> list[float]:
    """The 95 % interval of a weight, taken to another scale."""
    low, high = back(w + 1.959964 * error * np.array([-1.0, 1.0]))
    return [float(low), float(high)]


EXERCISES = (
    Exercise(
        "A probability is 0.8. What are the odds?",
        "a number",
        close_to(
            [odds_of(0.8)],
            {
                "That is no for each yes, (1 - p) / p; the odds are the other way round.": [
                    odds_of(0.2)
                ],
                "That is the log-odds, one logarithm too far.": [float(np.log(odds_of(0.8)))],
                "That is 1 / (1 - p): all for each no. Yes for each no is asked for.": [1 / 0.2],
            },
            "Odds are p / (1 - p).",
            "a number",
        ),
        4,
        "0.8 / 0.2: four yes for each no",
    ),
    Exercise(
        "The odds ratio of a column is 3, and the probability before is 0.5. What is it with one "
        "unit more?",
        "a number",
        close_to(
            [moved(0.5, 3)],
            {
                "That is 3 times the probability, and no probability: multiply the odds.": [1.5],
                "Those are the odds after. Take them back: odds / (1 + odds).": [3.0],
                "That is the way down, with odds of 1/3: the ratio is above 1.": [
                    moved(0.5, 1 / 3)
                ],
                "3 is the odds ratio already, exp(w), not the weight.": [moved(0.5, np.exp(3))],
            },
            "From p to odds, times 3, and back: odds / (1 + odds).",
            "a number",
        ),
        0.75,
        "odds of 1 become odds of 3, and 3 / (1 + 3) = 0.75",
    ),
    Exercise(
        "A weight is 0.5 with a standard error of 0.2. What are the ends of the 95 % interval of "
        "the odds ratio?",
        "two numbers",
        close_to(
            ends(0.5, 0.2),
            {
                "That is the interval of the weight. Take exp of both ends.": ends(
                    0.5, 0.2, np.asarray
                ),
                "Go out from the weight and take exp of the ends, not the other way round.": [
                    float(np.exp(0.5) + 1.96 * k * 0.2) for k in (-1, 1)
                ],
                "That is one standard error to either side; 95 % takes 1.96 of them.": [
                    float(np.exp(0.5 + k * 0.2)) for k in (-1, 1)
                ],
            },
            "0.5 - 1.96·0.2 and 0.5 + 1.96·0.2, and exp of both.",
            "two numbers",
        ),
        (1.114, 2.440),
        "exp(0.5 ± 1.96·0.2); the interval does not hold 1, so up it is",
    ),
)
