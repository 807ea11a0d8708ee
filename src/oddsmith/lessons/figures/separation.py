"""Weights that grow for ever on AND, and how a penalty and Firth's end that.

A log axis of updates shows the growth as a straight line: w grows by the same amount each time the
number of updates is multiplied by ten.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from oddsmith.inference.jeffreys import Jeffreys
from oddsmith.lessons.figure import Figure
from oddsmith.lessons.gates import gate
from oddsmith.lessons.landscape import objective_of
from oddsmith.lessons.panels import Panel, curves, path
from oddsmith.lessons.play import plane_of, play
from oddsmith.lessons.record import log_spaced, walk
from oddsmith.neuron import Array, Neuron
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty
from oddsmith.solvers import GradientDescent

LONG, SHORT = 100_000, 1000  # updates
STRENGTH = 0.05


def trained_for_long() -> Figure:
    """AND with cross-entropy, with growth and loss on logarithmic axes."""
    task = gate("and")
    neuron = Neuron(1.0, LONG, 4, loss="cross-entropy", seed=0).fit(task.X, task.y)
    updates = log_spaced(LONG, most=24)
    figure = play(task, neuron, title="AND for a very long time", updates=updates)
    drawn, where, _, valley, table = figure.panels
    w, b = neuron.history.weights[updates], neuron.history.bias[updates]
    growth = by_log_of_updates(
        updates, {"w1": w[:, 0], "w2": w[:, 1], "-b": -b}, "weights", "The weights so far"
    )
    # batches are the whole table, so that epochs are updates
    loss = {"mean loss": neuron.history.mean_losses()[updates]}
    falling = by_log_of_updates(updates, loss, "mean loss", "The loss so far", log_y=True)
    return replace(figure, panels=(drawn, where, growth, falling, valley, table))


def by_log_of_updates(
    updates: list[int], series: Mapping[str, Array], what: str, title: str, *, log_y: bool = False
) -> Panel:
    """Curves that grow along a logarithmic axis of updates."""
    ends = "; ".join(f"{name} from {y[0]:.4f} to {y[-1]:.4f}" for name, y in series.items())
    return curves(
        np.array(updates, dtype=float),
        series,
        x_name="updates",
        y_name=what,
        title=title,
        alt=f"{what} against the logarithm of the number of updates: {ends}.",
        grows=True,
        log_x=True,
        log_y=log_y,
    )


def objectives() -> dict[str, Objective]:
    """The loss of AND as it is, with an L2 penalty, and with Firth's."""
    task = gate("and")
    plain = objective_of(task.X, task.y)
    ridge = replace(plain, penalty=Penalty.elastic_net(3, STRENGTH, free=[2]))
    return {
        "no penalty": plain,
        f"L2, λ = {STRENGTH:g}": ridge,
        "Firth's": Jeffreys(plain.data, plain.loss, plain.penalty),
    }


def three_descents() -> Figure:
    """Gradient descent on all three, from the same start with the same steps."""
    found = objectives()
    updates = log_spaced(SHORT, most=24)
    paths = {
        name: walk(GradientDescent(1.0), objective, np.zeros(3), SHORT).w[updates]
        for name, objective in found.items()
    }
    plane = plane_of(gate("and"), paths["no penalty"])
    around = plane.shadow(paths["no penalty"])
    growth = by_log_of_updates(updates, {n: w[:, 0] for n, w in paths.items()}, "w1", "w1 so far")
    maps = [
        path(
            found[name],
            plane,
            w,
            around=around,
            name="loss" if name == "no penalty" else "loss and penalty",
        ).titled(name[0].upper() + name[1:])
        for name, w in paths.items()
    ]
    steps = tuple(f"After {k:,} update{'s' * (k > 1)}" for k in updates)
    return Figure("No penalty, L2 penalty, Firth's", (growth, *maps), steps)
