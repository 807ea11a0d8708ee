"""The mean loss over a plane of two coefficients, the others held where they are.

    L(a, b) = Σ c ℓ(z + (a - w_j) x_j + (b - w_k) x_k, y) / Σ c            z at the estimate

A section of the loss: where the others are held, not refitted.  The likelihood-ratio region of
level α for both, others held, is  2 Σ c (L - L̂) <= χ²_2(α).
"""

import numpy as np

from oddsmith.data import Block
from oddsmith.design import Array
from oddsmith.estimate import Estimate
from oddsmith.inference.rows import require_binary
from oddsmith.losses import CrossEntropy
from oddsmith.sweep import raw_prediction


def loss_surface(estimate: Estimate, columns: tuple[int, int], shifts: Array) -> Array:
    """Mean loss without penalty at coefficients moved from the estimate.

    Parameters
    ----------
    estimate : Estimate
        Of a binary response.
    columns : pair of int
        j and k, positions in the columns as given that are not left out.
    shifts : ndarray of shape (m, 2)
        ``(a - w_j, b - w_k)``, in units of the columns as given.

    Returns
    -------
    ndarray of shape (m,)

    Raises
    ------
    NotSupportedError
        More than two classes.
    """
    require_binary(estimate, "A loss surface")
    p = len(estimate.w)
    moved = np.zeros((p, len(shifts)))
    moved[list(columns)] = shifts.T
    u = estimate.coordinates.from_raw(moved[estimate.kept])
    loss = CrossEntropy()

    def kernel(block: Block) -> Array:
        z = raw_prediction(block, estimate.solution.w)[:, None] + block.X.forward(u)
        value = loss.at(z, block.y[:, None], 0).value
        return np.asarray(block.weights @ value)

    return estimate.objective.data.total(kernel) / estimate.objective.data.total(
        lambda block: float(block.weights.sum())
    )
