"""Memory: what a fit needs and the machine has not is said before, or where it is found out.

A covariance of p columns is p² numbers of eight bytes, and a fit holds a few such matrices.
"""

import os
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from oddsmith.errors import OutOfMemoryError

P = ParamSpec("P")
R = TypeVar("R")
SMALLER = (
    "Fewer rows or columns need less: join rare categories, or leave columns out. "
    "LogisticRegression with an L2 penalty makes no matrix of columns by columns."
)


def memory_told(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function raise OutOfMemoryError where Python or NumPy run out of memory.

    Examples
    --------
    >>> @memory_told
    ... def greedy() -> None:
    ...     raise MemoryError("Unable to allocate 298. GiB")
    >>> greedy()
    Traceback (most recent call last):
    oddsmith.errors.OutOfMemoryError: There is not enough memory. Unable to allocate 298. GiB...
    """

    @wraps(function)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except OutOfMemoryError:
            raise
        except MemoryError as error:
            said = f" {str(error).rstrip('.')}." if str(error) else ""
            raise OutOfMemoryError(f"There is not enough memory.{said} {SMALLER}") from error

    return told


def require_room(p: int) -> None:
    """Refuse p coefficients whose covariance alone would not fit into the machine's memory.

    Raises
    ------
    OutOfMemoryError
        8 p² bytes are more than the machine has.
    """
    there, needed = installed(), 8 * p * p
    if there is not None and needed > there:
        raise OutOfMemoryError(
            f"The covariance of {p:,} coefficients takes {needed / 2**30:,.0f} GiB, and this "
            f"machine has {there / 2**30:,.0f}. {SMALLER}"
        )


def installed() -> int | None:
    """Bytes of memory in this machine; None where the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return None
