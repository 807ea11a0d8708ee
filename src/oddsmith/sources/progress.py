"""Progress: a bar that says how far the reading is, how fast, and how many are behind it.

reading 3 of about 8   ━━━━━━━━━━━━━  1,200,000 of 2,000,000 rows   1,900,000 rows/s   0:00:01
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from oddsmith.sources.local import Local, Watch
from oddsmith.sources.source import Source

ABOUT = 8  # readings that a fit takes: one to learn, one to standardise, and steps


@contextmanager
def shown(source: Source, wanted: bool | None) -> Iterator[Source]:
    """The source with a bar on standard error while it is read.

    Parameters
    ----------
    source : Source
        One that this process reads; others have displays of their own.
    wanted : bool, optional
        Where not given, on a terminal.
    """
    wanted = sys.stderr.isatty() if wanted is None else wanted
    if not wanted or not isinstance(source, Local):
        yield source
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} rows"),
        TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        watch = Bar(bar, bar.add_task("", total=None, speed=""))
        yield replace(source, watch=watch)
        watch.ended = True


@dataclass(eq=False)
class Bar(Watch):
    """Moves a bar of rich's as pieces are read."""

    bar: Any
    task: Any
    reading: int = 0
    rows: int = 0
    total: int | None = None
    ended: bool = False

    def begin(self, rows: int | None) -> None:
        if self.ended:
            return
        self.reading += 1
        self.total = rows or self.rows or self.total
        self.rows = 0
        said = f"reading {self.reading} of about {max(ABOUT, self.reading)}"
        self.bar.reset(self.task, total=self.total, description=said, speed="")

    def read(self, rows: int) -> None:
        if self.ended:
            return
        self.rows += rows
        speed = self.bar.tasks[0].speed
        said = f"{speed:,.0f} rows/s" if speed else ""
        self.bar.update(self.task, completed=self.rows, speed=said)
