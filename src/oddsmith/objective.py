"""Objective: all that a solver sees.

    F(w) = Σ_i c_i ℓ(z_i, y_i) / Σ_i c_i  +  Σ_j l1_j |w_j| + ½ l2_j w_j²,        z = X w + offset

The mean loss plus a penalty is the one scale inside the package; front doors convert to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.data import Data
from oddsmith.design import Array
from oddsmith.losses import Loss
from oddsmith.penalties import Penalty
from oddsmith.sweep import Sweep, product_block, sweep_block


@dataclass(frozen=True, eq=False)
class Evaluation:
    """F at one w: means, where a `Sweep` holds sums.

    Attributes
    ----------
    value : float
        F(w), penalty included.
    loss : float
        The mean loss alone.
    case_weight : float
        Σ c, by which sums were divided.
    gradient : ndarray of shape (p,), or None
        Of the smooth part: mean loss and L2.
    hessian : ndarray of shape (p, p), or None
        Of the smooth part.
    """

    value: float
    loss: float
    case_weight: float
    gradient: Array | None = None
    hessian: Array | None = None


@dataclass(frozen=True, eq=False)
class Objective:
    """Mean loss over the data plus a penalty, as a function of w.

    Parameters
    ----------
    data : Data
        The rows.
    loss : Loss
        Loss of one row.
    penalty : Penalty
        For each of the p columns.
    column_scale : ndarray of shape (p,), optional
        Root mean square of each column, by which `violation` is divided so that it does not depend
        on units; ones where not given.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.data import InMemory
    >>> from oddsmith.design import Dense
    >>> from oddsmith.losses import CrossEntropy
    >>> data = InMemory(Dense(np.ones((4, 1))), np.array([0.0, 0.0, 0.0, 1.0]))
    >>> objective = Objective(data, CrossEntropy(), Penalty.none(1))
    >>> objective(np.zeros(1)).gradient
    array([0.25])
    """

    data: Data
    loss: Loss
    penalty: Penalty
    column_scale: Array | None = None

    def __call__(self, w: Array, order: int = 1) -> Evaluation:
        """Evaluate F at w, of shape (p,), up to its gradient (1) or hessian (2)."""
        sweep: Sweep = self.data.total(partial(sweep_block, self.loss, w=w, order=order))
        total = sweep.case_weight
        mean_loss = sweep.loss / total
        gradient = sweep.gradient
        if gradient is not None:
            gradient = gradient / total + self.penalty.smooth_gradient(w)
        hessian = sweep.hessian
        if hessian is not None:
            hessian = hessian / total + np.diag(self.penalty.l2)
        return Evaluation(mean_loss + self.penalty.value(w), mean_loss, total, gradient, hessian)

    def product(self, w: Array, v: Array, case_weight: float) -> Array:
        """``∇²F(w) v`` by a forward and a backward pass; `case_weight` is the total Σ c."""
        total = self.data.total(partial(product_block, self.loss, w=w, v=v))
        return total / case_weight + self.penalty.l2 * v

    def violation(self, w: Array, at: Evaluation) -> float:
        """Largest violation of the optimality condition at w, in units of no column."""
        assert at.gradient is not None
        each = self.penalty.violation(w, at.gradient)
        if self.column_scale is not None:
            each = each / self.column_scale
        return float(each.max(initial=0.0))

    def batches(self, size: int | None, seed: int | None = None) -> "Batches":
        """The same objective on `size` rows at a time."""
        return Batches(self, self.data.batches(size, seed))

    def columns(self, index: NDArray[np.integer[Any]]) -> "Objective":
        """The same objective with these columns only; the others' coefficients are zero."""
        scale = self.column_scale
        return replace(
            self,
            data=self.data.with_design(lambda X: X.columns(index)),
            penalty=self.penalty.columns(index),
            column_scale=None if scale is None else scale[index],
        )


@dataclass(frozen=True, eq=False)
class Batches(Sequence[Objective]):
    """An objective's batches, made when asked for."""

    objective: Objective
    parts: Sequence[Data]

    def __len__(self) -> int:
        return len(self.parts)

    def __getitem__(self, k: Any) -> Any:  # out of range: the parts raise IndexError
        return replace(self.objective, data=self.parts[k])
