"""Every update of a training, kept so that each can be computed again by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from oddsmith.neuron.passes import FAR_OUT, LOSSES, Array, backward, curvature, forward

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Update:
    """One update of m rows with p inputs: all that is needed to recompute it by hand."""

    epoch: int  # from 1
    rows: range  # of the table, from 0
    inputs: Array  # (m, p)
    target: Array  # (m,)
    old_weights: Array  # (p,)
    old_bias: float
    z: Array  # (m,)
    out: Array  # (m,)
    loss: Array  # (m,)
    gradient: Array  # (p,), of the mean loss
    gradient_bias: float
    weights: Array  # (p,), after the update
    bias: float


@dataclass(frozen=True, eq=False)
class History(Sequence[Update]):
    """Every update of a training, in order; ``history[k]`` is an `Update`.

    Only the weights are kept, 8 (p + 1) bytes an update; the rest of a row follows from them.

    Attributes
    ----------
    X, y : ndarray of shape (n, p) and (n,)
        The table.
    weights, bias : ndarray of shape (updates + 1, p) and (updates + 1,)
        The start, then the values after each update.
    """

    X: Array
    y: Array
    weights: Array
    bias: Array
    batch_size: int
    loss: str
    learning_rate: float

    def __len__(self) -> int:
        return len(self.bias) - 1

    def __getitem__(self, k: Any) -> Any:
        if isinstance(k, slice):
            return [self[i] for i in range(*k.indices(len(self)))]
        k = range(len(self))[k]
        per_epoch = -(-len(self.y) // self.batch_size)
        epoch, start = k // per_epoch, k % per_epoch * self.batch_size
        rows = range(len(self.y))[start : start + self.batch_size]
        X, y = self.X[rows.start : rows.stop], self.y[rows.start : rows.stop]
        w, b = self.weights[k], float(self.bias[k])
        loss = LOSSES[self.loss]
        with np.errstate(**FAR_OUT):
            z, out = forward(X, w, b)
            value, (dw, db) = loss.value(z, y), backward(X, loss.delta(out, y))
        new = self.weights[k + 1], float(self.bias[k + 1])
        return Update(epoch + 1, rows, X, y, w, b, z, out, value, dw, float(db), *new)

    def mean_losses(self) -> Array:
        """Mean loss over the table, at the start and after each epoch: (epochs + 1,)."""
        value, step = LOSSES[self.loss].value, -(-len(self.y) // self.batch_size)
        ends = zip(self.weights[::step], self.bias[::step], strict=True)
        with np.errstate(**FAR_OUT):
            return np.array([value(self.X @ w + b, self.y).mean() for w, b in ends])

    @property
    def table(self) -> "pd.DataFrame":
        """The start and every update, a row each; the last is the trained neuron.

        Over all n rows of the table, at the weights after `step` updates: ``loss`` and
        ``objective`` (the same: there is no penalty), ``gradient_norm`` and ``condition``, the
        largest over the smallest singular value of the curvature, for weights and bias together;
        then ``step_size``, the learning rate, and the coefficients ``w[x0]``, …, ``w[bias]``.
        """
        import pandas as pd

        rows = [self._row(k) for k in range(len(self.bias))]
        numbers = ["step", "loss", "objective", "gradient_norm", "step_size", "condition"]
        names = [*(f"w[x{j}]" for j in range(self.X.shape[1])), "w[bias]"]
        return pd.DataFrame(rows, columns=[*numbers, *names]).astype({"step": int})

    def _row(self, k: int) -> list[float]:
        """The numbers of `table` after k updates."""
        w, b, loss = self.weights[k], float(self.bias[k]), LOSSES[self.loss]
        with np.errstate(**FAR_OUT):
            z, out = forward(self.X, w, b)
            value = float(loss.value(z, self.y).mean())
            dw, db = backward(self.X, loss.delta(out, self.y))
            H = curvature(self.X, loss.curvature(out, self.y))
        condition = np.linalg.cond(H) if np.isfinite(H).all() else np.nan
        size = float(np.linalg.norm([*dw, db]))
        rate = self.learning_rate if k else 0.0
        return [k, value, value, size, rate, float(condition), *w, b]
