"""Column kernels: passes over chosen columns of a sparse table, and coordinate descent on them.

    settle     r_i = c_i (y_i - p_i),  d_i = c_i p_i (1 - p_i)   at z_i
    pull       g_k = Σ_i x_ik r_i                       for the columns at `index`
    push       z_i += Σ_k x_ik s_k
    weigh      x̂_ik = x_ik √d_i / σ_k,   h_k = Σ_i x̂_ik²,   b_k = Σ_i x̂_ik √d_i
    descend    coordinate descent on   -gᵀs + ½ ‖x̂ s‖² + Σ l1 |w + s| + ½ l2 (w + s)²

In the last the intercept is no coordinate: every step moves it to its best place as well, by its
slope over Σ d.  Without that, columns that share a mean creep along it together.
"""

from typing import Any

from oddsmith.kernels.compiled import compiled
from oddsmith.kernels.link import cross_entropy


@compiled
def settle(z: Any, y: Any, c: Any, r: Any, d: Any) -> None:
    """Fill residuals r and curvatures d of rows of raw predictions z and weights c, all (n,)."""
    for i in range(len(z)):
        _, _, residual, curvature = cross_entropy(z[i], y[i])
        r[i] = -c[i] * residual
        d[i] = c[i] * curvature


@compiled
def pull(data: Any, rows: Any, starts: Any, index: Any, r: Any, out: Any) -> None:
    """Fill out (k,) with the products of the columns at index (k,) and r (n,)."""
    for k in range(len(index)):
        total = 0.0
        for q in range(starts[index[k]], starts[index[k] + 1]):
            total += data[q] * r[rows[q]]
        out[k] = total


@compiled
def push(data: Any, rows: Any, starts: Any, index: Any, s: Any, z: Any) -> None:
    """Add the columns at index (k,), times s (k,), to z (n,)."""
    for k in range(len(index)):
        if s[k] != 0:
            for q in range(starts[index[k]], starts[index[k] + 1]):
                z[rows[q]] += data[q] * s[k]


@compiled
def weigh(
    data: Any, rows: Any, starts: Any, index: Any, scale: Any, root: Any, hat: Any, h: Any, b: Any
) -> None:
    """Fill hat, laid out as data, and h and b (k,), for root = √d (n,) and scale (k,)."""
    for k in range(len(index)):
        square, along = 0.0, 0.0
        for q in range(starts[index[k]], starts[index[k] + 1]):
            f = root[rows[q]]
            x = data[q] * f / scale[k]
            hat[q] = x
            square += x * x
            along += x * f
        h[k], b[k] = square, along


@compiled
def descend(
    hat: Any,
    rows: Any,
    starts: Any,
    index: Any,
    g: Any,
    t: Any,
    w: Any,
    h: Any,
    b: Any,
    l1: Any,
    l2: Any,
    low: Any,
    high: Any,
    total: float,
    weight: float,
    tol: float,
    most: int,
) -> float:
    """Change w (k,) until no coordinate's slope moves by more than `tol`.

    `g` (k,) are the slopes at the start, and t (n,) becomes -x̂ s: it is small near the minimum, so
    that single precision is enough for it.  `total` is the slope of the intercept and `weight` Σ d;
    a weight of infinity holds the intercept where it is.  Returns the new slope; steps that are
    negligible are left out, but never one to exactly zero.
    """
    for _ in range(most):
        largest = 0.0
        for k in range(len(index)):
            curvature = h[k] - b[k] * b[k] / weight
            if curvature + l2[k] <= 0:
                continue
            slope = g[k]
            for q in range(starts[index[k]], starts[index[k] + 1]):
                slope += hat[q] * t[rows[q]]
            old = w[k]
            at = slope - b[k] * total / weight + curvature * old
            new = 0.0
            if at > l1[k]:
                new = (at - l1[k]) / (curvature + l2[k])
            elif at < -l1[k]:
                new = (at + l1[k]) / (curvature + l2[k])
            new = min(max(new, low[k]), high[k])
            change = new - old
            if change == 0:
                continue
            moved = abs(change) * (curvature + l2[k])
            largest = max(largest, moved)
            if moved > 0.02 * tol or new == 0:
                w[k] = new
                for q in range(starts[index[k]], starts[index[k] + 1]):
                    t[rows[q]] -= hat[q] * change
                total -= change * b[k]
        if largest <= tol:
            break
    return total
