"""Decision boundary: where in the plane of two variables a class is called."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from oddsmith.colours import BLACK, COLOURS
from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.inference.scenarios import mean_row, variables_of
from oddsmith.inference.table_rows import TableRows
from oddsmith.losses import sigmoid
from oddsmith.plots.canvas import MANY, begin, label, legend, plain, thin
from oddsmith.plots.given import fit_of
from oddsmith.result import Fit, MultinomialFit
from oddsmith.result.fitted import in_memory

MARKS = ("o", "^", "s", "D", "v", "P")
SIDE = 120  # points of the grid along each variable


@dataclass(eq=False)
class BoundaryDisplay:
    """Probabilities over a plane, the line where they are at a threshold, and the rows.

    Attributes
    ----------
    variables : pair of str
    held : dict
        What the other variables are held at: means, and commonest levels.
    x, y : ndarray of shape (s,)
        The grid.
    probability : ndarray of shape (s, s, K)
        Of each of K classes, two of them for a binary response; rows are those of y.
    points : ndarray of shape (n, 2)
        The rows of the fit.
    codes : ndarray of shape (n,)
        Their class.
    classes : tuple of str
    threshold : float
    ax_, figure_ : matplotlib Axes and Figure, after `plot`
    """

    variables: tuple[str, str]
    held: dict[str, Any]
    x: Array
    y: Array
    probability: Array
    points: Array
    codes: NDArray[np.intp]
    classes: tuple[str, ...]
    threshold: float = 0.5

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        variables: tuple[str, str] | None = None,
        *,
        threshold: float = 0.5,
        ax: Any = None,
    ) -> Self:
        """Of a fit, in the plane of two columns of numbers; the others are held.

        Parameters
        ----------
        estimator : Fit, MultinomialFit or LogisticRegression
        variables : pair of str, optional
            The first two columns of numbers that the formula uses, where not given.
        threshold : float
            Probability from which the modelled level is called; of several classes the most
            probable one is.
        """
        fit = fit_of(estimator)
        if not 0 < threshold < 1:
            raise InputError(f"threshold={threshold!r}: a probability between 0 and 1.")
        rows = fit._rows(None)
        pair = two_numbers(fit, rows, variables)
        x, y = (grid_of(rows.columns([name])[name]) for name in pair)
        known = variables_of(fit.terms, rows.columns(fit.terms.variables))
        table = mean_row(rows, known).table
        held = {name: table[name].iloc[0] for name in known if name not in pair}
        plane = pd.DataFrame({pair[0]: np.tile(x, len(y)), pair[1]: np.repeat(y, len(x))})
        p = probabilities(fit, rows, plane.assign(**held)).reshape(len(y), len(x), -1)
        points = np.column_stack([np.asarray(rows.columns([n])[n], dtype=float) for n in pair])
        codes, classes = classes_of(fit)
        return cls(pair, held, x, y, p, points, codes, classes, threshold).plot(ax)

    def plot(self, ax: Any = None) -> Self:
        """Draw; the display itself is given back."""
        ax = begin(self, ax, (6.6, 5.4))
        if len(self.classes) == 2:
            self.draw_levels(ax)
        else:
            self.draw_regions(ax)
        shown = thin(len(self.points), MANY)
        for k, name in enumerate(self.classes):
            at = shown[self.codes[shown] == k]
            ax.scatter(
                *self.points[at].T, s=26, edgecolor="white", linewidth=0.5, label=plain(name),
                marker=MARKS[k % len(MARKS)], color=COLOURS[k % len(COLOURS)],
            )  # fmt: skip
        n = len(self.points)
        part = [f"{len(shown):,} of {n:,} rows"] if len(shown) < n else []
        held = [f"{name} = {short(value)}" for name, value in self.held.items()]
        label(ax, *self.variables, ", ".join([*held, *part]))
        legend(ax, loc="upper left", bbox_to_anchor=(1.0, 1.0))
        return self

    def draw_levels(self, ax: Any) -> None:
        """Lines of equal probability, the threshold's thick."""
        p = self.probability[:, :, 1]
        colours = [COLOURS[0], COLOURS[1]]
        ax.contourf(self.x, self.y, p, levels=[-1, self.threshold, 2], colors=colours, alpha=0.12)
        others = [v for v in (0.1, 0.25, 0.5, 0.75, 0.9) if v != self.threshold]
        for levels, colour, width, dash in (
            (others, "0.35", 0.8, "--"),
            ([self.threshold], BLACK, 2.2, "-"),
        ):
            drawn = [v for v in levels if p.min() < v < p.max()]
            if drawn:
                style = {"colors": colour, "linewidths": width, "linestyles": dash}
                ax.clabel(ax.contour(self.x, self.y, p, levels=drawn, **style), fontsize=10)

    def draw_regions(self, ax: Any) -> None:
        """Regions of the most probable class."""
        called = self.probability.argmax(axis=2)
        edges = np.arange(len(self.classes) + 1) - 0.5
        colours = [COLOURS[k % len(COLOURS)] for k in range(len(self.classes))]
        ax.contourf(self.x, self.y, called, levels=edges, colors=colours, alpha=0.18)
        for k in range(len(self.classes)):
            if 0 < (called == k).mean() < 1:
                ax.contour(self.x, self.y, called == k, levels=[0.5], colors=BLACK, linewidths=1.2)


def short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def two_numbers(
    fit: Fit | MultinomialFit, rows: TableRows, given: tuple[str, str] | None
) -> tuple[str, str]:
    """The pair of columns of numbers, checked."""
    known = variables_of(fit.terms, rows.columns(fit.terms.variables))
    numeric = [name for name, variable in known.items() if not variable.levels]
    pair = tuple(numeric[:2] if given is None else given)
    if len(set(pair)) != 2 or not set(pair) <= set(numeric):
        raise InputError(
            f"variables={given!r}: a plane is that of two columns of numbers in the formula; there "
            f"are {', '.join(map(repr, numeric)) or 'none'}."
        )
    return pair[0], pair[1]


def grid_of(values: Any) -> Array:
    """The range of a column, and a twentieth beyond."""
    x = np.asarray(values, dtype=float)
    low, high = float(x.min()), float(x.max())
    more = 0.05 * ((high - low) or 1.0)
    return np.linspace(low - more, high + more, SIDE)


def probabilities(fit: Fit | MultinomialFit, rows: TableRows, table: pd.DataFrame) -> Array:
    """Of each class, (m, K); the offset at its mean."""
    if isinstance(fit, MultinomialFit):
        return fit.found.predictor.probabilities(fit.terms.design(table))
    shift = float(np.average(rows.shift * np.ones(len(rows.table)), weights=rows.weights))
    z = fit.predictor.raw(fit.terms.design(table)) + shift
    return np.column_stack([sigmoid(-z), sigmoid(z)])


def classes_of(fit: Fit | MultinomialFit) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """The class of each row of the fit, and their names."""
    what = "The rows of a picture"
    y = in_memory(fit._workings(what).rows, what).y
    if isinstance(fit, MultinomialFit):
        return y.astype(np.intp), tuple(map(str, fit.classes))
    if fit.response.kind == "proportion":
        return (y > 0.5).astype(np.intp), ("share up to one half", "share above")
    event = fit.response.describe().removeprefix("P(").removesuffix(")")
    return (y > 0.5).astype(np.intp), (f"not {event}", event)
