"""Screen: bounds on the slope of every column, from a few past residuals.

With ρ = r / √c and columns √c x̃_j, all of length 1, let Q be an orthonormal basis of past ρ and
C = QᵀX̃ kept.  Then

    x̃_jᵀ r  =  aᵀC_j + rest,        a = Qᵀρ,        |rest|  <=  √(1 - ‖C_j‖²) √(‖ρ‖² - ‖a‖²),

exact on the span of Q and Cauchy-Schwarz beyond.  A column whose bound stays below its L1 weight is
proven inactive without being read.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from oddsmith.design import Array
from oddsmith.solvers.path.rows import PathRows

MOST = 40  # residuals kept
ROUNDING = 1e-15  # relative, of a difference of squares


@dataclass(eq=False)
class Screen:
    """Slopes of all columns known up to a slack.

    Parameters
    ----------
    rows : PathRows
    backward : callable
        ``X̃ᵀ r`` of all columns: (n,) -> (p,).

    Attributes
    ----------
    known : int
        How many residuals, m.
    """

    rows: PathRows
    backward: Callable[[Array], Array]
    known: int = 0
    left: Array = field(init=False)
    _basis: Array = field(init=False)
    _shadows: Array = field(init=False)

    def __post_init__(self) -> None:
        n, p = self.rows.shape
        self._basis, self._shadows = np.empty((MOST, n)), np.empty((MOST, p))
        self.left = np.ones(p)

    @property
    def basis(self) -> Array:
        """Qᵀ: (m, n)."""
        return self._basis[: self.known]

    @property
    def shadows(self) -> Array:
        """C: (m, p)."""
        return self._shadows[: self.known]

    def add(self, r: Array) -> None:
        """Learn from the residual r, (n,): the one pass over all columns."""
        if self.known == MOST:
            self.known, self.left = 0, np.ones(self.rows.shape[1])
        q, Q = r / self.rows.root, self.basis
        for _ in range(2 if len(Q) else 0):  # twice is enough (Kahan)
            q = q - (Q @ q) @ Q
        length = float(np.sqrt(q @ q))
        if length == 0:
            return
        shadow = self.backward(self.rows.root * (q / length))
        self._basis[self.known], self._shadows[self.known] = q / length, shadow
        self.known += 1
        self.left = np.maximum(self.left - shadow * shadow, 0.0)

    def slopes(self, r: Array) -> tuple[Array, Array]:
        """``X̃ᵀ r`` up to the second, which bounds the error: two (p,)."""
        rho = r / self.rows.root
        a = self.basis @ rho
        square = float(rho @ rho)
        rest = np.sqrt(max(square - float(a @ a), 0.0) + ROUNDING * square)
        return a @ self.shadows, np.sqrt(self.left) * rest
