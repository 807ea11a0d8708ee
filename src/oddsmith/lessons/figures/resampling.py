"""Fits of tables that are drawn from a table: how far the weights spread, and what they say.

n rows are drawn of n, with replacement; step 0 is the fit of the table itself.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from oddsmith.lessons.figure import Figure
from oddsmith.lessons.landscape import Plane, objective_of
from oddsmith.lessons.panels import Line, Panel, Table, boundary, neuron
from oddsmith.lessons.panels.cloud import cloud
from oddsmith.lessons.panels.histogram import histogram
from oddsmith.lessons.record import spaced
from oddsmith.neuron import Array, backward, forward

ENOUGH = 40  # resamples, from which on an interval is told


@dataclass(frozen=True, eq=False)
class Resampled:
    """A table, its fit, and fits of tables drawn from it.

    Attributes
    ----------
    X, y : ndarray of shape (n, 2) and (n,)
    names, classes : tuple of two str
    weights : ndarray of shape (1 + B, 3)
        The bias first; of the table itself, then of each resample.
    rows : ndarray of shape (1 + B, n) of int
        That each of them was fitted to.
    error, interval : float, ndarray of shape (2,)
        Of the weight of the second column, by formula.
    """

    X: Array
    y: Array
    names: tuple[str, str]
    classes: tuple[str, str]
    weights: Array
    rows: NDArray[np.int64]
    error: float
    interval: Array

    @cached_property
    def after(self) -> list[int]:
        """The numbers of resamples that are shown."""
        return spaced(len(self.weights) - 1, most=36, each=6)

    @cached_property
    def shown(self) -> NDArray[np.int64]:
        """Rows with the lowest, the middle and the highest output: (3,)."""
        out = forward(self.X, self.weights[0, 1:], self.weights[0, 0])[1]
        order = np.argsort(out, kind="stable")
        return np.asarray(order[[0, len(order) // 2, -1]])

    def ends(self, k: int) -> Array:
        """The middle 95 % of the first k weights; NaN while they are few."""
        if k < ENOUGH:
            return np.full(2, np.nan)
        return np.quantile(self.weights[1 : k + 1, 2], [0.025, 0.975])


def resampling(here: Resampled) -> Figure:
    """One fit after the other, with three rows whose numbers can be shown."""
    weights = here.weights[here.after]  # (T, 3)
    b, w = weights[:, 0], weights[:, 1:]
    z, out = forward(here.X[here.shown], w.T, b)  # (E, T)
    rows = np.tile(here.shown[:, None], len(here.after))
    panels = (
        neuron(here.names, here.X[rows], w, b, z, out),
        boundary(here.X, here.y, w, b, inputs=here.names, classes=here.classes, shown=rows),
        spread(here),
        over_the_loss(here),
        arithmetic(here, z, out),
    )
    steps = tuple(f"After {k:,} resample{'s' * (k > 1)}" if k else "All rows" for k in here.after)
    return Figure("Fits of tables drawn from the table", panels, steps, tuple(labels(here)))


def labels(here: Resampled) -> list[str]:
    x, names = here.X[here.shown], here.names
    targets = [here.classes[int(k)] for k in here.y[here.shown]]
    return [
        f"Row {i}: {names[0]} {a:g}, {names[1]} {b:g}, {target}"
        for i, (a, b), target in zip(here.shown, x, targets, strict=True)
    ]


def spread(here: Resampled) -> Panel:
    """The weights of the second column so far, and both intervals."""
    name = here.names[1]
    formula = np.tile(here.interval, (len(here.after), 1))
    drawn = np.array([here.ends(k) for k in here.after])
    return histogram(
        here.weights[1:, 2],
        here.after,
        float(here.weights[0, 2]),
        here.error,
        {"by formula": formula, "by resampling": drawn},
        x_name=f"weight of {name}",
        title=f"The weight of {name} so far",
        alt=(
            f"A histogram of the weight of {name} in the resamples, and the normal curve of the "
            f"formula around {here.weights[0, 2]:.3f}; below them the two intervals."
        ),
    )


def over_the_loss(here: Resampled) -> Panel:
    """The weights of both columns over the whole table's loss.

    The columns are taken from their means, so that the bias, held at its best, hardly matters.
    """
    mean = here.X.mean(axis=0)
    centred = np.column_stack(
        [here.weights[:, 1:], here.weights[:, 0] + here.weights[:, 1:] @ mean]
    )
    names = tuple(f"weight of {name}" for name in here.names)
    plane = Plane(
        np.array([0.0, 0.0, centred[0, 2]]),
        np.array([1.0, 0.0, 0.0]),
        np.array([0.0, 1.0, 0.0]),
        (names[0], names[1]),
    )
    return cloud(objective_of(here.X - mean, here.y), plane, centred[0], centred[1:], here.after)


def arithmetic(here: Resampled, z: Array, out: Array) -> Table:
    """Numbers of the rows shown, (E, T), of the rows drawn, and of the weights so far."""
    lines = tuple(
        tuple(
            (*forward_lines(here, i, k, *numbers), *drawn_lines(here, k), *spread_lines(here, k))
            for k, *numbers in zip(here.after, z[e], out[e], strict=True)
        )
        for e, i in enumerate(here.shown)
    )
    alt = (
        "One row's forward pass with the weights of the last fit; the slope of the drawn rows' "
        "loss at the fit of all rows; and the spread of the weights so far."
    )
    return Table("The arithmetic, with shapes", alt, lines)


def forward_lines(here: Resampled, i: int, k: int, z: float, out: float) -> list[Line]:
    (b, *w), x = here.weights[k], here.X[i]
    products = " + ".join(f"{weight:.4f}·{value:g}" for weight, value in zip(w, x, strict=True))
    odds = float(np.exp(z))
    entries = [
        ("z", "w1·x1 + w2·x2 + b", f"{products} + ({b:.4f})", z),
        ("odds", "exp(z)", f"exp({z:.4f})", odds),
        ("out", "odds / (1 + odds)", f"{odds:.4f} / {1 + odds:.4f}", out),
    ]
    return [
        Line("Forward", name, formula, numbers, f"{value:.4f}", "()")
        for name, formula, numbers, value in entries
    ]


def drawn_lines(here: Resampled, k: int) -> list[Line]:
    """The backward pass of the drawn rows at the fit of all rows: 0 for these, not for others."""
    rows, (b, *w) = here.rows[k], here.weights[0]
    n, different = len(rows), len(np.unique(rows))
    X, y = here.X[rows], here.y[rows]
    dw, db = backward(X, forward(X, np.array(w), b)[1] - y)
    slopes = ", ".join(f"{value:.4f}" for value in np.round([*dw, db], 4) + 0.0)
    group = "Backward: the drawn rows at the weights of all rows"
    names, formula = "∂loss/∂w, ∂loss/∂b", f"X.T @ (out - y) / {n}, Σ(out - y) / {n}"
    return [
        Line(group, "rows drawn", f"different ones among {n}", "", f"{different}", "()"),
        Line(group, names, formula, f"(2, {n}) @ ({n},)", f"[{slopes}]", "(2,), ()"),
    ]


def spread_lines(here: Resampled, k: int) -> list[Line]:
    w, name = here.weights[1 : k + 1, 2], here.names[1]
    mean, spread = (w.mean(), w.std(ddof=1)) if k > 1 else (np.nan, np.nan)
    entries = [
        ("mean", f"of the weight of {name}", mean),
        ("spread", "√(Σ(w - mean)² / (k - 1))", spread),
        ("standard error", "by formula", here.error),
    ]
    return [
        Line("So far", name, formula, "", "–" if np.isnan(value) else f"{value:.4f}", "()")
        for name, formula, value in entries
    ]
