"""A formula met a source: what a fit needs, learned in one reading.

1.  what the formula names                                             frame
2.  one reading: levels, ends, means, gaps, a sample of rows           profile
3.  terms and response are learned from a table that holds them all    representative
4.  a recipe, and the rows as data                                     streamed
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

import numpy as np
import pandas as pd

from oddsmith.bordered_bound import largest_offset
from oddsmith.data import Block, is_many
from oddsmith.design import Array
from oddsmith.errors import DroppedRowsWarning, InputError, MissingValuesError
from oddsmith.frame import Response, Terms
from oddsmith.frame.algebra import Factor as Written
from oddsmith.frame.algebra import columns_of
from oddsmith.frame.caller import warn
from oddsmith.frame.clusters import ways_of
from oddsmith.frame.expression import Expression, Text, split
from oddsmith.frame.factors import name_of
from oddsmith.frame.frame import columns_used
from oddsmith.frame.learn import check_context, learn_terms
from oddsmith.frame.missing import read_columns
from oddsmith.frame.roles import NO_WEIGHT, require_total
from oddsmith.frame.trials import counts_on_left
from oddsmith.frame.words import count
from oddsmith.likelihood import saturated, target_sums
from oddsmith.losses import CrossEntropy
from oddsmith.sources.distinct import joined
from oddsmith.sources.profile import RESPONSE, Profile, Profiling
from oddsmith.sources.reading import Reading, require_name, said
from oddsmith.sources.recipe import Recipe
from oddsmith.sources.source import Piece, Source
from oddsmith.sources.streamed import Streamed
from oddsmith.sources.transforms import Call, Read, learned, learning_calls

POOL = 1 << 22  # numbers in the rows of the pool: 32 MiB
LEAST_POOL = 2000  # rows of it, however many columns are read
FEW = 100  # rows of it that stand for all when terms are learned


@dataclass(frozen=True, eq=False)
class StreamedFrame:
    """The rows that a model is fitted to, and what was learned of them.

    Attributes
    ----------
    rows : Streamed
    terms, response : Terms, Response
    profile : Profile
    trials : str or None
        The column of numbers of trials that the left side names.
    """

    rows: Streamed
    terms: Terms
    response: Response
    profile: Profile
    trials: str | None = None


@dataclass(frozen=True, eq=False)
class Asked:
    """What a formula names, found without reading more than a few rows."""

    left: Text
    right: Text
    terms: list[tuple[Written, ...]]
    response: tuple[str, ...]
    counts: tuple[str, str] | None
    reading: Reading
    context: Mapping[str, Any]

    @property
    def factors(self) -> dict[str, Written]:
        return {name_of(factor): factor for term in self.terms for factor in term}

    def profiling(self) -> Profiling:
        """The kernel of the reading that learns."""
        calls = {
            name: found
            for name, written in self.factors.items()
            if isinstance(written, Expression) and (found := learning_calls(written, self.context))
        }
        size = max(LEAST_POOL, POOL // max(len(self.reading.columns), 1))
        return Profiling(
            self.reading,
            self.response,
            self.counts,
            self.factors,
            calls,
            self.context,
            size,
        )


def stream_frame(
    formula: str,
    source: Source,
    *,
    event: Any = None,
    reference: Any = None,
    weights: str | None = None,
    offset: str | None = None,
    cluster: Any = None,
    missing: Literal["raise", "drop"] = "raise",
    context: Mapping[str, Any] | None = None,
) -> StreamedFrame:
    """Read a formula against a source, as `frame.make_frame` does against a table.

    Weights, offset and clusters are names of columns.

    Raises
    ------
    InputError
        As `make_frame`, with the place of the piece at fault; or an array for a column's name.
    """
    if missing not in ("raise", "drop"):
        raise InputError(f'missing={missing!r} is not known; it is "raise" or "drop".')
    asked = ask(formula, source, weights, offset, cluster, missing, context)
    profiling = asked.profiling()
    profile = source.total(profiling, asked.reading.columns)
    require_rows(profile, asked.reading)
    assert profile is not None
    response = Response.learn(
        asked.left,
        profile.distinct[RESPONSE].table,
        event,
        context=asked.context,
        reference=reference,
        rows=profile.rows,
    )
    calls = {call.text: call for of in profiling.calls.values() for call in of}
    state = {
        text: learned(call, profile.summaries[text], reader(source, asked, call))
        for text, call in calls.items()
    }
    terms = learn_terms(
        asked.right.original(),
        asked.terms,
        representative(profile, asked.factors, asked.reading.used),
        asked.context,
        state,
        profile.rows,
    )
    recipe = Recipe(asked.reading, terms, response)
    trials = asked.counts[1] if asked.counts else None
    return StreamedFrame(streamed(source, recipe, profile), terms, response, profile, trials)


def reader(source: Source, asked: Asked, call: Call) -> Read:
    """Readings of what a call is given, of as few columns as that takes."""
    reading = asked.reading
    if reading.missing == "raise" and reading.weights is None:
        reading = Reading(tuple(dict.fromkeys(call.argument.uses.columns)))

    def read(kernel: Callable[[Array], Any]) -> Any:
        over = OfCall(reading, call, asked.context, kernel)
        return source.total(over, reading.columns)

    return read


@dataclass(frozen=True, eq=False)
class OfCall:
    """What a kernel makes of the numbers that a call is given in a piece; can be sent elsewhere."""

    reading: Reading
    call: Call
    context: Mapping[str, Any]
    kernel: Callable[[Array], Any]

    def __call__(self, piece: Piece) -> Any:
        rows = self.reading.rows_again(piece)
        if rows is None or not len(rows.table):
            return None
        columns = read_columns(rows.table, rows.table.columns)
        return self.kernel(self.call.numbers(columns, self.context))


def ask(
    formula: str,
    source: Source,
    weights: Any,
    offset: Any,
    cluster: Any,
    missing: Literal["raise", "drop"],
    context: Mapping[str, Any] | None,
) -> Asked:
    """What the formula and the roles name among the columns of the source."""
    left, right = split(formula)
    head, own = source.head(), check_context(context)
    counts = counts_on_left(left, head.columns) if weights is None else None
    if counts:
        weights = counts[1]
    clusters = tuple(str(require_name(way, "cluster")) for way in ways_of(cluster, head))
    roles = require_name(weights, "weights"), require_name(offset, "offset")
    outcome, terms = columns_used(
        left, right, head, own, [name for name in (*roles, *clusters) if name]
    )
    used = tuple(dict.fromkeys([*outcome, *columns_of(terms)]))
    reading = Reading(used, *roles, clusters, missing)
    reading.rows(Piece(head, 0, "the first rows"))  # says of a role that no column has it
    return Asked(left, right, terms, tuple(outcome), counts, reading, own)


def require_rows(profile: Profile | None, reading: Reading) -> None:
    """Refuse data of which no row is left, and say how many were left out."""
    if profile is None:
        raise InputError(f"no row is there (columns: {', '.join(reading.columns)}).")
    if profile.rows == 0 and profile.dropped == 0:
        raise InputError(NO_WEIGHT)
    total = profile.rows + profile.dropped + profile.zero_weight
    lost = f"{count(profile.dropped, 'row')} of {total:,} cannot be used"
    sentence = f"{lost}: {', '.join(said(profile.gaps))}."
    if profile.rows == 0:
        raise MissingValuesError(f"{sentence} No row is left.")
    require_total(profile.weights.total, profile.weights.largest)
    if profile.dropped:
        warn(f"{sentence} They are left out.", DroppedRowsWarning)


def representative(
    profile: Profile, factors: Mapping[str, Written], used: tuple[str, ...]
) -> pd.DataFrame:
    """A few rows in which every level and both ends of every number are found."""
    base = profile.pool.table()[list(used)].head(FEW).reset_index(drop=True)
    tables = [base, *profile.others.values()]
    for name in factors:
        if name in profile.distinct:
            levels = profile.distinct[name].table
            rows = base.iloc[np.zeros(len(levels), dtype=int)].reset_index(drop=True)
            tables.append(rows.assign(**{column: levels[column] for column in levels.columns}))
    return joined(tables)


def streamed(source: Source, recipe: Recipe, profile: Profile) -> Streamed:
    """The rows as data, with the pool as its sample."""
    pool = recipe.rows(Piece(profile.pool.table(), 0, "the sample"))
    assert pool is not None
    rows = pool[0]
    many = is_many(profile.rows, *(rows.shape[1], rows.row_size))
    return Streamed(
        source,
        replace(recipe, many=many),
        profile.rows,
        replace(rows, part_of_many=many),
        riders=riders(recipe.response),
    )


def riders(response: Response) -> tuple[Callable[[Block], Any], ...]:
    """Sums of y, weights and offset alone, which are made in the first reading that comes."""
    always = (saturated, largest_offset)
    return always if response.kind == "classes" else (*always, partial(target_sums, CrossEntropy()))
