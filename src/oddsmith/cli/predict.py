"""``oddsmith predict``: a saved model and rows, and the probability of each row.

A small CSV file is read whole and its cells stay as they are; anything else goes piece by piece.
"""

import csv
import sys
from collections.abc import Iterator
from io import StringIO
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from oddsmith.cli.shared import DASH, Model, Tables, data_of, require_place, write
from oddsmith.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from oddsmith.result import Fit, MultinomialFit

COLUMN = "probability"


def predict(
    model: Model,
    files: Tables,
    out: Annotated[
        Path | None,
        typer.Option(help="Write a CSV or Parquet file.", show_default="standard output"),
    ] = None,
) -> None:
    """Add a column of probabilities to rows, or one for each of several classes."""
    from oddsmith import load
    from oddsmith.sources.opening import PARQUET, opened

    require_place(out)
    fitted, data = load(model), data_of(files)
    whole = out is not None and out.suffix in PARQUET
    if whole or opened(data) is not None:
        rows = streamed(fitted, data, out)
    else:
        rows = added(fitted, files[0], out)
    if out is not None and out != DASH:
        said = f"{fitted.response.describe()} of {rows:,} rows written to {out}"
        print(said, file=sys.stderr)


def streamed(fitted: "Fit | MultinomialFit", data: Any, out: Path | None) -> int:
    """Write rows and probabilities piece by piece; how many."""
    from oddsmith.errors import MissingValuesWarning
    from oddsmith.frame.caller import warn
    from oddsmith.scoring import write_predictions

    stream = out is None or out == DASH
    written = write_predictions(fitted, data, "/dev/stdout" if stream else str(out))
    if written.lost:
        warn(
            f"{written.lost:,} of {written.rows:,} rows have no probability: a value is missing, "
            "or the classes are separated and the data leave the row open.",
            MissingValuesWarning,
        )
    return written.rows


def added(fitted: "Fit | MultinomialFit", file: Path, out: Path | None) -> int:
    """Write the cells of a CSV file as they are, and probabilities; how many rows."""
    from oddsmith.frame.csv_files import read_csv_and_cells

    table, cells = read_csv_and_cells(file)
    found = by_name(fitted.predict(table))
    taken = [name for name in found if name in table.columns]
    if taken:
        raise InputError(
            f"{file} already has a column {taken[0]!r}, which is where predictions go: rename it."
        )
    write(out, with_columns(cells, found))
    return len(table)


def by_name(found: "pd.Series[float] | pd.DataFrame") -> dict[str, list[float]]:
    """``probability``, or ``probability:class`` for each of several classes."""
    import pandas as pd

    if isinstance(found, pd.Series):
        return {COLUMN: found.to_list()}
    return {f"{COLUMN}:{k}": found[k].to_list() for k in found.columns}


def with_columns(cells: Iterator[list[str]], found: dict[str, list[float]]) -> str:
    """Give the cells as CSV, the header first, with more columns; NaN is an empty cell."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*next(cells), *found])
    for row, *new in zip(cells, *found.values(), strict=True):
        writer.writerow([*row, *("" if isnan(p) else repr(p) for p in new)])
    return text.getvalue()
