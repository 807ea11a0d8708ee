"""Objective: all that a solver sees.

    F(w) = Σ_i c_i ℓ(z_i, y_i) / Σ_i c_i  +  Σ_j l1_j |w_j| + ½ l2_j w_j²,        z = X w + offset

The mean loss plus a penalty is the one scale inside the package; front doors convert to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.data import Data, Largest
from oddsmith.design import Array, Bordered, dense_curvature
from oddsmith.losses import Loss
from oddsmith.penalties import Penalty
from oddsmith.sweep import Sweep, arrow_block, diagonal_block, product_block, sweep_block

SEVERAL = 1024  # rows of a block with several predictions: a smaller one takes longer to start


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
    gradient : ndarray of the shape of w, or None
        Of the smooth part: mean loss and L2.
    curvature : ndarray of shape (w.size, w.size), or Bordered, or None
        The hessian of the smooth part, for w laid out in a row, in the form in which it was found.
    """

    value: float
    loss: float
    case_weight: float
    gradient: Array | None = None
    curvature: Array | Bordered | None = None

    @cached_property
    def hessian(self) -> Array | None:
        """The curvature written out, or None."""
        return None if self.curvature is None else dense_curvature(self.curvature)


@dataclass(frozen=True, eq=False)
class Objective:
    """Mean loss over the data plus a penalty, as a function of w, (p,) or (p, m).

    Parameters
    ----------
    data : Data
        The rows.
    loss : Loss
        Loss of one row.
    penalty : Penalty
        Of the shape of w.

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

    def __call__(self, w: Array, order: int = 1) -> Evaluation:
        """Evaluate F at w, (p,) or (p, m), up to its gradient (1) or hessian (2)."""
        least = SEVERAL if w.ndim > 1 else 1
        if order == 2:  # adding hessians must not cost more than making them
            least = len(w)
        sweep: Sweep = self.data.total(partial(sweep_block, self.loss, w=w, order=order), least)
        total = sweep.case_weight
        mean_loss = sweep.loss / total
        gradient = sweep.gradient
        if gradient is not None:
            gradient = gradient / total + self.penalty.smooth_gradient(w)
        hessian = sweep.hessian
        if hessian is not None:
            hessian = plus_diagonal(hessian / total, self.penalty.l2.ravel())
        return Evaluation(mean_loss + self.penalty.value(w), mean_loss, total, gradient, hessian)

    def product(self, w: Array, v: Array, case_weight: float) -> Array:
        """``∇²F(w) v`` by a forward and a backward pass; `case_weight` is the total Σ c."""
        total = self.data.total(partial(product_block, self.loss, w=w, v=v))
        return total / case_weight + self.penalty.l2 * v

    def diagonal(self, w: Array, case_weight: float) -> Array:
        """The diagonal of ``∇²F(w)``, of the shape of w."""
        total = self.data.total(partial(diagonal_block, self.loss, w=w))
        return total / case_weight + self.penalty.l2

    def arrow(self, w: Array, at: int, case_weight: float) -> tuple[Array, Array]:
        """The diagonal and row `at` of ``∇²F(w)``, for w of shape (p,); one sweep."""
        diagonal, row = self.data.total(partial(arrow_block, self.loss, w=w, at=at)) / case_weight
        row[at] += self.penalty.l2[at]
        return diagonal + self.penalty.l2, row

    def violation(self, w: Array, at: Evaluation) -> float:
        """Largest violation of the optimality condition at w."""
        assert at.gradient is not None
        return float(self.penalty.violation(w, at.gradient).max(initial=0.0))

    def reach(self, s: Array) -> float:
        """``max |X s|``: how far a step along s moves a raw prediction."""
        farthest = self.data.total(lambda block: Largest(np.abs(block.X.forward(s)).max(initial=0)))
        return max(float(farthest.values), float(np.finfo(float).tiny))

    def batches(self, size: int | None, seed: int | None = None) -> "Batches":
        """The same objective on `size` rows at a time."""
        return Batches(self, self.data.batches(size, seed))

    def sample(self, size: int, seed: int, *, balanced: bool = False) -> "Objective":
        """The same objective on `size` rows, see `Data.sample`; itself where it has no more."""
        if size >= self.data.shape[0]:
            return self
        return replace(self, data=self.data.sample(size, seed, balanced=balanced))

    def columns(self, index: NDArray[np.integer[Any]]) -> "Objective":
        """The same objective with these columns only; the others' coefficients are zero."""
        return replace(
            self,
            data=self.data.with_design(lambda X: X.columns(index)),
            penalty=self.penalty.columns(index),
        )


def plus_diagonal(H: Array | Bordered, d: Array) -> Array | Bordered:
    """H, which is changed, with d (p,) added to its diagonal."""
    if isinstance(H, Bordered):
        return H.plus_diagonal(d)
    H.flat[:: len(H) + 1] += d
    return H


@dataclass(frozen=True, eq=False)
class Batches(Sequence[Objective]):
    """An objective's batches, made when asked for."""

    objective: Objective
    parts: Sequence[Data]

    def __len__(self) -> int:
        return len(self.parts)

    def __getitem__(self, k: Any) -> Any:  # out of range: the parts raise IndexError
        return replace(self.objective, data=self.parts[k])
