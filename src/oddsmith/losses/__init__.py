"""Losses of one row, as functions of its raw prediction z and target y.

Binary losses take z (n,) and y (n,) in [0, 1]; the multinomial one z (n, m) and class codes y (n,).
"""

from oddsmith.losses.binary import (
    CrossEntropy,
    SquaredError,
    decay,
    row_curvature,
    sigmoid,
    sigmoid_pair,
)
from oddsmith.losses.multinomial import Multinomial, reference_coding, symmetric_coding
from oddsmith.losses.protocol import AtRow, Loss

__all__ = [
    "AtRow",
    "CrossEntropy",
    "Loss",
    "Multinomial",
    "SquaredError",
    "decay",
    "reference_coding",
    "row_curvature",
    "sigmoid",
    "sigmoid_pair",
    "symmetric_coding",
]
