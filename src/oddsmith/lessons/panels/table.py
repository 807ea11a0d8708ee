"""Table: lines of arithmetic, each with its formula, numbers, result and shape."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line of arithmetic.

    Attributes
    ----------
    group : str
        The pass that it belongs to; a heading stands where it changes.
    name, formula, shape : str
        These stay the same from step to step.
    numbers, value : str
        The formula with its numbers put in, and what comes of it.
    """

    group: str
    name: str
    formula: str
    numbers: str
    value: str
    shape: str


@dataclass(frozen=True, eq=False)
class Table:
    """Arithmetic that plays.

    Parameters
    ----------
    title, alt : str
    lines : tuple of tuples of tuples of Line
        ``lines[example][step]``: the same names everywhere, with other numbers.
    captions : tuple of tuples of str
        ``captions[example][step]``, above the lines.

    Raises
    ------
    ValueError
        The lines of two steps differ in more than their numbers.
    """

    title: str
    alt: str
    lines: tuple[tuple[tuple[Line, ...], ...], ...]
    captions: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        kinds = {
            tuple((line.group, line.name, line.formula, line.shape) for line in lines)
            for row in self.lines
            for lines in row
        }
        if len(kinds) != 1:
            raise ValueError(
                f"{self.title!r} has {len(kinds)} sets of lines: a step may change numbers and "
                "values alone."
            )

    def first(self) -> tuple[Line, ...]:
        """The lines of the first step, which name those of all."""
        return self.lines[0][0]
