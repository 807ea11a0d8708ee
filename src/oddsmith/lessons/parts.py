"""The parts of a lesson: words, code that runs, code that is shown, and figures."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from textwrap import dedent
from typing import Any

from oddsmith.lessons.excerpt import printed
from oddsmith.lessons.figure import Figure


@dataclass(frozen=True)
class Heading:
    """A line over what follows."""

    text: str


@dataclass(frozen=True)
class Text:
    """Paragraphs, separated by empty lines; `` `code` `` stands between backquotes."""

    text: str

    @property
    def paragraphs(self) -> list[str]:
        return [" ".join(part.split()) for part in self.text.split("\n\n") if part.strip()]


@dataclass(frozen=True)
class Cell:
    """A function of the lesson without arguments: its code is shown, and what it prints."""

    function: Callable[[], None]

    @cached_property
    def output(self) -> str:
        return printed(self.function)


@dataclass(frozen=True)
class Listing:
    """Code of the package itself, as it is in its file."""

    function: Callable[..., Any]

    @property
    def where(self) -> str:
        return f"{self.function.__module__}.{self.function.__qualname__}"

    @property
    def code(self) -> str:
        return dedent(inspect.getsource(self.function)).rstrip("\n")


Part = Heading | Text | Cell | Listing | Figure
