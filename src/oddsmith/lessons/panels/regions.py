"""Regions of any shape: where each class has the largest score, over the data.

Class k has the region where its margin, f_k - max over j != k of f_j, is not negative; the margins
are given on a grid, and the edge is drawn where they are zero between its points.
"""

from collections.abc import Callable, Sequence

import numpy as np

from oddsmith.colours import BLACK, COLOURS, faint
from oddsmith.lessons.line import view
from oddsmith.lessons.panels.boundary import points
from oddsmith.lessons.panels.panel import Panel, Trace, axis, numbers
from oddsmith.neuron import Array

GRID = 25
DIGITS = 3  # of a margin; only where it is zero is drawn


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
    scores: Callable[[Array], Array],
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
    scores : callable
        Of places (m, 2), the score of each class at each step, (T, m, K); a single score,
        (T, m, 1), is that of class 1 against class 0.
    inputs, classes : two and K str
    """
    z = margins(each_class(scores(grid(X))))  # (T, GRID², K)
    steps, _, k = z.shape
    z = z.reshape(steps, GRID, GRID, k)
    right = (margins(each_class(scores(X)))[:, np.arange(len(y)), y.astype(int)] >= 0).sum(axis=1)
    traces = [*(region(X, j) for j in range(k)), *points(X, y, classes)]
    frames = tuple(
        {j: {"z": numbers(z[t, :, :, j], DIGITS)} for j in range(k)} for t in range(steps)
    )
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
    captions = tuple(f"{count} of {len(y)} rows are in their region" for count in right)
    return Panel(title, alt, tuple(traces), layout, (frames,), (captions,))


def each_class(scores: Array) -> Array:
    """A single score (…, 1) as the scores of two classes, (…, 2); others as they are."""
    return np.concatenate([-scores, scores], axis=-1) / 2 if scores.shape[-1] == 1 else scores


def region(X: Array, k: int) -> Trace:
    """Plotly shades where a constraint does *not* hold, so that of the other classes is given."""
    s, t = (np.linspace(*view(X[:, j]), GRID) for j in (0, 1))
    return {
        "type": "contour",
        "x": numbers(s),
        "y": numbers(t),
        "contours": {"type": "constraint", "operation": "<", "value": 0},
        "fillcolor": faint(COLOURS[k]),
        "line": {"color": BLACK, "width": 1.5},
        "showscale": False,
        "showlegend": False,
    }
