"""What a scoring function computes before it adds: numbers, places of levels, points of curves."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from oddsmith.export.scoring.render import Language, render
from oddsmith.export.scoring.scorer import Scorer


class Steps(NamedTuple):
    """How a language writes each: ``{0}`` is the factor's name, ``{1}`` what is computed."""

    number: str
    place: str
    point: str


def steps(
    scorer: Scorer, language: Language, quoted: Callable[[str], str], words: Steps
) -> Iterator[str]:
    """A line for each factor of a model."""
    for name, value in scorer.numbers.items():
        yield words.number.format(quoted(name), render(value, language))
    for name, category in scorer.categories.items():
        yield words.place.format(quoted(name), render(category.key, language))
    for name, basis in scorer.bases.items():
        yield words.point.format(quoted(name), render(basis.u, language))
