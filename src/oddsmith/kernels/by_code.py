"""By code: products of one-hot parts, compiled where there are very many rows.

``sums``, Σ_i [a_i = j] r_i, takes (n,) to (q,) and (n, m) to (q, m); ``table``, of two codes,
Σ_i [a_i = j, b_i = k] r_i, takes (n,) to (q, s).
"""

import numpy as np

from oddsmith.design import Array, OneHot
from oddsmith.kernels import onehot
from oddsmith.kernels.compiled import available
from oddsmith.kernels.parts import Part


def part_forward(part: Part, w: Array, *, many: bool) -> Array:
    """``X w`` of one part, (p,) -> (n,)."""
    if not (many and isinstance(part.design, OneHot) and available()):
        return part.whole.forward(w)
    z = np.zeros(len(part.design.codes))
    onehot.gather(part.design.codes, w / part.scale, z)
    return z


def part_backward(part: Part, r: Array, *, many: bool) -> Array:
    """``Xᵀ r`` of one part, (n,) -> (p,)."""
    if not isinstance(part.design, OneHot):
        return part.whole.backward(r)
    return sums(part.design, r, many=many) / part.scale


def sums(X: OneHot, r: Array, *, many: bool) -> Array:
    """Sums of r by code."""
    if not (many and available()):
        return X.backward(r)
    found = np.zeros((X.n_levels, *r.shape[1:]))
    kernel = onehot.scatter if r.ndim == 1 else onehot.groups
    kernel(X.codes, r, found)
    return found


def table(a: OneHot, b: OneHot, r: Array, *, many: bool) -> Array:
    """Sums of r by two codes."""
    if many and available():
        found = np.zeros((a.n_levels, b.n_levels))
        onehot.pairs(a.codes, b.codes, r, found)
        return found
    width = b.n_levels + 1
    both = (a.codes.astype(np.intp) + 1) * width + (b.codes + 1)
    counted = np.bincount(both, weights=r, minlength=(a.n_levels + 1) * width)
    return np.asarray(counted.reshape(-1, width)[1:, 1:], dtype=np.float64)
