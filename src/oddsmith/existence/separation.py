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

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from oddsmith.coordinates import Coordinates
from oddsmith.data import Block, Data, PerRow
from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.existence.recession import (
    FEW,
    SOLVED,
    Cone,
    Mask,
    Recession,
    recession,
    signs,
    solve,
    split_space,
    unit,
    within,
)

NAMED = 3  # columns that are named in a sentence, or described one by one
SPARED = 12  # columns from which those that can be spared are looked for, at a programme each


@dataclass(frozen=True)
class Split:
    """A column that separates by itself: above `at` only one class was seen, below it the other.

    Attributes
    ----------
    column : int
    at : float
        Rows with this very value may be of either class.
    above : int
        The class seen above `at`, 0 or 1.
    rows_above, rows_below : int
    indicator : bool
        The column holds zeros and ones alone.
    """

    column: int
    at: float
    above: int
    rows_above: int
    rows_below: int
    indicator: bool

    def describe(self, name: str, response: str) -> str:
        """Say which rows have which class."""
        where = ("= 1", "= 0") if self.indicator else (f"> {self.at:.6g}", f"< {self.at:.6g}")
        sides = zip(where, (self.rows_above, self.rows_below), (0, 1), strict=True)
        told = [
            f"{'all' if rows > 1 else 'the'} {rows:,} row{'s' if rows > 1 else ''} with {name} "
            f"{side} {'have' if rows > 1 else 'has'} {response} = {abs(self.above - other)}"
            for side, rows, other in sides
            if rows
        ]
        return f"'{name}' separates the classes: {' and '.join(told)}"


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
    direction : ndarray of the shape of w
        From the inside of the cone, on the columns as given.
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
    direction: Array
    intercept: int | None
    splits: tuple[Split, ...]
    support: tuple[int, ...]
    told: int

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
    cone = Cone(coordinates.apply(data), coding)
    cuts = recession(cone, checked_direction(direction, cone))
    if cuts is None:
        return None
    p, m = data.shape[1], cone.m
    shape = (p,) if coding is None else (p, m)
    raw = np.kron(coordinates.to_raw(np.eye(p)), np.eye(m))  # raw coefficients as functions of u
    raw = raw / np.linalg.norm(raw, axis=1)[:, None]
    sign = signs(cone, cuts, raw)
    possible = cone.possible(cuts.steps)
    rows = positive_weight(data) & (possible.sum(axis=1) > 1)
    splits = single_columns(data, coordinates.intercept, sign) if coding is None else ()
    support, told = ((), 0) if splits else sparse_support(cone, cuts, coordinates.intercept)
    return Separation(
        kind="quasi" if rows.any() else "complete",
        limits=np.select([sign > 0, sign < 0, sign == 0], [np.inf, -np.inf, 0.0], np.nan).reshape(
            shape
        ),
        rows=rows,
        possible=possible,
        identified=identified(within(raw, cuts.span), coordinates.intercept, m).reshape(shape),
        direction=coordinates.to_raw(cuts.inside.reshape(shape)),
        intercept=coordinates.intercept,
        splits=splits,
        support=support,
        told=told,
    )


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
        if length > SOLVED[0]:
            stays[j] = False
            q = B[j] / length
            B = B - np.outer(B @ q, q)
    return stays


def single_columns(data: Data, intercept: int | None, sign: Array) -> tuple[Split, ...]:
    """Columns that separate the classes of a binary response by themselves."""
    one, zero = class_ranges(data)
    found = []
    for j in np.flatnonzero(sign != 0):
        for above, (low, high) in enumerate([(one[:, j], zero[:, j]), (zero[:, j], one[:, j])]):
            at = threshold(low[1], high[0], intercept is None)
            if j != intercept and at is not None and low[0] < high[1]:
                found.append(counted(data, int(j), at, above))
    return tuple(found)


