"""Classes: what the labels of a response are, and which are compared with which.

    two labels                   the event against the other
    more labels and event=…      the event against all the rest
    more labels                  every class against the reference, which is put first
    shares in [0, 1]             no labels at all

Labels are in sorted order, or a categorical's own.  The reference is the first, unless it is given.
"""

from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from oddsmith.errors import FormulaError, InputError
from oddsmith.frame.coding import Level, learn_coding, levels_of
from oddsmith.frame.evaluate import Coded
from oddsmith.frame.words import count, quoted

Kind = Literal["binary", "proportion", "classes"]

FEW_NUMBERS = 10  # whole numbers up to this many are taken for classes, and more for a measurement
MOST_CLASSES = 100


class Labels(NamedTuple):
    """What a response holds: its kind, the event if there is one, and the labels.

    Of the kind "classes" the reference is the first label.
    """

    kind: Kind
    event: Level | None = None
    levels: tuple[Level, ...] = ()


def read_labels(
    name: str, values: Any, event: Any = None, reference: Any = None, rows: int | None = None
) -> Labels:
    """Find the labels among values without gaps.

    Parameters
    ----------
    name : str
        Of the response, for errors.
    values : array of shape (n,) or Categorical
    event, reference : label, optional
        The label to model, or the one that the others are compared with; one of them at most.
    rows : int, optional
        How many rows hold these values, for errors, where each value is given once.

    Raises
    ------
    InputError
        One label, too many of them, numbers that are a measurement, no such event or reference, or
        one that has no meaning here.

    Examples
    --------
    >>> read_labels("prog", np.array(["b", "c", "a"], dtype=object), reference="b").levels
    ('b', 'a', 'c')
    """
    levels = levels_of(values)
    if not levels:
        raise InputError(f"{name!r} holds no value at all.")
    given = {"event": event, "reference": reference}
    chosen = {which: label for which, label in given.items() if label is not None}
    if len(chosen) > 1:
        raise InputError(
            f"event={event!r} and reference={reference!r}: the event stands against all other "
            "labels, and the reference says what every other label stands against. Give one."
        )
    if are_shares(values, levels):
        for which, label in chosen.items():
            raise InputError(
                f"{name!r} holds shares in [0, 1], so {which}={label!r} has no meaning."
            )
        return Labels("proportion")
    for which, label in chosen.items():
        chosen[which] = matched(name, which, label, levels)
    if len(levels) == 1:
        raise InputError(
            f"{name!r} is {levels[0]!r} in all {count(rows or len(values), 'row')}: one class, and "
            "a model needs two to tell apart."
        )
    first = chosen.get("reference", levels[0])
    others = [level for level in levels if level != first]
    if len(levels) == 2 or "event" in chosen:
        return Labels("binary", chosen.get("event", others[0]), tuple(levels))
    require_classes(name, values, levels)
    return Labels("classes", None, (first, *others))


def as_categories(name: str, marked: Coded) -> pd.Categorical:
    """What ``C(y)`` and ``C(y, levels=[…])`` mean on the left: labels, in that order.

    Raises
    ------
    FormulaError
        Contrasts, which code columns.
    InputError
        Labels that are not among the levels given.
    """
    if marked.contrasts is not None:
        raise FormulaError(
            f"the left side {name!r} has contrasts, which code columns of the right side; say "
            "reference=... for the label that the others are compared with."
        )
    levels = learn_coding(name, marked.values, None, marked.levels).levels
    return pd.Categorical(marked.values, categories=list(levels))


def is_number(values: Any) -> bool:
    return isinstance(values, np.ndarray) and values.dtype.kind in "bif"


def are_shares(values: Any, levels: list[Any]) -> bool:
    inside = is_number(values) and bool(((values > 0) & (values < 1)).any())
    return inside and bool(min(levels) >= 0 and max(levels) <= 1)


def matched(name: str, which: str, label: Any, levels: list[Any]) -> Any:
    """Find the level meant; text that is how a level prints will do, as from a shell."""
    if not isinstance(label, str | int | float | np.generic):
        raise InputError(
            f"{which}={label!r} is a {type(label).__name__}; give one level of {name!r}, which "
            f"holds {quoted(levels)}."
        )
    for level in levels:
        if level == label or (isinstance(label, str) and label in printed(level)):
            return level
    raise InputError(f"{which}={label!r} is no level of {name!r}, which holds {quoted(levels)}.")


def printed(level: Level) -> set[str]:
    """How a level may be typed: 7.0 as 7, too."""
    whole = isinstance(level, float) and level.is_integer()
    return {str(level), str(int(level))} if whole else {str(level)}


def require_classes(name: str, values: Any, levels: list[Any]) -> None:
    """Refuse what is no set of classes, or too large a one."""
    numbers = is_number(values)
    if numbers and (len(levels) > FEW_NUMBERS or any(level != int(level) for level in levels)):
        raise InputError(
            f"{name!r} holds {len(levels):,} distinct numbers from {levels[0]!r} to "
            f"{levels[-1]!r}; a logistic model needs classes or shares in [0, 1]. A condition "
            f"works: {name} > {levels[len(levels) // 2]!r}. C({name}) takes each number for a "
            "class."
        )
    if len(levels) > MOST_CLASSES:
        raise InputError(
            f"{name!r} holds {len(levels):,} classes ({quoted(levels, 3)}), each with coefficients "
            f"of its own, and at most {MOST_CLASSES} are modelled together. Join the rare ones, or "
            f"use event={levels[-1]!r} (or another) to model one against the rest."
        )
