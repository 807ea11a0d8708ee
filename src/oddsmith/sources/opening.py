"""Opening: what the data of a fit are, a table for memory or a source of pieces.

a source                                     as it is
a list, a function, …  that gives tables     `tables`
anything else                                a table: `frame.read_table` knows it
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from oddsmith.sources.local import Local
from oddsmith.sources.source import Source
from oddsmith.sources.tables import Tables, is_tables

Opener = Callable[[Any], Source | None]


def opened(data: Any) -> Source | None:
    """The source that `data` stand for; None where they are a table, or not known.

    Examples
    --------
    >>> opened([{"x": [1, 2]}, {"x": [3]}]).names
    ('x',)
    >>> opened({"x": [1, 2]}) is None
    True
    """
    if all(hasattr(data, name) for name in ("names", "head", "total")):
        source: Source = data
        return source
    for opener in OPENERS:
        found = opener(data)
        if found is not None:
            return found
    return None


def of_tables(data: Any) -> Source | None:
    return Local(Tables(data)) if is_tables(data) and not isinstance(data, np.ndarray) else None


OPENERS: tuple[Opener, ...] = (of_tables,)  # the first that knows the data opens them
