"""Profile: what one reading of all pieces says of the columns of a formula.

    rows, gaps, weights                    how many count, what is missing, what weights add up to
    distinct                               different values of the response and of each category
    others                                 a row in which a factor of numbers is not one
    summaries                              of what each learning transform is given
    pool                                   a bounded sample of rows

Profiles add.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from oddsmith.errors import InputError, MissingValuesError
from oddsmith.frame.algebra import Factor as Written
from oddsmith.frame.columns import read_column
from oddsmith.frame.evaluate import Evaluator
from oddsmith.frame.factors import Factor, check_finite, evaluate, is_category
from oddsmith.frame.missing import DO, read_columns
from oddsmith.frame.trials import require_counts
from oddsmith.frame.words import count
from oddsmith.sources.distinct import Distinct, distinct
from oddsmith.sources.pool import Pool, draw
from oddsmith.sources.reading import Gaps, Reading, Rows, said, weights_of
from oddsmith.sources.source import Piece
from oddsmith.sources.summary import Summary, summary
from oddsmith.sources.transforms import Call

RESPONSE = "the left side"


class Kind(NamedTuple):
    """A column, whether it holds numbers or text, and where that was seen."""

    column: str
    holds: str
    where: str


@dataclass(frozen=True, eq=False)
class Weights:
    """Σ c, the largest c, and how many are not whole: adds."""

    total: float
    largest: float
    fractional: int

    def __add__(self, other: "Weights") -> "Weights":
        return Weights(
            self.total + other.total,
            max(self.largest, other.largest),
            self.fractional + other.fractional,
        )


@dataclass(frozen=True, eq=False)
class Profile:
    """What the rows of some pieces hold; see the module's table."""

    rows: int
    dropped: int
    zero_weight: int
    gaps: Gaps
    weights: Weights
    kinds: dict[str, Kind]
    distinct: dict[str, Distinct]
    others: dict[str, pd.DataFrame]
    summaries: dict[str, Summary]
    pool: Pool

    def __add__(self, other: "Profile") -> "Profile":
        return Profile(
            self.rows + other.rows,
            self.dropped + other.dropped,
            self.zero_weight + other.zero_weight,
            merged(self.gaps, other.gaps, lambda a, b: (a[0] + b[0], a[1] + b[1])),
            self.weights + other.weights,
            merged(self.kinds, other.kinds, of_one_kind),
            merged(self.distinct, other.distinct, lambda a, b: a + b),
            merged(self.others, other.others, lambda a, b: a),
            merged(self.summaries, other.summaries, lambda a, b: a + b),
            self.pool + other.pool,
        )


def merged(a: Mapping[str, Any], b: Mapping[str, Any], add: Any) -> dict[str, Any]:
    """Both, with what is under the same name added."""
    both = {**a, **b}
    return {name: add(a[name], b[name]) if name in a and name in b else both[name] for name in both}


def of_one_kind(a: Kind, b: Kind) -> Kind:
    """Refuse a column of numbers in one piece that is text in another."""
    if a.holds != b.holds:
        raise InputError(
            f"{a.column!r} holds {a.holds} in {a.where} and {b.holds} in {b.where}: a column needs "
            "the same kind of values in all pieces."
        )
    return a


@dataclass(frozen=True, eq=False)
class Profiling:
    """The kernel that makes a profile of a piece.

    Parameters
    ----------
    reading : Reading
    response : tuple of str
        Columns of the left side.
    trials : tuple of str, or None
        Successes and trials, where the left side is of that form.
    factors : dict
        As written, by name.
    calls : dict
        The learning calls of each factor that has any.
    context : mapping
    size, seed : int
        Of the pool.
    """

    reading: Reading
    response: tuple[str, ...]
    trials: tuple[str, str] | None
    factors: Mapping[str, Written]
    calls: Mapping[str, list[Call]]
    context: Mapping[str, Any]
    size: int
    seed: int = 0

    def __call__(self, piece: Piece) -> Profile | None:
        with piece.located():
            rows = self.reading.rows(piece)
            if rows is None:
                return None
            if rows.gaps and self.reading.missing == "raise":
                lost = f"{count(rows.dropped, 'row')} of {len(piece.table):,} cannot be used"
                raise MissingValuesError(f"{lost}: {', '.join(said(rows.gaps))}. {DO}")
            return self.profile(rows, piece)

    def profile(self, rows: Rows, piece: Piece) -> Profile:
        table, c = rows.table, weights_of(rows)
        found = Profile(
            len(table),
            rows.dropped,
            rows.zero_weight,
            rows.gaps,
            Weights(float(c.sum()), float(c.max(initial=0.0)), int(np.count_nonzero(c % 1))),
            {},
            {},
            {},
            {},
            draw(self.with_roles(rows), piece, self.size, self.seed),
        )
        if not len(table):
            return found
        if self.trials is not None:
            require_counts(table, *self.trials)
        found.kinds.update({name: kind_of(table[name], piece.where) for name in self.reading.used})
        found.distinct[RESPONSE] = distinct(table, self.response)
        self.look_at_factors(table, found)
        return found

    def with_roles(self, rows: Rows) -> pd.DataFrame:
        """The rows with weights, offset and clusters, under their names."""
        new: dict[str, Any] = dict(zip(self.reading.clusters, rows.roles.clusters, strict=True))
        if self.reading.weights is not None:
            new[self.reading.weights] = rows.roles.weights
        if self.reading.offset is not None:
            new[self.reading.offset] = rows.roles.offset
        return rows.table.assign(**new)

    def look_at_factors(self, table: pd.DataFrame, into: Profile) -> None:
        """Levels of categories, numbers other than one, and what transforms are given."""
        columns = read_columns(table, table.columns)
        evaluator = Evaluator(columns, self.context, {})
        for name, written in self.factors.items():
            for call in self.calls.get(name, ()):
                numbers = call.numbers(columns, self.context)
                check_finite(call.argument, numbers)
                into.summaries[call.text] = summary(numbers)
            if name in self.calls:
                continue
            value = evaluate(written, evaluator, len(table))
            if is_category(value):
                into.distinct[name] = distinct(table, Factor(written).variables)
            else:
                numbers = np.asarray(getattr(value, "array", value))
                check_finite(written, numbers)
                if numbers.ndim == 1 and (numbers != 1).any():
                    into.others[name] = table.iloc[[int((numbers != 1).argmax())]]


def kind_of(column: "pd.Series[Any]", where: str) -> Kind:
    values = read_column(column)
    numbers = isinstance(values, np.ndarray) and values.dtype.kind in "bif"
    return Kind(str(column.name), "numbers" if numbers else "text", where)
