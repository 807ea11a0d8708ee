"""The options of ``oddsmith export``: each is for some targets, and refused by the others."""

from pathlib import Path
from typing import Annotated

import typer

from oddsmith.cli.shared import from_dash

TARGETS = (
    *("card", "javascript", "json", "latex", "markdown", "onnx"),
    *("python", "scorecard", "sql"),
)


def known_targets() -> list[str]:
    return list(TARGETS)


def table_of_rows(context: typer.Context, path: Path | None) -> Path | None:
    return None if path is None else from_dash(context, path)


To = Annotated[
    str,
    typer.Option(
        help=f"What to write: {', '.join(TARGETS)}.",
        show_default=False,
        autocompletion=known_targets,
    ),
]
Out = Annotated[Path | None, typer.Option(help="Write to a file.", show_default="standard output")]
QueryTable = Annotated[
    str | None,
    typer.Option("--table", help="sql: write a query on it.", show_default="an expression"),
]
OffsetColumn = Annotated[
    str | None,
    typer.Option(
        "--offset", help="Column of the offset, if the fit had an array.", show_default=False
    ),
]
TableLevel = Annotated[
    float | None,
    typer.Option(
        "--level", help="latex, markdown: coverage of the intervals.", show_default="0.95"
    ),
]
Rows = Annotated[
    Path | None,
    typer.Option(
        "--data",
        help="card, scorecard: CSV file of rows with the response.",
        show_default=False,
        callback=table_of_rows,
    ),
]
Group = Annotated[
    str | None,
    typer.Option(help="card: column by whose values it is measured.", show_default=False),
]
IntendedUse = Annotated[
    str | None, typer.Option(help="card: what the model is for.", show_default="not stated")
]
Limits = Annotated[
    list[str] | None,
    typer.Option("--limit", help="card: what else a user must know.", show_default=False),
]
Threshold = Annotated[
    float | None,
    typer.Option(help="card: probability from which a row is chosen.", show_default="0.5"),
]
Bins = Annotated[
    list[str] | None,
    typer.Option(
        help="scorecard: 4, COLUMN=4, COLUMN=500,650 (edges) or COLUMN=linear.", show_default="5"
    ),
]
Pdo = Annotated[
    float | None, typer.Option(help="scorecard: points that double the odds.", show_default="20")
]
BaseScore = Annotated[
    float | None, typer.Option(help="scorecard: score of --base-odds.", show_default="600")
]
BaseOdds = Annotated[float | None, typer.Option(help="scorecard: odds, to 1.", show_default="50")]
Decimals = Annotated[
    int | None, typer.Option(help="scorecard: decimals of points.", show_default="0")
]
