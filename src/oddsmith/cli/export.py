"""``oddsmith export``: a saved model in a form that others read or run."""

import sys
from pathlib import Path
from typing import Any

from oddsmith.cli import export_options as options
from oddsmith.cli.shared import DASH, Json, Model, require_place
from oddsmith.errors import InputError


def export(
    model: Model,
    to: options.To,
    out: options.Out = None,
    table: options.QueryTable = None,
    offset: options.OffsetColumn = None,
    level: options.TableLevel = None,
    data: options.Rows = None,
    group: options.Group = None,
    intended_use: options.IntendedUse = None,
    limits: options.Limits = None,
    threshold: options.Threshold = None,
    bins: options.Bins = None,
    pdo: options.Pdo = None,
    base_score: options.BaseScore = None,
    base_odds: options.BaseOdds = None,
    decimals: options.Decimals = None,
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
    content = load(model).export(to, **{k: v for k, v in given.items() if v is not None})
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
    """Write what was made; with --json, say what was written, or hold it."""
    from oddsmith.report.plain import as_json

    shown = out is None or out == DASH
    if shown and isinstance(content, bytes) and (json or sys.stdout.isatty()):
        raise InputError(f"{to} is no text: say where to write it, --out FILE.")
    if not shown:
        to_file(out, content)
    size = len(content if isinstance(content, bytes) else content.encode())
    said = {"to": to, "out": None if shown else str(out), "bytes": size}
    if json:
        print(as_json({**said, "content": content} if shown else said), end="")
    elif not shown:
        print(f"Written to {out}", file=sys.stderr)
    elif isinstance(content, bytes):
        sys.stdout.buffer.write(content)
    else:
        sys.stdout.write(content)


def to_file(out: Path | None, content: str | bytes) -> None:
    from oddsmith.files import write_bytes, write_text

    assert out is not None
    if isinstance(content, bytes):
        write_bytes(out, content)
    else:
        write_text(out, content)
