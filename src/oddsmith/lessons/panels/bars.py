"""Parts of a sum as bars: filled where they have been added, with the sum so far beside them."""

from collections.abc import Sequence

import numpy as np

from oddsmith.colours import BLUE, VERMILION, WHITE
from oddsmith.lessons.panels.panel import Panel, axis, numbers
from oddsmith.neuron import Array


def bars(
    parts: Array,
    added: Sequence[int],
    names: Sequence[str],
    *,
    x_name: str,
    y_name: str,
    title: str,
    alt: str,
) -> Panel:
    """Draw m parts, and the sum of those added, at each of T steps.

    Parameters
    ----------
    parts : ndarray of shape (T, m)
    added : sequence of T int
        How many of them have been added.
    names : sequence of m str
    x_name, y_name, title, alt : str
    """
    m = len(names)
    sums = np.array([row[:k].sum() for row, k in zip(parts, added, strict=True)])
    low = min(0.0, float(parts.min()), float(sums.min()))
    high = max(0.0, float(parts.max()), float(sums.max()))
    margin = 0.06 * (high - low)
    outline = {"color": [BLUE] * m + [VERMILION], "width": 2}
    trace = {"type": "bar", "x": [*names, "so far"], "marker": {"line": outline}}
    frames = tuple(
        {
            0: {
                "y": numbers(np.append(row, total)),
                "marker": {"color": [BLUE] * k + [WHITE] * (m - k) + [VERMILION]},
            }
        }
        for row, k, total in zip(parts, added, sums, strict=True)
    )
    layout = {
        "xaxis": axis(x_name, type="category"),
        "yaxis": axis(y_name, (low - margin, high + margin), zeroline=True),
        "hovermode": False,
    }
    captions = tuple(
        f"{total:.4f} so far, {row.sum():.4f} in all"
        for row, total in zip(parts, sums, strict=True)
    )
    return Panel(title, alt, (trace,), layout, (frames,), (captions,))
