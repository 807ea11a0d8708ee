"""Exercises of lesson 7: a point of a line, a probability, and the slopes in three scores."""

import numpy as np

from oddsmith.lessons.exercise import Exercise, close_to
from oddsmith.losses import Multinomial
from oddsmith.neuron import Array, sigmoid

W1, W2, B, X1 = 3.0, -5.0, 2.5, 5.0
P, TARGET = np.array([0.2, 0.7, 0.1]), np.array([0.0, 1.0, 0.0])


def softmax(z: list[float]) -> Array:
    """The probabilities (K,) of scores (K,)."""
    p: Array = Multinomial(np.eye(len(z))).out(np.array([z]))[0]
    return p


EXERCISES = (
    Exercise(
        "A neuron has `w1 = 3`, `w2 = -5`, `b = 2.5`. At which `x2` is its output 0.5 where "
        "`x1 = 5`?",
        "a number",
        close_to(
            [-(B + W1 * X1) / W2],
            {
                "That is the line without the bias; there z is b, not 0.": [-W1 * X1 / W2],
                "The size is right. Which sign does it get on the other side of =?": [
                    (B + W1 * X1) / W2
                ],
                "Nearly: that is w2·x2. Divide by w2.": [-(B + W1 * X1)],
            },
            "Put the numbers into w1·x1 + w2·x2 + b = 0 and solve for x2.",
            "a number",
        ),
        3.5,
        "-(2.5 + 3·5) / -5 = 3.5, and there z is 0",
    ),
    Exercise(
        "Three classes have the scores 1, 0 and 0. What is the probability of the first?",
        "a number",
        close_to(
            softmax([1.0, 0.0, 0.0])[:1].tolist(),
            {
                "That is the sigmoid: it would be right with two classes.": [sigmoid(1.0)],
                "That is exp(1). Divide by the sum of all three exponentials.": [np.exp(1.0)],
                "That is the share of the scores; exp comes first, and exp(0) is 1.": [1.0],
            },
            "exp(1) / (exp(1) + exp(0) + exp(0)), to three decimals.",
            "a number",
        ),
        0.576,
        "e / (e + 1 + 1): more than one third, and less than the sigmoid of 1",
    ),
    Exercise(
        "A row of class 1 gets `p = [0.2, 0.7, 0.1]`. What is `delta`, its slope in the three "
        "scores?",
        "three numbers",
        close_to(
            (P - TARGET).tolist(),
            {
                "The sizes are right. Is it p - y or y - p?": (TARGET - P).tolist(),
                "Those are the probabilities. 1 is to be taken from that of the row's class.": (
                    P.tolist()
                ),
            },
            "Each probability, less 1 for the class that the row is of: the three add to 0.",
            "three numbers",
        ),
        (0.2, -0.3, 0.1),
        "its own score should grow, the others should fall, and what they lose it gains",
    ),
)
