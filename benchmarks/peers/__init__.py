"""Peers: who takes part; those that are not installed are named and left out."""

from collections.abc import Collection
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from benchmarks.measure import quiet
from benchmarks.peers.protocol import Entrant

OURS = "oddsmith LogisticRegression"

LIBRARIES = {
    "oddsmith": "ours",
    "sklearn": "scikit_learn",
    "glum": "glum",
    "statsmodels": "statsmodels",
    "liblinear": "liblinear",
    "snapml": "snapml",
}


def installed() -> list[str]:
    """Libraries that are there.

    Examples
    --------
    >>> installed()[0]
    'oddsmith'
    """
    return [library for library in LIBRARIES if find_spec(library) is not None]


def missing() -> list[str]:
    """Libraries that are not there."""
    return [library for library in LIBRARIES if library not in installed()]


def load(library: str) -> Any:
    """The module here that calls a library; what that says while it is imported is not heard."""
    with quiet():
        return import_module(f"benchmarks.peers.{LIBRARIES[library]}")


def entrants(names: Collection[str] = ()) -> list[Entrant]:
    """Everyone who fits, ours first; or those of these names."""
    there = [one for library in installed() for one in load(library).ENTRANTS]
    return [one for one in there if not names or one.name in names]
