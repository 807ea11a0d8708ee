"""A histogram that fills: numbers that come one after the other, beside the curve expected.

bar of a bin = how many of the first k lie in it          curve = k · density · width of a bin
"""

from collections.abc import Mapping, Sequence

import numpy as np

from oddsmith.colours import BLACK, COLOURS, DASHES, faint
from oddsmith.lessons.panels.panel import Frame, Panel, Trace, axis, numbers
from oddsmith.neuron import Array

BINS = 24
FINE = 121  # places of the curve


def histogram(
    values: Array,
    after: Sequence[int],
    mean: float,
    deviation: float,
    intervals: Mapping[str, Array],
    *,
    x_name: str,
    title: str,
    alt: str,
) -> Panel:
    """Draw the first k values for each k of `after`.

    Parameters
    ----------
    values : ndarray of shape (B,)
    after : sequence of T int
    mean, deviation : float
        Of the normal curve expected.
    intervals : mapping of str to ndarray of shape (T, 2)
        Drawn below the bars, and told in the caption; NaN where there is none yet.
    x_name, title, alt : str
    """
    edges = np.linspace(values.min(), values.max(), BINS + 1)
    counts = np.array([np.histogram(values[:k], edges)[0] for k in after])  # (T, BINS)
    x = np.linspace(edges[0], edges[-1], FINE)
    bell = np.exp(-(((x - mean) / deviation) ** 2) / 2) / (deviation * np.sqrt(2 * np.pi))
    expected = np.outer(after, bell * (edges[1] - edges[0]))  # (T, FINE)
    top = float(max(counts.max(), expected.max()))
    below = [-0.08 * top * k for k in range(1, len(intervals) + 1)]
    traces = (bars(edges), line("normal curve", x), *map(ends, range(len(intervals)), intervals))
    frames = tuple(
        frame(t, counts, expected, list(intervals.values()), below) for t in range(len(after))
    )
    layout = {
        "xaxis": axis(x_name),
        "yaxis": axis("resamples", (-0.08 * top * (len(intervals) + 1), 1.1 * top)),
        "showlegend": True,
        "hovermode": False,
        "bargap": 0.06,
    }
    captions = tuple(
        "; ".join(in_words(name, pair[t]) for name, pair in intervals.items())
        for t in range(len(after))
    )
    return Panel(title, alt, traces, layout, (frames,), (captions,))


def bars(edges: Array) -> Trace:
    middles = (edges[:-1] + edges[1:]) / 2
    return {
        "type": "bar",
        "x": numbers(middles),
        "marker": {"color": faint(COLOURS[0], 0.45), "line": {"color": COLOURS[0], "width": 1}},
        "showlegend": False,
    }


def line(name: str, x: Array) -> Trace:
    stroke = {"color": BLACK, "width": 2, "dash": "dot"}
    return {"type": "scatter", "mode": "lines", "name": name, "x": numbers(x), "line": stroke}


def ends(k: int, name: str) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "line": {"color": COLOURS[k], "width": 4, "dash": DASHES[k]},
        "marker": {"symbol": "line-ns", "size": 12, "line": {"color": COLOURS[k], "width": 3}},
    }


def frame(t: int, counts: Array, expected: Array, pairs: list[Array], below: list[float]) -> Frame:
    drawn: Frame = {0: {"y": numbers(counts[t])}, 1: {"y": numbers(expected[t])}}
    for k, (pair, height) in enumerate(zip(pairs, below, strict=True)):
        drawn[2 + k] = {"x": numbers(pair[t]), "y": numbers(np.full(2, height))}
    return drawn


def in_words(name: str, pair: Array) -> str:
    return f"{name} –" if np.isnan(pair).any() else f"{name} {pair[0]:.3f} to {pair[1]:.3f}"
