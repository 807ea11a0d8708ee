"""Shapes: what NumPy's message says when arrays of wrong shapes meet.

(n, p) @ (n,)     the sizes n and p do not meet          X transposed
(n, p) * (n,)     no broadcasting                        * for @
(n, n) * (n, p)   the table of all differences           (n, n) broadcast
"""

import re

from oddsmith.learn.faults import Fault
from oddsmith.learn.kinds import Kind
from oddsmith.learn.steps import Problem

Shape = tuple[int, ...]

SIZES = re.compile(r"size (\d+) is different from (\d+)")  # of @
DIMENSIONS = re.compile(r"not aligned: (\d+) \(dim \d\) != (\d+) \(dim \d\)")  # of np.dot
SHAPE = re.compile(r"\(((?:\d+, ?)*\d*)\)")


def fault_of(error: Exception, problem: Problem) -> Fault | None:
    """The fault that made a function raise; None where its message does not tell for sure.

    Examples
    --------
    >>> import numpy as np
    >>> y = np.zeros(5)
    >>> problem = Problem(np.ones((5, 2)), y, y, "cross-entropy", "mean", 0.0, bias=False)
    >>> try:
    ...     problem.X @ y
    ... except ValueError as error:
    ...     fault_of(error, problem).name
    'X transposed'
    """
    if not isinstance(error, ValueError | MemoryError):
        return None
    n, p, message = problem.n, problem.p, str(error)
    sizes = SIZES.search(message) or DIMENSIONS.search(message)
    if sizes:
        met = {int(size) for size in sizes.groups()}
        named = Kind.TRANSPOSED if met == {n, p} else Kind.BIAS if met == {p, p + 1} else None
        return None if named is None else Fault(named, {})
    return None if "output operand" in message else unmatched(shapes_in(message), n, p)


def shapes_in(message: str) -> list[Shape]:
    return [
        tuple(int(size) for size in found.replace(" ", "").split(",") if size)
        for found in SHAPE.findall(message)
    ]


def unmatched(shapes: list[Shape], n: int, p: int) -> Fault | None:
    """The fault behind shapes that do not broadcast, or do not fit into memory."""
    if n != p and (n, n) in shapes:
        return Fault(Kind.BROADCAST, {})
    table = any(shape in ((n, p), (p, n)) for shape in shapes)
    line = any(shape in ((n,), (p,), (n, 1), (p, 1), (1, n), (1, p)) for shape in shapes)
    return Fault(Kind.STARRED, {}) if table and line and len(shapes) == 2 else None
