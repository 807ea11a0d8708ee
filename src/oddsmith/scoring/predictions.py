"""Predictions beside their rows, written piece by piece to a file that is whole or not there.

    a.parquet, b.parquet, …  ──>  all columns as they were, and the probability  ──>  scored.parquet

The file is Parquet or CSV, as its name ends.
"""

from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from functools import partial
from os import PathLike, fspath
from typing import IO, Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from oddsmith.design import Array
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.files import whole_file
from oddsmith.frame import Terms, read_table
from oddsmith.frame.factors import Unseen
from oddsmith.result.lost import unseen_levels
from oddsmith.scoring.probabilities import Model, names_of, probabilities
from oddsmith.sources import Local, Piece, Pieces, Tables
from oddsmith.sources.arrow import arrow
from oddsmith.sources.opening import PARQUET, opened
from oddsmith.threads import as_read, one_blas_thread


@dataclass(frozen=True)
class Written:
    """How many rows were written, have no probability, and hold levels that training did not."""

    rows: int = 0
    lost: int = 0
    unseen: int = 0

    def __add__(self, other: "Written") -> "Written":
        return Written(self.rows + other.rows, self.lost + other.lost, self.unseen + other.unseen)


def write_predictions(
    model: Model, data: Any, out: str | PathLike[str], *, unseen: Unseen = "raise"
) -> Written:
    """Write the rows of `data`, and the model's probability of each, to a file.

    Parameters
    ----------
    model : Fit or MultinomialFit
    data : table, or what `fit` streams
        Holds the columns of the formula.
    out : path
        Parquet where it ends in .parquet or .pq, else CSV.  It appears when all has been written.
    unseen : {"raise", "nan", "reference"}
        What becomes of a row with a level that training did not hold, as for `Fit.predict`.

    Returns
    -------
    Written
        A probability is missing where a value is, or where the classes are separated and the data
        leave a row open.  Unseen levels are counted where they are not refused.

    Raises
    ------
    InputError
        A column is missing or already called as predictions are; a level was not there in
        training; there is no row, or the file cannot be written.
    NotSupportedError
        Rows that are not read by this process.

    Examples
    --------
    >>> import oddsmith, tempfile
    >>> fit = oddsmith.fit("y ~ 1", {"y": [0, 1, 1, 1]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_predictions(fit, [{"y": [0, 1]}, {"y": [1]}], f"{folder}/scored.csv")
    Written(rows=3, lost=0, unseen=0)
    """
    pieces = pieces_of(data)
    taken = [name for name in names_of(model) if name in pieces.names]
    if taken:
        raise InputError(
            f"the data already have a column {taken[0]!r}, which is where predictions go: rename "
            "it."
        )
    asked = replace(model, terms=model.terms.taking(unseen))
    write = write_parquet if fspath(out).endswith(PARQUET) else write_csv
    with whole_file(out) as file, one_blas_thread():
        written = write(file, pieces, partial(scored, asked))
        if not written.rows:
            raise InputError(f"there is no row to predict, so that {fspath(out)} is not written.")
        return written


def pieces_of(data: Any) -> Pieces:
    """What is read piece by piece; a table is one piece."""
    source = opened(data)
    if source is None:
        return Tables([read_table(data)])
    if not isinstance(source, Local):
        raise NotSupportedError(
            f"write_predictions of a {type(data).__name__}: its rows are read elsewhere. Use the "
            "model's predict there, or write them to Parquet first."
        )
    return source.pieces


@dataclass(frozen=True, eq=False)
class Scored:
    """A piece, its probabilities, and what is to be counted of it."""

    piece: Piece
    found: dict[str, Array]
    written: Written


def scored(model: Model, piece: Piece) -> Scored | None:
    """The probabilities of a piece's rows; None where it has none."""
    if not len(piece.table):
        return None
    with piece.located():
        found = probabilities(model, piece.table)
        return Scored(piece, found, counted(model.terms, piece.table, next(iter(found.values()))))


def counted(terms: Terms, table: pd.DataFrame, p: ArrayLike) -> Written:
    """What is to be counted of rows and their probabilities `p`, (n,), of one class."""
    new = 0 if terms.unseen == "raise" else int(unseen_levels(terms, table).sum())
    return Written(len(table), int(np.isnan(p).sum()), new)


def all_scored(pieces: Pieces, score: Any) -> Iterator[Scored]:
    with closing(as_read(score, pieces.read(pieces.names))) as found:
        for one in found:
            if one is not None:
                yield one


def write_parquet(file: IO[bytes], pieces: Pieces, score: Any) -> Written:
    pa, parquet = arrow(), arrow("parquet")
    writer, written = None, Written()
    try:
        for one in all_scored(pieces, score):
            batch = one.piece.arrow
            table = (
                pa.Table.from_pandas(one.piece.table, preserve_index=False)
                if batch is None
                else pa.Table.from_batches([batch])
            )
            for name, values in one.found.items():
                table = table.append_column(name, pa.array(values))
            if writer is None:
                writer = parquet.ParquetWriter(file, wide_enough(table.schema, pieces))
            writer.write_table(as_before(table, writer.schema, one.piece.where))
            written += one.written
    finally:
        if writer is not None:
            writer.close()
    return written


def wide_enough(schema: Any, pieces: Pieces) -> Any:
    """The schema with kinds of values that those of all files fit in, as far as there is one."""
    pa = arrow()
    for file in getattr(pieces, "files", ()):
        known = pa.schema([field for field in file.schema if field.name in schema.names])
        with suppress(pa.lib.ArrowException):  # told with its place when the rows are written
            schema = pa.unify_schemas([schema, known], promote_options="permissive")
    return schema


def as_before(table: Any, schema: Any, where: str) -> Any:
    """The table with the kinds of values that the pieces before it have."""
    columns = []
    for field in schema:
        try:
            columns.append(table[field.name].cast(field.type))
        except arrow("lib").ArrowException as error:
            raise InputError(
                f"{where}: {field.name!r} holds {table[field.name].type}, and {field.type} in the "
                "pieces before it: a column of a Parquet file holds one kind of values. Give all "
                "pieces the same, or write CSV."
            ) from error
    return arrow().Table.from_arrays(columns, schema=schema)


def write_csv(file: IO[bytes], pieces: Pieces, score: Any) -> Written:
    written = Written()
    for one in all_scored(pieces, score):
        table = one.piece.table.assign(**one.found)
        table.to_csv(file, index=False, header=not written.rows, lineterminator="\n")
        written += one.written
    return written
