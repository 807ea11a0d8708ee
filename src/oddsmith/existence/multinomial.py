"""Separated classes in words: which columns part which of several classes, and where.

A column parts classes by itself where the model of that column alone (and the intercept) has a
direction of recession.  Its logits are straight lines, so each set of classes that stays possible
is that of a range of the column.  Where no column does it alone, the columns of a direction with
few of them are named, and rows are counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oddsmith.coordinates import Coordinates
from oddsmith.data import InMemory
from oddsmith.design import Array
from oddsmith.existence.cone import Cone, Mask
from oddsmith.existence.recession import recession
from oddsmith.existence.separation import NAMED, Separation, listed

TRIED = 50  # columns that are looked at one by one


@dataclass(frozen=True, eq=False)
class SeparatedClasses:
    """Rows whose classes are separated.

    Parameters
    ----------
    rows : InMemory
        n rows of positive weight, p independent columns as given; y the number of the class.
    coordinates : Coordinates
        Of these columns, standardising.
    coding : ndarray of shape (K, m)
    names : sequence of p str
    classes : sequence of K labels
    response : str
        Name of what is modelled.
    """

    rows: InMemory
    coordinates: Coordinates
    coding: Array
    names: Sequence[str]
    classes: Sequence[object]
    response: str

    def describe(self, found: Separation) -> str:
        """Say in a sentence or two which columns separate which classes."""
        empty = np.setdiff1d(np.arange(len(self.classes)), self.rows.y)
        if len(empty):
            lost = self.either(empty)
            return f"no row has {self.response} = {lost}: its coefficients have no finite value."
        some = np.flatnonzero((found.limits != 0).any(axis=1))
        columns = [int(j) for j in some if j != found.intercept]
        alone = {j: self.possible([j]) for j in columns[:TRIED]}
        told = [(j, possible) for j, possible in alone.items() if possible is not None]
        if not told:
            return self.together(list(found.support))
        more = len(told) - NAMED
        also = f"; and so do {more} more column{'s' if more > 1 else ''}" if more > 0 else ""
        return "; ".join(self.by_itself(*one) for one in told[:NAMED]) + also + "."

    def possible(self, columns: list[int]) -> Mask | None:
        """Classes that these columns leave possible for each row, (n, K); None if all of them."""
        at = self.coordinates.intercept
        used = np.unique([*columns, *([] if at is None else [at])])
        part = self.coordinates.columns(used).apply(
            self.rows.with_design(lambda X: X.columns(used))
        )
        cone = Cone(part, self.coding)
        found = recession(cone)
        return None if found is None else cone.possible(found.steps)

    def by_itself(self, column: int, possible: Mask) -> str:
        """What one column says of the classes."""
        x = self.rows.X.columns(np.array([column])).toarray()[:, 0]
        sets = [(here, self.where(column, x, rows), rows) for here, rows in each_set(possible)]
        parted = sorted((s for s in sets if not s[0].all()), key=lambda s: x[s[2]].min())
        said = [self.sentence(here, int(rows.sum()), where) for here, where, rows in parted]
        name = self.names[column]
        return f"'{name}' separates the classes: {all_of(said)}"

    def where(self, column: int, x: Array, rows: Mask) -> str:
        """The range of a column that holds these rows and no others."""
        name, inside, outside = self.names[column], x[rows], x[~rows]
        low, high = inside.min(), inside.max()
        below, above = outside[outside < low], outside[outside > high]
        if np.isin(x, (0, 1)).all() or (low == high and len(below) and len(above)):
            return f"{name} = {low:.6g}"
        ends = (
            (below.max() + low) / 2 if len(below) else None,
            (above.min() + high) / 2 if len(above) else None,
        )
        if ends[0] is not None and ends[1] is not None:
            return f"{name} between {ends[0]:.6g} and {ends[1]:.6g}"
        return f"{name} > {ends[0]:.6g}" if ends[0] is not None else f"{name} < {ends[1]:.6g}"

    def sentence(self, here: Mask, n: int, where: str) -> str:
        """What n rows at a place are: of one class, or not of some."""
        if here.sum() == 1:
            who = f"all {n:,} rows with {where} have" if n > 1 else f"the 1 row with {where} has"
            return f"{who} {self.response} = {self.either(np.flatnonzero(here))}"
        who = f"none of the {n:,} rows" if n > 1 else "not the 1 row"
        return f"{who} with {where} has {self.response} = {self.either(np.flatnonzero(~here))}"

    def together(self, columns: list[int]) -> str:
        """What several columns together say of the classes, in numbers of rows."""
        possible = self.possible(columns)
        assert possible is not None
        sets = [(here, int(rows.sum())) for here, rows in each_set(possible) if not here.all()]
        said = []
        for here, n in sorted(sets, key=lambda one: -one[1]):
            only = here.sum() == 1
            verb = "can only be" if only else "cannot be"
            said.append(f"{n:,} {verb} {self.either(np.flatnonzero(here if only else ~here))}")
        who = listed([f"'{self.names[j]}'" for j in columns])
        verb = "together separate" if len(columns) > 1 else "separates"
        n = self.rows.shape[0]
        return f"{who} {verb} the classes of {self.response}: of {n:,} rows {all_of(said)}."

    def either(self, which: NDArray[np.intp]) -> str:
        """``a, b or c``."""
        words = [str(self.classes[k]) for k in which[:NAMED]]
        more = len(which) - NAMED
        words += [f"{more} others"] if more > 1 else [str(self.classes[k]) for k in which[NAMED:]]
        return " or ".join([", ".join(words[:-1])] * (len(words) > 1) + words[-1:])


def each_set(possible: Mask) -> list[tuple[Mask, Mask]]:
    """Each set of possible classes, (K,), and its rows, (n,)."""
    sets, which = np.unique(possible, axis=0, return_inverse=True)
    return [(here, which.ravel() == k) for k, here in enumerate(sets)]


def all_of(said: list[str]) -> str:
    """The first few statements, and how many more there are."""
    more = len(said) - NAMED
    if more > 1:
        said = [*said[:NAMED], f"{more} more such groups of rows"]
    return " and ".join([", ".join(said[:-1])] * (len(said) > 1) + said[-1:])
