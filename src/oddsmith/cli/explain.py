"""``oddsmith explain``: why rows have the probabilities that a saved model gives them."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from oddsmith.cli.shared import Json, Model, from_dash, require_place, write
from oddsmith.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from oddsmith.result import Fit, MultinomialFit


def explain(
    model: Model,
    file: Annotated[
        Path | None,
        typer.Argument(
            help="CSV file; - is standard input.", show_default=False, callback=from_dash
        ),
    ] = None,
    row: Annotated[
        int | None,
        typer.Option(help="Row of the file, from 0.", show_default="all, as CSV; of one row, it"),
    ] = None,
    value: Annotated[
        list[str] | None,
        typer.Option(
            "--set", help="COLUMN=VALUE: of a row that is in no file, or changed.", metavar="TEXT"
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write to a file.", show_default="standard output")
    ] = None,
    json: Json = False,
) -> None:
    """Say what each term adds to the log-odds of a row; the sum is the prediction."""
    from oddsmith import load
    from oddsmith.cli.explaining import as_page, as_table, facts
    from oddsmith.report.plain import as_json

    require_place(out)
    fitted = load(model)
    table = rows_of(fitted, file, row, value or [])
    if json:
        text = as_json(facts(fitted, table))
    elif len(table) == 1:
        text = as_page(fitted, table)
    else:
        text = as_table(fitted, table)
    if write(out, text):
        print(f"{len(table):,} rows explained in {out}", file=sys.stderr)


def rows_of(
    fitted: "Fit | MultinomialFit", file: Path | None, row: int | None, changes: list[str]
) -> "pd.DataFrame":
    """The rows to explain: of a file, one of them, or one that is written on the line."""
    import pandas as pd

    from oddsmith.frame import read_table

    if file is None and row is not None:
        raise InputError("--row chooses a row of a file: name the file too.")
    if file is None and not changes:
        raise InputError("Nothing to explain: name a CSV file, or give --set COLUMN=VALUE.")
    table = pd.DataFrame(index=[0]) if file is None else read_table(file)
    if row is not None:
        if not 0 <= row < len(table):
            raise InputError(f"--row {row}: {file} has rows 0 to {len(table) - 1:,}.")
        table = table.iloc[[row]]
    return table.assign(**{name: read(text, table, name) for name, text in map(split, changes)})


def split(change: str) -> tuple[str, str]:
    name, sign, text = change.partition("=")
    if not sign:
        raise InputError(f"--set {change}: a column's name, =, and its value.")
    return name.strip(), text.strip()


def read(text: str, table: "pd.DataFrame", name: str) -> Any:
    """A value as a CSV file has it: a number if it reads as one, unless the column is text."""
    import pandas as pd

    if name in table.columns and not pd.api.types.is_numeric_dtype(table[name]):
        return text
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
