"""The small tables that ship; `origins.json` says where each is from.

admissions   400 applicants: admit ~ gre + gpa + C(rank)
iris         150 flowers: three species, four lengths
loans        1,000 loans, simulated: repaid ~ age + log(income) + purpose + history
trial        300 patients at 12 sites, simulated: recovered ~ treatment + age + severity
"""

import builtins
import json
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oddsmith.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["list", "load", "names", "origin", "path"]

FOLDER = Path(__file__).parent


def names() -> builtins.list[str]:
    """Name the tables.

    Examples
    --------
    >>> names()
    ['admissions', 'iris', 'loans', 'trial']
    """
    return sorted(file.stem for file in FOLDER.glob("*.csv"))


def list() -> "pd.DataFrame":
    """List the tables: rows, columns, origin and licence of each.

    Examples
    --------
    >>> list()[["rows", "licence"]].loc["iris"].to_dict()
    {'rows': 150, 'licence': 'CC BY 4.0'}
    """
    import pandas as pd

    facts = {name: origin(name) for name in names()}
    lines = [
        {**fact, "columns": ", ".join(fact["columns"]), "changes": fact.get("changes", "")}
        for fact in facts.values()
    ]
    order = ["rows", "columns", "origin", "licence", "changes"]
    return pd.DataFrame(lines, index=pd.Index(facts, name="name"))[order]


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
        close = get_close_matches(str(name).lower(), names(), n=1)
        hint = f" (close: {close[0]!r})" if close else ""
        raise InputError(f"there is no table {name!r}{hint}; there are {', '.join(names())}.")
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
    path(name)  # or there is no such table
    origins: dict[str, dict[str, Any]] = json.loads((FOLDER / "origins.json").read_text("utf-8"))
    return origins[name]
