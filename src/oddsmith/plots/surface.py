"""Loss surface: the mean loss over a plane of two coefficients, and the steps that led down it."""

from dataclasses import dataclass
from math import log10
from typing import Any, Self

import numpy as np

from oddsmith.colours import BLACK, VERMILION
from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.frame.words import no_such_columns
from oddsmith.inference.chi_square import quantile
from oddsmith.inference.surface import loss_surface
from oddsmith.plots.canvas import TICK, begin, coverage, label
from oddsmith.plots.given import two_classes
from oddsmith.result import Fit

SIDE = 41


@dataclass(eq=False)
class LossSurfaceDisplay:
    """The loss over two coefficients, the others held at the estimate.

    Attributes
    ----------
    terms : pair of str
        Names of the coefficients.
    x, y : ndarray of shape (s,)
        Their values.
    loss : ndarray of shape (s, s)
        Mean loss, a row for each y.
    best : pair of float
        The estimate, and its loss.
    rise : float
        How much the mean loss may rise inside the likelihood-ratio region.
    level : float
    steps : ndarray of shape (m, 2), or None
        Where the solver went, if the fit was traced.
    ax_, figure_ : matplotlib Axes and Figure, after `plot`
    """

    terms: tuple[str, str]
    x: Array
    y: Array
    loss: Array
    best: tuple[float, float, float]
    rise: float
    level: float = 0.95
    steps: Array | None = None

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        terms: tuple[str, str] | None = None,
        *,
        reach: float = 3.0,
        level: float = 0.95,
        ax: Any = None,
    ) -> Self:
        """Of a fit by maximum likelihood or with an L2 penalty (whose loss is shown without it).

        Parameters
        ----------
        estimator : Fit or LogisticRegression
        terms : pair of str, optional
            Two of ``fit.names``; the first two that are no intercept, where there are as many.
        reach : float
            Standard errors to either side.
        level : float
            Of the likelihood-ratio region for both, the others held.
        """
        fit = two_classes(estimator, "A loss surface")
        if not reach > 0:
            raise InputError(f"reach={reach!r}: a number of standard errors above zero.")
        pair = pair_of(fit, terms)
        found = fit._finite("A loss surface")
        columns = (fit.names.index(pair[0]), fit.names.index(pair[1]))
        error = fit.bse.to_numpy()[list(columns)]
        steps = np.linspace(-reach, reach, SIDE)
        a, b = (steps * e for e in error)
        shifts = np.column_stack([np.tile(a, SIDE), np.repeat(b, SIDE)])
        loss = loss_surface(found, columns, shifts).reshape(SIDE, SIDE)
        w = fit.params.to_numpy()[list(columns)]
        best = (float(w[0]), float(w[1]), float(loss[SIDE // 2, SIDE // 2]))
        rise = quantile(level, 2) / (2 * fit.sample.total_weight)
        trace = None
        if fit.trace is not None:
            trace = fit.history[[f"w[{name}]" for name in pair]].to_numpy()
        return cls(pair, w[0] + a, w[1] + b, loss, best, rise, level, trace).plot(ax)

    def plot(self, ax: Any = None) -> Self:
        """Draw; the display itself is given back."""
        ax = begin(self, ax, (6.4, 5.2))
        above = np.maximum(self.loss - self.best[2], 0)
        top = max(float(above.max()), 1e-300)
        levels = self.best[2] + np.r_[0, np.geomspace(top / 200, top * 1.0001, 9)]
        drawn = ax.contourf(self.x, self.y, self.best[2] + above, levels=levels, cmap="Blues_r")
        ax.figure.colorbar(drawn, ax=ax, label="mean loss", format=f"%.{digits(levels)}f")
        edge = self.best[2] + self.rise
        if edge < self.best[2] + top:
            line = {"linewidths": 1.8, "linestyles": "--"}
            ax.contour(self.x, self.y, self.loss, levels=[edge], colors=BLACK, **line)
            said = f"{coverage(self.level)} region of both"
            ax.plot([], [], color=BLACK, linewidth=1.8, linestyle="--", label=said)
        if self.steps is not None:
            ax.plot(*self.steps.T, "o-", color=VERMILION, markersize=4, label="steps")
        ax.plot(*self.best[:2], "*", color=BLACK, markersize=14, label="estimate", linestyle="none")
        ax.set_xlim(self.x[0], self.x[-1])
        ax.set_ylim(self.y[0], self.y[-1])
        label(ax, *(f"coefficient of {name}" for name in self.terms))
        ax.legend(fontsize=TICK, loc="upper right")
        return self


def digits(levels: Array) -> int:
    """Decimals that tell the levels apart."""
    least = float(np.diff(levels).min())
    return int(np.clip(np.ceil(-log10(least)) + 1, 2, 8)) if least > 0 else 3


def pair_of(fit: Fit, given: tuple[str, str] | None) -> tuple[str, str]:
    """Two coefficients that were estimated."""
    there = [name for name in fit.names if name not in fit.aliased]
    if given is None:
        slopes = [
            name for j, name in enumerate(fit.names) if name in there and j != fit.terms.intercept
        ]
        given = tuple((slopes if len(slopes) > 1 else there)[:2])  # type: ignore[assignment]
    assert given is not None
    absent = [str(name) for name in given if name not in there]
    if absent:
        raise InputError(no_such_columns(absent, there))
    if len(set(given)) != 2:
        raise InputError(f"terms={given!r}: a surface is that of two coefficients.")
    return given[0], given[1]
