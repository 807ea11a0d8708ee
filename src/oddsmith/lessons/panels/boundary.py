"""The line where one neuron's output is 0.5, over the data that it learns from."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.colours import BLACK, BLUE, COLOURS, MARKERS, VERMILION, faint
from oddsmith.lessons.line import Interval, side, view
from oddsmith.lessons.line import boundary as ends_of
from oddsmith.lessons.panels.panel import Frame, Panel, Trace, axis, numbers
from oddsmith.neuron import Array


def boundary(
    X: Array,
    y: Array,
    weights: Array,
    bias: Array,
    *,
    inputs: Sequence[str],
    classes: Sequence[str],
    shown: NDArray[Any] | None = None,
) -> Panel:
    """The data, the line, and the two sides, each in the colour of the class it is given to.

    Parameters
    ----------
    X, y : ndarray of shape (n, 2) and (n,)
        Rows to learn from; targets 0 and 1.
    weights, bias : ndarray of shape (T, 2) and (T,)
        At each step.
    inputs, classes : two str each
        Names of the columns and of the targets.
    shown : ndarray of shape (E, T) of int, optional
        The row that is shown for each example at each step: it gets a ring.
    """
    x1, x2 = view(X[:, 0]), view(X[:, 1])
    traces = [area(1), area(0), edge(), *points(X, y, classes), ring()]
    rows: list[list[int | None]] = [[None] * len(bias)] if shown is None else shown.tolist()
    frames = [
        [
            drawn(w, float(b), x1, x2) | ring_at(X, row)
            for w, b, row in zip(weights, bias, line, strict=True)
        ]
        for line in rows
    ]
    layout = {
        "xaxis": axis(inputs[0], x1),
        "yaxis": axis(inputs[1], x2),
        "showlegend": True,
        "hovermode": False,
    }
    alt = (
        f"{len(y)} rows by {inputs[0]} and {inputs[1]}: circles for {classes[0]}, triangles for "
        f"{classes[1]}. A black line parts the side that is given to {classes[1]} from the other."
    )
    captions = tuple(sides_in_words(X, y, w, b) for w, b in zip(weights, bias, strict=True))
    title = "Where out = 0.5"
    return Panel(title, alt, tuple(traces), layout, tuple(map(tuple, frames)), (captions,))


def area(k: int) -> Trace:
    return {
        "type": "scatter",
        "mode": "none",
        "fill": "toself",
        "fillcolor": faint((BLUE, VERMILION)[k]),
        "showlegend": False,
    }


def edge() -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "out = 0.5",
        "line": {"color": BLACK, "width": 2},
    }


def points(X: Array, y: Array, classes: Sequence[str]) -> list[Trace]:
    """The rows of each class, in its colour and shape."""
    size = 14 if len(y) <= 20 else 8 if len(y) <= 200 else 6
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": f"y = {name}" if name == str(k) else name,
            "x": numbers(X[y == k, 0]),
            "y": numbers(X[y == k, 1]),
            "marker": {"size": size, "color": COLOURS[k], "symbol": MARKERS[k]},
        }
        for k, name in enumerate(classes)
    ]


def ring() -> Trace:
    mark = {"size": 24, "symbol": "circle-open", "color": BLACK, "line": {"width": 2}}
    return {"type": "scatter", "mode": "markers", "marker": mark, "showlegend": False}


def drawn(w: Array, b: float, x1: Interval, x2: Interval) -> Frame:
    ends = ends_of(w, b, x1, x2)
    lines = np.empty((0, 2)) if ends is None else ends
    shapes = (side(w, b, x1, x2), side(-w, -b, x1, x2), lines)
    return {k: {"x": numbers(s[:, 0]), "y": numbers(s[:, 1])} for k, s in enumerate(shapes)}


def ring_at(X: Array, row: int | None) -> Frame:
    places = X[:0] if row is None else X[row : row + 1]
    return {5: {"x": numbers(places[:, 0]), "y": numbers(places[:, 1])}}


def sides_in_words(X: Array, y: Array, w: Array, b: float) -> str:
    right = int(((X @ w + b >= 0) == (y == 1)).sum())
    return f"{right} of {len(y)} rows are on their side"
