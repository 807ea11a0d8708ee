"""Warnings that point at the line which called the package, however deep inside they arise."""

import sys
import warnings
from types import FrameType

INSIDE = (__name__.partition(".")[0], "sklearn", "joblib")  # scikit-learn wraps fit in its own


def warn(message: str, category: type[Warning]) -> None:
    """Warn, and name the nearest caller outside the package as the place.

    Examples
    --------
    >>> import warnings
    >>> with warnings.catch_warnings(record=True) as seen:
    ...     warnings.simplefilter("always")
    ...     warn("look here", UserWarning)
    >>> str(seen[0].message)
    'look here'
    """
    frame: FrameType | None = sys._getframe(1)
    level = 2
    while frame is not None and is_inside(frame):
        frame, level = frame.f_back, level + 1
    warnings.warn(message, category, stacklevel=level)


def is_inside(frame: FrameType) -> bool:
    name = str(frame.f_globals.get("__name__", ""))
    return name.partition(".")[0] in INSIDE
