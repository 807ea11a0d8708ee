"""Panel: one plot of a figure, as traces, layout and frames in plotly's words.

A frame says only what changes: for trace number k, the settings that are new.  Frames stand in
rows, one for each example whose numbers can be shown, and in columns, one for each step; a panel
that does not depend on the example has one row, and a panel that never changes has none.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from oddsmith.neuron import Array

if TYPE_CHECKING:
    from plotly.graph_objects import Figure as PlotlyFigure

Trace = dict[str, Any]
Frame = dict[int, Trace]
DIGITS = 6  # of the numbers that are drawn

FONT = {"family": "system-ui, sans-serif", "size": 13, "color": "#1a1a1a"}
AXIS: Trace = {
    "fixedrange": True,
    "zeroline": False,
    "gridcolor": "#e6e6e6",
    "linecolor": "#767676",
    "automargin": True,
    "tickangle": 0,
}
LAYOUT: Trace = {
    "font": FONT,
    "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
    "paper_bgcolor": "#ffffff",
    "plot_bgcolor": "#ffffff",
    "dragmode": False,
    "hoverlabel": {"font": FONT},
    "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": 12}},
    "showlegend": False,
}


@dataclass(frozen=True, eq=False)
class Panel:
    """A plot that plays.

    Parameters
    ----------
    title, alt : str
        What it is called, and what it shows in words, for a reader who cannot see it.
    traces : tuple of dict
        Plotly's traces, without what `frames` says.
    layout : dict
        Beside `LAYOUT`.
    frames, captions : tuple of tuples
        ``frames[example][step]`` and, below the plot, ``captions[example][step]``.

    Examples
    --------
    >>> dot = Panel("A dot", "It moves.", ({"type": "scatter"},), {}, (({0: {"x": [1]}},),))
    >>> dot.start()
    [{'type': 'scatter', 'x': [1]}]
    """

    title: str
    alt: str
    traces: tuple[Trace, ...]
    layout: Trace
    frames: tuple[tuple[Frame, ...], ...] = ()
    captions: tuple[tuple[str, ...], ...] = ()

    def start(self, example: int = 0) -> list[Trace]:
        """The traces at the first step."""
        first = self.frames[example % len(self.frames)][0] if self.frames else {}
        return [merged(trace, first.get(k, {})) for k, trace in enumerate(self.traces)]

    def over(self, trace: Trace, frames: Sequence[Trace] = ()) -> "Panel":
        """The same panel with one trace more on top; a frame a step where the trace changes.

        Parameters
        ----------
        trace : dict
        frames : sequence of dict
            What is new of the trace at each step; the panel's own frames have as many.

        Examples
        --------
        >>> dot = Panel("A dot", "It moves.", ({"type": "scatter"},), {}, (({0: {"x": [1]}},),))
        >>> dot.over({"type": "scatter"}, [{"x": [2]}]).frames
        (({0: {'x': [1]}, 1: {'x': [2]}},),)
        """
        k = len(self.traces)
        own = self.frames or ((({},) * len(frames),) if frames else ())
        rows = tuple(
            tuple({**f, k: new} for f, new in zip(row, frames, strict=True)) if frames else row
            for row in own
        )
        return replace(self, traces=(*self.traces, trace), frames=rows)

    def titled(self, title: str) -> "Panel":
        """The same panel under another title."""
        return replace(self, title=title)

    def drawn(self) -> Trace:
        """The layout, with what all panels share."""
        own = {k: merged(AXIS, v) if "axis" in k else v for k, v in self.layout.items()}
        return merged({**LAYOUT, "xaxis": AXIS, "yaxis": AXIS}, own)

    def figure(self, steps: tuple[str, ...] = (), example: int = 0) -> "PlotlyFigure":
        """A plotly figure with plotly's own player, for a notebook."""
        from plotly.graph_objects import Figure as PlotlyFigure

        frames = self.frames[example % len(self.frames)] if self.frames else ()
        names = steps or tuple(map(str, range(len(frames))))
        title = {"title": {"text": self.title}, "margin": {"t": 60, "b": 60}}
        return PlotlyFigure(
            data=self.start(example),
            layout=merged(self.drawn(), title | player(names if len(frames) > 1 else ())),
            frames=[
                {
                    "name": name,
                    "data": [{"type": self.traces[k]["type"], **new} for k, new in frame.items()],
                    "traces": list(frame),
                }
                for name, frame in zip(names, frames, strict=False)
            ],
        )


def merged(one: Trace, other: Trace) -> Trace:
    """Both settings, the other's where they differ; settings inside settings alike.

    Examples
    --------
    >>> merged({"line": {"width": 2, "dash": "dot"}}, {"line": {"width": 5}})
    {'line': {'width': 5, 'dash': 'dot'}}
    """
    inner = {
        k: merged(one[k], v) if isinstance(v, dict) and isinstance(one.get(k), dict) else v
        for k, v in other.items()
    }
    return {**one, **inner}


def player(names: tuple[str, ...]) -> Trace:
    """Plotly's slider and its play and pause buttons, for frames of these names."""
    if not names:
        return {}
    now = {"mode": "immediate", "transition": {"duration": 0}, "frame": {"duration": 0}}
    run = {"fromcurrent": True, "transition": {"duration": 0}, "frame": {"duration": 150}}
    moves = [{"label": name, "method": "animate", "args": [[name], now]} for name in names]
    buttons = [
        {"label": "Play", "method": "animate", "args": [None, run]},
        {"label": "Pause", "method": "animate", "args": [[None], now]},
    ]
    menu = {"type": "buttons", "direction": "left", "x": 0, "y": -0.15, "yanchor": "top"}
    return {
        "sliders": [{"steps": moves, "y": -0.25, "currentvalue": {"prefix": ""}}],
        "updatemenus": [{**menu, "buttons": buttons}],
    }


def numbers(values: Array, digits: int = DIGITS) -> Any:
    """An array as nested lists of numbers of so many digits; None where there is no number.

    Examples
    --------
    >>> numbers(np.array([1 / 3, 2e6, np.nan]))
    [0.333333, 2000000, None]
    """
    values = np.asarray(values, dtype=float)
    if values.ndim:
        return [numbers(part, digits) for part in values]
    if not np.isfinite(values):
        return None
    short = float(f"{values:.{digits}g}")
    return int(short) if short.is_integer() and abs(short) < 1e15 else short


def axis(name: str, ends: tuple[float, float] | None = None, **more: Any) -> Trace:
    """An axis with its name and, where given, its ends."""
    ranged = {} if ends is None else {"range": list(ends)}
    return {"title": {"text": name, "standoff": 6}, **ranged, **more}
