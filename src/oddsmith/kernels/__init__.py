"""Kernels: passes that are fused and compiled, for blocks of very many rows.

    fused_gradient    the loss and the gradient of one block, each number read once
    fused_product     its hessian times a vector
    fused_arrow       its hessian's diagonal and one row
    fused_curvature   its curvature, scaled and shifted in one go, the product left to BLAS
    fused_moments     sums, squares and largest values of its columns

Each gives what the three passes of a `Design` give, to rounding, or None where it does not apply:
then those are used.  A fit of 1,000,000 × 100 takes 2.5 times as long without them.
"""

from collections.abc import Callable
from functools import partial
from threading import local

import numpy as np

from oddsmith.data import Block
from oddsmith.design import Array, Constant, Dense, Design, Sparse
from oddsmith.kernels import dense, sparse
from oddsmith.kernels.bordered import bordered_curvature, wide_part
from oddsmith.kernels.by_code import part_backward, part_forward
from oddsmith.kernels.compiled import available
from oddsmith.kernels.parts import Part, compressed_rows, parts_of, row_major
from oddsmith.kernels.squared import squared_backward, squared_forward
from oddsmith.losses import CrossEntropy, Loss

__all__ = [
    "bordered_curvature",
    "fused_arrow",
    "fused_curvature",
    "fused_gradient",
    "fused_moments",
    "fused_product",
    "parts_of",
    "squared_backward",
    "squared_forward",
    "wide_part",
]

NO_WEIGHTS = np.empty(0)
held = local()


def fused_gradient(
    loss: Loss, block: Block, w: Array, d: Array = NO_WEIGHTS
) -> tuple[float, Array] | None:
    """``Σ c ℓ`` and ``Xᵀ (c ∂ℓ/∂z)`` of a block at w, (p,); None where no kernel applies.

    A d of shape (n,) is filled with ``c ∂²ℓ/∂z²``.
    """
    if not applies(loss, block, w):
        return None
    parts = parts_of(block.X)
    main = widest(parts)
    kernel = gradient_of(main)
    if kernel is None:
        return None
    others = [part for part in parts if part is not main]
    z, inner = known_part(block, others, w), np.zeros(main.design.shape[1])
    y, c = as_float(block.y), weights(block.case_weight)
    value = kernel(w[main.here] / main.scale, z, y, c, d, inner)
    return value, spread(main, inner, others, z)  # by now z holds the weighted residuals


def applies(loss: Loss, block: Block, w: Array) -> bool:
    return block.many and w.ndim == 1 and isinstance(loss, CrossEntropy) and available()


def widest(parts: list[Part]) -> Part:
    """The part whose rows hold most numbers; one that is not of codes."""

    def rank(part: Part) -> tuple[bool, float]:
        return isinstance(part.design, Dense | Sparse), part.design.row_size

    return max(parts, key=rank)


def gradient_of(part: Part) -> Callable[..., float] | None:
    """The kernel of a part's kind, (w, z, y, c, d, g) -> Σ c ℓ; None where there is none."""
    if (X := row_major(part.design)) is not None:
        return partial(dense.gradient, X, part.center)
    if (rows := compressed_rows(part.design)) is not None:
        return partial(sparse.gradient, *rows)
    return None


def spread(main: Part, inner: Array, others: list[Part], r: Array) -> Array:
    """``Xᵀ r``, of which the main part's share is there, before it is scaled: (p,)."""
    g = np.empty(len(inner) + sum(part.design.shape[1] for part in others))
    g[main.here] = inner / main.scale
    for part in others:
        g[part.here] = part_backward(part, r, many=True)
    return g


