"""Shape of a penalty along a path: what each column pays for one unit of λ.

    P_λ(w) = λ Σ_j [l1_j |w_j| + ½ l2_j w_j²],        lower <= w <= upper,

in standardised columns.  λ is the only thing that changes along the path.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oddsmith.design import Array
from oddsmith.penalties import Penalty
from oddsmith.solvers.path.rows import Index


@dataclass(frozen=True, eq=False)
class Shape:
    """L1 and L2 weights per unit of λ, and bounds (infinite where there are none), all (p,)."""

    l1: Array
    l2: Array
    lower: Array
    upper: Array

    @property
    def bounded(self) -> bool:
        return bool(np.isfinite(self.lower).any() or np.isfinite(self.upper).any())

    @property
    def free(self) -> NDArray[np.bool_]:
        """Columns without any penalty: (p,)."""
        return np.asarray((self.l1 == 0) & (self.l2 == 0))

    @property
    def out(self) -> NDArray[np.bool_]:
        """Columns that their bounds hold at zero: (p,)."""
        return np.asarray((self.lower == 0) & (self.upper == 0))

    def at(self, strength: float, index: Index | None = None) -> Penalty:
        """The penalty of strength λ, of all columns or of those at `index`."""
        here = slice(None) if index is None else index
        lower, upper = (self.lower[here], self.upper[here]) if self.bounded else (None, None)
        return Penalty(strength * self.l1[here], strength * self.l2[here], lower, upper)

    def pull(self, slopes: Array) -> Array:
        """How strongly slopes ``x̃ᵀr`` pull coefficients at zero where bounds let them: (p,)."""
        up = np.where(self.upper > 0, slopes, -np.inf)
        down = np.where(self.lower < 0, -slopes, -np.inf)
        return np.maximum(np.maximum(up, down), 0.0)
