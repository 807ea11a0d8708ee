"""``oddsmith convert``: one form of a model, or of a table, into another.

model file          -> model file of the newest version, or its coefficients (.csv, .json)
coefficients        -> model file: names and numbers, from CSV (term, estimate) or JSON
CSV                <-> Parquet
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from oddsmith.cli.export import put
from oddsmith.cli.fit import Event, Missing, MissingRule
from oddsmith.cli.shared import DASH, Json, from_dash, require_place
from oddsmith.errors import InputError


class To(StrEnum):
    MODEL = "model"
    COEFFICIENTS = "coefficients"
    CSV = "csv"
    PARQUET = "parquet"


Source = Annotated[
    Path,
    typer.Argument(
        help="Model file, coefficients (CSV, JSON), or table (CSV, Parquet); - is standard input.",
        show_default=False,
        callback=from_dash,
    ),
]
Target = Annotated[
    Path, typer.Argument(help="What to write; - is standard output.", show_default=False)
]
Kind = Annotated[To | None, typer.Option(help="What OUT is.", show_default="by the name of OUT")]
GivenFormula = Annotated[
    str | None,
    typer.Option("--formula", help="Of coefficients: what they belong to.", show_default=False),
]
Like = Annotated[
    Path | None,
    typer.Option(
        "--data",
        help="Of coefficients: CSV file from which levels and knots are learned.",
        show_default=False,
    ),
]


def convert(
    source: Source,
    out: Target,
    to: Kind = None,
    formula: GivenFormula = None,
    data: Like = None,
    event: Event = None,
    missing: MissingRule = Missing.RAISE,
    json: Json = False,
) -> None:
    """Turn a model file, coefficients or a table into another form."""
    from oddsmith.export.converting import converted, read_source

    if out == DASH and json:
        raise InputError("--json and - both ask for standard output.")
    require_place(out)
    found = read_source(source)
    wanted = str(to) if to is not None else by_name(out, found.kind)
    content = converted(
        found,
        wanted,
        formula=formula,
        data=data,
        event=event,
        missing=missing.value,
        out=out.suffix,
    )
    put(out, content, wanted, json)


def by_name(out: Path, kind: str) -> str:
    """What a name asks for."""
    suffix = out.suffix.lower()
    if suffix == ".csv":
        return "csv" if kind == "table" else "coefficients"
    known = {".json": "model", ".parquet": "parquet"}
    if suffix not in known:
        raise InputError(
            f"{out}: the name does not say what to write; end it in .json, .csv or .parquet, or "
            "give --to."
        )
    return known[suffix]
