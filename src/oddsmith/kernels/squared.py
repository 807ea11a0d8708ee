"""Squared: products with the squares of a block's numbers, no square of which is kept.

squared_backward     g_j = Σ_i r_i x_ij²        the diagonal of a curvature
squared_forward      l_i = Σ_j x_ij² q_j        the squared length of a row
"""

import numpy as np

from oddsmith.data import Block
from oddsmith.design import Array
from oddsmith.kernels import sparse
from oddsmith.kernels.compiled import available
from oddsmith.kernels.parts import Part, compressed_rows, parts_of


def squared_backward(block: Block, r: Array) -> Array:
    """``Σ_i r_i x_ij²``: (n,) -> (p,), or (n, k) -> (p, k)."""
    if not (block.many and r.ndim == 1 and available()):
        return block.X.squared().backward(r)
    return np.concatenate([part_backward(part, r) for part in parts_of(block.X)])


def part_backward(part: Part, r: Array) -> Array:
    rows = compressed_rows(part.design, squared=True)
    if rows is None:
        return part.whole.squared().backward(r)
    g = np.zeros(len(part.scale))
    sparse.squares(*rows, r, g)
    return np.asarray(g / part.scale**2)


def squared_forward(block: Block, q: Array) -> Array:
    """``Σ_j x_ij² q_j``: (p,) -> (n,)."""
    if not (block.many and available()):
        return block.X.squared().forward(q)
    out = np.zeros(len(block.y))
    for part in parts_of(block.X):
        rows, mine = compressed_rows(part.design, squared=True), q[part.here]
        if rows is None:
            out += part.whole.squared().forward(mine)
        else:
            sparse.lengths(*rows, mine / part.scale**2, out)
    return out
