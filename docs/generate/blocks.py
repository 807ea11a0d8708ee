"""Blocks: what a page of Markdown shows as code is run, and what it shows as output is compared.

    ```python                    is run; the value of a last expression is printed, as in a notebook
    ```sh                        `oddsmith …` is run; `make x` and `pip install` must be possible
    ```csv title="a.csv"         is written into the page's folder, for the blocks below
    ```text  directly below one  is its output; "..." stands for anything
    <!-- before … -->            is Python that is run and not shown: files that a reader has
    <!-- needs: java -->         says of the block below that it is left out where there is no java
    | oddsmith | scikit-learn |  code in columns of these names is run, and equal numbers asked for

Blocks of a page share their names and a folder, in which the tables that ship lie.  Warnings
are part of the output.
``python -m docs.generate.blocks PAGE …`` writes the outputs that are missing or differ.
"""

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE, OutputChecker
from itertools import zip_longest
from pathlib import Path
from textwrap import dedent, indent

from docs.generate.running import Room

from oddsmith.datasets import names, path

FENCE = re.compile(
    r"^(?P<pad> *)```(?P<language>\w+)(?P<rest>[^\n]*)\n(?P<code>.*?)^(?P=pad)```[ ]*$",
    re.MULTILINE | re.DOTALL,
)
NEEDS = re.compile(r"<!-- needs: (\S+) -->\s*\Z")
HIDDEN = re.compile(r"<!-- before\n(.*?)\n-->", re.DOTALL)
TITLE = re.compile(r'title="([^"]+)"')
RUN = ("python", "sh")
DATA = ("csv", "json", "toml")
FLAGS = ELLIPSIS | NORMALIZE_WHITESPACE
LONG = re.compile(r"-?\b\d\.\d{11,}(?:e[+-]?\d+)?|-?\b\d(?:\.\d+)?e-\d\d\b|-?\b\d+\.\d{10,}")
TINY, DIGITS = 1e-10, 9


class StalePageError(Exception):
    """A block of a page fails, or prints something else than the page shows."""


@dataclass(frozen=True)
class Block:
    """A piece of code on a page, and where."""

    language: str
    code: str
    title: str
    pad: str
    start: int
    end: int


def blocks(text: str) -> list[Block]:
    r"""The fenced blocks of a page, in order.

    Examples
    --------
    >>> [(one.language, one.code) for one in blocks("```sh\nmake\n```")]
    [('sh', 'make\n')]
    """
    return [
        Block(
            found["language"],
            dedent(found["code"]),
            title[1] if (title := TITLE.search(found["rest"])) else "",
            found["pad"],
            found.start(),
            found.end(),
        )
        for found in FENCE.finditer(text)
    ]


@dataclass(frozen=True)
class Shown:
    """A block that was run, with what it printed and the block that shows it, if any."""

    block: Block
    printed: str
    shown: Block | None

    @property
    def stale(self) -> bool:
        if self.shown is None:
            return False
        return not OutputChecker().check_output(
            steady(self.shown.code), steady(self.printed), FLAGS
        )


def steady(text: str) -> str:
    """A text in which numbers have digits that other processors agree on.

    Examples
    --------
    >>> steady("1.0000000000000002 of 3.1e-18, 0.25")
    '1.00000000 of tiny, 0.25'
    """

    def rounded(found: re.Match[str]) -> str:
        value = float(found[0])
        return "tiny" if abs(value) < TINY else f"{value:#.{DIGITS}g}"

    return LONG.sub(rounded, text)


def run(text: str, room: Room) -> Iterator[Shown]:
    """Run the blocks of a page, one after the other."""
    found = blocks(text)
    if text.count("```") != 2 * len(found):
        raise ValueError("a block without a language, or without an end")
    end = 0
    for block, after in zip_longest(found, found[1:]):
        for hidden in HIDDEN.finditer(text, end, block.start):
            if there(text[: hidden.start()]):
                room.python(hidden[1])
        end = block.end
        if block.language in DATA and block.title:
            Path(block.title).write_text(block.code, encoding="utf-8")
        if block.language in RUN and there(text[: block.start]):
            printed = (room.python if block.language == "python" else room.shell)(block.code)
            below = after is not None and after.language == "text"
            near = below and not text[block.end : after.start].strip()
            yield Shown(block, printed, after if near else None)


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder for one page, with the tables that ship; its modules can be imported."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        for name in names():
            shutil.copy(path(name), folder)
        sys.path.insert(0, folder)
        try:
            yield Path(folder)
        finally:
            sys.path.remove(folder)


def there(before: str) -> bool:
    """Whether this machine has what the line above a block says that it needs."""
    found = NEEDS.search(before)
    return found is None or shutil.which(found[1]) is not None


def check(text: str, name: str) -> dict[str, bytes]:
    """Run a page in a folder of its own.

    Returns
    -------
    dict of str to bytes
        The pictures and pages that its blocks wrote and it names.

    Raises
    ------
    StalePageError
        With the block, what it shows and what it printed.
    """
    with own_folder() as folder:
        room = Room(name)
        try:
            for one in run(text, room):
                if one.stale:
                    raise StalePageError(
                        f"{name} shows\n{one.shown.code}\nand this code prints\n{one.printed}\n"
                        f"---\n{one.block.code}"
                    )
            room.tables(text)
        except StalePageError:
            raise
        except Exception as error:
            raise StalePageError(f"{name}: {type(error).__name__}: {error}") from error
        kept = (".png", ".svg", ".html")
        return {
            file.name: file.read_bytes() for file in sorted(folder.iterdir()) if file.suffix in kept
        }


def refreshed(text: str, name: str) -> str:
    """The page with outputs as they are now."""
    with own_folder():
        room = Room(name)
        made = [one for one in run(text, room) if one.stale]
        room.tables(text)
    for one in reversed(made):
        fresh = indent(f"```text\n{one.printed.rstrip()}\n```", one.shown.pad, lambda line: True)
        text = text[: one.shown.start] + fresh + text[one.shown.end :]
    return re.sub(r"^ +$", "", text, flags=re.MULTILINE)


if __name__ == "__main__":
    for page in map(Path, sys.argv[1:]):
        page.write_text(refreshed(page.read_text(encoding="utf-8"), page.name), encoding="utf-8")
