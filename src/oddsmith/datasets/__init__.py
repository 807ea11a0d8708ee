"""The small tables that ship with the package; `origins.json` says where each is from.

admissions   400 applicants: admit ~ gre + gpa + C(rank)
iris         150 flowers: three species, four lengths
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oddsmith.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["load", "names", "origin", "path"]

FOLDER = Path(__file__).parent


def names() -> list[str]:
    """List the tables.

    Examples
    --------
    >>> names()
    ['admissions', 'iris']
    """
    return sorted(file.stem for file in FOLDER.glob("*.csv"))


def path(name: str) -> Path:
    """Give the path of a table's CSV file.

    Raises
    ------
    InputError
        If there is no table of that name.

    Examples
    --------
    >>> path("iris").name
    'iris.csv'
    """
    if name not in names():
        raise InputError(f"there is no table {name!r} here; there are {', '.join(names())}.")
    return FOLDER / f"{name}.csv"


def load(name: str) -> "pd.DataFrame":
    """Read a table.

    Raises
    ------
    InputError
        If there is no table of that name.

    Examples
    --------
    >>> load("admissions").shape
    (400, 4)
    """
    import pandas as pd

    return pd.read_csv(path(name))


def origin(name: str) -> dict[str, Any]:
    """Say where a table is from, and what its columns are.

    Examples
    --------
    >>> origin("iris")["licence"]
    'CC BY 4.0'
    """
    path(name)
    origins: dict[str, dict[str, Any]] = json.loads((FOLDER / "origins.json").read_text("utf-8"))
    return origins[name]
