"""Pictures of a path: coefficients named at their end, and the curve of cross-validation."""

from typing import TYPE_CHECKING, Any

import numpy as np

from oddsmith.design import Array

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from oddsmith.paths.cross import PathCV
    from oddsmith.paths.record import Record
    from oddsmith.paths.result import Path

NAMED = 12  # the largest coefficients, which are named
LABEL = "penalty λ, from strong to weak"


def axes(ax: Any) -> "Axes":
    """Where to draw; a new figure if nobody says."""
    if ax is not None:
        found: Axes = ax
        return found
    from matplotlib.figure import Figure

    new: Axes = Figure(figsize=(7, 4.5), layout="constrained").add_subplot()
    return new


def plot_path(path: "Path", given: Any, most: int) -> "Axes":
    """Coefficients, in units of the columns' deviation where those are penalised, against λ."""
    found = path.on_columns
    w = found if path.asked.intercept is None else np.delete(found, path.asked.intercept, axis=0)
    if path.standardize:
        w = w * path.deviations[:, None]
    return draw_coefficients(path, w, given, most, path.formula.split("~")[0].strip())


def draw_coefficients(path: "Record", w: Array, given: Any, most: int, what: str) -> "Axes":
    """Lines of w (p, m) against λ, the largest named at their ends."""
    ax = axes(given)
    shown = np.flatnonzero((w != 0).any(axis=1))
    x = path.penalties
    ax.plot(x, w[shown].T, linewidth=1.2)
    name_ends(ax, float(x[-1]), [(path.names[j], float(w[j, -1])) for j in shown], most)
    ax.axhline(0, color="0.6", linewidth=0.8)
    with_scale(ax, path)
    ax.set_ylabel("coefficient" + (" × deviation of the column" if path.standardize else ""))
    ax.set_title(f"Path of {what}, l1_ratio = {path.l1_ratio:g}", pad=28)
    return ax


def with_scale(ax: "Axes", path: "Record") -> None:
    """λ falling to the right, and above it the number of coefficients that are not zero."""
    positive = path.penalties[path.penalties > 0]
    if len(positive) == len(path.penalties):
        ax.set_xscale("log")
    else:
        ax.set_xscale("symlog", linthresh=float(positive[-1]) if len(positive) else 1.0)
    if len(path.penalties) > 1:
        ax.set_xlim(float(path.penalties[0]), float(path.penalties[-1]))
    ax.set_xlabel(LABEL)
    ticks = np.unique(np.linspace(0, len(path) - 1, min(len(path), 7)).round().astype(int))
    above = ax.secondary_xaxis("top")
    above.set_xticks(path.penalties[ticks], [str(path.n_nonzero[k]) for k in ticks])
    above.minorticks_off()
    above.set_xlabel("coefficients that are not zero")


def name_ends(ax: "Axes", x: float, ends: list[tuple[str, float]], most: int) -> None:
    """Names of the largest coefficients at the end of their lines, moved apart where they meet."""
    largest = sorted(ends, key=lambda end: -abs(end[1]))[:most]
    low, high = ax.get_ylim()
    gap, last = (high - low) / 28, -np.inf
    for name, y in sorted(largest, key=lambda end: end[1]):
        last = max(y, last + gap)
        ax.annotate(
            name,
            (x, y),
            xytext=(1.02, last),
            textcoords=ax.get_yaxis_transform(),
            va="center",
            fontsize="small",
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": "0.7", "linewidth": 0.6},
        )


def plot_cv(found: "PathCV", given: Any) -> "Axes":
    """The mean over folds with its error, and what both rules choose."""
    ax = axes(given)
    path = found.path
    ax.errorbar(
        path.penalties, found.mean, found.error, fmt="o", markersize=3, linewidth=0.8, color="C0"
    )
    for rule, style, said in (("min", "-", "best"), ("1se", "--", "one standard error")):
        k = found.position(rule)
        ax.axvline(
            float(path.penalties[k]),
            color="C3",
            linestyle=style,
            label=f"{said}: λ = {path.penalties[k]:.3g}, {path.n_nonzero[k]} coefficients",
        )
    with_scale(ax, path)
    ax.set_ylabel(f"{found.scoring} of rows held out")
    ax.legend()
    return ax
