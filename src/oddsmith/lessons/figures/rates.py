"""Gradient descents over the same loss, played side by side."""

from collections.abc import Mapping

import numpy as np

from oddsmith.lessons.figure import Figure
from oddsmith.lessons.landscape import Plane
from oddsmith.lessons.panels import Panel, curves, path
from oddsmith.lessons.record import Walk, walk
from oddsmith.neuron import Array
from oddsmith.objective import Objective
from oddsmith.solvers import GradientDescent


def side_by_side(
    title: str,
    objectives: Mapping[str, Objective],
    plane: Plane,
    walks: Mapping[str, Walk],
    *,
    x_name: str = "steps",
    each: float = 1.0,
    lowest: float = 0.0,
    around: Mapping[str, Array] | None = None,
) -> Figure:
    """A map with its path for each walk, and how far all of them are above the lowest loss.

    Parameters
    ----------
    title : str
    objectives, walks : mappings of str
        Under the same names; all walks of the same length.
    plane : Plane
        Of the maps.
    x_name, each : str and float
        What a step is counted in, and how many of it a step is.
    lowest : float
        The least value of the objectives.
    around : mapping of str to ndarray of shape (m, 2), optional
        Places of the plane that each map holds besides; those of all walks where not given.
    """
    everywhere = plane.shadow(np.concatenate([walk.w for walk in walks.values()]))
    views = around or dict.fromkeys(walks, everywhere)
    maps = [
        path(objectives[name], plane, walk.w, around=views[name]).titled(f"The path: {name}")
        for name, walk in walks.items()
    ]
    steps = next(iter(walks.values())).steps * each
    names = tuple(f"{x_name.capitalize()}: {step:,.4g}" for step in steps)
    return Figure(title, (*maps, excess(steps, walks, x_name, lowest)), names)


def by_batches(
    objective: Objective,
    plane: Plane,
    rate: float,
    *,
    sizes: tuple[int, ...],
    each: int,
    lowest: float,
) -> Figure:
    """Two epochs from zero with batches of several sizes, seen again after every `each` rows.

    The largest size is the number of rows, n, and all others divide it.
    """
    n = max(sizes)
    read = np.arange(0, 2 * n + 1, each)
    walks = {}
    for size in sizes:
        solver = GradientDescent(rate, batch_size=size, seed=0)
        made = walk(solver, objective, np.zeros(objective.penalty.l1.shape), 2 * n // size)
        after = read // size  # steps made when so many rows have been read
        name = "1 row" if size == 1 else f"{size} rows"
        walks[name] = Walk(np.arange(float(len(read))), made.w[after], made.value[after])
    return side_by_side(
        "The same rate with batches of several sizes",
        dict.fromkeys(walks, objective),
        plane,
        walks,
        x_name="epochs",
        each=each / n,
        lowest=lowest,
    )


def excess(steps: Array, walks: Mapping[str, Walk], x_name: str, lowest: float) -> Panel:
    above = {name: walk.value - lowest for name, walk in walks.items()}
    ends = "; ".join(f"{name} ends {value[-1]:.2g} above it" for name, value in above.items())
    return curves(
        steps,
        above,
        x_name=x_name,
        y_name="loss - lowest loss",
        title="How far above the lowest loss",
        alt=f"The mean loss less the lowest there is, by {x_name}: {ends}.",
        grows=True,
        log_y=True,
    )
