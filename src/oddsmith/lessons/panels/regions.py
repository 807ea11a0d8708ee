"""Regions of any shape: where each class has the largest score, over the data.

Class k has the region where its margin, f_k - max over j != k of f_j, is not negative; the margins
are given on a grid, and the edge is drawn where they are zero between its points.
"""

from collections.abc import Sequence

import numpy as np

from oddsmith.lessons.colours import COLOURS, faint
from oddsmith.lessons.line import view
from oddsmith.lessons.panels.boundary import points
from oddsmith.lessons.panels.panel import Panel, Trace, axis, numbers
from oddsmith.neuron import Array

GRID = 25


def grid(X: Array, size: int = GRID) -> Array:
    """The places of a grid over the view of X (n, 2): (size², 2), the first column fastest."""
    s, t = (np.linspace(*view(X[:, j]), size) for j in (0, 1))
    return np.stack(np.meshgrid(s, t), axis=-1).reshape(-1, 2)


def margins(scores: Array) -> Array:
    """Each class's margin over the best of the others: (…, K) -> (…, K).

    Examples
    --------
    >>> margins(np.array([[1.0, 4.0, 2.0]]))
    array([[-3.,  2., -2.]])
    """
    classes = range(scores.shape[-1])
    best = [np.delete(scores, k, axis=-1).max(axis=-1) for k in classes]
    margin: Array = scores - np.stack(best, axis=-1)
    return margin


def regions(
    X: Array,
    y: Array,
    scores: Array,
    *,
    inputs: Sequence[str],
    classes: Sequence[str],
    title: str = "Which class has the largest score",
) -> Panel:
    """The data, and the region of each class.

    Parameters
    ----------
    X, y : ndarray of shape (n, 2) and (n,)
        Rows, and class codes from 0.
    scores : ndarray of shape (T, GRID², K)
        Of each class, at each step, at the places of ``grid(X)``; one score (T, GRID², 1) is that
        of class 1 against class 0.
    inputs, classes : two and K str
    """
    if scores.shape[-1] == 1:
        scores = np.concatenate([-scores, scores], axis=-1) / 2
    steps, _, k = scores.shape
    z = margins(scores).reshape(steps, GRID, GRID, k)
    traces = [*(region(X, j) for j in range(k)), *points(X, y, classes)]
    frames = tuple({j: {"z": numbers(z[t, :, :, j])} for j in range(k)} for t in range(steps))
    ends = [view(X[:, j]) for j in (0, 1)]
    layout = {
        "xaxis": axis(inputs[0], ends[0]),
        "yaxis": axis(inputs[1], ends[1]),
        "showlegend": True,
        "hovermode": False,
    }
    alt = (
        f"{len(y)} rows by {inputs[0]} and {inputs[1]}, a colour and a shape for each of "
        f"{', '.join(classes)}; behind them the region that is given to each class."
    )
    return Panel(title, alt, tuple(traces), layout, (frames,))


def region(X: Array, k: int) -> Trace:
    s, t = (np.linspace(*view(X[:, j]), GRID) for j in (0, 1))
    return {
        "type": "contour",
        "x": numbers(s),
        "y": numbers(t),
        "contours": {"type": "constraint", "operation": ">=", "value": 0},
        "fillcolor": faint(COLOURS[k]),
        "line": {"color": COLOURS[k], "width": 1},
        "showscale": False,
        "showlegend": False,
    }
