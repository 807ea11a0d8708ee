"""Peers: who takes part; those that are not installed are named and left out."""

from collections.abc import Collection
from importlib import import_module
from importlib.util import find_spec

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


def installed() -> dict[str, str]:
    """Libraries that are there, and the module here that calls each.

    Examples
    --------
    >>> installed()["oddsmith"]
    'benchmarks.peers.ours'
    """
    return {
        library: f"benchmarks.peers.{module}"
        for library, module in LIBRARIES.items()
        if find_spec(library) is not None
    }


def missing() -> list[str]:
    """Libraries that are not there."""
    return [library for library in LIBRARIES if library not in installed()]


def entrants(names: Collection[str] = ()) -> list[Entrant]:
    """Everyone who fits, ours first; or those of these names."""
    there = [one for module in installed().values() for one in import_module(module).ENTRANTS]
    return [one for one in there if not names or one.name in names]
