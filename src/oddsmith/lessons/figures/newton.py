"""Newton's method as a figure: the quadratic model at each step, and the jump to its lowest place.

model at w      m(s) = F + gᵀs + ½ sᵀ H s          lowest at    s* = -H⁻¹ g,  F - ½ s*ᵀ H s*
its level line through w                           (s - s*)ᵀ H (s - s*) = s*ᵀ H s*
"""

from dataclasses import replace

import numpy as np

from oddsmith.colours import BLACK, BLUE, VERMILION
from oddsmith.lessons.figure import Figure
from oddsmith.lessons.figures.newton_passes import Descent, passes
from oddsmith.lessons.landscape import Plane, values
from oddsmith.lessons.panels import Panel, curves, neuron, path, response
from oddsmith.lessons.panels.panel import axis, numbers
from oddsmith.neuron import Array, sigmoid

PLANE = Plane(np.zeros(2), np.array([1.0, 0]), np.array([0.0, 1]), ("w", "b"))
ROUNDING = 1e-13  # of the loss: drops that mean nothing
ALONG = np.linspace(-0.25, 2.0, 91)  # in full steps


def newton_plays(
    made: Descent, *, title: str, name: str, classes: tuple[str, str], row: int
) -> Figure:
    """Every step: neuron, output, loss, map with the model's level line, model, and arithmetic."""
    steps = len(made.value)
    shown = np.full((1, steps), row)
    z = made.w[None] @ [made.x[row], 1.0]  # (1, T)
    weights, bias = made.w[:, :1], made.w[:, 1]
    inputs = np.full((1, steps, 1), made.x[row])
    panels = (
        neuron((name,), inputs, weights, bias, z, sigmoid(z)),
        response(made.x, made.y, made.w[:, 0], bias, name=name, classes=classes, shown=shown),
        loss_so_far(made),
        model_on_map(made),
        model_on_the_way(made),
        passes(made, row),
    )
    words = tuple(f"Steps of Newton's method: {k}" for k in range(steps))
    return Figure(title, panels, words)


def model_on_map(made: Descent) -> Panel:
    """The path, and the level line of each model through the place where it is made."""
    lines = [level(w, s, H) for w, s, H in zip(made.w, made.full, made.H, strict=True)]
    lowest = made.w + made.full
    beyond = lowest[0] + made.full[0] / 4
    panel = path(made.objective, PLANE, made.w, around=beyond[None])
    alt = (
        f"{panel.alt} At each step a dashed ellipse shows where the quadratic model is as high as "
        "at the place itself, and a star its lowest place."
    )
    dash = {"color": BLACK, "width": 1.5, "dash": "dash"}
    star = {"symbol": "star", "size": 13, "color": BLUE, "line": {"color": BLACK, "width": 1}}
    line = [{"x": numbers(at[:, 0]), "y": numbers(at[:, 1])} for at in lines]
    jump = [{"x": numbers(at[:1]), "y": numbers(at[1:])} for at in lowest]
    return (
        replace(panel, alt=alt)
        .over({"type": "scatter", "mode": "lines", "line": dash}, line)
        .over({"type": "scatter", "mode": "markers", "marker": star}, jump)
        .titled("The path, and the model where it stands")
    )


def level(w: Array, full: Array, H: Array) -> Array:
    """The level line of the model at w through w itself, an ellipse around w + s*: (m, 2).

    Examples
    --------
    >>> level(np.zeros(2), np.array([1.0, 0.0]), np.eye(2))[[0, 20]].round(6).tolist()
    [[2.0, 0.0], [1.0, 1.0]]
    """
    around = np.linspace(0, 2 * np.pi, 81)
    circle = np.stack([np.cos(around), np.sin(around)])  # (2, m)
    curvature, vectors = np.linalg.eigh(H)
    size = np.sqrt(full @ H @ full / curvature)
    return np.asarray(w + full + (vectors * size @ vectors.T @ circle).T)


def loss_so_far(made: Descent) -> Panel:
    """How far the loss is above that after the last step."""
    k = np.arange(len(made.value) - 1.0)
    ends = f"from {made.excess[0]:.2g} to {made.excess[-2]:.2g} before the last step"
    return curves(
        np.append(k, len(k)),
        {"loss - last loss": np.append(made.excess[:-1], np.nan)},
        x_name="steps",
        y_name="loss - last loss",
        title="The loss so far",
        alt=f"The mean loss less that after the last step, by steps: {ends}.",
        grows=True,
        log_y=True,
    )


def model_on_the_way(made: Descent) -> Panel:
    """Loss and model along the full step, both in units of the drop that the model promises."""
    drop = np.einsum("ti,tij,tj->t", made.full, made.H, made.full) / 2  # (T,)
    heights = [
        (values(made.objective, w + ALONG[:, None] * s) - value) / size
        if size > ROUNDING * value
        else np.full(len(ALONG), np.nan)
        for w, s, value, size in zip(made.w, made.full, made.value, drop, strict=True)
    ]
    parabola = {"x": numbers(ALONG), "y": numbers(ALONG**2 - 2 * ALONG), "name": "the model"}
    dash = {"color": VERMILION, "width": 2.5, "dash": "dash"}
    traces = (
        {"type": "scatter", "mode": "lines", "line": dash, **parabola},
        {
            "type": "scatter",
            "mode": "lines",
            "name": "the loss",
            "x": numbers(ALONG),
            "line": {"color": BLUE, "width": 2.5},
        },
    )
    frames = tuple({1: {"y": numbers(height)}} for height in heights)
    captions = tuple(map(promised, made.value, drop, [*made.value[1:], None]))
    layout = {
        "xaxis": axis("full steps"),
        "yaxis": axis("rise, in promised drops", (-1.4, 1.4)),
        "showlegend": True,
        "hovermode": False,
    }
    alt = (
        "The loss along the full step and the parabola that is its model at the start of the step, "
        "both divided by the drop that the model promises for one full step."
    )
    return Panel("Loss and model along the step", alt, traces, layout, (frames,), (captions,))


def promised(value: float, drop: float, after: float | None) -> str:
    if drop <= ROUNDING * value:
        return "The model promises a drop below rounding."
    got = "" if after is None else f", the step brings {value - after:.3g}"
    return f"The model promises a drop of {drop:.3g}{got}"
