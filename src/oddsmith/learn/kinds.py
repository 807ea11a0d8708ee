"""Kinds: the usual faults of a gradient written by hand, each with what to write instead.

In the advice ``{n}`` and ``{p}`` are the numbers of rows and columns, ``{strength}`` a penalty's λ.
"""

from enum import Enum


class Kind(Enum):
    """A fault's title, and the advice that goes with it."""

    BROADCAST = (
        "(n, n) broadcast",
        "One of out and y is ({n},), the other ({n}, 1): NumPy makes a ({n}, {n}) table of every "
        "out less every y. Give both one shape before you subtract: y = y.reshape(out.shape).",
    )
    MISSING_N = (
        "1/n missing",
        "A mean over {n} rows divides by {n}: X.T @ delta / len(y), and delta.mean() for the bias. "
        'If your loss is a sum, ask with reduction="sum".',
    )
    EXTRA_N = (
        "1/n too many",
        "The sum over the rows is divided by {n} once too often: once is right for a mean loss, "
        "never for a sum.",
    )
    SIGN = (
        "sign flipped",
        "This points uphill. delta is out - y, and an update subtracts it; with y - out the same "
        "update climbs.",
    )
    STARRED = (
        "* for @",
        "* multiplies number by number; a sum is a product @: z = X @ w has shape ({n},), "
        "X.T @ delta has shape ({p},).",
    )
    TRANSPOSED = (
        "X transposed",
        "X is ({n}, {p}): forward is X @ w, a number for each row; backward is X.T @ delta, a "
        "number for each column.",
    )
    BIAS = (
        "bias left out",
        "The forward pass is z = X @ w + b, and the gradient has an entry for b: the mean of delta "
        "(its sum for a sum of losses). A column of ones in X gets both from @.",
    )
    AXIS = (
        "sum over the wrong axis",
        "The gradient has a number for each of {p} columns: sum delta * x over the {n} rows.",
    )
    SUMMED = (
        "sum over everything",
        "Rows and columns were summed at once. Each column has its own sum over the rows: "
        "X.T @ delta.",
    )
    NOT_SUMMED = (
        "sum over the rows missing",
        "The bias has one number: the mean of delta over the {n} rows (its sum for a sum of "
        "losses).",
    )
    NO_SLOPE = (
        "sigmoid derivative missing",
        "delta of the squared error is (out - y) * out * (1 - out). Without the sigmoid's "
        "derivative out * (1 - out) it is that of cross-entropy.",
    )
    EXTRA_SLOPE = (
        "sigmoid derivative too many",
        "delta of cross-entropy is out - y: the sigmoid's derivative out * (1 - out) cancels. With "
        "it, it is that of the squared error.",
    )
    SLOPE_TWICE = (
        "sigmoid derivative taken at out",
        "The derivative is sigmoid(z) * (1 - sigmoid(z)), and out is sigmoid(z) already: "
        "out * (1 - out).",
    )
    NO_SIGMOID = (
        "sigmoid missing",
        "delta was made from z = X @ w + b, as in linear regression: out = 1 / (1 + exp(-z)) comes "
        "between.",
    )
    FLIPPED_EXP = (
        "exp(z) for exp(-z)",
        "out = 1 / (1 + exp(-z)). Without the minus it is the probability of class 0.",
    )
    LABELS = (
        "labels -1/1 against 0/1",
        "out - y is for labels 0 and 1; for labels -1 and 1 it is -y * sigmoid(-y * z). The "
        "formula is of one kind, y of the other.",
    )
    HALF = (
        "factor ½",
        "Half the gradient: look for a 1 / (2 * n), which belongs to linear regression.",
    )
    DOUBLE = (
        "factor 2",
        "Twice the gradient: the squared error is ½ (out - y)² here, so that no 2 is left over.",
    )
    BY_P = (
        "divided by p",
        "It was divided by the number of columns, {p}; a mean loss divides by that of rows, {n}.",
    )
    NO_PENALTY = ("penalty left out", "½ λ ‖w‖² adds λ w to the gradient.")
    PENALTY_BIAS = ("penalty on the bias", "λ w is for the weights alone; the bias is free.")
    PENALTY_SIGN = ("penalty with the wrong sign", "½ λ ‖w‖² adds λ w, and here it is subtracted.")
    PENALTY_N = (
        "penalty 1/n missing",
        "λ w is {n} times too large. Where the penalty is ½ λ ‖w‖² / n, divide it by n as well.",
    )
    PENALTY_EXTRA_N = (
        "penalty 1/n too many",
        "λ w is {n} times too small: ½ λ ‖w‖² stands beside the loss and is not divided by n.",
    )
    PENALTY_DOUBLE = ("penalty factor 2", "λ w counts twice: the derivative of ½ λ w² is λ w.")
    UNASKED = (
        "penalty not asked for",
        "It is the right gradient plus λ w with λ = {strength:.6g}. If you mean it, ask with "
        "penalty={strength:.6g}.",
    )

    def __init__(self, title: str, advice: str) -> None:
        self.title = title
        self.advice = advice
