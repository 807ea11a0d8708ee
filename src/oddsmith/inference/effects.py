"""What a block of rows adds to average effects, and to their gradients.

    prediction    f = p                  ∂f/∂b = p' x
    contrast      f = p(a) - p(r)        ∂f/∂b = p'(a) x(a) - p'(r) x(r)
    slope         f = p' ż               ∂f/∂b = p'' ż x + p' ẋ

p = sigmoid(z), p' = p q, p'' = p q (q - p);  ẋ = ∂x/∂v for a variable v of the table, ż = ẋ·b.

An effect is NaN where the estimate does not tell it: it moves a column that was left out, or goes
along a direction in which the likelihood does not fall.  Where a row is decided, p is 0 or 1, the
gradient is NaN: no standard error describes a limit.

Shapes for k effects of a block: sums (k,), gradients (k, p).
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from oddsmith.design import Array, Design
from oddsmith.errors import InputError
from oddsmith.frame import Terms
from oddsmith.frame.derivative import derivative
from oddsmith.inference.link import Link, Raw
from oddsmith.inference.table_rows import TableRows
from oddsmith.losses.binary import decay, sigmoid_pair


class Sums(NamedTuple):
    """Σ c f and Σ c ∂f/∂b of k effects."""

    values: Array
    gradients: Array


M = TypeVar("M", contravariant=True)  # what predicts: a Link, or that of several classes


class Effect(Protocol[M]):
    """Effects under one setting of variables."""

    def sums(self, model: M, /, terms: Terms, rows: TableRows) -> Sums:
        """What the rows add."""
        ...


class Curve(NamedTuple):
    """The probability p of each row, and its first two derivatives in z: (n,) each."""

    p: Array
    first: Array
    second: Array


def curve(z: Array) -> Curve:
    """The logistic curve at z.

    Examples
    --------
    >>> curve(np.zeros(1))
    Curve(p=array([0.5]), first=array([0.25]), second=array([0.]))
    """
    p, q = sigmoid_pair(z, decay(z))
    return Curve(p, p * q, p * q * (q - p))


def gradient(rows: Raw, r: Array) -> Array:
    """``Σ r (x - m)``, (p,): NaN if a row is decided."""
    lost = np.nan if np.isinf(rows.z).any() else 0.0
    return np.asarray(rows.X.backward(r) + lost)


@dataclass(frozen=True)
class Prediction:
    """The average prediction with variables set to values."""

    setting: dict[str, Any] = field(default_factory=dict)

    def sums(self, link: Link, terms: Terms, rows: TableRows) -> Sums:
        X = terms.design(rows.setting(self.setting).table)
        value, slope = predicted(link, X, rows)
        if link.aliased and differ(X, terms.design(rows.table), link):
            value = np.nan
        return Sums(np.array([value]), slope[None])


@dataclass(frozen=True)
class Contrasts:
    """Average differences between levels of a variable and the first of them."""

    setting: dict[str, Any]
    variable: str
    levels: tuple[Any, ...]

    def sums(self, link: Link, terms: Terms, rows: TableRows) -> Sums:
        designs = (
            terms.design(rows.setting({**self.setting, self.variable: level}).table)
            for level in self.levels
        )
        reference = next(designs)
        base, base_slope = predicted(link, reference, rows)
        values, slopes = [], []
        for X in designs:
            value, slope = predicted(link, X, rows)
            values.append(np.nan if differ(X, reference, link) else value - base)
            slopes.append(slope - base_slope)
        return Sums(np.array(values), np.array(slopes).reshape(len(values), len(link.root)))


@dataclass(frozen=True)
class Slopes:
    """Average derivatives with respect to variables."""

    setting: dict[str, Any]
    variables: tuple[str, ...]

    def sums(self, link: Link, terms: Terms, rows: TableRows) -> Sums:
        moved = rows.setting(self.setting)
        at = link.raw(terms.design(moved.table), rows.shift)
        p = curve(at.z)
        columns = moved.columns(terms.variables)
        values, slopes = [], []
        for variable in self.variables:
            positions, D = derivative(terms, columns, variable)
            if terms.intercept is not None and terms.intercept in positions:
                raise InputError(
                    f"{variable!r} makes the column of ones, which is the same in all rows, so "
                    "nothing says what its change would do. Name other variables."
                )
            dz = D @ link.predictor.coefficients[positions]
            dz = np.where(unbounded(link, positions, D) & np.isfinite(at.z), np.nan, dz)
            values.append((rows.weights * p.first * dz).sum())
            slope = gradient(at, rows.weights * p.second * dz)
            slope[positions] += D.T @ (rows.weights * p.first)
            slopes.append(slope)
        return Sums(np.array(values), np.array(slopes))


def predicted(link: Link, X: Design, rows: TableRows) -> tuple[float, Array]:
    """Σ c p and its gradient, (p,)."""
    at = link.raw(X, rows.shift)
    p = curve(at.z)
    return float((rows.weights * p.p).sum()), gradient(at, rows.weights * p.first)


def differ(X: Design, other: Design, link: Link) -> bool:
    """Whether two designs differ in a column that was left out of the model."""
    if not link.aliased:
        return False
    out = np.array(link.aliased)
    return bool((X.columns(out).toarray() != other.columns(out).toarray()).any())


def unbounded(link: Link, positions: NDArray[np.intp], D: Array) -> Array:
    """Rows, (n,), whose change D moves a column left out, or runs along an unbounded direction."""
    out = np.isin(positions, link.aliased)
    along = D @ link.unbounded[positions]
    return np.asarray((D[:, out] != 0).any(axis=1) | (along != 0).any(axis=1))
