"""Dense kernels: the passes over a table of numbers, each number read once.

    gradient    z_i = z⁰_i + Σ_j (x_ij - m_j) w_j,   r_i = c_i ∂ℓ/∂z,   g_j = Σ_i r_i (x_ij - m_j)
    moments     Σ_i c_i d_ij,   Σ_i c_i d_ij²,   max_i |d_ij|,          d_ij = (x_ij - m_j) / s_j
    weighted    S_ij = f_i d_ij,   so that  SᵀS = Σ_i f_i² d_i d_iᵀ  is left to BLAS

Four rows are taken at once, so that each w_j, m_j and g_j is fetched for four of them, and a row's
numbers are still in the nearest cache when the backward pass asks for them again.  Their logarithms
are taken as one, log Π (1 + e_i) = log(1 + q), with q built up by q <- q + e + q e: all its terms
are positive, so no digit of a small e is lost.
"""

from math import log1p
from typing import Any

from oddsmith.kernels.compiled import compiled
from oddsmith.kernels.link import cross_entropy


@compiled
def gradient(X: Any, center: Any, w: Any, z: Any, y: Any, c: Any, d: Any, g: Any) -> float:
    """Cross-entropy of n rows: returns Σ c ℓ, adds the backward pass to g (p,), leaves c r in z.

    Parameters
    ----------
    X : array of shape (n, p), rows contiguous
    center, w, g : array of shape (p,)
    z : array of shape (n,)
        The part of z that other columns and the offset give; afterwards the weighted residual.
    y : array of shape (n,)
    c : array of shape (n,), or (0,) for weights of one
    d : array of shape (n,), or (0,) where it is not asked for
        Afterwards ``c ∂²ℓ/∂z²``.
    """
    n, p = X.shape
    loss = 0.0
    for start in range(0, n, 4):
        some = min(4, n - start)
        if some == 4:
            a0, a1, a2, a3 = 0.0, 0.0, 0.0, 0.0
            for j in range(p):
                m, b = center[j], w[j]
                a0 += (X[start, j] - m) * b
                a1 += (X[start + 1, j] - m) * b
                a2 += (X[start + 2, j] - m) * b
                a3 += (X[start + 3, j] - m) * b
            z[start] += a0
            z[start + 1] += a1
            z[start + 2] += a2
            z[start + 3] += a3
        else:
            for i in range(start, n):
                for j in range(p):
                    z[i] += (X[i, j] - center[j]) * w[j]
        q = 0.0
        for i in range(start, start + some):
            weight = c[i] if len(c) else 1.0
            e, rest, residual, bent = cross_entropy(z[i], y[i])
            if len(c):
                loss += weight * log1p(e)
            else:
                q += e + q * e
            loss += weight * rest
            z[i] = weight * residual
            if len(d):
                d[i] = weight * bent
        loss += log1p(q)
        if some == 4:
            r0, r1, r2, r3 = z[start], z[start + 1], z[start + 2], z[start + 3]
            for j in range(p):
                m = center[j]
                g[j] += (r0 * (X[start, j] - m) + r1 * (X[start + 1, j] - m)) + (
                    r2 * (X[start + 2, j] - m) + r3 * (X[start + 3, j] - m)
                )
        else:
            for i in range(start, n):
                for j in range(p):
                    g[j] += z[i] * (X[i, j] - center[j])
    return loss


@compiled
def moments(X: Any, center: Any, scale: Any, c: Any, sums: Any, squares: Any, largest: Any) -> None:
    """Add the moments of X (n, p) to sums, squares and largest, (p,); c (n,), or (0,) for ones."""
    n, p = X.shape
    unit = 1 / scale
    for i in range(n):
        weight = c[i] if len(c) else 1.0
        for j in range(p):
            d = (X[i, j] - center[j]) * unit[j]
            along = weight * d
            sums[j] += along
            squares[j] += along * d
            largest[j] = max(largest[j], abs(d))


@compiled
def weighted(X: Any, center: Any, scale: Any, f: Any, first: int, S: Any) -> None:
    """Write the rows of (X - center) / scale (n, p), each times its f (n,), into S from `first` on.

    S (n, more) is whole, so that its rows are known to be contiguous.
    """
    n, p = X.shape
    unit = 1 / scale
    for i in range(n):
        for j in range(p):
            S[i, first + j] = (X[i, j] - center[j]) * unit[j] * f[i]
