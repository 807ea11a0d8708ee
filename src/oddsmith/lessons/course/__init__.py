"""The course: its lessons in order.

A lesson is a module here, named as in `COURSE` with `_` for `-`.  It has

    parts()      a function that returns the parts: Heading, Text, Cell, Listing, Figure
    EXERCISES    two or three Exercise

and functions without arguments that print, which its Cells show and run.  A new lesson is such a
module and one line in `COURSE`; the tests of all lessons (tests/lessons/test_course.py) take it
from there.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from oddsmith.errors import InputError
from oddsmith.lessons.outcome import NAMES

if TYPE_CHECKING:
    from oddsmith.lessons.lesson import Lesson

COURSE = {
    "one-neuron": "One neuron: AND, OR and NAND by hand",
    "shapes": "Shapes: from w[i] to X.T @ delta",
    "two-losses": "Two losses: squared error and cross-entropy",
    "learning-rate": "Learning rate and scale",
    "newton": "Newton: four steps, and when the curvature vanishes",
    "hidden-layer": "XOR: why one line fails, and two ways out",
    "three-classes": "Iris: the right line, and three classes with softmax",
    "separation": "Separation: weights that grow for ever, and what stops them",
    "odds": "What the numbers mean: odds, log-odds, probability",
    "blocks": "A real table, block by block",
}


def overview() -> str:
    """The lessons in order, a line for each: number, name, title.

    Examples
    --------
    >>> print(overview().splitlines()[1])
       2  shapes         Shapes: from w[i] to X.T @ delta
    """
    widest = max(map(len, COURSE))
    return "\n".join(
        f"  {number:2}  {name:<{widest}}  {title}"
        for number, (name, title) in enumerate(COURSE.items(), start=1)
    )


def open_lesson(which: str | int) -> "Lesson":
    """A lesson by its name or its number, counted from 1.

    Raises
    ------
    InputError
        There is no such lesson.

    Examples
    --------
    >>> open_lesson("2").title
    'Shapes: from w[i] to X.T @ delta'
    """
    from oddsmith.lessons.lesson import Lesson

    names = list(COURSE)
    numbers = {str(k): name for k, name in enumerate(names, start=1)}
    name = numbers.get(str(which), str(which))
    if name not in COURSE:
        raise InputError(
            f"There is no lesson {which!r}: choose from {', '.join(names)}, or a number from 1 to "
            f"{len(names)}. One neuron learns {', '.join(NAMES)}."
        )
    module = import_module(f"oddsmith.lessons.course.{name.replace('-', '_')}")
    number = names.index(name) + 1
    return Lesson(number, name, COURSE[name], module.parts, module.EXERCISES)
