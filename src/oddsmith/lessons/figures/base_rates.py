"""One more unit of a column, from every base rate: the same step on the log-odds.

p after = sigmoid(log(p / (1 - p)) + w)
"""

from typing import TYPE_CHECKING

import numpy as np

from oddsmith.colours import BLACK, BLUE, GREY, VERMILION, faint
from oddsmith.learn import OddsExplanation, explain
from oddsmith.lessons.figure import Figure
from oddsmith.lessons.panels import Line, Panel, Table, Trace
from oddsmith.lessons.panels.panel import axis, numbers
from oddsmith.neuron import sigmoid

if TYPE_CHECKING:
    from oddsmith.result import Fit

RATES = (0.01, *np.linspace(0.05, 0.95, 19).round(2).tolist(), 0.99)


def one_more_from_each(fit: "Fit", name: str) -> Figure:
    """What one more of a column does to a probability, from every base rate."""
    found = explain(fit, name, base_rates=RATES)
    steps = tuple(f"Base rate {rate:.0%}" for rate in RATES)
    panels = (on_the_sigmoid(found), before_and_after(found), there_and_back(found))
    return Figure(f"One more of {name}, from every base rate", panels, steps)


def on_the_sigmoid(found: OddsExplanation) -> Panel:
    """The step along the log-odds, always as long, and the rise of the probability with it."""
    w, before = found.coefficient, np.array(RATES)
    z, after = np.log(before / (1 - before)), np.array([one.after for one in found.changes])
    reach = float(np.abs(z).max()) + 1.5 * abs(w)
    fine = np.linspace(-reach, reach, 121)
    curve = {"x": numbers(fine), "y": numbers(sigmoid(fine)), "name": "p = sigmoid(z)"}
    traces = (
        {"type": "scatter", "mode": "lines", "line": {"color": GREY, "width": 2}, **curve},
        stroke(f"w = {w:.3f}", BLUE),
        stroke("what p makes of it", VERMILION),
        dots(),
    )
    frames = tuple(
        {
            1: {"x": numbers(np.array([a, a + w])), "y": numbers(np.array([p, p]))},
            2: {"x": numbers(np.array([a + w, a + w])), "y": numbers(np.array([p, q]))},
            3: {"x": numbers(np.array([a, a + w])), "y": numbers(np.array([p, q]))},
        }
        for a, p, q in zip(z, before, after, strict=True)
    )
    layout = {
        "xaxis": axis("log-odds z", (-reach, reach)),
        "yaxis": axis("probability", (-0.03, 1.03)),
        "showlegend": True,
        "hovermode": False,
    }
    alt = (
        f"The sigmoid, and on it a step of {w:.3f} along the log-odds; the rise of the probability "
        f"that comes with it is largest in the middle, {100 * (after - before).max():.1f} points."
    )
    return Panel("The same step on the log-odds", alt, traces, layout, (frames,))


def stroke(name: str, colour: str) -> Trace:
    line = {"color": colour, "width": 4}
    return {"type": "scatter", "mode": "lines", "name": name, "line": line}


def dots() -> Trace:
    mark = {"size": 12, "color": BLACK, "symbol": ["circle", "triangle-up"]}
    return {"type": "scatter", "mode": "markers", "marker": mark, "showlegend": False}


def before_and_after(found: OddsExplanation) -> Panel:
    """The probability after against that before, with its interval as a band."""
    x = np.array(RATES)
    after, low, high = (
        np.array([getattr(one, part) for one in found.changes]) for part in ("after", "low", "high")
    )
    band = {"x": numbers(np.r_[x, x[::-1]]), "y": numbers(np.r_[low, high[::-1]])}
    line = {"type": "scatter", "mode": "lines"}
    traces = (
        {**line, **band, "fill": "toself", "fillcolor": faint(BLUE, 0.18), "line": {"width": 0}}
        | {"name": f"{found.level:.0%} interval"},
        {**line, "x": [0, 1], "y": [0, 1], "line": {"color": GREY, "width": 1.5, "dash": "dot"}}
        | {"name": "no change"},
        {**line, "x": numbers(x), "y": numbers(after), "line": {"color": BLUE, "width": 2.5}}
        | {"name": f"one more of {found.name}"},
        {**line, "line": {"color": VERMILION, "width": 4}, "showlegend": False},
        dots(),
    )
    frames = tuple(
        {k: {"x": numbers(np.array([p, p])), "y": numbers(np.array([p, q]))} for k in (3, 4)}
        for p, q in zip(x, after, strict=True)
    )
    captions = tuple(
        f"From {one.before:.1%} to {one.after:.1%} (interval {one.low:.1%} to {one.high:.1%})"
        for one in found.changes
    )
    layout = {
        "xaxis": axis("probability before", (0, 1)),
        "yaxis": axis("probability after", (0, 1)),
        "showlegend": True,
        "hovermode": False,
    }
    alt = (
        f"The probability with one more of {found.name} against that before, beside the line of no "
        "change, which it meets at both ends; a band for its interval."
    )
    return Panel("Before and after", alt, traces, layout, (frames,), (captions,))


def there_and_back(found: OddsExplanation) -> Table:
    """From a probability to its odds, times the odds ratio, and back."""
    alt = "The arithmetic of one base rate: to the odds, times the odds ratio, and back."
    lines = tuple(rate_lines(found, k) for k in range(len(RATES)))
    return Table("The arithmetic", alt, (lines,))


def rate_lines(found: OddsExplanation, k: int) -> tuple[Line, ...]:
    p, q, w = found.changes[k].before, found.changes[k].after, found.coefficient
    odds, more = p / (1 - p), q / (1 - q)
    z, times = float(np.log(odds)), found.odds_ratio
    entries = [
        ("Before", "odds", "p / (1 - p)", f"{p:g} / {1 - p:g}", f"{odds:.4f}"),
        ("Before", "z", "log(odds)", f"log({odds:.4f})", f"{z:.4f}"),
        ("One more", "new z", "z + w", f"{z:.4f} + {w:.4f}", f"{z + w:.4f}"),
        ("One more", "new odds", "odds·exp(w)", f"{odds:.4f}·{times:.4f}", f"{more:.4f}"),
        ("After", "new p", "odds / (1 + odds)", f"{more:.4f} / {1 + more:.4f}", f"{q:.4f}"),
        ("After", "change", "new p - p", f"{q:.4f} - {p:g}", f"{q - p:+.4f}"),
        ("After", "ratio", "new p / p", f"{q:.4f} / {p:g}", f"{q / p:.4f}"),
    ]
    return tuple(Line(*entry, shape="()") for entry in entries)
