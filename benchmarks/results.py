"""Results: what a run found, as rows that are written to and read from JSON."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self


@dataclass(frozen=True)
class Row:
    """One entrant on one problem, for one thing that was asked.

    Attributes
    ----------
    group, problem, entrant : str
    asked : str
        A target such as ``"1e-08"``, ``"default"``, or what was done.
    seconds : float or None
        Median; None where the target was not reached.
    reads : float or None
        Seconds over those of one read of X.
    error : float or None
        Gap per row of a fit; otherwise what the group's title says.
    peak : float or None
        MB above what was there before.
    n, p : int
    tol : float or None
        The tolerance that reached the target.
    note : str
    bound : float or None
        The gap per row at most, as the entrant itself says.
    """

    group: str
    problem: str
    entrant: str
    asked: str
    seconds: float | None = None
    reads: float | None = None
    error: float | None = None
    peak: float | None = None
    n: int = 0
    p: int = 0
    tol: float | None = None
    note: str = ""
    bound: float | None = None


@dataclass(frozen=True)
class Results:
    """A whole run.

    Attributes
    ----------
    date : str
    chosen : str
        The set that was run.
    machine : dict of str
    rows : list of Row
    """

    date: str
    chosen: str
    machine: dict[str, str]
    rows: list[Row] = field(default_factory=list)

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Self:
        held = json.loads(path.read_text(encoding="utf-8"))
        return cls(**{**held, "rows": [Row(**row) for row in held["rows"]]})


def distinct(values: Iterable[str]) -> list[str]:
    """Each value once, in order of first appearance.

    Examples
    --------
    >>> distinct("banana")
    ['b', 'a', 'n']
    """
    return list(dict.fromkeys(values))
