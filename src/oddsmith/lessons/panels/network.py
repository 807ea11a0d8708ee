"""Neurons as circles and weights as lines between them: wide where large, dashed where negative.

For one neuron (see `neuron`) the circles are its inputs and the bias's 1, the sum z, and out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from oddsmith.colours import BLACK, BLUE, VERMILION, WHITE
from oddsmith.lessons.panels.panel import Frame, Panel, Trace
from oddsmith.neuron import Array

WIDEST = 7.0  # pixels, of the largest weight of all steps
THINNEST = 1.0
LIFT = 0.08  # of a label over a level line
BESIDE = {-1: "top right", 0: "top center", 1: "bottom right"}  # by the line's rise


@dataclass(frozen=True, eq=False)
class Node:
    """A circle at (x, y) with its name, and its value for each example and step (E, T)."""

    name: str
    x: float
    y: float
    values: Array


@dataclass(frozen=True, eq=False)
class Edge:
    """A line from one node to another, by their places in the list, with a weight a step (T,).

    Without weights it is a plain arrow: what leaves one node is what enters the other.  The weight
    is written with the name, if there is one, at a share `at` of the way where that is given.
    """

    start: int
    end: int
    name: str = ""
    weights: Array | None = None
    at: float | None = None


def network(
    nodes: Sequence[Node], edges: Sequence[Edge], *, title: str, alt: str, digits: int = 2
) -> Panel:
    """Draw any network; T steps and E examples are those of the nodes' values."""
    examples, steps = nodes[0].values.shape
    largest = max(
        (float(np.abs(e.weights).max()) for e in edges if e.weights is not None), default=1
    )
    traces = [*(line(nodes, edge) for edge in edges), circles(nodes), labels(nodes, edges)]
    frames = [
        [frame(nodes, edges, example, step, largest, digits) for step in range(steps)]
        for example in range(examples)
    ]
    x, y = [node.x for node in nodes], [node.y for node in nodes]
    layout = {
        "xaxis": {"visible": False, "range": [min(x) - 0.4, max(x) + 0.4]},
        "yaxis": {"visible": False, "range": [min(y) - 0.5, max(y) + 0.5]},
        "hovermode": False,
    }
    return Panel(title, alt, tuple(traces), layout, tuple(map(tuple, frames)))


def line(nodes: Sequence[Node], edge: Edge) -> Trace:
    ends = nodes[edge.start], nodes[edge.end]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [end.x for end in ends],
        "y": [end.y for end in ends],
        "line": {"color": BLACK, "width": THINNEST},
    }


def circles(nodes: Sequence[Node]) -> Trace:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [node.x for node in nodes],
        "y": [node.y for node in nodes],
        "marker": {"size": 58, "color": WHITE, "line": {"color": BLACK, "width": 1.5}},
        "textposition": "middle center",
    }


def labels(nodes: Sequence[Node], edges: Sequence[Edge]) -> Trace:
    """Each weight stands beside its line, on the side that the line turns away from."""
    weighted = [e for e in edges if e.weights is not None]
    ends = [(nodes[e.start], nodes[e.end]) for e in weighted]
    along = [
        (0.5 if a.y == b.y else 0.4) if e.at is None else e.at
        for e, (a, b) in zip(weighted, ends, strict=True)
    ]
    places = [
        (a.x + t * (b.x - a.x), a.y + t * (b.y - a.y) + LIFT * (a.y == b.y))
        for t, (a, b) in zip(along, ends, strict=True)
    ]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [x for x, _ in places],
        "y": [y for _, y in places],
        "textposition": [BESIDE[int(np.sign(b.y - a.y))] for a, b in ends],
    }


def frame(
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    example: int,
    step: int,
    largest: float,
    digits: int,
) -> Frame:
    weighted = [(k, e, e.weights[step]) for k, e in enumerate(edges) if e.weights is not None]
    drawn: Frame = {k: {"line": stroke(float(w), largest)} for k, _, w in weighted}
    inside = [f"{node.name}<br>{short(node.values[example, step], digits)}" for node in nodes]
    drawn[len(edges)] = {"text": inside}
    drawn[len(edges) + 1] = {"text": [weight_text(e, w, digits) for _, e, w in weighted]}
    return drawn


def weight_text(edge: Edge, w: float, digits: int) -> str:
    return f"{edge.name} = {w:.{digits}f}" if edge.name else f"{w:.{digits}f}"


def stroke(w: float, largest: float) -> Trace:
    width = THINNEST + (WIDEST - THINNEST) * abs(w) / (largest or 1.0)
    colour, dash = (BLUE, "solid") if w >= 0 else (VERMILION, "dash")
    return {"color": colour, "width": round(width, 2), "dash": dash}


def short(value: float, digits: int) -> str:
    """A number for inside a circle: whole numbers stay whole.

    Examples
    --------
    >>> short(1.0, 2), short(0.123, 2), short(float("inf"), 2)
    ('1', '0.12', 'inf')
    """
    return f"{value:g}" if not np.isfinite(value) or value == int(value) else f"{value:.{digits}f}"


def neuron(
    inputs: Sequence[str], x: Array, weights: Array, bias: Array, z: Array, out: Array
) -> Panel:
    """One neuron with the example that goes through it.

    Parameters
    ----------
    inputs : sequence of p str
    x : ndarray of shape (E, T, p)
        The inputs of each example, at each step.
    weights, bias : ndarray of shape (T, p) and (T,)
    z, out : ndarray of shape (E, T)
    """
    p = len(inputs)
    heights = np.arange(p, -1, -1.0)  # the bias's 1 stands below the inputs
    middle = float(heights.mean())
    entries = [Node(name, 0.0, heights[j], x[:, :, j]) for j, name in enumerate(inputs)]
    one = Node("bias", 0.0, heights[p], np.ones_like(z))
    nodes = [*entries, one, Node("z", 1.3, middle, z), Node("out", 2.3, middle, out)]
    edges = [Edge(j, p + 1, f"w{j + 1}", weights[:, j]) for j in range(p)]
    edges += [Edge(p, p + 1, "b", bias), Edge(p + 1, p + 2)]
    alt = (
        f"A neuron: inputs {', '.join(inputs)} and a 1 for the bias, each joined to the sum z by a "
        "line as wide as its weight is large, solid where positive and dashed where negative; from "
        "z the sigmoid makes out."
    )
    panel = network(nodes, edges, title="The neuron", alt=alt)
    captions = tuple(weights_in_words(w, b) for w, b in zip(weights, bias, strict=True))
    return Panel(panel.title, alt, panel.traces, panel.layout, panel.frames, (captions,))


def weights_in_words(w: Array, b: float) -> str:
    pairs = [*((f"w{j}", value) for j, value in enumerate(w, start=1)), ("b", b)]
    return ", ".join(f"{name} = {value:.4f}" for name, value in pairs)
