"""Peers: who takes part; those that are not installed are named and left out."""

import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from ctypes import CDLL, c_void_p
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from shutil import which
from subprocess import run
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
    "glmnet": "glmnet",
}
OF_R = {"glmnet"}


def installed() -> list[str]:
    """Libraries that are there.

    Examples
    --------
    >>> installed()[0]
    'oddsmith'
    """
    return [library for library in LIBRARIES if is_there(library)]


@cache
def is_there(library: str) -> bool:
    """Whether Python finds it; or R, and Python finds rpy2."""
    if library not in OF_R:
        return find_spec(library) is not None
    return find_spec("rpy2") is not None and is_in_r(library)


def is_in_r(library: str) -> bool:
    """Whether there is an R, and has it; asked in a process of its own."""
    program = which("Rscript")
    asked = f'quit(status = !requireNamespace("{library}", quietly = TRUE))'
    return program is not None and not run([program, "-e", asked], capture_output=True).returncode


def missing() -> list[str]:
    """Libraries that are not there."""
    return [library for library in LIBRARIES if library not in installed()]


def load(library: str) -> Any:
    """The module here that calls a library; what that says while it is imported is not heard."""
    with quiet(), usual_arithmetic():
        return import_module(f"benchmarks.peers.{LIBRARIES[library]}")


@contextmanager
def usual_arithmetic() -> Iterator[None]:
    """Numbers below 2.2e-308 are numbers again afterwards.

    Snap ML was compiled to take them for zero, and sets that for the whole thread that loads it.
    """
    yield
    if sys.platform == "linux":
        CDLL(None).fesetenv(c_void_p(-1))  # FE_DFL_ENV of glibc and musl


def entrants(names: Collection[str] = ()) -> list[Entrant]:
    """Everyone who fits, ours first; or those of these names."""
    there = [one for library in installed() for one in load(library).ENTRANTS]
    return [one for one in there if not names or one.name in names]
