"""Sparse kernels: the passes over compressed rows, each stored number read once.

    gradient    z_i = z⁰_i + x_i w,    r_i = c_i ∂ℓ/∂z,    g = Σ_i r_i x_i
    product     u_i = u⁰_i + x_i v,    g = Σ_i c_i p_i (1 - p_i) u_i x_i
    moments     Σ_i c_i x_ij,    Σ_i c_i x_ij²,    max_i |x_ij|
    arrow       D_j = Σ_i c_i p_i (1 - p_i) x_ij²,    b_j = Σ_i c_i p_i (1 - p_i) f_i x_ij
    squares     g_j = Σ_i r_i x_ij²
    lengths     l_i = Σ_j x_ij² q_j

`data`, `indices` (not signed) and `indptr` are SciPy's; a row is taken forward, its residual found,
and taken backward while its numbers are still in the nearest cache.  Most of the time goes into
fetching w_j and g_j; what a product needs of w and v stands side by side in one array.  The
logarithms of eight rows are taken as one, as in the dense kernels.
"""

from math import log1p
from typing import Any

from oddsmith.kernels.compiled import compiled
from oddsmith.kernels.link import bend, cross_entropy


@compiled
def gradient(
    data: Any, indices: Any, indptr: Any, w: Any, z: Any, y: Any, c: Any, d: Any, g: Any
) -> float:
    """Cross-entropy of n rows: returns Σ c ℓ, adds the backward pass to g (p,), leaves c r in z.

    Parameters
    ----------
    data, indices, indptr : arrays of shape (nnz,), (nnz,) and (n + 1,)
    w, g : array of shape (p,)
    z : array of shape (n,)
        The part of z that other columns and the offset give; afterwards the weighted residual.
    y : array of shape (n,)
    c : array of shape (n,), or (0,) for weights of one
    d : array of shape (n,), or (0,) where it is not asked for
        Afterwards ``c ∂²ℓ/∂z²``.
    """
    loss, q = 0.0, 0.0
    for i in range(len(y)):
        a0, a1, a2, a3 = z[i], 0.0, 0.0, 0.0
        k, end = indptr[i], indptr[i + 1]
        while k + 3 < end:
            a0 += data[k] * w[indices[k]]
            a1 += data[k + 1] * w[indices[k + 1]]
            a2 += data[k + 2] * w[indices[k + 2]]
            a3 += data[k + 3] * w[indices[k + 3]]
            k += 4
        while k < end:
            a0 += data[k] * w[indices[k]]
            k += 1
        weight = c[i] if len(c) else 1.0
        e, rest, residual, bent = cross_entropy((a0 + a1) + (a2 + a3), y[i])
        if len(c):
            loss += weight * log1p(e)
        else:
            q += e + q * e
            if i % 8 == 7:
                loss += log1p(q)
                q = 0.0
        loss += weight * rest
        r = weight * residual
        z[i] = r
        if len(d):
            d[i] = weight * bent
        for k in range(indptr[i], end):
            g[indices[k]] += r * data[k]
    return loss + log1p(q)


@compiled
def product(data: Any, indices: Any, indptr: Any, W: Any, z: Any, u: Any, c: Any, g: Any) -> None:
    """Add to g (p,) the hessian at w = W[:, 0] times v = W[:, 1], for W of shape (p, 2).

    z and u (n,) come with what other columns and the offset give to X w and X v; afterwards u holds
    ``c p (1 - p) u``, from which the other columns' products follow.
    """
    for i in range(len(z)):
        a0, a1, b0, b1 = z[i], 0.0, u[i], 0.0
        k, end = indptr[i], indptr[i + 1]
        while k + 1 < end:
            first, second = indices[k], indices[k + 1]
            a0 += data[k] * W[first, 0]
            b0 += data[k] * W[first, 1]
            a1 += data[k + 1] * W[second, 0]
            b1 += data[k + 1] * W[second, 1]
            k += 2
        if k < end:
            a0 += data[k] * W[indices[k], 0]
            b0 += data[k] * W[indices[k], 1]
        r = (c[i] if len(c) else 1.0) * bend(a0 + a1) * (b0 + b1)
        u[i] = r
        for k in range(indptr[i], end):
            g[indices[k]] += r * data[k]


@compiled
def arrow(
    data: Any, indices: Any, indptr: Any, w: Any, z: Any, f: Any, c: Any, D: Any, b: Any
) -> None:
    """Add to D and b (p,) the hessian's diagonal at w, and its row of a column f (n,).

    z (n,) comes with what other columns and the offset give; afterwards it is ``c p (1 - p)``.
    """
    for i in range(len(z)):
        a0, a1 = z[i], 0.0
        k, end = indptr[i], indptr[i + 1]
        while k + 1 < end:
            a0 += data[k] * w[indices[k]]
            a1 += data[k + 1] * w[indices[k + 1]]
            k += 2
        if k < end:
            a0 += data[k] * w[indices[k]]
        r = (c[i] if len(c) else 1.0) * bend(a0 + a1)
        z[i] = r
        for k in range(indptr[i], end):
            along = r * data[k]
            D[indices[k]] += along * data[k]
            b[indices[k]] += along * f[i]


@compiled
def moments(
    data: Any, indices: Any, indptr: Any, c: Any, sums: Any, squares: Any, largest: Any
) -> None:
    """Add the moments of n rows to sums, squares and largest, (p,); c (n,), or (0,) for ones."""
    for i in range(len(indptr) - 1):
        weight = c[i] if len(c) else 1.0
        for k in range(indptr[i], indptr[i + 1]):
            x, j = data[k], indices[k]
            along = weight * x
            sums[j] += along
            squares[j] += along * x
            largest[j] = max(largest[j], abs(x))


@compiled
def squares(data: Any, indices: Any, indptr: Any, r: Any, g: Any) -> None:
    """Add ``Σ_i r_i x_ij²`` of n rows to g (p,)."""
    for i in range(len(r)):
        for k in range(indptr[i], indptr[i + 1]):
            g[indices[k]] += (r[i] * data[k]) * data[k]


@compiled
def lengths(data: Any, indices: Any, indptr: Any, q: Any, out: Any) -> None:
    """Add ``Σ_j x_ij² q_j`` to each of n rows' out (n,)."""
    for i in range(len(out)):
        length = 0.0
        for k in range(indptr[i], indptr[i + 1]):
            length += (q[indices[k]] * data[k]) * data[k]
        out[i] += length
