"""Question: what a path is to be fitted to, checked, and independent of where on it one looks.

Penalty factors are rescaled as glmnet does, to a mean of one over all columns, where columns with
an infinite factor (which leaves them out) count as one.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.data import InMemory
from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.estimator.columns import read_bounds, read_factors
from oddsmith.frame import Response, Terms
from oddsmith.options import is_number


@dataclass(frozen=True, eq=False)
class Asked:
    """Rows and names that a path is fitted to.

    Attributes
    ----------
    formula : str
        As given, or one that says the same of an array.
    names : tuple of str
        Of the columns, the intercept left out.
    data : InMemory
        n rows; columns with the intercept's at `intercept`.
    intercept : int or None
    terms_of, response
        Of the formula; of an array, such that a `Fit` of its columns can be made.  The terms are
        made when they are asked for: a term for each of very many columns takes its time.
    positions : ndarray of shape (n,)
        Of the rows in the table.
    source : DataFrame, array or sparse matrix
        The columns of the formula, or X; n rows.
    of_formula : bool
    """

    formula: str
    names: tuple[str, ...]
    data: InMemory
    intercept: int | None
    terms_of: Callable[[], Terms]
    response: Response
    positions: NDArray[np.intp]
    source: Any
    of_formula: bool

    @property
    def terms(self) -> Terms:
        return self.terms_of()

    def rows(self, index: NDArray[np.integer[Any]]) -> "Asked":
        """The same of these rows."""
        return replace(
            self,
            data=self.data.rows(index),
            positions=self.positions[index],
            source=self.source_rows(index),
        )

    def source_rows(self, index: NDArray[np.integer[Any]]) -> Any:
        """These rows of what the columns were made from."""
        return self.source.iloc[index] if self.of_formula else self.source[index]


@dataclass(frozen=True, eq=False)
class Wanted:
    """The penalty of a path, λ left open, in the order of the features.

    Attributes
    ----------
    l1_ratio : float
    factors : ndarray of shape (p,)
        Rescaled; columns left out have a factor of one, and bounds of zero.
    lower, upper : ndarray of shape (p,)
        For the columns as given.
    standardize : bool
    grouped : bool
        Of several classes: whether a column's coefficients are zero together or not at all.
    """

    l1_ratio: float
    factors: Array
    lower: Array
    upper: Array
    standardize: bool
    grouped: bool = False


def read_wanted(
    names: tuple[str, ...],
    l1_ratio: Any,
    penalty_factor: Any,
    bounds: Any,
    standardize: Any,
    *,
    rescale: bool,
    grouped: bool = False,
) -> Wanted:
    """Check what the penalty is made of.

    Raises
    ------
    InputError
        `l1_ratio` outside 0 to 1, factors that are all zero, bounds that cross, or that exclude
        zero for a column with a penalty.
    """
    p = len(names)
    if not (is_number(l1_ratio) and 0 <= l1_ratio <= 1):
        raise InputError(
            f"l1_ratio={l1_ratio!r}: the share of L1 in the penalty is a number from 0 (L2 alone) "
            "to 1."
        )
    if not isinstance(standardize, bool | np.bool_):
        raise InputError(f"standardize={standardize!r}: True or False.")
    factors = read_factors(penalty_factor, names, p)
    if not factors.any():
        raise InputError(
            "penalty_factor is zero for every column, so no value of the penalty changes anything. "
            "oddsmith.fit gives the fit without penalty."
        )
    if np.isinf(factors).all():
        raise InputError("penalty_factor is infinite for every column, so none is left.")
    lower, upper = read_bounds(bounds, names, p) or (np.full(p, -np.inf), np.full(p, np.inf))
    check_zero(names, factors, lower, upper)
    out = np.isinf(factors)
    factors = np.where(out, 1.0, factors)
    if rescale:
        factors = factors * p / factors.sum()
    lower, upper = np.where(out, 0.0, lower), np.where(out, 0.0, upper)
    return Wanted(float(l1_ratio), factors, lower, upper, bool(standardize), grouped)


def check_zero(names: tuple[str, ...], factors: Array, lower: Array, upper: Array) -> None:
    wrong = np.flatnonzero((factors > 0) & ((lower > 0) | (upper < 0)))
    if len(wrong):
        j = int(wrong[0])
        raise InputError(
            f"the bounds of {names[j]!r}, ({lower[j]:g}, {upper[j]:g}), exclude zero, to which a "
            "penalty draws it: a path begins with all penalised coefficients at zero. Widen them, "
            "or free the column from the penalty: penalty_factor={...: 0}."
        )
