"""A CSV file as a table: names in the first line, commas, UTF-8, perhaps gzipped.

A file that would be read wrongly in silence (short rows filled up, a nameless first column taken
for row labels, two columns of one name) is refused with the line at fault.
"""

import csv
import gzip
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import IO, Any

import pandas as pd

from oddsmith.errors import InputError
from oddsmith.frame.words import count, quoted

# before its version 3, pandas reads 0.1 + 0.2 as 0.3 unless it is told not to
EVERY_DIGIT: Any = {"float_precision": "round_trip"} if pd.__version__ < "3" else {}
SIGNATURES = {
    b"PAR1": "a Parquet file",
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
    path = Path(path).expanduser()
    _check_exists(path)
    with _plain_errors(path):
        _check_text(path)
        header = _header(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", pd.errors.DtypeWarning)
            warnings.simplefilter("error", pd.errors.ParserWarning)
            table: pd.DataFrame = pd.read_csv(
                path,
                index_col=False,
                encoding="utf-8-sig",
                skipinitialspace=True,
                low_memory=False,
                **EVERY_DIGIT,
            )
        if len(table) == 0:
            raise InputError(f"{path} has a line of names and no rows.")
        if len(header) > 1 and table.iloc[:, -1].isna().any():  # so may be a row that is too short
            _check_width(path, len(header))
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


def _check_text(path: Path) -> None:
    with open(path, "rb") as file:
        start = file.read(8192)
    if not start:
        raise InputError(f"{path} is empty.")
    zipped = path.suffix == ".gz"
    for signature, what in SIGNATURES.items():
        if start.startswith(signature) and not zipped:
            raise InputError(
                f"{path} is {what}, not CSV text; only .csv and .csv.gz are read here."
            )
    if not zipped and b"\0" in start:
        raise InputError(f"{path} is a binary file, not CSV text.")


def _open(path: Path) -> IO[str]:
    opener = gzip.open if path.suffix == ".gz" else open
    return opener(path, "rt", encoding="utf-8-sig", newline="")


def _header(path: Path) -> list[str]:
    with _open(path) as file:
        lines = (line for line in csv.reader(file, skipinitialspace=True) if line)
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


def _check_width(path: Path, width: int) -> None:
    """Find the first row that is too short: the reader fills it up with missing values."""
    with _open(path) as file:
        reader = csv.reader(file, skipinitialspace=True)
        for row in reader:
            if row and len(row) < width:
                raise InputError(
                    f"{path}, line {reader.line_num}: {count(len(row), 'value')} where the first "
                    f"line names {count(width, 'column')}."
                )
