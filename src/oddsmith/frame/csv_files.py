"""A CSV file as a table: names in the first line, commas, UTF-8, perhaps gzipped.

A file that would be read wrongly in silence (short rows filled up, a nameless first column taken
for row labels, two columns of one name) is refused with the line at fault.  What cannot be read
twice (a pipe, /dev/stdin) is read once, into memory.
"""

import csv
import gzip
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from io import BytesIO, TextIOWrapper
from itertools import chain
from pathlib import Path
from typing import IO, Any

import pandas as pd

from oddsmith.errors import InputError
from oddsmith.frame.words import count, quoted

# before its version 3, pandas reads 0.1 + 0.2 as 0.3 unless it is told not to
EVERY_DIGIT: Any = {"float_precision": "round_trip"} if pd.__version__ < "3" else {}
PARQUET = b"PAR1"
SIGNATURES = {
    PARQUET: "a Parquet file",
    b"PK\x03\x04": "a zip or Excel file",
    b"\x1f\x8b": "gzipped",
}


def read_csv(path: str | Path) -> pd.DataFrame:
    """Read a `.csv` or `.csv.gz` file.

    Raises
    ------
    InputError
        If the file is missing, is a folder, is not text, has no rows, or has rows of unequal width.

    Examples
    --------
    >>> from oddsmith.datasets import path
    >>> read_csv(path("admissions")).shape
    (400, 4)
    """
    return _read(CsvFile(Path(path).expanduser()))[0]


def read_csv_and_cells(path: str | Path) -> tuple[pd.DataFrame, Iterator[list[str]]]:
    """Read a file as `read_csv` does, and give its header and its rows as the text they are.

    Examples
    --------
    >>> from oddsmith.datasets import path
    >>> table, cells = read_csv_and_cells(path("admissions"))
    >>> next(cells), next(cells)
    (['admit', 'gre', 'gpa', 'rank'], ['0', '380', '3.61', '3'])
    """
    file = CsvFile(Path(path).expanduser())
    table, header = _read(file)
    with _plain_errors(file.path):
        text = _parsed(file, dtype=str, na_filter=False)
    return table, chain([header], map(list, text.itertuples(index=False, name=None)))


@dataclass(frozen=True)
class CsvFile:
    """A file that is opened several times, also where it can be read only once."""

    path: Path

    @cached_property
    def content(self) -> bytes | None:
        """All of a stream; None for a file."""
        return None if self.path.is_file() else self.path.read_bytes()

    @property
    def zipped(self) -> bool:
        return self.path.suffix == ".gz"

    def raw(self) -> IO[bytes]:
        return open(self.path, "rb") if self.content is None else BytesIO(self.content)

    def text(self) -> IO[str]:
        if not self.zipped:
            return TextIOWrapper(self.raw(), encoding="utf-8-sig", newline="")
        source = self.path if self.content is None else BytesIO(self.content)
        return gzip.open(source, "rt", encoding="utf-8-sig", newline="")


def _read(file: CsvFile) -> tuple[pd.DataFrame, list[str]]:
    """Give the table, and the names as the file has them."""
    path = file.path
    header = check_and_read_header(file)
    with _plain_errors(path):
        table = _parsed(file, **EVERY_DIGIT)
        if len(table) == 0:
            raise InputError(f"{path} has a line of names and no rows.")
        if len(header) > 1 and table.iloc[:, -1].isna().any():  # so may be a row that is too short
            _check_width(file, len(header))
    return table, header


def check_and_read_header(file: CsvFile) -> list[str]:
    """The names in a file's first line.

    Raises
    ------
    InputError
        It is not there, is not text, or names two columns alike.

    Examples
    --------
    >>> from oddsmith.datasets import path
    >>> check_and_read_header(CsvFile(path("admissions")))
    ['admit', 'gre', 'gpa', 'rank']
    """
    _check_exists(file.path)
    with _plain_errors(file.path):
        _check_text(file)
        return _header(file)


def _parsed(file: CsvFile, **more: Any) -> pd.DataFrame:
    with file.raw() as content, warnings.catch_warnings():
        warnings.simplefilter("ignore", pd.errors.DtypeWarning)
        warnings.simplefilter("error", pd.errors.ParserWarning)
        table: pd.DataFrame = pd.read_csv(
            content,
            compression="gzip" if file.zipped else None,
            index_col=False,
            encoding="utf-8-sig",
            skipinitialspace=True,
            low_memory=False,
            **more,
        )
    return table


def _check_exists(path: Path) -> None:
    if path.is_dir():
        raise InputError(f"{path} is a folder; the path of one CSV file is needed.")
    if path.exists():
        return
    folder = path.parent
    if not folder.is_dir():
        raise InputError(f"there is no file {path}, and no folder {folder} either.")
    close = get_close_matches(path.name, sorted(p.name for p in folder.iterdir()), n=5, cutoff=0.5)
    hint = f" Close names there: {quoted(close)}." if close else ""
    raise InputError(f"there is no file {path}.{hint}")


@contextmanager
def _plain_errors(path: Path) -> Iterator[None]:
    """Say every reader's error with the file's name and what to do."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path} is not UTF-8 text (byte {error.start:,}); save it as CSV in UTF-8."
        ) from None
    except (gzip.BadGzipFile, EOFError):
        raise InputError(f"{path} is not a gzip file, or is cut short.") from None
    except pd.errors.EmptyDataError:
        raise InputError(f"{path} holds no names and no rows.") from None
    except (pd.errors.ParserError, csv.Error) as error:
        text = str(error).replace("Error tokenizing data. C error: ", "").strip()
        raise InputError(f"{path} does not read as CSV: {text}.") from None
    except pd.errors.ParserWarning:
        raise InputError(
            f"{path} has more values in its rows than names in its first line; "
            "a nameless first column (row labels) needs a name too."
        ) from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from None


def _check_text(file: CsvFile) -> None:
    path, zipped = file.path, file.zipped
    with file.raw() as content:
        start = content.read(8192)
    if not start:
        raise InputError(f"{path} is empty.")
    for signature, what in SIGNATURES.items():
        if start.startswith(signature) and not zipped:
            do = f" oddsmith convert {path} FILE.csv writes CSV." if start[:4] == PARQUET else ""
            raise InputError(
                f"{path} is {what}, not CSV text; only .csv and .csv.gz are read here.{do}"
            )
    if not zipped and b"\0" in start:
        raise InputError(f"{path} is a binary file, not CSV text.")


def _header(file: CsvFile) -> list[str]:
    path = file.path
    with file.text() as content:
        lines = (line for line in csv.reader(content, skipinitialspace=True) if line)
        header = next(lines, [])
    if not header:
        raise InputError(f"{path} is empty.")
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise InputError(f"{path} has more than one column called {quoted(twice)}; rename them.")
    for mark, what in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and mark in header[0]:
            raise InputError(f"{path} separates its columns by {what}; save it with commas.")
    return header


def _check_width(file: CsvFile, width: int) -> None:
    """Find the first row that is too short: the reader fills it up with missing values."""
    path = file.path
    with file.text() as content:
        reader = csv.reader(content, skipinitialspace=True)
        for row in reader:
            if row and len(row) < width:
                raise InputError(
                    f"{path}, line {reader.line_num}: {count(len(row), 'value')} where the first "
                    f"line names {count(width, 'column')}."
                )
