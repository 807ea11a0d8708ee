"""Support: a separating direction with few columns, so that a sentence can name them.

argmin Σ |v_j|, the intercept not counted, over the v of the cone with a part of given size along
the sum of all comparisons.
"""

import numpy as np
from numpy.typing import NDArray

from oddsmith.design import Array
from oddsmith.existence.cone import Cone, unit
from oddsmith.existence.programme import solve, split_space
from oddsmith.existence.recession import SOLVED, Recession, recession

SPARED = 12  # columns from which those that can be spared are looked for, at a programme each


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
    told = rows_told(cone, columns, v[columns]) if len(columns) < len(v) else 0
    if not told:  # all of them, or the programme's tolerance let through what does not separate
        columns = np.arange(len(v))
        told = decided(cone, found)
    for j in sorted(columns, key=size.__getitem__) if len(columns) <= SPARED else ():
        fewer = columns[columns != j]
        if j != intercept and len(fewer) and rows_told(cone, fewer, v[fewer]) >= told:
            columns = fewer
    return tuple(int(j) for j in columns if j != intercept), told


def rows_told(cone: Cone, columns: NDArray[np.intp], hint: Array) -> int:
    """How many rows these columns alone decide."""
    part = Cone(cone.data.with_design(lambda X: X.columns(columns)), cone.coding)
    shown = recession(part, hint.ravel())
    return 0 if shown is None else decided(part, shown)


def decided(cone: Cone, found: Recession) -> int:
    """How many rows have lost a class."""
    return int((~cone.possible(found.steps)).any(axis=1).sum())


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
        cuts = np.unique(np.vstack([cuts, *cone.violated(v[:, :0], v)]), axis=0)
    return v[:, 0]
