"""Converting: what a file holds, and the same as something else.

What a file holds is read from the file, not from its name.  Nothing in it is run: a pickle, which
only running its code could read, is refused.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from oddsmith.errors import InputError, ModelFileError
from oddsmith.export.fields import number
from oddsmith.export.given import from_coefficients
from oddsmith.export.json_model import FORMAT, from_dict, to_text
from oddsmith.frame import read_table
from oddsmith.frame.words import quoted
from oddsmith.result import Fit, MultinomialFit
from oddsmith.sources.arrow import arrow

PICKLES = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
COLUMNS = ("term", "estimate")


@dataclass(frozen=True)
class Source:
    """What a file holds: a fit, coefficients by name, or a table.

    Attributes
    ----------
    kind : "model", "coefficients" or "table"
    value : Fit, MultinomialFit, dict or DataFrame
    name : str
        Of the file.
    """

    kind: Literal["model", "coefficients", "table"]
    value: Any
    name: str


def read_source(path: Path) -> Source:
    """Look into a file.

    Raises
    ------
    InputError
        It is missing, a pickle, or of no kind that is known.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from None
    if content.startswith(PICKLES):
        raise InputError(
            f"{path} is a pickle, and reading one runs whatever code is in it. Write the names "
            "and coefficients of the model to a CSV file (term, estimate) where it was made, and "
            "convert that with --formula."
        )
    if content.startswith(b"PAR1"):
        return Source("table", read_parquet(path, content), str(path))
    if content.lstrip()[:1] in (b"{", b"["):
        return from_json(path, content)
    return Source("table", read_csv(path, content), str(path))


def read_parquet(path: Path, content: bytes) -> pd.DataFrame:
    parquet = arrow("parquet")
    try:
        found: pd.DataFrame = parquet.read_table(BytesIO(content)).to_pandas()
    except (OSError, ValueError) as error:
        raise InputError(f"{path} does not read as Parquet: {error}.") from None
    return found


def read_csv(path: Path, content: bytes) -> pd.DataFrame:
    """A CSV file; a stream is gone once it is read, and read again from memory."""
    if path.is_file():
        return read_table(path)
    return read_table(pd.read_csv(BytesIO(content)))


def from_json(path: Path, content: bytes) -> Source:
    """A model file, or names and numbers."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is not JSON, or is cut short ({error}).") from None
    if isinstance(value, dict) and value.get("format") == FORMAT:
        try:
            return Source("model", from_dict(value), str(path))
        except ModelFileError as error:
            raise ModelFileError(f"{path}: {error}") from error
    numbers = isinstance(value, dict) and all(
        one is None or (isinstance(one, int | float) and not isinstance(one, bool))
        for one in value.values()
    )
    if not numbers or not value:
        raise InputError(
            f'{path} is neither a model file nor coefficients such as {{"Intercept": -1.5, '
            '"gre": 0.002}.'
        )
    return Source("coefficients", value, str(path))


def converted(
    source: Source,
    to: str,
    *,
    formula: str | None = None,
    data: Any = None,
    event: Any = None,
    missing: str = "raise",
    out: str = "",
) -> str | bytes:
    """What a file holds as something else.

    Parameters
    ----------
    source : Source
    to : {"model", "coefficients", "csv", "parquet"}
    formula, data, event, missing
        Of coefficients that become a model; see `from_coefficients`.
    out : str
        The ending of the file's name: coefficients are JSON where it is ``.json``, else CSV.

    Raises
    ------
    InputError
        It cannot become that, or options are given that have no effect.
    """
    if to == "model" and source.kind == "table":
        source = Source("coefficients", coefficients_of(source), source.name)
    made = (source.kind, to)
    given = missing != "raise" or any(x is not None for x in (formula, data, event))
    if made != ("coefficients", "model") and given:
        raise InputError(
            "formula, data, event and missing are for coefficients that become a model."
        )
    if made == ("coefficients", "model"):
        return to_text(model_of(source, formula, data, event, missing))
    if made not in WRITERS:
        raise InputError(f"{source.name} holds a {source.kind}, which cannot become {to!r}.")
    return WRITERS[made](source.value, out)


def model_of(source: Source, formula: str | None, data: Any, event: Any, missing: str) -> Fit:
    if formula is None:
        raise InputError(
            f"{source.name} holds coefficients: give the formula that they belong to, "
            '--formula "admit ~ gre + gpa".'
        )
    return from_coefficients(source.value, formula, data, event=event, missing=missing)


def coefficients_of(source: Source) -> dict[str, float]:
    """Names and numbers of a table with the columns ``term`` and ``estimate``."""
    table = source.value
    if not set(COLUMNS) <= set(table.columns):
        raise InputError(
            f"{source.name} holds no coefficients: the columns {quoted(COLUMNS)} are needed, and "
            f"it has {quoted(table.columns)}."
        )
    names = [str(name) for name in table["term"]]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"{source.name} names {quoted(twice)} more than once.")
    numbers = pd.to_numeric(table["estimate"], errors="coerce")
    return dict(zip(names, numbers.astype(float).tolist(), strict=True))


def as_coefficients(fit: Fit | MultinomialFit, out: str) -> str:
    """The coefficients by name: CSV with their errors, or JSON."""
    if out.lower() != ".json":
        return fit.summary().to_csv()
    rows = fit.summary().facts["terms"]
    numbers = {row["term"]: number(row["estimate"]) for row in rows}
    return json.dumps(numbers, ensure_ascii=False, indent=1) + "\n"


def as_csv(table: pd.DataFrame, out: str) -> str:
    return table.to_csv(index=False, lineterminator="\n")


def as_parquet(table: pd.DataFrame, out: str) -> bytes:
    content = BytesIO()
    parquet = arrow("parquet")
    try:
        parquet.write_table(arrow().Table.from_pandas(table, preserve_index=False), content)
    except (TypeError, ValueError) as error:  # a column of numbers and text
        raise InputError(f"the table cannot be written as Parquet: {error}.") from None
    return content.getvalue()


WRITERS: dict[tuple[str, str], Callable[[Any, str], str | bytes]] = {
    ("model", "model"): lambda fit, out: to_text(fit),
    ("model", "coefficients"): as_coefficients,
    ("table", "csv"): as_csv,
    ("table", "parquet"): as_parquet,
}
