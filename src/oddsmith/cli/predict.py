"""``oddsmith predict``: a saved model and a CSV file, and the probability of each row."""

import csv
import sys
from collections.abc import Iterator
from io import StringIO
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from oddsmith.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

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
    """Add a column of probabilities to a CSV file, or one for each of several classes."""
    from oddsmith import load
    from oddsmith.export.atomic import write_text
    from oddsmith.frame.csv_files import read_csv_and_cells

    fitted = load(model)
    table, cells = read_csv_and_cells(file)
    found = by_name(fitted.predict(table))
    taken = [name for name in found if name in table.columns]
    if taken:
        raise InputError(
            f"{file} already has a column {taken[0]!r}, which is where predictions go: rename it."
        )
    text = with_columns(cells, found)
    if out is None:
        sys.stdout.write(text)
    else:
        write_text(out, text)
        said = f"{fitted.response.describe()} of {len(table):,} rows written to {out}"
        print(said, file=sys.stderr)


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
