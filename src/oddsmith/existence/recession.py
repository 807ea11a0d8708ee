"""Recession: the directions in which a likelihood does not fall, however far one goes.

For V of shape (p, m), logits f_i = A Vᵀ x_i with coding A of shape (K, m), V is a direction of
recession when no row with class a that was seen loses against any other class k:

    (A_a - A_k) · Vᵀ x_i >= 0       for all such i, a, k,           not all of them zero

(Albert and Anderson 1984, Biometrika 71, equations 2 to 5).  Binary: A = [0; 1], and a proportion
strictly between 0 and 1 saw both classes, so that x_i · v = 0.  The directions are a cone C; its
rows with zero for every direction are those of the limit, and span C is the null space of these.

    1.  one direction by a linear programme (Santner and Duffy 1986; Konis 2007):
        max Σ margins of the rows S  subject to  margins of S >= 0,  -1 <= v <= 1
    2.  rows that it gets wrong join S, until none is left, or no direction is
    3.  the direction is projected on the null space of the rows that it leaves at zero, and read
        again on all rows: exact to `ON_PLANE`, or it does not count
    4.  once more on the rows left at zero (Geyer 2009, Electronic Journal of Statistics 3, 3.4)

A margin is c · Vᵀx over ‖c‖ ‖x‖ ‖V‖, in standardised columns; V is laid out in a row, s = p m
numbers.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import svd
from scipy.optimize import linprog
from scipy.sparse import csr_array

from oddsmith.data import Block, Data, PerRow
from oddsmith.design import Array
from oddsmith.errors import OddsmithError

ON_PLANE = 1e-11  # a margin this small is zero: below it lies the rounding of a projection
Mask = NDArray[np.bool_]

SOLVED = (1e-7, 1e-9, ON_PLANE)  # margins of a programme's solution that may stand for zero
FEASIBLE = 1e-10  # HiGHS's smallest tolerance
FIXED = 1e-7  # a coefficient above -FIXED in every direction of length one does not change sign
CUTS = 50  # rows that join S for a direction, besides two for each number in it
FEW = 4  # rows that join for each of many directions


@dataclass(frozen=True, eq=False)
class Margins:
    """The comparisons of a block, q of them, and their margins along k directions.

    Attributes
    ----------
    row, other : ndarray of shape (q,)
        The row of the block, and the class k that must not win.
    contrast : ndarray of shape (q, m)
        A_a - A_k, divided by its length.
    X : ndarray of shape (n, p)
        The rows divided by their lengths.
    along : ndarray of shape (q, k)
        Margins.
    """

    row: NDArray[np.intp]
    other: NDArray[np.intp]
    contrast: Array
    X: Array
    along: Array

    def vectors(self, index: NDArray[Any]) -> Array:
        """These comparisons as vectors of length one: (q', p m)."""
        x, c = self.X[self.row[index]], self.contrast[index]
        both: Array = x[:, :, None] * c[:, None, :]
        return both.reshape(len(x), x.shape[1] * c.shape[1])


@dataclass(frozen=True, eq=False)
class Cone:
    """The rows of `data`, in standardised columns, that a direction must not get wrong.

    Parameters
    ----------
    data : Data
        y in [0, 1], or the class's number where there is a coding.
    coding : ndarray of shape (K, m), optional
        Of the classes; None for a binary response.
    """

    data: Data
    coding: Array | None = None

    @property
    def m(self) -> int:
        return 1 if self.coding is None else self.coding.shape[1]

    @property
    def size(self) -> int:
        """How many numbers a direction has: p m."""
        return self.data.shape[1] * self.m

    def compared(self, block: Block) -> tuple[NDArray[np.intp], NDArray[np.intp], Array]:
        """Row, class not seen and contrast of each comparison: (q,), (q,), (q, m)."""
        used = np.ones(len(block.y), bool) if block.case_weight is None else block.case_weight > 0
        if self.coding is None:
            for_one, for_zero = (np.flatnonzero(used & seen) for seen in (block.y > 0, block.y < 1))
            other = np.repeat([0, 1], [len(for_one), len(for_zero)])
            return np.concatenate([for_one, for_zero]), other, 1.0 - 2.0 * other[:, None]
        K = len(self.coding)
        row = np.repeat(np.flatnonzero(used), K - 1)
        seen = block.y[row].astype(np.intp)
        other = (seen + np.tile(np.arange(1, K), int(used.sum()))) % K
        contrast = self.coding[seen] - self.coding[other]
        return row, other, contrast / np.linalg.norm(contrast, axis=1)[:, None]

    def margins(self, block: Block, V: Array) -> Margins:
        """Margins of a block along the columns of V, (p m, k), each of length one."""
        row, other, contrast = self.compared(block)
        X = block.X.toarray()
        length = np.linalg.norm(X, axis=1)[:, None]
        X = X / np.where(length > 0, length, 1.0)
        p, k = X.shape[1], V.shape[1]
        z = (X @ V.reshape(p, self.m * k)).reshape(len(X), self.m, k)
        return Margins(row, other, contrast, X, np.einsum("qm,qmk->qk", contrast, z[row]))

    def undecided(self, block: Block, settled: Array, V: Array) -> tuple[Margins, Mask]:
        """Margins along V, and a mask of the comparisons that are zero along all of `settled`."""
        k = settled.shape[1]
        found = self.margins(block, np.hstack([settled, V]))
        return replace(found, along=found.along[:, k:]), on_plane(found.along[:, :k])

    def drift(self) -> Array:
        """Sum of all comparisons, as a direction of length one: (p m, 1)."""

        def kernel(block: Block) -> Array:
            found = self.margins(block, np.empty((self.size, 0)))
            sums = np.zeros((len(found.X), self.m))
            np.add.at(sums, found.row, found.contrast)
            return np.asarray(found.X.T @ sums)

        return unit(self.data.total(kernel).reshape(-1, 1))

    def violated(self, settled: Array, V: Array, limit: int | None = None) -> list[Array]:
        """For each column of V, the comparisons that it gets most wrong, as vectors."""
        limit = CUTS + 2 * self.size if limit is None else limit

        def kernel(block: Block) -> "Worst":
            found, open_ = self.undecided(block, settled, V)
            return Worst([worst(found, open_, j, limit) for j in range(V.shape[1])], limit)

        return [vectors for _, vectors in self.data.total(kernel).found]

    def largest_ratio(self, inside: Array, settled: Array, V: Array) -> Array:
        """Per column of V, ``max -margin / margin along inside`` off the plane of `settled`: (k,).

        That much of `inside` added to the column makes it a direction of the cone.
        """

        def kernel(block: Block) -> PerRow:
            found, open_ = self.undecided(block, settled, np.hstack([inside, V]))
            along = found.along[~open_]
            ratio = -along[:, 1:] / np.maximum(along[:, :1], ON_PLANE**2)
            return PerRow(ratio.max(axis=0, initial=0.0)[None])

        return np.asarray(self.data.total(kernel).values.max(axis=0))

    def triangle(self, settled: Array, v: Array, tol: float) -> "Triangle":
        """QR's triangle of the comparisons that neither `settled` nor v decides."""

        def kernel(block: Block) -> Triangle:
            found, open_ = self.undecided(block, settled, v)
            index = np.flatnonzero(open_ & (np.abs(found.along[:, 0]) <= tol))
            return Triangle(len(index), triangular(found.vectors(index)))

        return self.data.total(kernel)

    def possible(self, steps: Array) -> Mask:
        """Which classes the steps leave possible for each row, its own among them: (n, K)."""
        K = 2 if self.coding is None else len(self.coding)

        def kernel(block: Block) -> PerRow:
            found = self.margins(block, steps)
            left = np.ones((len(found.X), K))
            left[found.row, found.other] = on_plane(found.along)
            return PerRow(left)

        return np.asarray(self.data.total(kernel).values > 0)

    def counts(self, settled: Array, v: Array) -> tuple[int, int, int]:
        """Of the undecided comparisons, how many v gets wrong, leaves at zero, gets right."""

        def kernel(block: Block) -> Array:
            found, open_ = self.undecided(block, settled, v)
            along = found.along[open_, 0]
            wrong, right = (along < -ON_PLANE).sum(), (along > ON_PLANE).sum()
            return np.array([wrong, len(along) - wrong - right, right])

        wrong, zero, right = self.data.total(kernel)
        return int(wrong), int(zero), int(right)


def on_plane(along: Array) -> Mask:
    """Whether all of a comparison's margins, (q, k), are zero: (q,)."""
    return np.asarray((np.abs(along) <= ON_PLANE).all(axis=1))


def worst(found: Margins, among: Mask, j: int, limit: int) -> tuple[Array, Array]:
    """The `limit` most negative margins along direction j, none twice, and their vectors."""
    index = np.flatnonzero(among & (found.along[:, j] < -SOLVED[0]))
    values, first = np.unique(found.along[index, j], return_index=True)  # equal rows, once
    return values[:limit], found.vectors(index[first[:limit]])


@dataclass(frozen=True, eq=False)
class Worst:
    """Margins and vectors of the worst comparisons, for each direction; adds by keeping these."""

    found: list[tuple[Array, Array]]
    limit: int

    def __add__(self, other: "Worst") -> "Worst":
        both = []
        for (a, A), (b, B) in zip(self.found, other.found, strict=True):
            values, first = np.unique(np.concatenate([a, b]), return_index=True)
            both.append((values[: self.limit], np.vstack([A, B])[first[: self.limit]]))
        return Worst(both, self.limit)


@dataclass(frozen=True, eq=False)
class Triangle:
    """Number of vectors, and R with RᵀR their Gram matrix, never formed: adds by a QR of both."""

    count: int
    R: Array

    def __add__(self, other: "Triangle") -> "Triangle":
        R = triangular(np.vstack([self.R, other.R]))
        return Triangle(self.count + other.count, R)


def triangular(rows: Array) -> Array:
    return np.asarray(np.linalg.qr(rows, mode="r"))


def unit(V: Array) -> Array:
    """Columns divided by their lengths."""
    length = np.linalg.norm(V, axis=0)
    return V / np.where(length > 0, length, 1.0)


def split_space(R: Array) -> tuple[Array, Array]:
    """Orthonormal bases of row space and null space of R, (q, s): (s, r), (s, s - r)."""
    _, values, Vt = svd(np.vstack([R, np.zeros((1, R.shape[1]))]))
    rank = int((values > ON_PLANE * values.max(initial=0.0)).sum())
    return Vt[:rank].T, Vt[rank:].T


def solve(cost: Array, rows: Array, **more: Any) -> Array:
    """``argmin cost · a`` over rows a >= 0 and, where not said otherwise, -1 <= a <= 1."""
    tight = {"primal_feasibility_tolerance": FEASIBLE, "dual_feasibility_tolerance": FEASIBLE}
    problem = {"A_ub": -csr_array(rows), "b_ub": np.zeros(len(rows)), "bounds": (-1, 1), **more}
    found: Any = None
    for last in ({"method": "highs-ds", "options": tight}, {"method": "highs-ds"}, {}):
        found = linprog(cost, **problem, **last)
        if found.x is not None:
            return np.asarray(found.x)
    raise OddsmithError(
        f"HiGHS did not solve a linear programme of {rows.shape[0]} rows and {rows.shape[1]} "
        f"columns ({found.message}), so whether the classes are separated is not known. Columns "
        "of very different size inside one table are the usual cause: rescale or drop some."
    )


@dataclass(frozen=True, eq=False)
class Recession:
    """The cone of directions, known by a few of them; s numbers in each.

    Attributes
    ----------
    steps : ndarray of shape (s, k)
        Each decides rows that those before leave at zero; what all leave at zero stays undecided.
    inside : ndarray of shape (s, 1)
        A direction from the cone's inside: it decides all that can be decided.
    span : ndarray of shape (s, d)
        Orthonormal basis of the span of the cone.
    cuts : ndarray of shape (q, s)
        Comparisons that were needed to tell.
    """

    steps: Array
    inside: Array
    span: Array
    cuts: Array


def recession(cone: Cone, hint: Array | None = None) -> Recession | None:
    """Directions of recession, or None where there are none (1.  to 4.  above).

    Parameters
    ----------
    hint : ndarray of shape (p m,), optional
        A direction that may be one, or point to the rows that matter.
    """
    s = cone.size
    start = cone.drift() if hint is None or not hint.any() else unit(hint.reshape(-1, 1))
    steps: Array = np.empty((s, 0))
    span: Array = np.empty((s, 0))
    basis: Array = np.eye(s)
    cuts: Array = np.empty((0, s))
    while basis.shape[1]:
        step, cuts = find_step(cone, steps, basis, cuts, start)
        if step is None:
            break
        steps, basis, span = np.hstack([steps, step.direction]), step.rest, step.span
        start = unit(basis @ (basis.T @ start))
    if not steps.shape[1]:
        return None
    inside: Array = steps[:, :1]
    for j in range(1, steps.shape[1]):
        ratio = cone.largest_ratio(inside, steps[:, :j], steps[:, j : j + 1])
        inside = unit(steps[:, j : j + 1] + (1 + 2 * ratio) * inside)
    return Recession(steps, inside, span, cuts)


@dataclass(frozen=True, eq=False)
class Step:
    """A direction, (s, 1), the null space of the rows that it leaves at zero, and their space."""

    direction: Array
    span: Array
    rest: Array


def find_step(
    cone: Cone, settled: Array, basis: Array, cuts: Array, start: Array
) -> tuple[Step | None, Array]:
    """A direction within `basis`, (s, r), that decides rows which `settled` do not; and cuts."""
    V, known = np.hstack([start, -start]), -1
    while True:
        found = cone.violated(settled, V)
        for j, wrong in enumerate(found):
            step = None if len(wrong) else exact_step(cone, settled, V[:, j : j + 1])
            if step is not None:
                return step, cuts
        cuts = np.unique(np.vstack([cuts, *found]), axis=0)
        if len(cuts) == known:  # all are in the programme: what is left is below its tolerance
            return None, cuts
        V, known = unit(basis @ propose(cuts[on_plane(cuts @ settled)] @ basis)), len(cuts)
        if not V.shape[1]:
            return None, cuts


def propose(rows: Array) -> Array:
    """Directions that the rows, (q, r), allow: (r, k); none if zero is the only one."""
    a = solve(-rows.sum(axis=0), rows) if len(rows) else np.zeros(rows.shape[1])
    if np.abs(a).max() > 0.5:  # of a cone, either zero is the best or the box ends it
        return a[:, None]
    free = split_space(rows)[1]
    return np.hstack([free, -free])


def exact_step(cone: Cone, settled: Array, v: Array) -> Step | None:
    """The direction next to v, (s, 1), that is exact on all rows, if there is one."""
    for tol in SOLVED:
        zero = cone.triangle(settled, v, tol)
        rest, span = split_space(zero.R)
        exact: Array = v - rest @ (rest.T @ v)
        exact = unit(exact - rest @ (rest.T @ exact))
        wrong, left, right = cone.counts(settled, exact)
        if right and not wrong and left == zero.count and exact.T @ v > 0.5:
            return Step(exact, span, rest)
    return None


def signs(cone: Cone, found: Recession, of: Array) -> Array:
    """What the cone says of linear functions `of`, (f, s): +1, -1, 0 (always), nan (it varies)."""
    B = within(of, found.span)
    free = B.any(axis=1)
    value = (B @ (found.span.T @ found.inside))[:, 0]
    sign: Array = np.where(free, np.sign(value), 0.0)
    if found.span.shape[1] == 1:
        return sign
    pending = free & (np.abs(value) > FIXED)
    sign[free & ~pending] = np.nan
    known, cuts = -1, found.cuts
    down: Array = -(sign[:, None] * B)[pending].T  # the way to the other sign, were there no rows
    while pending.any():
        V = unit(found.span @ down)
        cuts = np.unique(np.vstack([cuts, *cone.violated(found.steps[:, :0], V, FEW)]), axis=0)
        ratio = cone.largest_ratio(found.inside, found.steps, V)
        V = unit(V + (1 + 1e-6) * ratio * found.inside)  # of the cone
        varies = (sign[:, None] * (B @ (found.span.T @ V)) < -FIXED).any(axis=1)
        if len(cuts) == known:  # neither shown: what is left is below the programme's tolerance
            varies |= pending
        sign[varies & pending] = np.nan
        pending &= ~varies
        rows, known = within(cuts, found.span), len(cuts)
        rows, J = rows[rows.any(axis=1)], np.flatnonzero(pending)
        down = np.array([solve(sign[j] * B[j], rows) for j in J]).reshape(len(J), B.shape[1]).T
        low = np.einsum("jd,dj->j", sign[J, None] * B[J], down)
        pending[J[low >= -FIXED]] = False
        down = down[:, low < -FIXED]
    return sign


def within(vectors: Array, span: Array) -> Array:
    """Their parts in the span, divided by their lengths; exactly zero where there is none."""
    parts = vectors @ span
    length = np.linalg.norm(parts, axis=1)[:, None]
    return np.where(length > SOLVED[1], parts / np.where(length > 0, length, 1.0), 0.0)
