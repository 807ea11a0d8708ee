"""Kernels: OpenBLAS's are those that it picks for this processor, whatever the environment says.

A test may pin a kernel, so that its digits are the same everywhere; a benchmark measures the
machine.  The library reads the environment once, when it is loaded, so a run that finds it pinned
starts itself anew.
"""

import os
import sys
from collections.abc import Mapping

PINNED = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")


def unpinned(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without what pins a kernel.

    Examples
    --------
    >>> unpinned({"OPENBLAS_CORETYPE": "Prescott", "HOME": "/root"})
    {'HOME': '/root'}
    """
    return {name: value for name, value in environment.items() if name not in PINNED}


def start_unpinned(module: str) -> None:
    """Start ``python -m module`` in this one's place, with its arguments, if a kernel is pinned."""
    free = unpinned(os.environ)
    if len(free) < len(os.environ):
        sys.stdout.flush()
        os.execve(sys.executable, [sys.executable, "-m", module, *sys.argv[1:]], free)
