"""Progress: a line for every point of a path, for those who wait."""

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from oddsmith.errors import InputError


def teller(progress: Any) -> Callable[[str], None] | None:
    """What lines are told to."""
    if progress is False:
        return None
    if progress is not True and not callable(progress):
        raise InputError(f"progress={progress!r}: True, False, or a function of one line of text.")
    return to_standard_error if progress is True else progress


def watcher(progress: Any, count: int) -> Callable[[Any], None] | None:
    """What is called with every point; None where nobody wants to know."""
    tell = teller(progress)
    if tell is None:
        return None
    done = 0

    def watch(point: Any) -> None:
        nonlocal done
        done += 1
        tell(
            f"{done} of {count}: penalty {point.strength:.6g}, {np.count_nonzero(point.w)} "
            f"coefficients, violation {point.violation:.1e}"
        )

    return watch


def to_standard_error(line: str) -> None:
    print(line, file=sys.stderr)
