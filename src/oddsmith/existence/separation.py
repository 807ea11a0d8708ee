"""Separation: whether the maximum-likelihood estimate exists, and what exists where it does not.

The likelihood has no maximum exactly where there are directions of recession v (`recession`):

    complete    some v decides every row               the supremum is 1, and nothing is estimated
    quasi       every v leaves some rows at x·v = 0    these rows have a maximum of their own

(Albert and Anderson 1984, Biometrika 71; Santner and Duffy 1986, Biometrika 73).  The rows that all
v leave at zero are the limit problem: along any v from the inside of the cone C the others reach
probability 0 or 1, and what is left is the likelihood of these rows.  Its null space is span C, so

    coefficient j is zero for all v in C    <=>    it is identified in the limit problem: finite
    otherwise it goes to +inf (-inf) if v_j >= 0 (<= 0) for all v in C; else it is undetermined

on the columns as given.  An offset changes none of this.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from oddsmith.coordinates import Coordinates
from oddsmith.data import Block, Data, PerRow
from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.existence.cone import WRONG, Cone, Mask
from oddsmith.existence.horizon import Horizon, facets
from oddsmith.existence.recession import Recession, recession
from oddsmith.existence.signs import signs, within
from oddsmith.existence.splits import Split, single_columns
from oddsmith.existence.support import sparse_support

NAMED = 3  # columns that are named in a sentence, or described one by one


@dataclass(frozen=True, eq=False)
class Separation:
    """Classes that are separated, p columns, n rows; w is (p,), or (p, m) with a coding.

    Attributes
    ----------
    kind : {"complete", "quasi"}
        Whether every row is decided.
    limits : ndarray of the shape of w
        On the columns as given: +inf and -inf where the sign is fixed, NaN where it is
        undetermined, 0 where the coefficient is finite, to be estimated from the limit problem.
    rows : ndarray of shape (n,)
        Rows of the limit problem: those for which more than the class seen stays possible.
    possible : ndarray of shape (n, K)
        Classes that stay possible.
    identified : ndarray of the shape of w
        A largest set of coefficients that the limit problem identifies: all the finite ones, and of
        the others those that fill up the rank, the intercept first, then in the order of columns.
    horizon : Horizon
        The cone, on the columns as given, w laid out in a row.
    intercept : int or None
        Position of the column of ones.
    splits : tuple of Split
        Columns that separate by themselves; binary only.
    support : tuple of int
        Columns of a separating direction with few columns, beside the intercept.
    told : int
        Rows that this direction decides.
    """

    kind: Literal["complete", "quasi"]
    limits: Array
    rows: Mask
    possible: Mask
    identified: Mask
    horizon: Horizon
    intercept: int | None
    splits: tuple[Split, ...]
    support: tuple[int, ...]
    told: int

    @property
    def direction(self) -> Array:
        """From the inside of the cone, on the columns as given: of the shape of w."""
        return self.horizon.direction.reshape(self.limits.shape)

    def describe(self, names: list[str] | tuple[str, ...], response: str = "y") -> str:
        """Say in a sentence or two which columns separate which rows.

        Parameters
        ----------
        names : list of p str
        response : str
            Name of what is modelled.
        """
        if self.splits:
            shown = [one.describe(names[one.column], response) for one in self.splits[:NAMED]]
            more = len(self.splits) - NAMED
            also = f"; and so do {more} more column{'s' if more > 1 else ''}" if more > 0 else ""
            return "; ".join(shown) + also + "."
        n = len(self.rows)
        if not self.support:
            return f"{response} is the same in all {n:,} rows: the intercept has no finite value."
        who = listed([f"'{names[j]}'" for j in self.support])
        verb = "together separate" if len(self.support) > 1 else "separates"
        share = f"all {n:,}" if self.told == n else f"{self.told:,} of {n:,}"
        if self.possible.shape[1] > 2:
            return f"{who} {verb} the classes: {share} rows are sure not to be of some class."
        return f"{who} {verb} the classes: {share} rows are decided without error."


def listed(words: list[str]) -> str:
    """``a, b and c``; of more than `NAMED` how many there are besides."""
    more = len(words) - NAMED
    if more > 1:
        words = [*words[:NAMED], f"{more} more columns"]
    return " and ".join([", ".join(words[:-1])] * (len(words) > 1) + words[-1:])


@dataclass(frozen=True, eq=False)
class LimitProblem:
    """What is to be fitted by maximum likelihood where classes are separated.

    Attributes
    ----------
    rows : ndarray of positions
        None in complete separation: log-likelihood 0, and nothing is estimated.
    columns : ndarray of positions
        Independent on these rows; positions in w laid out in a row where it is (p, m).
    finite : ndarray of bool, one for each of `columns`
        Coefficients that are those of the model: their estimates, standard errors and tests hold,
        whatever columns fill up the rank.  The others are only numbers; `Separation.limits` has
        their verdict.
    intercept : int or None
        Position among `columns` of the intercept; binary only.
    """

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    finite: Mask
    intercept: int | None


def limit_problem(found: Separation) -> LimitProblem:
    """Rows and columns whose maximum-likelihood fit is the limit of the separated one.

    Its linear predictor, fitted values and log-likelihood on these rows are those of the limit; the
    rows left out have probability one for the class seen, and add nothing.  The limit has
    ``len(columns)`` parameters.  In a multinomial model a row left in may have lost classes
    (`Separation.possible`): its probabilities are over those that stay.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.coordinates import standardising
    >>> from oddsmith.data import InMemory
    >>> from oddsmith.design import Dense
    >>> X = np.array([[1.0, 0], [1, 0], [1, 0], [1, 1], [1, 1]])
    >>> data = InMemory(Dense(X), np.array([0.0, 0, 1, 1, 1]))
    >>> found = find_separation(data, standardising(data, 0))
    >>> limit = limit_problem(found)
    >>> limit.rows, limit.columns, limit.finite
    (array([0, 1, 2]), array([0]), array([ True]))
    """
    columns = np.flatnonzero(found.identified)
    at = None
    if found.intercept is not None and found.limits.ndim == 1:
        place = np.flatnonzero(columns == found.intercept)
        at = int(place[0]) if len(place) else None
    finite = np.asarray(found.limits.ravel()[columns] == 0)
    return LimitProblem(np.flatnonzero(found.rows), columns, finite, at)


def find_separation(
    data: Data,
    coordinates: Coordinates,
    *,
    coding: Array | None = None,
    direction: Array | None = None,
    found: Recession | None = None,
) -> Separation | None:
    """Find out whether classes are separated; None where they are not, and the estimate exists.

    Parameters
    ----------
    data : Data
        n rows, p independent columns as given; y in [0, 1], or the number of the class, 0 to K - 1,
        where there is a coding.  Rows of weight zero do not count.
    coordinates : Coordinates
        Of these columns, standardising.
    coding : ndarray of shape (K, m), optional
        Of the classes, as `Multinomial` has it; None for a binary response.
    direction : ndarray of shape (p,) or (p, m), optional
        In standardised coordinates, where to look first: the last step of a fit that diverges is
        nearly a direction of recession; its coefficients point to the rows that matter.
    found : Recession, optional
        What `recession` has found already.

    Raises
    ------
    InputError
        A direction of another shape, or not finite.

    Notes
    -----
    A direction counts if, after projection, no margin is below -1e-11 (`recession`); so classes
    that no plane separates are never said to be, but a separation whose decided rows all lie within
    1e-11 of the plane, in units of rows and direction, is not seen.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith.coordinates import standardising
    >>> from oddsmith.data import InMemory
    >>> from oddsmith.design import Dense
    >>> X = np.array([[1.0, 0], [1, 0], [1, 0], [1, 1], [1, 1]])
    >>> data = InMemory(Dense(X), np.array([0.0, 0, 1, 1, 1]))
    >>> found = find_separation(data, standardising(data, 0))
    >>> found.kind, found.limits
    ('quasi', array([ 0., inf]))
    >>> print(found.describe(["(Intercept)", "treated"], "cured"))
    'treated' separates the classes: all 2 rows with treated = 1 have cured = 1.
    """
    cone = Cone.of(coordinates.apply(data), coding)
    if found is None:
        found = recession(cone, checked_direction(direction, cone))
    if found is None:
        return None
    p, m = data.shape[1], cone.m
    shape = (p,) if coding is None else (p, m)
    raw = np.kron(coordinates.to_raw(np.eye(p)), np.eye(m))  # raw coefficients as functions of u
    length = np.linalg.norm(raw, axis=1)[:, None]
    raw = raw / np.where(length > 0, length, 1.0)
    sign, known = signs(cone, found, raw)
    possible = cone.possible(found.steps)
    rows = positive_weight(data) & (possible.sum(axis=1) > 1)
    splits = single_columns(data, coordinates.intercept, sign) if coding is None else ()
    support, told = (
        ((), 0)
        if splits
        else (sparse_support(cone, replace(found, cuts=known), coordinates.intercept))
    )
    return Separation(
        kind="quasi" if rows.any() else "complete",
        limits=np.select([sign > 0, sign < 0, sign == 0], [np.inf, -np.inf, 0.0], np.nan).reshape(
            shape
        ),
        rows=rows,
        possible=possible,
        identified=identified(within(raw, found.span), coordinates.intercept, m).reshape(shape),
        horizon=horizon_of(cone, found, coordinates, sign == 0),
        intercept=coordinates.intercept,
        splits=splits,
        support=support,
        told=told,
    )


def horizon_of(cone: Cone, found: Recession, coordinates: Coordinates, finite: Mask) -> Horizon:
    """The cone on the columns as given; exactly zero for finite coefficients."""
    both = np.hstack([found.inside, found.span])
    raw = coordinates.to_raw(both.reshape(-1, cone.m * both.shape[1])).reshape(both.shape)
    raw[finite] = 0.0
    return Horizon(raw[:, 0], raw[:, 1:], facets(cone, found))


def checked_direction(direction: Array | None, cone: Cone) -> Array | None:
    if direction is None:
        return None
    if direction.size != cone.size or not np.isfinite(direction).all():
        raise InputError(
            f"direction has shape {direction.shape} and {np.isfinite(direction).sum()} finite "
            f"numbers; a direction has one finite number for each of {cone.size} coefficients. "
            "Leave it out if there is none."
        )
    return direction.ravel()


def positive_weight(data: Data) -> Mask:
    def kernel(block: Block) -> PerRow:
        return PerRow(block.weights)

    return np.asarray(data.total(kernel).values > 0)


def identified(B: Array, intercept: int | None, m: int) -> Mask:
    """Which coefficients stay when those that depend on earlier ones, on the rows left, go.

    A coefficient depends on earlier ones if the null space, of which B holds a row of coordinates
    for each coefficient, (p m, d), has a vector that ends with it.
    """
    order = list(range(len(B)))
    if intercept is not None:
        first = order[intercept * m : (intercept + 1) * m]
        order = first + [j for j in order if j not in first]
    stays = np.ones(len(B), dtype=bool)
    for j in reversed(order):
        length = np.linalg.norm(B[j])
        if length > WRONG:
            stays[j] = False
            q = B[j] / length
            B = B - np.outer(B @ q, q)
    return stays
