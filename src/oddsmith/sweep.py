"""Sweep: one reading of the rows, and the sums that it brings back.

    Σ c_i                          case weight
    Σ c_i ℓ(z_i, y_i)              loss,        z = X w + offset      (forward)
    Xᵀ (c · ∂ℓ/∂z)                 gradient                           (backward)
    Xᵀ diag(c · ∂²ℓ/∂z²) X         hessian                            (curvature)

A sweep holds sums, so sweeps add: over blocks, files and machines.
"""

from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Any

import numpy as np

from oddsmith.data import Block
from oddsmith.design import Array, Bordered
from oddsmith.kernels import (
    bordered_curvature,
    fused_arrow,
    fused_curvature,
    fused_gradient,
    fused_product,
    squared_backward,
)
from oddsmith.losses import Loss


@dataclass(frozen=True, eq=False)
class Sweep:
    """Sums over rows; gradient, of the shape of w, and hessian where they were asked for."""

    case_weight: float
    loss: float
    gradient: Array | None = None
    hessian: Array | Bordered | None = None

    def __add__(self, other: "Sweep") -> "Sweep":
        return Sweep(
            self.case_weight + other.case_weight,
            self.loss + other.loss,
            both(self.gradient, other.gradient),
            both(self.hessian, other.hessian),
        )


def both(a: Any, b: Any) -> Any:
    return None if a is None or b is None else a + b


def raw_prediction(block: Block, w: Array) -> Array:
    """``z = X w + offset``: (n,), or (n, m) for w of shape (p, m)."""
    z = block.X.forward(w)
    return z if block.offset is None else z + block.offset


def weighted(c: Array | None, values: Array) -> Array:
    """Each row's values times its weight; values (n,), (n, m) or (n, m, m)."""
    return values if c is None else (values.T * c).T


def sweep_block(loss: Loss, block: Block, w: Array, order: int) -> Sweep:
    """The sums of one block at w, (p,) or (p, m): loss (order 0), gradient (1), hessian (2).

    The hessian is that of w laid out in a row: (p, p), or (p m, p m).
    """
    c = block.case_weight
    if order and block.many:
        d = np.empty(len(block.y) if order == 2 else 0)
        if (fused := fused_gradient(loss, block, w, d)) is not None:
            return Sweep(block.total_weight, *fused, curved(block, d) if order == 2 else None)
    at = loss.at(raw_prediction(block, w), block.y, order)
    return Sweep(
        case_weight=block.total_weight,
        loss=float(weighted(c, at.value).sum()),
        gradient=None if at.residual is None else block.X.backward(weighted(c, at.residual)),
        hessian=None if at.curvature is None else curved(block, weighted(c, at.curvature)),
    )


def curved(block: Block, d: Array) -> Array | Bordered:
    """`curvature`, in a form of its own where the columns have a category of many levels."""
    form = bordered_curvature(block, d) if d.ndim == 1 else None
    return curvature(block, d) if form is None else form


def curvature(block: Block, d: Array) -> Array:
    """``Xᵀ diag(d) X``; for d of shape (n, m, m) one such block for each pair of the m."""
    X = block.X
    if d.ndim == 1:
        fused = fused_curvature(X, d) if block.many and d.min(initial=0.0) >= 0 else None
        return X.curvature(d) if fused is None else fused
    p, m = X.shape[1], d.shape[1]
    H = np.empty((p, m, p, m))
    for i, j in combinations_with_replacement(range(m), 2):
        H[:, i, :, j] = curvature(block, d[:, i, j])
        H[:, j, :, i] = H[:, i, :, j]
    return H.reshape(p * m, p * m)


def product_block(loss: Loss, block: Block, w: Array, v: Array) -> Array:
    """The hessian of one block times v, of the shape of w; no hessian is formed."""
    if (fused := fused_product(loss, block, w, v)) is not None:
        return fused
    u = loss.product(raw_prediction(block, w), block.y, block.X.forward(v))
    return block.X.backward(weighted(block.case_weight, u))


def diagonal_block(loss: Loss, block: Block, w: Array) -> Array:
    """The diagonal of one block's hessian, of the shape of w."""
    d = loss.at(raw_prediction(block, w), block.y, 2).curvature
    assert d is not None
    own = d if d.ndim == 1 else np.diagonal(d, axis1=1, axis2=2)
    return squared_backward(block, weighted(block.case_weight, own))


def arrow_block(loss: Loss, block: Block, w: Array, at: int) -> Array:
    """The diagonal and row `at` of one block's hessian, for w (p,): (2, p)."""
    if (fused := fused_arrow(loss, block, w, at)) is not None:
        return fused
    curved = loss.at(raw_prediction(block, w), block.y, 2).curvature
    assert curved is not None
    d = weighted(block.case_weight, curved)
    column = block.X.columns(np.array([at])).toarray()[:, 0]
    return np.stack([squared_backward(block, d), block.X.backward(d * column)])
