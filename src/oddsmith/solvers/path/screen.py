"""Screen: bounds on the slope of every column, from a few past residuals.

With ρ = r / √c and columns √c x̃_j, all of length 1, let Q be an orthonormal basis of past ρ and
C = QᵀX̃ kept.  Then

    x̃_jᵀ r  =  aᵀC_j + rest,        a = Qᵀρ,        |rest|  <=  √(1 - ‖C_j‖²) √(‖ρ‖² - ‖a‖²),

exact on the span of Q and Cauchy-Schwarz beyond.  A column whose bound stays below its L1 weight is
proven inactive without being read.
"""

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
    """

    rows: PathRows
    basis: list[Array] = field(default_factory=list)
    shadows: list[Array] = field(default_factory=list)
    left: Array = field(default_factory=lambda: np.empty(0))

    def add(self, r: Array) -> None:
        """Learn from the residual r, (n,): the one pass over all columns."""
        if len(self.basis) in (0, MOST):
            self.basis, self.shadows = [], []
            self.left = np.ones(self.rows.shape[1])
        q = r / self.rows.root
        for _ in range(2 if self.basis else 0):  # twice is enough (Kahan)
            Q = np.array(self.basis)
            q = q - (Q @ q) @ Q
        length = float(np.sqrt(q @ q))
        if length == 0:
            return
        shadow = self.rows.backward(self.rows.root * (q / length))
        self.basis.append(q / length)
        self.shadows.append(shadow)
        self.left = np.maximum(self.left - shadow * shadow, 0.0)

    def slopes(self, r: Array) -> tuple[Array, Array]:
        """``X̃ᵀ r`` up to the second, which bounds the error: two (p,)."""
        rho = r / self.rows.root
        a = np.array([q @ rho for q in self.basis])
        square = float(rho @ rho)
        rest = np.sqrt(max(square - float(a @ a), 0.0) + ROUNDING * square)
        return a @ np.array(self.shadows), np.sqrt(self.left) * rest
