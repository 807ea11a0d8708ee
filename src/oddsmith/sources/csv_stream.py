"""CSV: files that are read by Arrow's reader a few megabytes at a time, whatever their size.

A cell means what it means to the reader of tables (`frame.csv_files`): spaces after a comma are
passed over, the same words stand for a missing value, and a column is

    whole numbers, numbers, True and False, or else text

as all of its cells in all files say.  That is found out by a reading of its own, once.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from oddsmith.errors import InputError
from oddsmith.frame.csv_files import CsvFile, check_and_read_header
from oddsmith.sources.arrow import arrow, plain_errors
from oddsmith.sources.source import Piece

BLOCK = 1 << 23  # bytes of a file that are read together
FEW = 1000  # rows that are looked at first
TRUE, FALSE = ("True", "TRUE", "true"), ("False", "FALSE", "false")
MISSING = (  # what the reader of tables takes for a missing value
    *("", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN"),
    *("<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null"),
)


class Kind(NamedTuple):
    """What a column holds, and whether any cell is missing."""

    holds: str  # "nothing", "whole", "numbers", "truth" or "text"
    gaps: bool = False

    def __add__(self, other: "Kind") -> "Kind":  # type: ignore[override]
        return Kind(wider(self.holds, other.holds), self.gaps or other.gaps)


def wider(a: str, b: str) -> str:
    """The kind of a column that holds both.

    Examples
    --------
    >>> wider("whole", "numbers"), wider("truth", "whole"), wider("nothing", "text")
    ('numbers', 'text', 'text')
    """
    if a == b or b == "nothing":
        return a
    if a == "nothing":
        return b
    return "numbers" if {a, b} == {"whole", "numbers"} else "text"


@dataclass(frozen=True, eq=False)
class Csv:
    """CSV files with the same columns, one after the other.

    Parameters
    ----------
    paths : tuple of str
    block : int
        Bytes that are read together.
    """

    paths: tuple[str, ...]
    block: int = BLOCK
    kinds: dict[str, Kind] = field(default_factory=dict)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(check_and_read_header(CsvFile(Path(self.paths[0]))))

    @property
    def identity(self) -> list[tuple[str, int, int]]:
        """Path, bytes and time of the last change of each file."""
        found = [(path, Path(path).stat()) for path in self.paths]
        return [(path, about.st_size, about.st_mtime_ns) for path, about in found]

    def head(self) -> pd.DataFrame:
        with CsvFile(Path(self.paths[0])).text() as text:
            table = pd.read_csv(text, nrows=FEW, index_col=False, skipinitialspace=True)
        if not len(table):
            raise InputError(f"{self.paths[0]} has a line of names and no rows.")
        return table

    def read(self, columns: Sequence[str]) -> Iterator[Piece]:
        self.look_at([name for name in columns if name not in self.kinds])
        number = start = 0
        for where, cells in self.cells(columns):
            table = pd.DataFrame({name: values(cells[name], self.kinds[name]) for name in columns})
            yield Piece(table, number, where, start)
            number, start = number + 1, start + len(table)

    def look_at(self, columns: Sequence[str]) -> None:
        """Find out what columns hold, from all of their cells."""
        if not columns:
            return
        found = dict.fromkeys(columns, Kind("nothing"))
        for _, cells in self.cells(columns):
            found = {name: found[name] + kind_of(cells[name]) for name in columns}
        self.kinds.update(found)

    def cells(self, columns: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Text of the cells of each block, None where one is missing, with its place."""
        for path in self.paths:
            header = check_and_read_header(CsvFile(Path(path)))
            absent = [name for name in columns if name not in header]
            if absent:
                raise InputError(
                    f"{path} has no column {', '.join(map(repr, absent))}, which {self.paths[0]} "
                    "has: all files need the same columns."
                )
            row = 1
            with plain_errors(path, "CSV"):
                for batch in self.open(path, header, columns):
                    where = f"{path}, rows {row:,} to {row + len(batch) - 1:,}"
                    yield where, {name: trimmed(batch[name]) for name in columns}
                    row += len(batch)

    def open(self, path: str, header: Sequence[str], columns: Sequence[str]) -> Any:
        """Arrow's reader of one file, all cells as text."""
        csv = arrow("csv")
        return csv.open_csv(
            path,
            read_options=csv.ReadOptions(
                block_size=self.block, column_names=list(header), skip_rows=1
            ),
            parse_options=csv.ParseOptions(newlines_in_values=True),
            convert_options=csv.ConvertOptions(
                include_columns=list(columns),
                column_types=dict.fromkeys(columns, arrow().string()),
                strings_can_be_null=False,
            ),
        )


def trimmed(cells: Any) -> Any:
    """Cells without the spaces before them, None where they say that a value is missing."""
    compute = arrow("compute")
    text = compute.ascii_ltrim(cells, " ")
    gaps = compute.is_in(text, value_set=arrow().array(list(MISSING)))
    return compute.if_else(gaps, None, text)


def kind_of(cells: Any) -> Kind:
    """What some cells of a column hold."""
    gaps = cells.null_count > 0
    if cells.null_count == len(cells):
        return Kind("nothing", gaps)
    for holds, read in (("whole", whole), ("numbers", numbers), ("truth", truth)):
        try:
            read(cells)
        except (arrow("lib").ArrowException, ValueError, TypeError):
            continue
        return Kind(holds, gaps)
    return Kind("text", gaps)


def values(cells: Any, kind: Kind) -> Any:
    """The cells as values of the column's kind."""
    read: Callable[[Any], Any] = {
        "nothing": numbers,
        "whole": numbers if kind.gaps else whole,
        "numbers": numbers,
        "truth": truth,
    }.get(kind.holds, text)
    found = read(cells)
    return found.astype(np.float64) if kind.holds == "truth" and kind.gaps else found


def require_decimal(cells: Any) -> None:
    """Refuse 0x10, which Arrow takes for sixteen, and the reader of tables for text."""
    compute = arrow("compute")
    if compute.any(compute.match_substring(cells, "x", ignore_case=True)).as_py():
        raise ValueError("a cell holds an x")


def whole(cells: Any) -> Any:
    require_decimal(cells)
    return numpy_of(cells.cast(arrow().int64()))


def numbers(cells: Any) -> Any:
    require_decimal(cells)
    try:
        return numpy_of(cells.cast(arrow().float64()))
    except arrow("lib").ArrowException:  # such as "+1", which pandas reads
        return pd.to_numeric(cells.to_pandas()).to_numpy(np.float64)


def truth(cells: Any) -> Any:
    compute = arrow("compute")
    yes, no = (
        compute.is_in(cells, value_set=arrow().array(list(words))) for words in (TRUE, FALSE)
    )
    if not compute.all(compute.or_(compute.or_(yes, no), cells.is_null())).as_py():
        raise ValueError("a cell is neither true nor false")
    return numpy_of(compute.if_else(cells.is_null(), None, yes))


def text(cells: Any) -> Any:
    return cells.to_pandas()


def numpy_of(column: Any) -> Any:
    return column.to_numpy(zero_copy_only=False)
