"""Figure: panels that are shown together, at one step and for one example at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from oddsmith.lessons.panels.panel import Panel
from oddsmith.lessons.panels.table import Table


@dataclass(frozen=True, eq=False)
class Figure:
    """Panels with one slider; a still picture where there is one step.

    Parameters
    ----------
    title : str
    panels : tuple of Panel and Table
        Each with frames for every step, and for every example or for one that stands for all.
    steps : tuple of str
        What to call each step.
    examples : tuple of str
        What to call each example whose numbers can be shown.
    example : int
        The one that is shown first.

    Raises
    ------
    ValueError
        A panel has other numbers of steps or examples.
    """

    title: str
    panels: tuple[Panel | Table, ...]
    steps: tuple[str, ...] = ("",)
    examples: tuple[str, ...] = ("",)
    example: int = 0

    def __post_init__(self) -> None:
        wanted = len(self.examples), len(self.steps)
        for panel in self.panels:
            parts = panel.lines if isinstance(panel, Table) else panel.frames
            for rows in filter(None, (parts, panel.captions)):
                seen = len(rows), {len(row) for row in rows}
                if seen[0] not in (1, wanted[0]) or seen[1] != {wanted[1]}:
                    raise ValueError(
                        f"{panel.title!r} has {seen[0]} examples with {seen[1]} steps; "
                        f"{self.title!r} has {wanted[0]} examples with {wanted[1]} steps."
                    )

    @property
    def plays(self) -> bool:
        return len(self.steps) > 1

    def plots(self) -> list[dict[str, Any]]:
        """Traces, layout and frames of each plot, as a page's script reads them."""
        return [
            {
                "data": panel.start(self.example),
                "layout": panel.drawn(),
                "frames": [
                    [{"traces": list(f), "data": list(f.values())} for f in row]
                    for row in panel.frames
                ],
            }
            for panel in self.panels
            if isinstance(panel, Panel)
        ]

    def texts(self, example: int, step: int) -> list[str]:
        """All words of the figure that change, in the order of its panels: caption, then lines."""
        return [text for panel in self.panels for text in texts_of(panel, example, step)]

    def _repr_html_(self) -> str:
        from oddsmith.lessons.page import inset, page

        return inset(page(self.title, [self]), self.title)


def texts_of(panel: Panel | Table, example: int, step: int) -> Iterator[str]:
    if panel.captions:
        yield panel.captions[example % len(panel.captions)][step]
    if isinstance(panel, Table):
        for line in panel.lines[example % len(panel.lines)][step]:
            yield from (line.numbers, line.value)
