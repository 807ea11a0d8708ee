"""``oddsmith predict``: a saved model and a CSV file, and the probability of each row."""

import csv
import sys
from collections.abc import Iterator
from io import StringIO
from math import isnan
from pathlib import Path
from typing import Annotated

import typer

from oddsmith.errors import InputError

COLUMN = "probability"


def predict(
    model: Annotated[
        Path, typer.Argument(help="Model file that fit --save wrote.", show_default=False)
    ],
    file: Annotated[Path, typer.Argument(help="CSV file.", show_default=False)],
    out: Annotated[
        Path | None, typer.Option(help="Write a CSV file.", show_default="standard output")
    ] = None,
) -> None:
    """Add a column of probabilities to a CSV file; its other columns stay as they are."""
    from oddsmith import load
    from oddsmith.export.atomic import write_text
    from oddsmith.frame.csv_files import read_csv_and_cells

    fitted = load(model)
    table, cells = read_csv_and_cells(file)
    if COLUMN in table.columns:
        raise InputError(
            f"{file} already has a column {COLUMN!r}, which is where predictions go: rename it."
        )
    text = with_column(cells, fitted.predict(table).tolist())
    if out is None:
        sys.stdout.write(text)
    else:
        write_text(out, text)
        said = f"{fitted.response.describe()} of {len(table):,} rows written to {out}"
        print(said, file=sys.stderr)


def with_column(cells: Iterator[list[str]], probabilities: list[float]) -> str:
    """Give the cells as CSV, the header first, with one more column; NaN is an empty cell."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*next(cells), COLUMN])
    for row, p in zip(cells, probabilities, strict=True):
        writer.writerow([*row, "" if isnan(p) else repr(p)])
    return text.getvalue()
