"""Ridge bound: a curvature below the hessian that costs no p² work, where L2 holds most columns.

    f          columns without L2 (the intercept);  j  the others, with λ_j > 0
    S_i        curvature of row i's loss, σ_i its largest eigenvalue, c_i its weight of Σ c = 1
    A          = Σ c_i x_if x_ifᵀ ⊗ S_i
    ρ_i        = Σ_j x_ij² / λ_j                 κ = Σ c_i σ_i ρ_i

For a direction v = (a, b), a on the columns f, row i moves by a_i + y_i, its part on f and the
rest.  2 aᵀSy >= -θ aᵀSa - yᵀSy / θ for every S >= 0 and 0 < θ < 1; with θ = 2κ / (1 + 2κ)

    (a + y)ᵀS(a + y)  >=  aᵀSa / (1 + 2κ)  -  yᵀSy / 2κ,

and by Cauchy and Schwarz  ‖y_i‖² <= ρ_i Σ_j λ_j b_j².  Summed over the rows, with the L2 part,

    vᵀHv  >=  aᵀAa / (1 + 2κ)  +  ½ Σ_j λ_j b_j²  =  vᵀH₀v,

whatever the rows' columns do.  In H₀⁻¹ the gradient and the rows have lengths

    δ² = (1 + 2κ) g_fᵀ A⁻¹ g_f  +  2 Σ_j g_j² / λ_j
    t² = (1 + 2κ) max_i ‖x_if‖² / λ_min(A)  +  2 max_i ρ_i

and the certificate's bound holds with them.  Cost: one forward sweep, and the curvature of the
columns f.
"""

from dataclasses import dataclass
from functools import partial
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

from oddsmith.data import Block
from oddsmith.design import Array, OneHot, Sparse
from oddsmith.kernels import parts_of, squared_forward
from oddsmith.losses import Loss
from oddsmith.objective import Evaluation, Objective
from oddsmith.sweep import curvature, raw_prediction, weighted

EPS = float(np.finfo(float).eps)
FEW = 300  # coefficients without L2 whose curvature is formed
SPARE = 64  # roundings of a row's residual and of its share in a sum, beside those of its products


@dataclass(frozen=True, eq=False)
class RowBounds:
    """Sums Σ c x_f x_fᵀ ⊗ S and Σ c σ ρ; the largest ‖x_f‖², ρ, |z| and numbers in a row: adds."""

    free: Array
    kappa: float
    largest: Array

    def __add__(self, other: "RowBounds") -> "RowBounds":
        largest = np.maximum(self.largest, other.largest)
        return RowBounds(self.free + other.free, self.kappa + other.kappa, largest)


def row_bounds(
    loss: Loss, block: Block, w: Array, free: NDArray[np.integer[Any]], inverse: Array
) -> RowBounds:
    """Of one block; `inverse` (p,) holds 1 / λ_j, and zero for the columns `free`."""
    z = raw_prediction(block, w)
    S = loss.at(z, block.y, 2).curvature
    assert S is not None
    sigma = S if S.ndim == 1 else np.trace(S, axis1=1, axis2=2)
    rho = squared_forward(block, inverse)
    A: Array = np.empty((0, 0))
    size: Array = np.empty(0)
    if len(free):
        on_free = Block(block.X.columns(free), block.y)
        size = squared_forward(on_free, np.ones(len(free)))
        A = curvature(on_free, weighted(block.case_weight, S))
    rows = weighted(block.case_weight, np.minimum(sigma, loss.steepest) * rho)
    far = np.abs(z) if z.ndim == 1 else np.linalg.norm(z, axis=1)
    found = [each.max(initial=0.0) for each in (size, rho, far)]
    return RowBounds(A, float(rows.sum()), np.array([*found, numbers_in_row(block)]))


def numbers_in_row(block: Block) -> int:
    """The most numbers that a row's product adds up."""
    count = 0
    for part in parts_of(block.X):
        design = part.design
        if isinstance(design, OneHot):
            count += 1
        elif isinstance(design, Sparse) and design.matrix.format == "csr":
            count += int(np.diff(design.compressed[2]).max(initial=0))
        else:
            count += design.shape[1]
    return count


def ridge_bound(objective: Objective, w: Array, at: Evaluation) -> tuple[float, float]:
    """``(δ, t)`` at w, (p,) or (p, m), whose evaluation holds a gradient; ``inf`` where unknown."""
    assert at.gradient is not None
    l2, m = objective.penalty.l2, w.size // max(len(w), 1)
    least = l2 if w.ndim == 1 else l2.min(axis=1)
    held = least > 0
    free = np.flatnonzero(~held)
    if len(free) * m > FEW or not held.any():
        return inf, inf
    inverse = np.where(held, 1 / np.where(held, least, 1.0), 0.0)
    kernel = partial(row_bounds, objective.loss, w=w, free=free, inverse=inverse)
    found: RowBounds = objective.data.total(kernel)
    size, rho, far, numbers = map(float, found.largest)
    squared = 2 * float((at.gradient[held] ** 2 / l2[held]).sum())
    longest = 2 * rho
    if len(free):
        values, vectors = eigh(found.free / at.case_weight)
        values -= 8 * (len(values) + SPARE) * EPS * values[-1]  # of which we can be sure
        if not values[0] > 0:
            return inf, inf
        wide = 1 + 2 * found.kappa / at.case_weight
        squared += wide * float(((vectors.T @ at.gradient[free].ravel()) ** 2 / values).sum())
        longest += wide * size / float(values[0])
    rounding = 8 * EPS * (numbers + SPARE) * (1 + far)  # of a row's residual
    delta = squared**0.5 + rounding * longest**0.5
    return delta, objective.loss.spread * longest**0.5