def threshold(below: float, above: float, at_zero: bool) -> float | None:
    """Where a class with values up to `below` and one with values from `above` part, if so."""
    if not below <= above or np.isinf([below, above]).any():
        return None
    if at_zero:
        return 0.0 if below <= 0 <= above else None
    return float(below + (above - below) / 2)


def class_ranges(data: Data) -> tuple[Array, Array]:
    """Smallest and largest value of each column among rows of class 1, and of class 0: (2, p)."""

    def kernel(block: Block) -> PerRow:
        X = block.X.toarray()
        used = True if block.case_weight is None else block.case_weight > 0
        parts = [X[used & (block.y > 0)], X[used & (block.y < 1)]]
        ends = [(-part).max(axis=0, initial=-np.inf) for part in parts]
        ends += [part.max(axis=0, initial=-np.inf) for part in parts]
        return PerRow(np.stack(ends)[None])

    low_one, low_zero, high_one, high_zero = data.total(kernel).values.max(axis=0)
    return np.stack([-low_one, high_one]), np.stack([-low_zero, high_zero])


def counted(data: Data, j: int, at: float, above: int) -> Split:
    """The split of column j, with its rows counted."""

    def kernel(block: Block) -> Array:
        x = block.X.columns(np.array([j])).toarray()[:, 0]
        if block.case_weight is not None:
            x = x[block.case_weight > 0]
        return np.array([(x > at).sum(), (x < at).sum(), ((x != 0) & (x != 1)).sum()])

    over, under, others = map(int, data.total(kernel))
    return Split(j, at, above, over, under, not others)


def sparse_support(
    cone: Cone, found: Recession, intercept: int | None
) -> tuple[tuple[int, ...], int]:
    """Columns of a separating direction with few of them, and how many rows it decides.

    Where they are not many, each is tried without: then none of them can be spared.
    """
    v = sparse_direction(cone, found, intercept).reshape(-1, cone.m)
    size = np.abs(v).max(axis=1)
    size[[] if intercept is None else intercept] = np.inf  # always there
    columns = np.flatnonzero(size > SOLVED[0])
    told = rows_told(cone, columns, v[columns])
    if not told:  # the programme's tolerance let through what does not separate
        columns = np.arange(len(v))
        told = int((~cone.possible(found.steps)).any(axis=1).sum())
    for j in sorted(columns, key=size.__getitem__) if len(columns) <= SPARED else ():
        fewer = columns[columns != j]
        if j != intercept and len(fewer) and rows_told(cone, fewer, v[fewer]) >= told:
            columns = fewer
    return tuple(int(j) for j in columns if j != intercept), told


def rows_told(cone: Cone, columns: NDArray[np.intp], hint: Array) -> int:
    """How many rows these columns alone decide."""
    part = Cone(cone.data.with_design(lambda X: X.columns(columns)), cone.coding)
    shown = recession(part, hint.ravel())
    return 0 if shown is None else int((~part.possible(shown.steps)).any(axis=1).sum())


def sparse_direction(cone: Cone, found: Recession, intercept: int | None) -> Array:
    """``argmin Σ |v_j|``, the intercept not counted, over the cone: (s,), of length one."""
    s, m, cuts = cone.size, cone.m, found.cuts
    cost = np.ones(s)
    if intercept is not None:
        cost[intercept * m : (intercept + 1) * m] = 0
    rest = split_space(found.span.T)[1]
    toward = found.span @ (found.span.T @ cone.drift())  # each direction has a part of it
    equal = np.vstack([rest.T, toward.T / np.linalg.norm(toward)])
    v: Array = np.empty((s, 1))
    known = -1
    while len(cuts) > known:
        known = len(cuts)
        halves = solve(
            np.concatenate([cost, cost]),
            np.hstack([cuts, -cuts]),
            A_eq=np.hstack([equal, -equal]),
            b_eq=np.eye(len(equal))[-1],
            bounds=(0, None),
        )
        v = unit((halves[:s] - halves[s:])[:, None])
        cuts = np.unique(np.vstack([cuts, *cone.violated(v[:, :0], v, FEW)]), axis=0)
    return v[:, 0]
