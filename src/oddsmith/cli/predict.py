"""``oddsmith predict``: a saved model and rows, and the probability of each row.

A small CSV file is read whole and its cells stay as they are; anything else goes piece by piece.
"""

import csv
import sys
from collections.abc import Iterator
from dataclasses import asdict
from enum import StrEnum
from io import StringIO
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from oddsmith.cli.shared import DASH, Json, Model, Tables, data_of, require_place, write
from oddsmith.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from oddsmith.result import Fit, MultinomialFit
    from oddsmith.scoring import Written

COLUMN = "probability"


class Unseen(StrEnum):
    RAISE = "raise"
    NAN = "nan"
    REFERENCE = "reference"


def predict(
    model: Model,
    files: Tables,
    out: Annotated[
        Path | None,
        typer.Option(help="Write a CSV or Parquet file.", show_default="standard output"),
    ] = None,
    unseen: Annotated[
        Unseen, typer.Option(help="Rows with a level that training did not hold.")
    ] = Unseen.RAISE,
    json: Json = False,
) -> None:
    """Add a column of probabilities to rows, or one for each of several classes.

    With --json the counts of rows are printed, and without --out the probabilities.
    """
    from oddsmith import load
    from oddsmith.report.plain import as_json
    from oddsmith.sources.opening import PARQUET, opened

    require_place(out)
    fitted, data = load(model), data_of(files)
    streams = opened(data) is not None
    if json and shown(out) and (streams or out is not None):
        raise InputError(
            "--json prints the counts on standard output, where these rows would go, too: give "
            "--out FILE."
        )
    if streams or (out is not None and out.suffix in PARQUET):
        written = streamed(fitted, data, out, unseen)
    else:
        written = added(fitted, files[0], out, unseen, json)
    if shown(out):
        return
    if json:
        print(as_json({"out": str(out), **asdict(written)}), end="")
    else:
        said = f"{fitted.response.describe()} of {written.rows:,} rows written to {out}"
        print(said, file=sys.stderr)


def shown(out: Path | None) -> bool:
    """Whether the rows go to standard output."""
    return out is None or out == DASH


def streamed(
    fitted: "Fit | MultinomialFit", data: Any, out: Path | None, unseen: Unseen
) -> "Written":
    """Write rows and probabilities piece by piece."""
    from oddsmith.errors import MissingValuesWarning
    from oddsmith.frame.caller import warn
    from oddsmith.result.lost import warn_of_unseen
    from oddsmith.scoring import write_predictions

    place = "/dev/stdout" if shown(out) else str(out)
    written = write_predictions(fitted, data, place, unseen=unseen.value)
    if written.unseen:
        warn_of_unseen(written.unseen, written.rows, unseen.value)
    lost = written.lost - (written.unseen if unseen is Unseen.NAN else 0)
    if lost:
        warn(
            f"{lost:,} of {written.rows:,} rows have no probability: a value is missing, "
            "or the classes are separated and the data leave the row open.",
            MissingValuesWarning,
        )
    return written


def added(
    fitted: "Fit | MultinomialFit", file: Path, out: Path | None, unseen: Unseen, json: bool
) -> "Written":
    """Write the cells of a CSV file as they are, and probabilities; or these alone as JSON."""
    from oddsmith.frame.csv_files import read_csv_and_cells
    from oddsmith.report.plain import as_json
    from oddsmith.scoring.predictions import counted

    table, cells = read_csv_and_cells(file)
    found = by_name(fitted.predict(table, unseen=unseen.value))
    taken = [name for name in found if name in table.columns]
    if taken:
        raise InputError(
            f"{file} already has a column {taken[0]!r}, which is where predictions go: rename it."
        )
    written = counted(fitted.terms.taking(unseen.value), table, next(iter(found.values())))
    if json and out is None:
        print(as_json({**asdict(written), "predictions": found}), end="")
    else:
        write(out, with_columns(cells, found))
    return written


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
