"""Answer: what a learner's gradient function returned, taken apart but not changed.

gradient                                  (p,), (p, 1), p numbers, or whatever shape it has
gradient and loss, in either order
dw, db; loss, dw, db; dw, db, loss        where b is apart

Parts may be nested, or named: {"dw": …, "db": …}.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.errors import InputError

Values = NDArray[Any]
Leaf = Values | None

KEYS = {"dw": "dw w gradient grad", "db": "db b", "loss": "loss cost"}
KEY_OF = {name: part for part, names in KEYS.items() for name in names.split()}


@dataclass(frozen=True, eq=False)
class Answer:
    """What a gradient function returned.

    Attributes
    ----------
    dw : ndarray of any shape
        The gradient for w; right where it has p numbers.
    db : ndarray or None
        The gradient for b; None where nothing was returned for it.
    loss : float or None
    """

    dw: Values
    db: Leaf = None
    loss: float | None = None


def read(returned: Any, p: int, takes_bias: bool) -> Answer:
    """Tell gradient, entry for the bias and loss apart, by name or by size.

    Parameters
    ----------
    returned : any
    p : int
        Length of w.
    takes_bias : bool
        Whether the function was given b.

    Raises
    ------
    InputError
        Nothing, or nothing numeric, was returned, or more or fewer parts than a gradient has.

    Examples
    --------
    >>> read((0.7, [0.1, 0.2]), 2, takes_bias=False)
    Answer(dw=array([0.1, 0.2]), db=None, loss=0.7)
    >>> read(([0.1, 0.2], 0.3), 2, takes_bias=True)
    Answer(dw=array([0.1, 0.2]), db=array(0.3), loss=None)
    """
    if returned is None:
        raise InputError("The function returned None: its last line may lack `return`.")
    named = by_name(returned)
    if named is not None:
        return named
    parts = [*leaves(returned)]
    answer = with_bias(parts, p) if takes_bias else without_bias(parts, p)
    if answer is None:
        shapes = ", ".join("None" if part is None else str(part.shape) for part in parts)
        wanted = "(dw, db) or (loss, dw, db)" if takes_bias else "gradient or (loss, gradient)"
        raise InputError(
            f"The function returned {len(parts)} values of shape {shapes}: with p = {p} weights "
            f"that is no gradient. Return {wanted}."
        )
    return answer


def by_name(returned: Any) -> Answer | None:
    """The answer in a dict, or in a dict and a loss; None where there is no dict."""
    items = returned if isinstance(returned, tuple) else (returned,)
    found: dict[str, Any] = {}
    for item in items:
        if isinstance(item, Mapping):
            found |= {KEY_OF.get(str(key).lower(), ""): value for key, value in item.items()}
    if "dw" not in found:
        return None
    beside = [item for item in items if not isinstance(item, Mapping)]
    dw, db, loss = (found.get(part) for part in KEYS)
    loss = beside[0] if beside else loss
    answer = Answer(numbers(dw), None if db is None else numbers(db))
    return answer if loss is None else replace(answer, loss=as_loss(numbers(loss)))


def leaves(returned: Any) -> Iterator[Leaf]:
    """The arrays in nested tuples, and in lists that are no table of numbers."""
    if returned is None:
        yield None
    elif isinstance(returned, tuple) or (isinstance(returned, list) and is_ragged(returned)):
        for part in returned:
            yield from leaves(part)
    else:
        yield numbers(returned)


def is_ragged(items: list[Any]) -> bool:
    return any(item is None for item in items) or len({np.shape(item) for item in items}) > 1


def numbers(value: Any) -> Values:
    try:
        array = np.asarray(value)
        array = array.astype(float) if array.dtype.kind in "Ob" else array
    except (TypeError, ValueError):
        array = np.asarray("")
    if array.dtype.kind not in "iuf" or array.dtype == np.float16:
        kind = array.dtype if array.dtype.kind == "f" else type(value).__name__
        raise InputError(
            f"The function returned {kind} among its values: a gradient is made of float64 or "
            "float32 numbers."
        )
    return array


def as_loss(value: Leaf) -> float | None:
    return float(value.ravel()[0]) if value is not None and value.size == 1 else None


def are_numbers(parts: list[Leaf]) -> list[bool]:
    """Which parts are single numbers; of several, arrays of one entry are not."""
    single = [part is not None and part.size == 1 for part in parts]
    plain = [part is not None and part.ndim == 0 for part in parts]
    return plain if all(single) and any(plain) and not all(plain) else single


def without_bias(parts: list[Leaf], p: int) -> Answer | None:
    arrays = [part for part in parts if part is not None]
    if len(arrays) < len(parts):
        return None
    number = are_numbers(parts)
    if len(arrays) == 1:
        return Answer(arrays[0])
    if all(part.size == 1 for part in arrays) and len(arrays) == p:
        return Answer(np.array([part.ravel()[0] for part in arrays]))
    if len(arrays) == 2 and any(number):
        at = number.index(True)
        return Answer(arrays[1 - at], loss=as_loss(arrays[at]))
    return None


def with_bias(parts: list[Leaf], p: int) -> Answer | None:
    """Without the loss there are one or two parts, with it two or three."""
    number = are_numbers(parts)
    if len(parts) == 1 and parts[0] is not None:
        return joined(parts[0], p)
    if all(number) and len(parts) == p + 1 > 2:
        *dw, db = (part.ravel() for part in parts if part is not None)
        return Answer(np.concatenate(dw), db)
    if len(parts) == 2:
        return two_parts(parts, p)
    if len(parts) == 3:
        at = 2 if number == [False, True, True] else number.index(True) if any(number) else 0
        rest = two_parts(parts[:at] + parts[at + 1 :], p)
        return None if rest is None else replace(rest, loss=as_loss(parts[at]))
    return None


def two_parts(parts: list[Leaf], p: int) -> Answer | None:
    """The weights' part is the one of p numbers, unless the first is a table; else the first."""
    first, second = parts
    if first is None or second is None:
        given = first if second is None else second
        return None if given is None else Answer(given)
    small, large = (first, second) if first.size < second.size else (second, first)
    if small.size == 1 and large.size == p + 1 > 2:  # loss, and one array for w and b
        return replace(joined(large, p), loss=as_loss(small))
    first_is_number = are_numbers(parts) == [True, False]
    alone = p > 1 and second.size == p != first.size and np.squeeze(first).ndim < 2
    if (first_is_number and second.size == p) or alone:
        first, second = second, first
    return Answer(first, second)


def joined(values: Values, p: int) -> Answer:
    """A gradient of w and then b in one array, or of w alone."""
    if values.size == p + 1:
        flat = values.ravel()
        return Answer(flat[:p], flat[p:])
    return Answer(values)
