"""A surface in relief: slices of a loss over a plane, one behind the other.

    drawn at    x = s + shear · t          y = height + lift · t          s, t, height from 0 to 1

The slices are drawn from the back, each filled, so that what lies in front hides what is behind.
"""

import numpy as np

from oddsmith.colours import BLACK, BLUE, GREY, VERMILION
from oddsmith.lessons.landscape import Plane, Surface, heights
from oddsmith.lessons.line import Interval
from oddsmith.lessons.panels.panel import Panel, Trace, numbers
from oddsmith.neuron import Array

SLICES, POINTS, WAY = 25, 41, 121
SHEAR, LIFT = 0.35, 0.75
HIGH = 1.0  # of the highest point over its slice's foot
PALE = "#e3f0f8"


def relief(
    loss: Surface, plane: Plane, s: Interval, t: Interval, w: Array, slope: Array, *, title: str
) -> Panel:
    """The surface, a point on it, and the way over it through that point.

    Parameters
    ----------
    loss : Objective or callable
    plane : Plane
    s, t : tuple of two float
        Ends of the view, across and up.
    w : ndarray of shape (q,)
        The point, on the plane.
    slope : ndarray of shape (q,)
        The direction of the way, in the plane.
    title : str
    """
    across, up = np.linspace(*s, POINTS), np.linspace(*t, SLICES)
    z = heights(loss, plane, across, up)  # (SLICES, POINTS)
    ends = float(z.min()), float(z.max())
    at, step = (
        plane.shadow(w[None])[0],
        (plane.shadow((w + slope)[None]) - plane.shadow(w[None]))[0],
    )
    way = through(at, step, s, t)
    view = View(s, t, ends)
    traces = (
        *(cut(view, across, up[k], z[k]) for k in reversed(range(SLICES))),
        {**over(view, loss, plane, way), "mode": "lines", "line": {"color": VERMILION, "width": 3}},
        {
            **over(view, loss, plane, at[None]),
            "mode": "markers",
            "marker": {"size": 13, "color": VERMILION, "line": {"color": BLACK, "width": 1.5}},
        },
    )
    layout = {
        "xaxis": {"visible": False, "range": [-0.02, 1 + SHEAR + 0.02]},
        "yaxis": {"visible": False, "range": [-0.3, HIGH + LIFT + 0.02]},
        "annotations": names(plane, s, t),
        "hovermode": False,
    }
    ranges = [
        f"{name} from {low:.3g} to {high:.3g}"
        for name, (low, high) in zip(plane.names, (s, t), strict=True)
    ]
    alt = (
        f"The mean loss as a surface over {' and '.join(ranges)}: {ends[0]:.4f} at its lowest, "
        f"{ends[1]:.4f} at its highest. A point is marked at ({at[0]:.2f}, {at[1]:.2f}), and a way "
        "over the surface through it."
    )
    return Panel(title, alt, traces, layout)


class View:
    """From (s, t, height) to the place where it is drawn."""

    def __init__(self, s: Interval, t: Interval, height: Interval) -> None:
        self.ends = np.array([s, t, height])  # (3, 2)

    def drawn(self, s: Array, t: Array, height: Array) -> Trace:
        low, high = self.ends.T
        a, b, h = (np.stack(np.broadcast_arrays(s, t, height), axis=-1) - low).T / (
            (high - low)[:, None]
        )
        return {"x": numbers(a + SHEAR * b), "y": numbers(HIGH * h + LIFT * b)}


def cut(view: View, s: Array, t: float, height: Array) -> Trace:
    """One slice: its line above, filled down to the lowest height."""
    edge = view.ends[2, 0]
    foot = view.drawn(s[[-1, 0]], np.array(t), np.array(edge))
    line = view.drawn(s, np.array(t), height)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": line["x"] + foot["x"],
        "y": line["y"] + foot["y"],
        "fill": "toself",
        "fillcolor": PALE,
        "line": {"color": BLUE, "width": 1},
    }


def over(view: View, loss: Surface, plane: Plane, places: Array) -> Trace:
    """Places of the plane (m, 2), on the surface."""
    height = np.array([heights(loss, plane, at[:1], at[1:])[0, 0] for at in places])
    return {"type": "scatter", **view.drawn(places[:, 0], places[:, 1], height)}


def through(at: Array, step: Array, s: Interval, t: Interval) -> Array:
    """Places (m, 2) on the line through one of the view, from edge to edge of it.

    Examples
    --------
    >>> ends = through(np.zeros(2), np.array([1.0, 0.5]), (-1.0, 3.0), (-2.0, 1.0))[[0, -1]]
    >>> ends.tolist()
    [[-1.0, -0.5], [2.0, 1.0]]
    """
    edges = np.array([s, t])  # (2, 2)
    moves = step != 0
    reached = np.sort((edges - at[:, None])[moves] / step[moves, None], axis=1)
    first, last = reached[:, 0].max(), reached[:, 1].min()
    return np.asarray(at + np.linspace(first, last, WAY)[:, None] * step)


def names(plane: Plane, s: Interval, t: Interval) -> list[Trace]:
    """The ends of both coordinates, and their names between them."""
    across, up = plane.names
    places = [
        (0.0, -0.08, f"{s[0]:.3g}", "left"),
        (0.5, -0.08, f"{across} →", "center"),
        (1.0, -0.08, f"{s[1]:.3g}", "right"),
        (1.04, 0.0, f"{t[0]:.3g}", "left"),
        (1.04 + SHEAR / 2, LIFT / 2, f"{up} ↗", "left"),
        (1.0 + SHEAR, LIFT - 0.12, f"{t[1]:.3g}", "right"),
    ]
    text = {"showarrow": False, "font": {"color": GREY}}
    return [{**text, "x": x, "y": y, "text": word, "xanchor": a} for x, y, word, a in places]
