"""Lesson: parts to read and to play, and exercises that check themselves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from typing import Any

from oddsmith.errors import InputError
from oddsmith.lessons.exercise import Exercise, Reply
from oddsmith.lessons.figure import Figure
from oddsmith.lessons.parts import Part


@dataclass(frozen=True, eq=False)
class Lesson:
    """One lesson of the course; its parts are made when they are asked for.

    Attributes
    ----------
    number : int
        Its place in the course, from 1.
    name, title : str
        As typed and as read.
    build : callable
        Makes the parts.
    exercises : tuple of Exercise

    Examples
    --------
    >>> from oddsmith.lessons import open_lesson
    >>> lesson = open_lesson("shapes")
    >>> lesson.check(1, (80,)).right
    False
    """

    number: int
    name: str
    title: str
    build: Callable[[], Sequence[Part]]
    exercises: tuple[Exercise, ...]

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """What is read, in order."""
        return tuple(self.build())

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures among the parts."""
        return tuple(part for part in self.parts if isinstance(part, Figure))

    def check(self, exercise: int, answer: Any) -> Reply:
        """Check the answer to an exercise, counted from 1.

        Raises
        ------
        InputError
            There is no such exercise, or the answer is of a form that cannot be tried.
        """
        if exercise not in range(1, len(self.exercises) + 1):
            raise InputError(
                f"Lesson {self.name!r} has exercises 1 to {len(self.exercises)}; there is no "
                f"exercise {exercise}."
            )
        return self.exercises[exercise - 1].check(answer)

    def text(self) -> str:
        """The lesson for a terminal: words, code and what it prints, figures in words."""
        from oddsmith.lessons.text import lesson_text

        return lesson_text(self)

    def page(self) -> str:
        """The lesson as one HTML page that needs no network."""
        from oddsmith.lessons.page import lesson_page

        return lesson_page(self)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the page to a file: whole, or not at all."""
        from oddsmith.files import write_text

        write_text(path, self.page())

    def _repr_html_(self) -> str:
        from oddsmith.lessons.page import inset

        return inset(self.page(), self.title)
