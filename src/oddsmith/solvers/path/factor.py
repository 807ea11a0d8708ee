"""Factor: Cholesky's factor of the free part of a matrix, kept and extended.

    with A = [A₁ a; aᵀ α] and A₁ = L₁L₁ᵀ known,    L = [L₁ 0; lᵀ λ],    L₁ l = a,  λ² = α - lᵀl

While columns are only added at the end a solution costs m k² and not m³ / 3.
"""

from dataclasses import dataclass, field

import numpy as np
from scipy.linalg.lapack import dpotrf, dpotrs, dtrtrs

from oddsmith.design import Array
from oddsmith.solvers.linear import factor_lifted
from oddsmith.solvers.path.rows import Index


@dataclass(eq=False)
class Factor:
    """The factor of ``H[A, A] + diag(ridge[A])`` for the last A asked for.

    Examples
    --------
    >>> H = np.array([[4.0, 1.0], [1.0, 2.0]])
    >>> kept = Factor()
    >>> kept.solve(H, np.zeros(2), np.array([0]), np.array([2.0]))
    array([0.5])
    >>> kept.solve(H, np.zeros(2), np.array([0, 1]), np.array([5.0, 3.0]))
    array([1., 1.])
    """

    index: Index = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    L: Array = field(default_factory=lambda: np.empty((0, 0), order="F"))

    def forget(self) -> None:
        """Start afresh: H or the ridge has changed."""
        self.index, self.L = np.empty(0, dtype=np.intp), np.empty((0, 0), order="F")

    def solve(self, H: Array, ridge: Array, index: Index, right: Array) -> Array:
        """``(H[A, A] + diag(ridge[A]))⁻¹ right`` for A = index: (k,) -> (k,)."""
        if not np.array_equal(index, self.index):
            self._factor(H, ridge, index)
        return np.asarray(dpotrs(self.L, right, lower=1)[0]) if len(index) else right

    def _factor(self, H: Array, ridge: Array, index: Index) -> None:
        m, k = len(self.index), len(index)
        if m > k or not np.array_equal(self.index, index[:m]):
            m = 0
        new = H[np.ix_(index[m:], index)]
        new[np.arange(k - m), np.arange(m, k)] += ridge[index[m:]]
        L = np.zeros((k, k), order="F")
        if m:
            L[:m, :m] = self.L
            L[m:, :m] = dtrtrs(self.L, new[:, :m].T, lower=1)[0].T
            new = new[:, m:] - L[m:, :m] @ L[m:, :m].T
        corner, failed = dpotrf(new, lower=1, clean=1)
        if failed:
            L = np.asfortranarray(factor_lifted(H[np.ix_(index, index)] + np.diag(ridge[index])))
        else:
            L[m:, m:] = corner
        self.index, self.L = index.copy(), L
