"""Arrow: pyarrow when it is needed, its tables as pandas', and its errors in plain words."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pandas as pd

from oddsmith.errors import InputError

PIECE = 1 << 21  # numbers in a piece: 16 MiB
LEAST, MOST = 1 << 10, 1 << 18  # rows in it
KINDS = {  # names of pyarrow.types' questions, and what such a column holds
    "numbers": ("is_integer", "is_floating", "is_boolean", "is_decimal", "is_null"),
    "text": ("is_string", "is_large_string", "is_string_view", "is_dictionary"),
    "dates or times": ("is_temporal",),
}


def arrow(module: str = "") -> Any:
    """``pyarrow``, or one of its modules.

    Raises
    ------
    InputError
        It is not installed.
    """
    from importlib import import_module

    try:
        return import_module(f"pyarrow.{module}" if module else "pyarrow")
    except ImportError:
        raise InputError(
            "files of many rows are read by pyarrow, which is not installed: pip install "
            "'oddsmith[arrow]'."
        ) from None


def rows_in_piece(columns: int) -> int:
    """How many rows are read together, from the number of columns alone."""
    return min(max(PIECE // max(columns, 1), LEAST), MOST)


def as_pandas(batch: Any, columns: Sequence[str]) -> pd.DataFrame:
    """An Arrow table or record batch as a DataFrame of these columns; numbers are not copied."""
    found: pd.DataFrame = batch.select(list(columns)).to_pandas(
        split_blocks=True, ignore_metadata=True
    )
    return found


def holds(kind: Any) -> str:
    """What a column of an Arrow type holds.

    Examples
    --------
    >>> import pyarrow
    >>> holds(pyarrow.float32()), holds(pyarrow.string())
    ('numbers', 'text')
    """
    types = arrow("types")
    for what, questions in KINDS.items():
        if any(getattr(types, question, never)(kind) for question in questions):
            return what
    return f"values of type {kind}"


def never(kind: Any) -> bool:
    return False


def require_schema(where: str, schema: Any, like: Any, first: str, columns: Sequence[str]) -> None:
    """Refuse a file that lacks columns of the first one, or holds another kind of values.

    Raises
    ------
    InputError
        Naming the file and the column.
    """
    for name in columns:
        at = schema.get_field_index(name)
        if at < 0:
            raise InputError(
                f"{where} has no column {name!r} (or more than one), and {first} has: all files "
                "need the same columns."
            )
        here, there = holds(schema.field(at).type), holds(like.field(name).type)
        if here != there and "null" not in (str(schema.field(at).type), str(like.field(name).type)):
            raise InputError(
                f"{where}: {name!r} holds {here}, and {there} in {first}: a column needs the same "
                "kind of values in all files."
            )


@contextmanager
def plain_errors(where: str, kind: str) -> Iterator[None]:
    """Say pyarrow's errors with the place that is being read."""
    try:
        yield
    except FileNotFoundError:
        raise InputError(f"there is no file {where}.") from None
    except (arrow("lib").ArrowException, OSError) as error:
        said = " ".join(str(error).split())
        raise InputError(
            f"{where} does not read as {kind}: {said[:300]} Is it cut short?"
        ) from error
