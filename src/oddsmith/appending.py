"""Appending: the fit of all rows from a saved fit and the rows that came since.

A saved fit knows its minimum w₀ and its curvature H₀ there, the inverse of its covariance.  So

    minimise   ½ (w - w₀)ᵀ H₀ (w - w₀)  +  Σ c ℓ over the new rows            at w₁ = w₀ + v

What is put in place of the old rows is off by their third derivatives.  With R >= max |x·v| over
the old rows and s = ‖v‖ in H₀, their gradient at w₁ differs from H₀ v by at most

    ε = s (e^R - 1 - R) / R      in H₀⁻¹             (Bach 2010, Electronic Journal of Statistics 4)

and the minimum over all rows lies within  -log(1 - u) / t,  δ = e^{R/2} ε, u = δ t,  of w₁ in the
norm of the curvature there, t being the length of the longest row in its inverse.  Each coefficient
is then off by that many of its standard errors at most, times e^{R/2}.  R and t are bounded by the
farthest value of each column, which a model file holds.
"""

from dataclasses import dataclass, replace
from functools import partial
from math import exp, expm1, inf, log1p
from typing import Any, NamedTuple

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from oddsmith.certificate import Certificate, gap_bound
from oddsmith.coordinates import Coordinates
from oddsmith.data import Block, InMemory, Largest
from oddsmith.design import Array, Design, scaled
from oddsmith.errors import InputError, MissingValuesError, NotSupportedError
from oddsmith.estimate import Predictor
from oddsmith.frame import read_table
from oddsmith.frame.missing import DO
from oddsmith.frame.words import count
from oddsmith.likelihood import Likelihoods, Saturated, saturated
from oddsmith.losses import CrossEntropy
from oddsmith.result import Fit, MultinomialFit
from oddsmith.result.sample import ARRAY
from oddsmith.sources import Local, Piece, Source, Tables
from oddsmith.sources.opening import opened
from oddsmith.sources.reading import Reading, said
from oddsmith.sources.recipe import Recipe
from oddsmith.sources.streamed import OverRows, Several, Together, of_rows
from oddsmith.sweep import Sweep, sweep_block

STEPS = 50
SETTLED = 1e-10  # standard errors


@dataclass(frozen=True, eq=False)
class Appended:
    """A fit with the rows that came since.

    Attributes
    ----------
    fit : Fit
        Near that of all rows; it can be saved, and appended to again.
    within : float
        How far each coefficient is from that of all rows, at most, in its standard errors; infinite
        where the new rows move the fit too far for a bound.
    rows : int
        New rows.
    """

    fit: Fit
    within: float
    rows: int


def append(fit: Fit, data: Any) -> Appended:
    """Add rows to a fit without the rows that it was made from.

    Parameters
    ----------
    fit : Fit
        Of two classes by maximum likelihood; it may have been loaded from a file.
    data : table, or what `fit` streams
        The new rows; levels and transforms stay those of the fit.

    Raises
    ------
    InputError
        No fit, missing values, a level that the fit did not hold, or nothing to add.
    NotSupportedError
        A fit of several classes, by another method, with a penalty, separated classes, robust
        errors, or columns that were left out.

    Examples
    --------
    >>> import oddsmith
    >>> from oddsmith.datasets import load
    >>> table = load("admissions")
    >>> found = append(oddsmith.fit("admit ~ gre + gpa", table[:390]), table[390:])
    >>> found.rows, found.within < 0.1
    (10, True)
    """
    require_plain(fit)
    source = opened(data)
    source = Local(Tables([read_table(data)])) if source is None else source
    return Appending.of(fit, source).result()


def require_plain(fit: Any) -> None:
    """Refuse several classes, and fits whose covariance is not the inverse of their curvature."""
    if isinstance(fit, MultinomialFit):
        raise NotSupportedError(
            f"append: known for two classes, and this fit has {len(fit.classes)}. Fit all rows "
            "again, or model one class against the rest with event=."
        )
    if not isinstance(fit, Fit):
        raise InputError(f"append adds rows to a fit of oddsmith.fit, and {fit!r:.60} is none.")
    reasons = {
        "another method than maximum likelihood": fit.method != "ml",
        "a penalty": bool(fit.penalty),
        "separated classes": bool(fit.separation),
        "robust errors": fit.errors.kind != "model",
        "columns that were left out": bool(fit.aliased),
        "weights or an offset that came as arrays": ARRAY
        in (fit.sample.weights, fit.sample.offset),
        "a model file of an earlier version": fit.predictor.reach is None,
    }
    for reason, there in reasons.items():
        if there:
            raise NotSupportedError(
                f"append: known for plain maximum-likelihood fits, and this one has {reason}. Fit "
                "all rows again."
            )