def fused_product(loss: Loss, block: Block, w: Array, v: Array) -> Array | None:
    """The hessian of a block at w times v, both (p,); None where no kernel applies."""
    if not applies(loss, block, w):
        return None
    parts = parts_of(block.X)
    main = widest(parts)
    rows = compressed_rows(main.design)
    if rows is None:
        return None
    others = [part for part in parts if part is not main]
    z, u = known_part(block, others, w), np.zeros(len(block.y))
    for part in others:
        u += part_forward(part, v[part.here], many=True)
    W, inner = np.empty((len(main.scale), 2)), np.zeros(len(main.scale))
    np.divide(w[main.here], main.scale, out=W[:, 0])
    np.divide(v[main.here], main.scale, out=W[:, 1])
    sparse.product(*rows, W, z, u, weights(block.case_weight), inner)
    return spread(main, inner, others, u)


def known_part(block: Block, others: list[Part], w: Array) -> Array:
    """What the offset and the other parts give to z: (n,)."""
    z = np.zeros(len(block.y)) if block.offset is None else block.offset.astype(np.float64)
    for part in others:
        z += part_forward(part, w[part.here], many=block.many)
    return z


def weights(c: Array | None) -> Array:
    return NO_WEIGHTS if c is None else as_float(c)


def as_float(values: Array) -> Array:
    return np.ascontiguousarray(values, dtype=np.float64)


def fused_arrow(loss: Loss, block: Block, w: Array, at: int) -> Array | None:
    """The diagonal and row `at` of a block's hessian at w: (2, p); None where no kernel applies."""
    if not applies(loss, block, w):
        return None
    parts = parts_of(block.X)
    main = widest(parts)
    rows = compressed_rows(main.design, squared=True)
    if rows is None or main.here.start <= at < main.here.stop:
        return None
    others = [part for part in parts if part is not main]
    f = np.ascontiguousarray(block.X.columns(np.array([at])).toarray()[:, 0])
    z, inner = known_part(block, others, w), np.zeros((2, len(main.scale)))
    sparse.arrow(*rows, w[main.here] / main.scale, z, f, weights(block.case_weight), *inner)
    D, b = np.empty((2, len(w)))
    D[main.here] = inner[0] / main.scale**2
    b[main.here] = inner[1] / main.scale
    for part in others:
        D[part.here] = part.whole.squared().backward(z)  # by now the curvatures
        b[part.here] = part.whole.backward(z * f)
    return np.stack([D, b])


def fused_moments(
    X: Design, c: Array | None, center: Array, scale: Array
) -> tuple[Array, Array, Array] | None:
    """``Σ c d``, ``Σ c d²`` and ``max |d|`` of each column of (X - center) / scale: three (p,)."""
    if not available():
        return None
    sums, squares, largest = np.zeros((3, X.shape[1]))
    if (numbers := row_major(X)) is not None:
        dense.moments(numbers, center, scale, weights(c), sums, squares, largest)
        return sums, squares, largest
    rows = compressed_rows(X, squared=True)
    if rows is not None and not center.any():
        sparse.moments(*rows, weights(c), sums, squares, largest)
        return sums / scale, squares / scale**2, largest / scale
    return None


def scratch(n: int, p: int) -> Array:
    """An array (n, p) that the next call of the same thread writes over.

    Fresh memory of this size is handed out page by page, which takes longer than the product.
    """
    if getattr(held, "numbers", NO_WEIGHTS).size < n * p:
        held.numbers = np.empty(n * p)
    room: Array = held.numbers[: n * p].reshape(n, p)
    return room


def fused_curvature(X: Design, d: Array) -> Array | None:
    """``Xᵀ diag(d) X`` for d (n,) not negative, where every part is numbers; None elsewhere."""
    parts = parts_of(X)
    if not available() or not all(isinstance(part.design, Dense | Constant) for part in parts):
        return None
    root, S = np.sqrt(d), scratch(*X.shape)
    for part in parts:
        numbers = row_major(part.design)
        if numbers is None:
            S[:, part.here] = part.whole.toarray() * root[:, None]
        else:
            dense.weighted(numbers, part.center, part.scale, root, part.here.start, S)
    return S.T @ S
