"""What the commands share: their arguments and options, and what they write.

-         as a table's name: standard input; as the name of what is written: standard output
--json    what is printed, for machines: one JSON value, NaN as null, infinities as "inf", "-inf"
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from oddsmith.errors import InputError

DASH = Path("-")
STDIN = "oddsmith.stdin"  # whether an argument of this command is standard input already


def from_dash(context: typer.Context, path: Path) -> Path:
    """Standard input where the name is ``-``, which one argument of a command may be."""
    if path != DASH:
        return path
    if context.meta.get(STDIN):
        raise InputError(
            "- stands for standard input twice, which can be read once: name a file for one of "
            "them."
        )
    context.meta[STDIN] = True
    return Path("/dev/stdin")


def all_from_dash(context: typer.Context, paths: list[Path]) -> list[Path]:
    """The same of each of many."""
    return [from_dash(context, path) for path in paths]


Table = Annotated[
    Path,
    typer.Argument(help="CSV file; - is standard input.", show_default=False, callback=from_dash),
]
Rows = Annotated[
    Path,
    typer.Argument(
        help="CSV or Parquet file, folder or pattern; - is standard input.",
        show_default=False,
        callback=from_dash,
    ),
]
Model = Annotated[
    Path,
    typer.Argument(
        help="Model file that fit --save wrote; - is standard input.",
        show_default=False,
        callback=from_dash,
    ),
]
Tables = Annotated[
    list[Path],
    typer.Argument(
        help="CSV or Parquet files, folders or patterns; - is standard input.",
        show_default=False,
        callback=all_from_dash,
    ),
]
Formula = Annotated[
    str, typer.Argument(help='Such as "admit ~ gre + C(rank)".', show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress and no messages.")]


def data_of(files: list[Path]) -> Path | list[Path]:
    """What is meant by the files on the line: one, or all of them in their order."""
    return files[0] if len(files) == 1 else files


def write(path: Path | None, text: str) -> bool:
    """Write to a file, whole or not at all; to standard output for ``-`` and for None."""
    from oddsmith.files import write_text

    if path is None or path == DASH:
        sys.stdout.write(text)
        return False
    write_text(path, text)
    return True


def require_place(path: Path | None) -> None:
    """Refuse a place where nothing can be written, before any work is done."""
    if path is None or path == DASH:
        return
    folder = Path(os.path.realpath(path)).parent
    if path.is_dir():
        raise InputError(f"Cannot write {path}: it is a folder; give the name of a file.")
    if not folder.is_dir():
        raise InputError(f"Cannot write {path}: there is no folder {path.parent}.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise InputError(f"Cannot write {path}: the folder {folder} cannot be written to.")


@contextmanager
def progress(what: str, quiet: bool = False) -> Iterator[Callable[[str], None] | bool]:
    """A bar on standard error, moved by lines such as ``"3 of 100: …"``; False where nobody looks.

    It is drawn on a terminal alone, and taken away at the end.
    """
    if quiet or not sys.stderr.isatty():
        yield False
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def tell(line: str) -> None:
            head, _, rest = line.partition(":")
            done, _, total = head.partition(" of ")
            if done.strip().isdigit() and total.strip().isdigit():
                bar.update(task, completed=int(done), total=int(total), description=what)
            elif rest:
                bar.update(task, description=rest.strip())

        yield tell