@dataclass(frozen=True, eq=False)
class New:
    """What the new rows are, found in their first reading: adds."""

    rows: int
    reach: Largest
    best: Saturated

    def __add__(self, other: "New") -> "New":
        return New(self.rows + other.rows, self.reach + other.reach, self.best + other.best)


class There(NamedTuple):
    """Sums over the new rows at some u: weight, loss, gradient (p,) and curvature (p, p)."""

    case_weight: float
    loss: float
    gradient: Array
    hessian: Array


@dataclass(frozen=True, eq=False)
class Appending:
    """The old fit and the new rows, in coordinates that suit the arithmetic."""

    fit: Fit
    source: Source
    recipe: Recipe
    at: Coordinates

    @classmethod
    def of(cls, fit: Fit, source: Source) -> "Appending":
        used = tuple(dict.fromkeys([*fit.response.variables, *fit.terms.variables]))
        weights = fit.sample.weights or fit.sample.trials
        recipe = Recipe(Reading(used, weights, fit.sample.offset), fit.terms, fit.response)
        error = np.sqrt(fit.covariance.diagonal())
        scale = 1 / (error * np.sqrt(fit.sample.total_weight))
        intercept = fit.terms.intercept
        if intercept is not None:
            scale[intercept] = 1.0
        return cls(fit, source, recipe, Coordinates(fit.predictor.center, scale, intercept))

    def look(self) -> New:
        """The first reading: rows, and how far they reach; faults are told with their place."""
        center, ones = self.at.center, np.ones(len(self.at.center))
        kernel = partial(look_at, lambda X: scaled(X, center, ones))
        over = OverRows(self.recipe, (), kernel)
        found: New | None = self.source.total(Looking(over), self.recipe.reading.columns)
        if found is None or not found.rows:
            raise InputError("append: there is no new row that counts.")
        return found

    def sweep(self, u: Array) -> "There":
        """Loss, gradient and curvature of the new rows at u."""
        at = self.at
        kernel = Several((partial(sweep_block, CrossEntropy(), w=u, order=2),))

        def change(X: Design) -> Design:
            return scaled(X, at.center, at.scale)

        over = OverRows(self.recipe, (change,), partial(of_rows, kernel, len(u)))
        found: Together = self.source.total(over, self.recipe.reading.columns)
        sweep: Sweep = found.sums[0]
        H, g = sweep.hessian, sweep.gradient
        assert H is not None
        assert g is not None
        dense = H if isinstance(H, np.ndarray) else H.toarray()
        return There(sweep.case_weight, sweep.loss, g, dense)

    def result(self) -> Appended:
        new = self.look()
        V = self.at.from_raw(self.at.from_raw(self.fit.covariance).T)
        H0 = cho_solve(cho_factor((V + V.T) / 2), np.eye(len(V)))
        u0 = self.at.from_raw(self.fit.coefficients)
        u, there, H = self.minimise(H0, u0)
        bounds = Bounds.of(H0, H, u - u0, self.farthest(new))
        return Appended(self.fitted(u, there, H, new, bounds), bounds.within, new.rows)

    def minimise(self, H0: Array, u0: Array) -> tuple[Array, There, Array]:
        """Newton's method: the minimum, and the new rows' sums and the whole curvature there."""

        def value(u: Array, at: There) -> float:
            return float(0.5 * (u - u0) @ H0 @ (u - u0)) + at.loss

        u, there = u0, self.sweep(u0)
        for _ in range(STEPS):
            H = H0 + there.hessian
            g = H0 @ (u - u0) + there.gradient
            s = -cho_solve(cho_factor(H), g)
            decrement = float(-g @ s)
            if decrement <= SETTLED**2:
                return u, there, H
            t = 1.0
            ahead = self.sweep(u + s)
            while value(u + t * s, ahead) > value(u, there) - 1e-4 * t * decrement and t > 1e-6:
                if decrement < SETTLED:
                    return u, there, H  # rounding is all that is left
                t /= 2
                ahead = self.sweep(u + t * s)
            u, there = u + t * s, ahead
        raise InputError("append: the new rows move the fit without end. Fit all rows again.")

    def farthest(self, new: New) -> tuple[Array, Array]:
        """Bounds of the columns' values, as scaled: of the old rows, and of all."""
        old = np.asarray(self.fit.predictor.reach) / self.at.scale
        return old, np.maximum(old, new.reach.values / self.at.scale)

    def fitted(self, u: Array, there: There, H: Array, new: New, bounds: "Bounds") -> Fit:
        """The fit, as plain data: it has no rows to be asked for."""
        fit, p = self.fit, len(u)
        w = self.at.to_raw(u)
        covariance = self.at.covariance_to_raw(cho_solve(cho_factor(H), np.eye(p)))
        coefficients = w.copy()
        if self.at.intercept is not None:
            coefficients[self.at.intercept] = u[self.at.intercept]
        reach = np.maximum(np.asarray(fit.predictor.reach), new.reach.values)
        total = fit.sample.total_weight + there.case_weight
        sample = replace(fit.sample, rows=fit.sample.rows + new.rows, total_weight=total)
        said = f"{bounds.within:.1e} standard errors" if bounds.within < inf else "no known bound"
        return replace(
            fit,
            coefficients=w,
            covariance=covariance,
            predictor=Predictor(fit.predictor.center, coefficients, reach=reach),
            sample=sample,
            likelihoods=likelihoods_with(fit.likelihoods, bounds.moved**2, there.loss, new.best),
            certificate=Certificate(bounds.violation / total, bounds.gap / total, 1.0),
            notes=(
                *fit.notes,
                f"{count(new.rows, 'row')} appended: within {said} of the fit of all rows",
            ),
            workings=None,
            trace=None,
        )


