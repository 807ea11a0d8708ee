"""``oddsmith predict``: a saved model and a CSV file, and the probability of each row."""

import sys
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
    """Add a column of probabilities to a CSV file."""
    from oddsmith import load
    from oddsmith.export.atomic import write_text
    from oddsmith.frame import read_table

    fitted = load(model)
    table = read_table(file)
    if COLUMN in table.columns:
        raise InputError(
            f"{file} already has a column {COLUMN!r}, which is where predictions go: rename it."
        )
    scored = table.assign(**{COLUMN: fitted.predict(table)})
    text = scored.to_csv(index=False)
    if out is None:
        sys.stdout.write(text)
    else:
        write_text(out, text)
        print(f"{fitted.response.describe()} of {len(scored):,} rows written to {out}")
