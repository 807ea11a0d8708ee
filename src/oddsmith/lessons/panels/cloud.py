"""Many weights over one loss: how far they spread where the loss is flat, and where it is steep."""

from collections.abc import Sequence

from oddsmith.colours import BLACK, WHITE
from oddsmith.lessons.landscape import Plane, Surface, values
from oddsmith.lessons.line import view
from oddsmith.lessons.panels.panel import Panel, axis
from oddsmith.lessons.panels.path import end_mark, place, start_mark, surface
from oddsmith.neuron import Array


def cloud(loss: Surface, plane: Plane, lowest: Array, w: Array, after: Sequence[int]) -> Panel:
    """The first k of B weights (B, q) over a loss, for each k of `after`; a cross at its minimum.

    The caption says the loss at the last of them.
    """
    places, value = plane.shadow(w), values(loss, w)
    cross, least = plane.shadow(lowest[None]), values(loss, lowest[None])[0]
    s, t = (view(places[:, k]) for k in (0, 1))
    dots = {"size": 6, "color": BLACK, "opacity": 0.55, "line": {"color": WHITE, "width": 0.5}}
    traces = (
        surface(loss, plane, s, t),
        {"type": "scatter", "mode": "markers", "marker": dots},
        {"type": "scatter", "mode": "markers", "marker": start_mark(), **place(cross)},
        {"type": "scatter", "mode": "markers", "marker": end_mark()},
    )
    frames = tuple({1: place(places[:k]), 3: place(places[max(k - 1, 0) : k])} for k in after)
    captions = tuple(
        f"loss {value[k - 1]:.4f} at the last one, {least:.4f} at the cross"
        if k
        else f"loss {least:.4f} at the cross"
        for k in after
    )
    layout = {
        "xaxis": axis(plane.names[0], s),
        "yaxis": axis(plane.names[1], t),
        "hovermode": "closest",
    }
    spread = ", ".join(
        f"{name} from {low:.3f} to {high:.3f}"
        for name, low, high in zip(plane.names, places.min(axis=0), places.max(axis=0), strict=True)
    )
    alt = (
        f"A map of the mean loss, darker where it is higher, with a cross at its minimum and "
        f"{len(w)} points around it: {spread}."
    )
    return Panel("The weights over the loss", alt, traces, layout, (frames,), (captions,))
