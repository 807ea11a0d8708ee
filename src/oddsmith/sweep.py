"""Sweep: one reading of the rows, and the sums that it brings back.

    Σ c_i                          case weight
    Σ c_i ℓ(z_i, y_i)              loss,        z = X w + offset      (forward)
    Xᵀ (c · ∂ℓ/∂z)                 gradient                           (backward)
    Xᵀ diag(c · ∂²ℓ/∂z²) X         hessian                            (curvature)

A sweep holds sums, so sweeps add: over blocks, files and machines.
"""

from dataclasses import dataclass
from operator import add

from oddsmith.data import Block
from oddsmith.design import Array
from oddsmith.losses import Loss


@dataclass(frozen=True, eq=False)
class Sweep:
    """Sums over rows; gradient (p,) and hessian (p, p) where they were asked for."""

    case_weight: float
    loss: float
    gradient: Array | None = None
    hessian: Array | None = None

    def __add__(self, other: "Sweep") -> "Sweep":
        return Sweep(
            self.case_weight + other.case_weight,
            self.loss + other.loss,
            both(self.gradient, other.gradient),
            both(self.hessian, other.hessian),
        )


def product_block(loss: Loss, block: Block, w: Array, v: Array) -> Array:
    """``Xᵀ diag(c · ∂²ℓ/∂z²) X v`` of one block: (p,), (p,) -> (p,), no (p, p) formed."""
    d = loss.at(raw_prediction(block, w), block.y, order=2).curvature
    assert d is not None
    if block.case_weight is not None:
        d = d * block.case_weight
    return block.X.backward(d * block.X.forward(v))


def both(a: Array | None, b: Array | None) -> Array | None:
    return None if a is None or b is None else add(a, b)


def raw_prediction(block: Block, w: Array) -> Array:
    """``z = X w + offset``: (n,)."""
    z = block.X.forward(w)
    return z if block.offset is None else z + block.offset


def sweep_block(loss: Loss, block: Block, w: Array, order: int) -> Sweep:
    """The sums of one block at w (p,): the loss (order 0), its gradient (1), its hessian (2)."""
    at = loss.at(raw_prediction(block, w), block.y, order)
    c = block.case_weight

    def weighted(values: Array) -> Array:
        return values if c is None else values * c

    return Sweep(
        case_weight=float(len(block.y) if c is None else c.sum()),
        loss=float(weighted(at.value).sum()),
        gradient=None if at.residual is None else block.X.backward(weighted(at.residual)),
        hessian=None if at.curvature is None else block.X.curvature(weighted(at.curvature)),
    )
