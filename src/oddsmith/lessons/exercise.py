"""Exercises whose answers the package checks itself, by trying them."""

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from oddsmith.errors import InputError
from oddsmith.neuron import Array


class Reply(NamedTuple):
    """Whether an answer is right, and a sentence: why, or where to look again."""

    right: bool
    message: str


@dataclass(frozen=True)
class Exercise:
    """A question with a judge.

    Parameters
    ----------
    question : str
    asks_for : str
        The form of an answer: "a number", "three numbers w1, w2, b".
    judge : callable
        Takes an answer, gives a hint where it is wrong and an empty text where it is right.
    solution : object
        One right answer.
    because : str
        What to say of a right answer.
    """

    question: str
    asks_for: str
    judge: Callable[[Any], str]
    solution: Any
    because: str

    def check(self, answer: Any) -> Reply:
        """Try an answer; a text is read as Python writes numbers and tuples."""
        hint = self.judge(parse(answer))
        return Reply(False, hint) if hint else Reply(True, self.because)


def parse(answer: Any) -> Any:
    """A typed answer as what it stands for; other texts stay as they are.

    Examples
    --------
    >>> parse("(4, 4)"), parse("1, -0.5"), parse("row 3")
    ((4, 4), (1, -0.5), 'row 3')
    """
    if not isinstance(answer, str):
        return answer
    try:
        return ast.literal_eval(answer.strip())
    except (SyntaxError, ValueError):
        return answer


def numbers(answer: Any, count: int, asks_for: str) -> Array:
    """An answer as `count` finite numbers.

    Raises
    ------
    InputError
        It is something else.
    """
    try:
        values = np.asarray(answer, dtype=float).ravel()
    except (TypeError, ValueError):
        values = np.empty(0)
    if len(values) != count or not np.isfinite(values).all():
        raise InputError(
            f"{answer!r} cannot be tried as an answer: {asks_for} is asked for."
            if count == 1
            else f"{answer!r} cannot be tried as an answer: {asks_for} are asked for."
        )
    return values


def close_to(
    right: Sequence[float],
    mistakes: Mapping[str, Sequence[float]],
    otherwise: str,
    asks_for: str,
    *,
    within: float = 0.005,
) -> Callable[[Any], str]:
    """A judge of numbers.

    Parameters
    ----------
    right : sequence of float
    mistakes : mapping of str to sequence of float
        A hint, and the numbers that it is for.
    otherwise : str
        The hint for all other numbers.
    asks_for : str
    within : float
        How far off an answer may be, relative to its size.

    Examples
    --------
    >>> judge = close_to([4.0], {"The other way round.": [0.25]}, "p / (1 - p).", "a number")
    >>> judge(4), judge(0.25), judge(7)
    ('', 'The other way round.', 'p / (1 - p).')
    """

    def judge(answer: Any) -> str:
        given = numbers(answer, len(right), asks_for)
        hints = {"": right, **mistakes}
        named = [h for h, to in hints.items() if np.allclose(given, to, rtol=within, atol=0)]
        return (named or [otherwise])[0]

    return judge
