"""The path of the weights over the loss, drawn as a map of its heights over a plane."""

from dataclasses import replace

import numpy as np

from oddsmith.colours import BLACK, VERMILION, WHITE
from oddsmith.lessons.landscape import Plane, Surface, heights, values
from oddsmith.lessons.line import Interval, view
from oddsmith.lessons.panels.panel import Frame, Panel, Trace, axis, numbers
from oddsmith.neuron import Array

SCALE = [[0.0, "#f2f8fc"], [1.0, "#0072B2"]]  # light is low; lightness alone tells the heights
GRID = 41


def path(
    loss: Surface,
    plane: Plane,
    w: Array,
    *,
    around: Array | None = None,
    narrowest: float = 0.0,
    name: str = "loss",
) -> Panel:
    """The path of weights (T, q) over a loss on a plane.

    Places (m, 2) of the plane that are given as `around` are in view besides; the shorter axis is
    at least `narrowest` of the longer.  The caption says the height, which is called `name`, on the
    way and, where the plane does not hold the path, how far the height that is drawn is from it.
    """
    places, value = plane.shadow(w), values(loss, w)
    drawn = values(loss, plane.at(places))
    seen = places if around is None else np.concatenate([places, around])
    s, t = widened(view(seen[:, 0]), view(seen[:, 1]), narrowest)
    traces = (
        surface(loss, plane, s, t),
        {"type": "scatter", "mode": "lines", "line": {"color": BLACK, "width": 2}},
        {"type": "scatter", "mode": "markers", "marker": start_mark(), **place(places[:1])},
        {"type": "scatter", "mode": "markers", "marker": end_mark()},
    )
    frames = tuple(up_to(k, places) for k in range(len(w)))
    layout = {"xaxis": axis(plane.names[0], s), "yaxis": axis(plane.names[1], t)}
    alt = (
        f"A map of the mean {name} over {plane.names[0]} and {plane.names[1]}, darker where it is "
        f"higher. The path starts at a cross at ({places[0, 0]:.2f}, {places[0, 1]:.2f}), {name} "
        f"{value[0]:.4f}, and ends at ({places[-1, 0]:.2f}, {places[-1, 1]:.2f}), {name} "
        f"{value[-1]:.4f}."
    )
    apart = float(np.abs(drawn - value).max())
    captions = tuple(
        caption(plane, here, f"{name} {v:.4f}", apart)
        for here, v in zip(places, value, strict=True)
    )
    panel = Panel("The path over the loss", alt, traces, layout, (frames,), (captions,))
    return replace(panel, layout={**layout, "hovermode": "closest"})


def widened(s: Interval, t: Interval, share: float) -> tuple[Interval, Interval]:
    """Both intervals, the shorter one around its middle at least this share of the longer.

    Examples
    --------
    >>> widened((0.0, 8.0), (1.0, 2.0), 0.5)
    ((0.0, 8.0), (-0.5, 3.5))
    """
    least = share * max(s[1] - s[0], t[1] - t[0])
    more = [max(0.0, least - (end - start)) / 2 for start, end in (s, t)]
    return (s[0] - more[0], s[1] + more[0]), (t[0] - more[1], t[1] + more[1])


def surface(loss: Surface, plane: Plane, s: Interval, t: Interval) -> Trace:
    across, up = np.linspace(*s, GRID), np.linspace(*t, GRID)
    return {
        "type": "contour",
        "x": numbers(across),
        "y": numbers(up),
        "z": numbers(heights(loss, plane, across, up)),
        "colorscale": SCALE,
        "ncontours": 12,
        "contours": {"showlabels": True, "labelfont": {"size": 11, "color": "#1a1a1a"}},
        "line": {"width": 0.5, "color": "#4d4d4d"},
        "showscale": False,
        "hovertemplate": "loss %{z:.4f}<extra></extra>",
    }


def start_mark() -> Trace:
    return {"size": 12, "symbol": "x-thin", "line": {"color": BLACK, "width": 3}}


def end_mark() -> Trace:
    return {"size": 13, "color": VERMILION, "line": {"color": WHITE, "width": 2}}


def place(places: Array) -> Trace:
    return {"x": numbers(places[:, 0]), "y": numbers(places[:, 1])}


def up_to(k: int, places: Array) -> Frame:
    return {1: place(places[: k + 1]), 3: place(places[k : k + 1])}


def caption(plane: Plane, here: Array, height: str, apart: float) -> str:
    where = f"{plane.names[0]} {here[0]:.2f}, {plane.names[1]} {here[1]:.2f}: {height}"
    if apart < 5e-5:
        return where
    return f"{where} (the map, a plane near the path, is off by at most {apart:.4f})"
