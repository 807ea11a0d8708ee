"""The output of a neuron with one input, over the data: the sigmoid, and where it is 0.5.

w x + b = 0            x = -b / w
"""

from collections.abc import Sequence

import numpy as np

from oddsmith.colours import BLACK, BLUE, GREY, VERMILION
from oddsmith.lessons.line import view
from oddsmith.lessons.panels.panel import Frame, Panel, Trace, axis, numbers
from oddsmith.neuron import Array, sigmoid

POINTS = 81


def response(
    x: Array,
    y: Array,
    weight: Array,
    bias: Array,
    *,
    name: str,
    classes: Sequence[str],
    shown: Array | None = None,
) -> Panel:
    """The rows as strokes at 0 and 1, the curve between them, and the border of the two classes.

    Parameters
    ----------
    x, y : ndarray of shape (n,)
        The input, and targets 0 and 1.
    weight, bias : ndarray of shape (T,)
        At each step.
    name : str
        Of the input.
    classes : two str
    shown : ndarray of shape (E, T) of int, optional
        The row that is shown for each example at each step: it gets a ring on the curve.
    """
    ends = view(x)
    fine = np.linspace(*ends, POINTS)
    rows: list[list[int | None]] = [[None] * len(bias)] if shown is None else shown.tolist()
    traces = (*(strokes(x, y, k, classes[k]) for k in (0, 1)), curve(), border(), ring())
    frames = tuple(
        tuple(
            frame(fine, w, b, [] if row is None else [float(x[row])])
            for w, b, row in zip(weight, bias, line, strict=True)
        )
        for line in rows
    )
    layout = {
        "xaxis": axis(name, ends),
        "yaxis": axis("out", (-0.08, 1.08)),
        "showlegend": True,
        "hovermode": False,
    }
    captions = tuple(words(x, y, w, b, name) for w, b in zip(weight, bias, strict=True))
    alt = (
        f"{len(y)} rows by {name}: strokes at the bottom for {classes[0]}, at the top for "
        f"{classes[1]}. The curve is the output, a dashed line stands where it is 0.5."
    )
    return Panel("The output over the data", alt, traces, layout, frames, (captions,))


def strokes(x: Array, y: Array, k: int, name: str) -> Trace:
    at = x[y == k]
    colour = (BLUE, VERMILION)[k]
    mark = {"symbol": "line-ns", "size": 12, "line": {"color": colour, "width": 1.5}}
    places = {"x": numbers(at), "y": [k] * len(at), "name": name, "opacity": 0.6}
    return {"type": "scatter", "mode": "markers", "marker": mark, **places}


def curve() -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "out",
        "line": {"color": BLACK, "width": 2.5},
    }


def border() -> Trace:
    line = {"color": GREY, "width": 2, "dash": "dash"}
    return {"type": "scatter", "mode": "lines", "name": "out = 0.5", "line": line}


def ring() -> Trace:
    mark = {"size": 14, "symbol": "circle-open", "color": BLACK, "line": {"width": 2}}
    return {"type": "scatter", "mode": "markers", "marker": mark, "showlegend": False}


def frame(fine: Array, w: float, b: float, row: list[float]) -> Frame:
    at = [-b / w] * 2 if w and fine[0] <= -b / w <= fine[-1] else []
    return {
        2: {"x": numbers(fine), "y": numbers(sigmoid(fine * w + b))},
        3: {"x": numbers(np.array(at)), "y": [0, 1] if at else []},
        4: {"x": row, "y": numbers(sigmoid(np.array(row) * w + b))},
    }


def words(x: Array, y: Array, w: float, b: float, name: str) -> str:
    right = int(((x * w + b >= 0) == (y == 1)).sum())
    where = f"out = 0.5 at {name} {-b / w:.2f}; " if w else ""
    return f"{where}{right} of {len(y)} rows are on their side"
