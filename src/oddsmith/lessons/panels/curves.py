"""Curves that grow: the loss, and whatever else is a number at each step."""

from collections.abc import Mapping

import numpy as np

from oddsmith.colours import COLOURS, DASHES, MARKERS
from oddsmith.lessons.panels.panel import Frame, Panel, Trace, axis, numbers
from oddsmith.neuron import Array

LOG: Trace = {"type": "log", "exponentformat": "power"}


def curves(
    x: Array,
    series: Mapping[str, Array],
    *,
    x_name: str,
    y_name: str,
    title: str,
    alt: str,
    grows: bool = False,
    log_y: bool = False,
    log_x: bool = False,
) -> Panel:
    """Draw one curve for each name.

    Parameters
    ----------
    x : ndarray of shape (T,)
    series : mapping of str to ndarray of shape (T,)
    x_name, y_name, title, alt : str
    grows : bool
        Whether the curves are drawn up to the step that is shown, over a faint whole.
    log_y, log_x : bool
        Whether an axis is logarithmic; x is then above 0.
    """
    whole = [curve(k, name, x, y) for k, (name, y) in enumerate(series.items())]
    layout = {
        "xaxis": axis(x_name, **LOG) if log_x else axis(x_name),
        "yaxis": axis(y_name, **LOG) if log_y else axis(y_name, rangemode="tozero"),
        "showlegend": len(series) > 1,
    }
    if not grows:
        return Panel(title, alt, tuple(whole), layout)
    growing = [grown(k, name) for k, name in enumerate(series)]
    heads = {"mode": "markers", "type": "scatter", "showlegend": False, "hoverinfo": "skip"}
    mark = {"size": 11, "color": COLOURS, "symbol": MARKERS}
    traces = [*(dimmed(trace) for trace in whole), *growing, {**heads, "marker": mark}]
    frames = tuple(up_to(k, x, list(series.values())) for k in range(len(x)))
    digits = ".2g" if log_y else ".4f"
    captions = tuple(values_in_words(k, x, series, x_name, digits) for k in range(len(x)))
    return Panel(title, alt, tuple(traces), layout, (frames,), (captions,))


def loss_curve(
    steps: Array, losses: Array | Mapping[str, Array], *, x_name: str = "updates"
) -> Panel:
    """The mean loss over the table, up to the step that is shown; several under their names."""
    series = losses if isinstance(losses, Mapping) else {"mean loss": losses}
    first = "; ".join(f"{name} goes from {y[0]:.4f} to {y[-1]:.4f}" for name, y in series.items())
    return curves(
        steps,
        series,
        x_name=x_name,
        y_name="mean loss",
        title="The loss so far",
        alt=f"Mean loss over the table against {x_name}: {first}.",
        grows=True,
    )


def curve(k: int, name: str, x: Array, y: Array) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": numbers(x),
        "y": numbers(y),
        "line": {"color": COLOURS[k], "width": 2.5, "dash": DASHES[k]},
    }


def dimmed(trace: Trace) -> Trace:
    return {**trace, "opacity": 0.25, "showlegend": False, "hoverinfo": "skip"}


def grown(k: int, name: str) -> Trace:
    line = {"color": COLOURS[k], "width": 2.5, "dash": DASHES[k]}
    return {"type": "scatter", "mode": "lines", "name": name, "line": line}


def up_to(k: int, x: Array, series: list[Array]) -> Frame:
    """The growing curves up to step k, then their heads."""
    m = len(series)
    frame: Frame = {
        m + j: {"x": numbers(x[: k + 1]), "y": numbers(y[: k + 1])} for j, y in enumerate(series)
    }
    heads = np.array([y[k] for y in series])
    frame[2 * m] = {"x": numbers(np.full(m, x[k])), "y": numbers(heads)}
    return frame


def values_in_words(k: int, x: Array, series: Mapping[str, Array], x_name: str, digits: str) -> str:
    values = ", ".join(f"{name} {y[k]:{digits}}" for name, y in series.items())
    return f"{values} after {x[k]:,.6g} {x_name}"
