"""One sigmoid neuron, trained by hand: first in plain loops, then as vectors.

    forward     z = w1 x1 + … + wp xp + b             out = sigmoid(z) = 1 / (1 + e⁻ᶻ)
    loss        squared         ½ (out - y)²          cross-entropy   log(1 + eᶻ) - y z
    backward    delta = ∂loss/∂z                      (chain rule: ∂loss/∂out · ∂out/∂z)
                squared         (out - y) out (1 - out)
                cross-entropy   out - y
                ∂loss/∂wj = delta xj                  ∂loss/∂b = delta
    update      wj <- wj - learning_rate · ∂loss/∂wj  b <- b - learning_rate · ∂loss/∂b

Shapes: n rows, p inputs; X (n, p), y (n,), w (p,), b a number.  A batch is the next `batch_size`
rows in the order of the table (m of them), its gradient the mean over them; an epoch is one walk
through all rows.
"""

import math
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from oddsmith.errors import InputError, NotConvergedWarning

Array = NDArray[np.float64]


def sigmoid(z: Any) -> Any:
    """``1 / (1 + exp(-z))``, of a number or of each number in an array.

    Written as exp(-log(1 + e⁻ᶻ)): `logaddexp` takes that logarithm without overflow for any z.

    Examples
    --------
    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    return np.exp(-np.logaddexp(0.0, -z))


def sigmoid_derivative(a: Any) -> Any:
    """Slope of the sigmoid where its value is a = sigmoid(z): ``a (1 - a)``."""
    return a * (1 - a)


@dataclass(frozen=True)
class Loss:
    """A loss of one row, its slope in z, and an upper bound of its curvature in z."""

    value: Callable[[Any, Any], Any]  # (z, y) -> loss
    delta: Callable[[Any, Any], Any]  # (out, y) -> ∂loss/∂z
    steepest: float  # max of |∂²loss/∂z²| for y in {0, 1}


# The squared error's ∂²loss/∂z² at out = a, y = 0 is f(a) = a² (1 - a)(2 - 3a); y = 1 mirrors it.
# f' = a (12 a² - 15 a + 4) is zero at 24 a = 15 ± √33: the maximum 0.0770, the minimum -0.0601.
_a = (15 - math.sqrt(33)) / 24
LOSSES = {
    "squared": Loss(
        value=lambda z, y: (sigmoid(z) - y) ** 2 / 2,
        delta=lambda out, y: (out - y) * sigmoid_derivative(out),
        steepest=_a**2 * (1 - _a) * (2 - 3 * _a),
    ),
    "cross-entropy": Loss(
        value=lambda z, y: np.logaddexp(0.0, (1 - 2 * y) * z),  # log(1 + eᶻ) - y z for y in {0, 1}
        delta=lambda out, y: out - y,
        steepest=1 / 4,  # of a (1 - a), at a = ½
    ),
}


def batches(n: int, batch_size: int) -> list[slice]:
    """The rows of each batch; the last holds what is left."""
    return [slice(i, min(i + batch_size, n)) for i in range(0, n, batch_size)]


def train_loops(neuron: "Neuron", X: Any, y: Any, w: Any, b: float) -> Iterator[tuple[Any, float]]:
    """Yield (w, b) after every update, one number at a time: the formulas above, word by word."""
    learning_rate, delta = neuron.learning_rate, LOSSES[neuron.loss].delta
    p, w = len(w), list(w)
    for _ in range(neuron.epochs):
        for batch in batches(len(X), neuron.batch_size):
            m = batch.stop - batch.start
            dw, db = [0.0] * p, 0.0
            for i in range(batch.start, batch.stop):
                z = b
                for j in range(p):
                    z += w[j] * X[i][j]
                d = delta(sigmoid(z), y[i])
                for j in range(p):
                    dw[j] += d * X[i][j] / m
                db += d / m
            for j in range(p):
                w[j] -= learning_rate * dw[j]
            b -= learning_rate * db
            yield list(w), b


def forward(X: Array, w: Array, b: float) -> tuple[Array, Array]:
    """The weighted sums z and the activations out of m rows."""
    z = X @ w + b  # (m, p) @ (p,) + () -> (m,)
    return z, sigmoid(z)


def backward(X: Array, delta: Array) -> tuple[Array, float]:
    """The gradient of the mean loss of m rows, for the weights and for the bias."""
    m = len(delta)
    return X.T @ delta / m, delta.sum() / m  # (p, m) @ (m,) -> (p,), and a number


def train_vectors(
    neuron: "Neuron", X: Array, y: Array, w: Array, b: float
) -> Iterator[tuple[Array, float]]:
    """Yield (w, b) after every update: `train_loops`, with each inner loop as one product."""
    learning_rate, delta = neuron.learning_rate, LOSSES[neuron.loss].delta
    parts = [(X[rows], y[rows]) for rows in batches(len(y), neuron.batch_size)]
    for _ in range(neuron.epochs):
        for X_batch, y_batch in parts:
            _, out = forward(X_batch, w, b)
            dw, db = backward(X_batch, delta(out, y_batch))
            w = w - learning_rate * dw
            b = b - learning_rate * db
            yield w, b


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
        z, out = forward(X, w, b)
        loss = LOSSES[self.loss]
        dw, db = backward(X, loss.delta(out, y))
        new = self.weights[k + 1], float(self.bias[k + 1])
        return Update(epoch + 1, rows, X, y, w, b, z, out, loss.value(z, y), dw, float(db), *new)

    def mean_losses(self) -> Array:
        """Mean loss over the table, at the start and after each epoch: (epochs + 1,)."""
        value, step = LOSSES[self.loss].value, -(-len(self.y) // self.batch_size)
        ends = zip(self.weights[::step], self.bias[::step], strict=True)
        return np.array([value(self.X @ w + b, self.y).mean() for w, b in ends])


@dataclass(eq=False)
class Neuron:
    """One sigmoid neuron, started at random in [0, 1) and trained by gradient descent.

    Parameters
    ----------
    learning_rate : float
        Length of a step per unit of gradient, above 0.
    epochs : int
        Walks through the table.
    batch_size : int
        Rows in an update; all rows where there are fewer.
    loss : {"squared", "cross-entropy"}
        What an update lowers.
    seed : int, optional
        Of the random start: weights, then bias.  A new start each time where not given.

    Raises
    ------
    InputError
        A setting out of its range; when fitting, a table or targets that cannot be used.

    Examples
    --------
    >>> X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1]
    >>> neuron = Neuron(learning_rate=0.1, epochs=1000, seed=0).fit(X, y)
    >>> neuron.weights.round(2), round(neuron.bias, 2)
    (array([2.65, 2.65]), -4.09)
    >>> neuron.predict(X)
    array([0, 0, 0, 1])
    >>> neuron.history[0].out.round(4)
    array([0.6463])
    """

    learning_rate: float = 0.1
    epochs: int = 1000
    batch_size: int = 1
    loss: Literal["squared", "cross-entropy"] = "squared"
    seed: int | None = None
    trained: History | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        check_settings(self)

    def fit(self, X: ArrayLike, y: ArrayLike) -> "Neuron":
        """Train on X (n, p) and y (n,) of 0 and 1, from a new start; returns the neuron itself.

        Warns
        -----
        NotConvergedWarning
            The mean loss over the table is higher at the end than at the start.
        """
        check_settings(self)
        table = as_inputs(X)
        target = as_targets(y, len(table))
        n, p = table.shape
        rng = np.random.RandomState(self.seed)  # its numbers are the same in every NumPy
        updates = self.epochs * len(batches(n, self.batch_size))
        weights, bias = np.empty((updates + 1, p)), np.empty(updates + 1)
        weights[0], bias[0] = rng.rand(p), rng.rand()
        steps = train_vectors(self, table, target, weights[0], float(bias[0]))
        with np.errstate(over="ignore", invalid="ignore"):  # far too long a step: warned of below
            for k, (w, b) in enumerate(steps, start=1):
                weights[k], bias[k] = w, b
            self.trained = History(table, target, weights, bias, self.batch_size, self.loss)
            warn_if_risen(self.trained, self.learning_rate)
        return self

    @property
    def history(self) -> History:
        """Every update of the last `fit`."""
        if self.trained is None:
            raise InputError("This neuron has not been trained yet: call .fit(X, y) first.")
        return self.trained

    @property
    def weights(self) -> Array:
        """The weights after training: (p,)."""
        return np.array(self.history.weights[-1])

    @property
    def bias(self) -> float:
        """The bias after training."""
        return float(self.history.bias[-1])

    def forward(self, X: ArrayLike) -> Array:
        """The activation ``sigmoid(X @ w + b)`` of each row: (n, p) -> (n,)."""
        w, table = self.weights, as_inputs(X)
        if table.shape[1] != len(w):
            raise InputError(
                f"X has {table.shape[1]} columns; this neuron was trained on {len(w)}."
            )
        return forward(table, w, self.bias)[1]

    def predict(self, X: ArrayLike, threshold: float = 0.5) -> NDArray[np.int_]:
        """1 where the activation reaches the threshold, else 0: (n, p) -> (n,)."""
        if not 0 <= threshold <= 1:
            raise InputError(f"threshold={threshold}: activations lie between 0 and 1.")
        return (self.forward(X) >= threshold).astype(int)


WHOLE = (int, np.integer)


def check_settings(neuron: Neuron) -> None:
    rate = neuron.learning_rate
    if not (isinstance(rate, (int, float, np.number)) and 0 < rate < math.inf):
        raise InputError(
            f"learning_rate={rate!r}: a step downhill needs a number above 0, like 0.1."
        )
    for name in ("epochs", "batch_size"):
        value = getattr(neuron, name)
        if not isinstance(value, WHOLE) or value < 1:
            raise InputError(f"{name}={value!r}: give a whole number, 1 or more.")
    if neuron.loss not in LOSSES:
        raise InputError(f"loss={neuron.loss!r} is not known: choose from {', '.join(LOSSES)}.")
    if neuron.seed is not None and (not isinstance(neuron.seed, WHOLE) or neuron.seed < 0):
        raise InputError(f"seed={neuron.seed!r}: give a whole number, 0 or more, or None.")


def as_inputs(X: ArrayLike) -> Array:
    """X as a table of finite numbers, (n, p) with n and p at least 1."""
    try:
        table = np.array(X, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"X is not a table of numbers with rows of one length: {error}.") from None
    if table.ndim != 2 or table.size == 0:
        raise InputError(
            f"X has shape {table.shape}: a table of rows and columns, (n, p), is needed. "
            "A single column is [[x] for x in X]."
        )
    lost = int((~np.isfinite(table)).sum())
    if lost:
        raise InputError(
            f"X holds {lost} missing or infinite values in {table.size}: their gradient would make "
            "every weight NaN. Drop those rows or fill them in."
        )
    return table


def as_targets(y: ArrayLike, n: int) -> Array:
    """The targets as 0.0 and 1.0, (n,), from shape (n,) or (n, 1)."""
    seen = np.asarray(y)
    if seen.ndim == 2 and seen.shape[1] == 1:
        seen = seen[:, 0]
    if seen.shape != (n,):
        raise InputError(f"y has shape {seen.shape}, X {n} rows: give one target for each row.")
    if seen.dtype.kind not in "biufO" or not np.isin(seen, (0, 1)).all():
        labels = list(dict.fromkeys(seen.tolist()))
        more = ", …" if len(labels) > 4 else ""
        raise InputError(
            f"y holds {', '.join(map(repr, labels[:4]))}{more}: a sigmoid lies between 0 and 1, so "
            "its targets are 0 and 1. Name the class to predict as (y == label)."
        )
    return seen.astype(np.float64)


def safe_rate(X: Array, batch_size: int, loss: str) -> float:
    """1/L, with L an upper bound of the curvature of any batch's mean loss.

    L = steepest · max over batches of the largest eigenvalue of XᵀX / m, X with its column of ones;
    for single rows that is the largest 1 + ‖x‖².
    """
    ones = np.column_stack([X, np.ones(len(X))])  # (n, p + 1)
    parts = [ones[rows] for rows in batches(len(X), batch_size)]
    return float(
        1 / (LOSSES[loss].steepest * max(np.linalg.norm(A, 2) ** 2 / len(A) for A in parts))
    )


def warn_if_risen(history: History, learning_rate: float) -> None:
    losses = history.mean_losses()
    if losses[-1] <= losses[0]:
        return
    n = len(history.y)
    safe, whole = (safe_rate(history.X, m, history.loss) for m in (history.batch_size, n))
    advice = (
        f"steps over the minimum. learning_rate={safe:.3g} is 1/L, the longest step that the "
        "curvature of this loss surely allows."
        if learning_rate > safe
        else "follows one batch after another, and they pull in different directions. "
        f"batch_size={n} with learning_rate={whole:.3g} goes downhill on all rows at once."
    )
    warnings.warn(
        f"The mean loss rose from {losses[0]:.4g} to {losses[-1]:.4g}: learning_rate="
        f"{learning_rate:g} {advice}",
        NotConvergedWarning,
        stacklevel=3,
    )
