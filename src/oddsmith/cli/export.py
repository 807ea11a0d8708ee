"""``oddsmith export``: a saved model in a form that others read or run."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from oddsmith.cli.shared import DASH, Json, Model, from_dash, require_place
from oddsmith.errors import InputError

TARGETS = (
    *("card", "javascript", "json", "latex", "markdown", "onnx"),
    *("python", "scorecard", "sql"),
)


def known_targets() -> list[str]:
    return list(TARGETS)


def export(
    model: Model,
    to: Annotated[
        str,
        typer.Option(
            help=f"What to write: {', '.join(TARGETS)}.",
            show_default=False,
            autocompletion=known_targets,
        ),
    ],
    out: Annotated[
        Path | None, typer.Option(help="Write to a file.", show_default="standard output")
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(help="sql: write a query on this table.", show_default="an expression"),
    ] = None,
    offset: Annotated[
        str | None,
        typer.Option(help="Column of the offset, if the fit had an array.", show_default=False),
    ] = None,
    level: Annotated[
        float | None,
        typer.Option(help="latex, markdown: coverage of the intervals.", show_default="0.95"),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            help="card, scorecard: CSV file of rows with the response.",
            show_default=False,
            callback=lambda path: None if path is None else from_dash(path),
        ),
    ] = None,
    group: Annotated[
        str | None,
        typer.Option(help="card: column by whose values it is measured.", show_default=False),
    ] = None,
    intended_use: Annotated[
        str | None, typer.Option(help="card: what the model is for.", show_default="not stated")
    ] = None,
    limits: Annotated[
        list[str] | None,
        typer.Option("--limit", help="card: what else a user must know.", show_default=False),
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option(help="card: probability from which a row is chosen.", show_default="0.5"),
    ] = None,
    bins: Annotated[
        list[str] | None,
        typer.Option(
            help="scorecard: 4, COLUMN=4, COLUMN=500,650 (edges) or COLUMN=linear.",
            show_default="5",
        ),
    ] = None,
    pdo: Annotated[
        float | None,
        typer.Option(help="scorecard: points that double the odds.", show_default="20"),
    ] = None,
    base_score: Annotated[
        float | None, typer.Option(help="scorecard: score of --base-odds.", show_default="600")
    ] = None,
    base_odds: Annotated[
        float | None, typer.Option(help="scorecard: odds, to 1.", show_default="50")
    ] = None,
    decimals: Annotated[
        int | None, typer.Option(help="scorecard: decimals of points.", show_default="0")
    ] = None,
    json: Json = False,
) -> None:
    """Write a model for other programs and people: functions, SQL, ONNX, tables, cards."""
    from oddsmith import load

    require_place(out)
    given = {
        **{"table": table, "offset": offset, "level": level, "data": data, "group": group},
        **{"intended_use": intended_use, "limits": limits or None, "threshold": threshold},
        **{"bins": read_bins(bins), "pdo": pdo, "base_score": base_score},
        **{"base_odds": base_odds, "decimals": decimals},
    }
    options = {name: value for name, value in given.items() if value is not None}
    content = load(model).export(to, **options)
    assert content is not None
    put(out, content, to, json)


def read_bins(texts: list[str] | None) -> Any:
    """Bins as the library takes them: one number for all, or a dict by column.

    Examples
    --------
    >>> read_bins(["gre=500,650", "gpa=linear"])
    {'gre': [500.0, 650.0], 'gpa': 'linear'}
    """
    if not texts:
        return None
    if len(texts) == 1 and "=" not in texts[0]:
        return read_bin(texts[0])
    if any("=" not in text for text in texts):
        raise InputError("--bins: one number for all columns, or COLUMN=... for each of them.")
    pairs = (text.rpartition("=") for text in texts)
    return {name.strip(): read_bin(value) for name, _, value in pairs}


def read_bin(text: str) -> Any:
    text = text.strip()
    if text.isdigit():
        return int(text)
    try:
        return [float(edge) for edge in text.split(",")]
    except ValueError:
        return text


def put(out: Path | None, content: str | bytes, to: str, json: bool) -> None:
    """Write what was exported; with --json, say what was written, or hold it."""
    from oddsmith.export.atomic import write_bytes, write_text
    from oddsmith.report.plain import as_json

    shown = out is None or out == DASH
    if shown and isinstance(content, bytes) and (json or sys.stdout.isatty()):
        raise InputError(f"--to {to} is no text: say where to write it, --out FILE.")
    if json:
        print(
            as_json(
                {"to": to, "out": None if shown else str(out), "bytes": size(content)}
                | ({"content": content} if shown else {})
            ),
            end="",
        )
    elif shown and isinstance(content, bytes):
        sys.stdout.buffer.write(content)
    elif shown:
        sys.stdout.write(str(content))
    if not shown:
        assert out is not None
        if isinstance(content, bytes):
            write_bytes(out, content)
        else:
            write_text(out, content)
        if not json:
            print(f"Written to {out}", file=sys.stderr)


def size(content: str | bytes) -> int:
    return len(content if isinstance(content, bytes) else content.encode())
