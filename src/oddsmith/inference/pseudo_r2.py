"""Pseudo-R²: how far a fit has come from the model with an intercept alone.

With L the log-likelihood, L₀ that of an intercept (and the offset), k coefficients, N = Σ c:

    McFadden        1 - L / L₀                       adjusted  1 - (L - k) / L₀
    Cox and Snell   1 - exp(2 (L₀ - L) / N)
    Nagelkerke      Cox and Snell / [1 - exp(2 L₀ / N)]           (Nagelkerke 1991, Biometrika 78)
    Tjur            mean p of successes - mean p of failures      (see `scores`)

L = -Σ c ℓ counts every trial by itself, without binomial coefficients, so that grouped rows give
what single ones give.  The reference has an intercept also where the model has none.
"""

from dataclasses import dataclass
from functools import partial
from math import expm1

import numpy as np

from oddsmith.data import Block
from oddsmith.design import Array, Dense
from oddsmith.errors import InputError
from oddsmith.estimate import Estimate
from oddsmith.inference.rows import require_binary
from oddsmith.inference.scores import scores_of_block, tjur
from oddsmith.likelihood import null_loss


@dataclass(frozen=True)
class PseudoR2:
    """See the module's formulas."""

    mcfadden: float
    mcfadden_adjusted: float
    cox_snell: float
    nagelkerke: float
    tjur: float

    def __str__(self) -> str:
        return (
            f"R²: McFadden {self.mcfadden:.4f} (adjusted {self.mcfadden_adjusted:.4f}), "
            f"Cox and Snell {self.cox_snell:.4f}, Nagelkerke {self.nagelkerke:.4f}, "
            f"Tjur {self.tjur:.4f}"
        )


def pseudo_r2(estimate: Estimate) -> PseudoR2:
    """All five; one sweep, and a few for the reference.

    After a penalty they describe the penalised estimate.

    Raises
    ------
    NotSupportedError
        More than two classes.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.data import InMemory
    >>> from oddsmith.estimate import estimate
    >>> from oddsmith.penalties import Penalty
    >>> X = np.array([[1.0, 0], [1, 0], [1, 0], [1, 1], [1, 1], [1, 1]])
    >>> y = np.array([0.0, 0.0, 1.0, 0.0, 1.0, 1.0])
    >>> round(pseudo_r2(estimate(InMemory(Dense(X), y), 0, Penalty.none(2))).tjur, 4)
    0.1111
    """
    require_binary(estimate, "Pseudo-R²")
    at, data = estimate.solution.at, estimate.objective.data
    sums = data.total(partial(seen_and_foretold, estimate.solution.w))
    N = at.case_weight
    L = -at.loss * N
    L0 = -null_loss(data.with_design(lambda X: Dense(np.ones((X.shape[0], 1)))), 0)
    if not L0 < 0:
        raise InputError("The model with an intercept alone fits perfectly: nothing is left.")
    cox_snell = -expm1(2 * (L0 - L) / N)
    adjusted = 1 - (L - estimate.rank) / L0
    return PseudoR2(1 - L / L0, adjusted, cox_snell, cox_snell / -expm1(2 * L0 / N), tjur(sums))


def seen_and_foretold(w: Array, block: Block) -> Array:
    return scores_of_block(w, block).seen_and_foretold