def likelihoods_with(old: Likelihoods, moved: float, loss: float, best: Saturated) -> Likelihoods:
    """The log-likelihood with the new rows; that of the intercept alone is in no file."""
    return Likelihoods(
        model=old.model - moved / 2 - loss + best.constant,
        null=np.nan,
        deviance=old.deviance + moved + 2 * (loss - best.loss),
        null_deviance=np.nan,
    )


@dataclass(frozen=True)
class Bounds:
    """How far the minimum of all rows can be; see the module's formulas."""

    moved: float
    within: float
    violation: float
    gap: float

    @classmethod
    def of(cls, H0: Array, H: Array, v: Array, farthest: tuple[Array, Array]) -> "Bounds":
        old, every = farthest
        R, s = float(old @ np.abs(v)), float(np.sqrt(v @ H0 @ v))
        if R > 30:  # e^R leaves no bound
            return cls(s, inf, inf, inf)
        error = s * ((expm1(R) - R) / R if R > 1e-5 else R / 2 * (1 + R))
        inverse = cho_solve(cho_factor(H), np.eye(len(H)))
        t = exp(R / 2) * float(np.sqrt(every @ np.abs(inverse) @ every))
        delta = exp(R / 2) * error
        steepest = float(np.sqrt(H0.diagonal().max()))
        if not delta * t < 1:
            return cls(s, inf, error * steepest, inf)
        far = -log1p(-delta * t) / t if t else 0.0
        return cls(s, far * exp(R / 2), error * steepest, gap_bound(delta, t))


def look_at(change: Any, rows: InMemory, clusters: tuple[Any, ...]) -> New:
    block: Block = rows.whole
    return New(len(rows.y), Largest(change(rows.X).largest()), saturated(block))


@dataclass(frozen=True, eq=False)
class Looking:
    """Looks at a piece for the first time: what lacks a value is told with its place."""

    over: OverRows

    def __call__(self, piece: Piece) -> Any:
        with piece.located():
            rows = self.over.recipe.reading.rows(piece)
            if rows is not None and rows.gaps:
                lost = f"{count(rows.dropped, 'row')} of {len(piece.table):,} cannot be used"
                raise MissingValuesError(f"{lost}: {', '.join(said(rows.gaps))}. {DO}")
        return self.over(piece)
