"""What a neuron refuses, and what it warns of."""

import math
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from oddsmith.errors import InputError, NotConvergedWarning
from oddsmith.neuron.numbers import as_labels, as_numbers
from oddsmith.neuron.passes import LOSSES, Array, batches

if TYPE_CHECKING:
    from oddsmith.neuron.neuron import Neuron

LARGEST = 1e150  # whose square is a number
MOST_SEED = 2**32  # of NumPy's RandomState


def is_whole(value: object, least: int) -> bool:
    """Whether a setting is a whole number from `least` on; True is not one."""
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    return whole and bool(value >= least)  # type: ignore[operator]


def check_settings(neuron: "Neuron") -> None:
    rate = neuron.learning_rate
    number = isinstance(rate, int | float | np.number) and not isinstance(rate, bool)
    if not (number and 0 < rate < math.inf):
        raise InputError(
            f"learning_rate={rate!r}: a step downhill needs a number above 0, like 0.1."
        )
    for name in ("epochs", "batch_size"):
        value = getattr(neuron, name)
        if not is_whole(value, 1):
            raise InputError(f"{name}={value!r}: give a whole number, 1 or more.")
    if not isinstance(neuron.loss, str) or neuron.loss not in LOSSES:
        raise InputError(f"loss={neuron.loss!r} is not known: choose from {', '.join(LOSSES)}.")
    if not isinstance(neuron.trace, bool | np.bool_):
        raise InputError(f"trace={neuron.trace!r}: True keeps every update, False none.")
    seed = neuron.seed
    if seed is not None and not (is_whole(seed, 0) and seed < MOST_SEED):
        raise InputError(
            f"seed={seed!r}: give a whole number from 0 to {MOST_SEED - 1:,}, or None."
        )


def as_inputs(X: ArrayLike) -> Array:
    """X as a table of finite numbers, (n, p) with n and p at least 1."""
    table = np.array(as_numbers("X", X), dtype=np.float64)
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
    largest = float(np.abs(table).max())
    if largest > LARGEST:
        raise InputError(
            f"X holds {largest:.3g}, whose square is beyond the largest number there is: divide "
            "that column by its size."
        )
    return table


def as_targets(y: ArrayLike, n: int) -> Array:
    """The targets as 0.0 and 1.0, (n,), from shape (n,) or (n, 1)."""
    seen = as_labels("y", y)
    if seen.ndim == 2 and seen.shape[1] == 1:
        seen = seen[:, 0]
    if seen.shape != (n,):
        raise InputError(f"y has shape {seen.shape}, X {n} rows: give one target for each row.")
    lost = np.flatnonzero([one is None or one != one for one in seen.tolist()])
    if len(lost):
        raise InputError(
            f"y holds {len(lost)} missing values in {n}, the first at row {lost[0]}: drop those "
            "rows from X and y."
        )
    if seen.dtype.kind not in "biufO" or not np.isin(seen, (0, 1)).all():
        labels = list(dict.fromkeys(seen.tolist()))
        more = ", …" if len(labels) > 4 else ""
        raise InputError(
            f"y holds {', '.join(map(repr, labels[:4]))}{more}: a sigmoid lies between 0 and 1, so "
            "its targets are 0 and 1. Name the class to predict as (y == label)."
        )
    return seen.astype(np.float64)


def as_start(start: Any, p: int) -> tuple[Array, float]:
    """A start as weights (p,) and a bias, all of them finite."""
    try:
        weights, bias = start
        w, b = np.array(weights, dtype=np.float64), float(bias)
    except (TypeError, ValueError):
        w, b = np.empty(0), math.nan
    if w.shape != (p,) or not np.isfinite(w).all() or not math.isfinite(b):
        raise InputError(
            f"start={start!r}: give the weights, one for each of the {p} columns, and the bias, "
            f"like ({[0.0] * p}, 0.0)."
        )
    return w, b


def safe_rate(X: Array, batch_size: int, loss: str) -> float:
    """1/L, with L an upper bound of the curvature of any batch's mean loss.

    Where a batch is the whole table, a step of 1/L surely lowers the mean loss, as any below 2/L
    does.  Where it is a part, that holds for its own loss, and for no length for the table's.

    L = steepest · max over batches of the largest eigenvalue of XᵀX / m, X with its column of ones;
    for single rows that is the largest 1 + ‖x‖².
    """
    ones = np.column_stack([X, np.ones(len(X))])  # (n, p + 1)
    parts = [ones[rows] for rows in batches(len(X), batch_size)]
    return float(
        1 / (LOSSES[loss].steepest * max(np.linalg.norm(A, 2) ** 2 / len(A) for A in parts))
    )


def warn_if_risen(
    neuron: "Neuron", X: Array, y: Array, start: tuple[Array, float], end: tuple[Array, float]
) -> None:
    """Warn where training has raised the mean loss over the table; start and end are (w, b)."""
    value = LOSSES[neuron.loss].value
    before, after = (value(X @ w + b, y).mean() for w, b in (start, end))
    if after <= before:
        return
    n, loss = len(y), neuron.loss
    safe, whole = (safe_rate(X, m, loss) for m in (neuron.batch_size, n))
    surely = f"learning_rate={whole:.3g}"
    what = "that is 1/L, with L the largest curvature of this loss"
    if neuron.batch_size >= n:
        advice = f"steps over the minimum. {surely} surely goes downhill: {what}."
    else:
        why = "steps over the minimum of one" if neuron.learning_rate > safe else "follows one"
        advice = (
            f"{why} batch after another, and they pull in different directions: no length of step "
            f"surely goes downhill on all rows. batch_size={n} with {surely} does: {what}."
        )
    warnings.warn(
        f"The mean loss rose from {before:.4g} to {after:.4g}: learning_rate="
        f"{neuron.learning_rate:g} {advice}",
        NotConvergedWarning,
        stacklevel=3,
    )
