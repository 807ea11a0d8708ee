"""One-hot kernels: sums by code, which leave other threads alone (np.bincount does not).

    gather     z_i <- z_i + w[a_i]                 forward
    scatter    g[a_i] <- g[a_i] + r_i              backward
    groups     T[a_i, :] <- T[a_i, :] + R[i, :]    beside numbers
    pairs      T[a_i, b_i] <- T[a_i, b_i] + r_i    beside other codes

A code of -1 is the reference: its row has no one.
"""

from typing import Any

from oddsmith.kernels.compiled import compiled


@compiled
def gather(codes: Any, w: Any, z: Any) -> None:
    """Codes and z of shape (n,), w of shape (q,)."""
    for i in range(len(codes)):
        if codes[i] >= 0:
            z[i] += w[codes[i]]


@compiled
def scatter(codes: Any, r: Any, g: Any) -> None:
    """Codes and r of shape (n,), g of shape (q,)."""
    for i in range(len(codes)):
        if codes[i] >= 0:
            g[codes[i]] += r[i]


@compiled
def groups(codes: Any, R: Any, T: Any) -> None:
    """Codes of shape (n,), R of shape (n, m), T of shape (q, m)."""
    for i in range(len(codes)):
        a = codes[i]
        if a >= 0:
            for j in range(R.shape[1]):
                T[a, j] += R[i, j]


@compiled
def pairs(a: Any, b: Any, r: Any, T: Any) -> None:
    """Codes a, b and r of shape (n,), T of a shape of as many levels as they have."""
    for i in range(len(a)):
        if a[i] >= 0 and b[i] >= 0:
            T[a[i], b[i]] += r[i]
