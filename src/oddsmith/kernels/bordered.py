"""Bordered curvature: that of a block with a category of many levels, which stay diagonal.

    D = Σ d x_a²        B = X_aᵀ diag(d) X_b        A = X_bᵀ diag(d) X_b

for the levels a and the other columns b; of two categories a cross-block is a two-way table.
"""

from itertools import combinations_with_replacement

import numpy as np

from oddsmith.data import Block
from oddsmith.design import Array, Bordered, Design, OneHot
from oddsmith.kernels.by_code import sums, table
from oddsmith.kernels.parts import Part, parts_of

WIDE = 1000  # levels from which on eliminating them is worth a form of its own


def wide_part(X: Design) -> Part | None:
    """The category of most levels, if they are many."""
    if X.shape[1] < WIDE:
        return None
    codes = [part for part in parts_of(X) if isinstance(part.design, OneHot)]
    widest = max(codes, key=lambda part: part.design.shape[1], default=None)
    return None if widest is None or widest.design.shape[1] < WIDE else widest


def bordered_curvature(block: Block, d: Array) -> Bordered | None:
    """``Xᵀ diag(d) X``, for d of shape (n,); None for columns without a wide category."""
    wide = wide_part(block.X)
    if wide is None:
        return None
    others = [part for part in parts_of(block.X) if part.here != wide.here]
    D = cross(wide, wide, d, many=block.many)
    B = [cross(wide, part, d, many=block.many) for part in others]
    A = square(others, d, many=block.many)
    return Bordered(wide.here.start, D, np.hstack([np.empty((len(D), 0)), *B]), A)


def square(parts: list[Part], d: Array, *, many: bool) -> Array:
    """``Xᵀ diag(d) X`` of parts side by side: (r, r)."""
    edges = np.cumsum([0, *(part.design.shape[1] for part in parts)])
    A = np.zeros((edges[-1], edges[-1]))
    for i, j in combinations_with_replacement(range(len(parts)), 2):
        here, there = slice(edges[i], edges[i + 1]), slice(edges[j], edges[j + 1])
        found = cross(parts[i], parts[j], d, many=many)
        A[here, there] = np.diag(found) if found.ndim == 1 else found
        A[there, here] = A[here, there].T
    return A


def cross(a: Part, b: Part, d: Array, *, many: bool) -> Array:
    """``X_aᵀ diag(d) X_b``; of a category with itself its diagonal alone, (q,)."""
    x, y = a.design, b.design
    if a.here == b.here:
        return sums(x, d, many=many) / a.scale**2 if isinstance(x, OneHot) else a.whole.curvature(d)
    if isinstance(x, OneHot):
        scale = a.scale[:, None]
        if isinstance(y, OneHot):
            return table(x, y, d, many=many) / scale / b.scale
        return sums(x, d[:, None] * b.whole.toarray(), many=many) / scale
    if isinstance(y, OneHot):
        return cross(b, a, d, many=many).T
    return a.whole.backward(d[:, None] * b.whole.toarray())
