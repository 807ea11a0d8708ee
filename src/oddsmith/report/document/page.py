"""The report as a page: one HTML file that asks the network for nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from os import PathLike
from typing import Any

from oddsmith.files import write_text, write_texts
from oddsmith.frame.words import count
from oddsmith.report.document.data import facts_of
from oddsmith.report.document.pictures import Picture, pictures
from oddsmith.report.document.subject import subject_of
from oddsmith.report.plain import as_json
from oddsmith.report.table import p_value
from oddsmith.result import Fit, MultinomialFit

LARGEST = 4_500_000  # bytes of figures, beyond which the last are left out and named


@dataclass(frozen=True, eq=False)
class Report:
    """A fit on a page.

    Attributes
    ----------
    data : dict
        What is said; see `oddsmith.report.document.report_data`.
    pictures : tuple of Picture
    """

    data: dict[str, Any]
    pictures: tuple[Picture, ...] = ()

    def __repr__(self) -> str:
        return f"<Report {self.data['title']!r}, {count(len(self.pictures), 'figure')}>"

    def html(self) -> str:
        """The page; every text that comes from data is escaped."""
        page: str = template().render(self.data, pictures=self.pictures, style=style())
        return page

    def json(self) -> str:
        """The facts, as JSON."""
        return as_json(self.data, indent=1)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the page, whole or not at all.

        Raises
        ------
        InputError
            The place cannot be written.
        """
        write_text(path, self.html())


def write_report(
    fit: Fit | MultinomialFit,
    path: str | PathLike[str] | None = None,
    data: Any = None,
    *,
    json: str | PathLike[str] | None = None,
    level: float = 0.95,
    seed: int = 0,
    replicates: int | None = None,
    title: str = "",
    tell: Callable[[str], None] | None = None,
) -> Report:
    """Make the report of a fit, and write its page and its facts where that is asked for.

    Parameters
    ----------
    fit : Fit or MultinomialFit
    path, json : path, optional
        Of the page, and of the facts as JSON.
    data, level, seed, replicates, title
        As for `oddsmith.report.document.report_data`.
    tell : callable, optional
        Is told how far the work is, in lines such as ``"1 of 3: figures"``.

    Raises
    ------
    InputError
        As `report_data`; or a place cannot be written, and then neither is.
    """
    tell = tell or (lambda line: None)
    subject = subject_of(fit, data)
    tell("1 of 4: facts")
    facts = facts_of(subject, level, seed, replicates, title)
    tell("2 of 4: figures")
    drawn, missed = pictures(subject, level)
    drawn, dropped = small_enough(drawn)
    facts["not_drawn"] = [*missed, *dropped]
    tell("3 of 4: page")
    report = Report(facts, tuple(drawn))
    page = [] if path is None else [(path, report.html())]
    write_texts(*page, *([] if json is None else [(json, report.json())]))
    tell("4 of 4: done")
    return report


def small_enough(drawn: list[Picture]) -> tuple[list[Picture], list[str]]:
    """The figures that the page has room for, and the names of the others."""
    kept, dropped, total = [], [], 0
    for one in drawn:
        size = len(one.svg.encode())
        if total + size > LARGEST:
            dropped.append(f"{one.title}: the page would be too large.")
            continue
        kept.append(one)
        total += size
    return kept, dropped


@cache
def template() -> Any:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    environment.filters |= {"num": number, "ratio": ratio, "p": p_of, "share": share}
    return environment.from_string(own("report.html.j2"))


def style() -> Any:
    from markupsafe import Markup

    return Markup(own("report.css"))


def own(name: str) -> str:
    return files("oddsmith.report.document").joinpath(name).read_text(encoding="utf-8")


def number(value: Any) -> str:
    """Four digits; a dash where there is no number.

    Examples
    --------
    >>> number(2.2345678), number(None), number("inf"), number(127), number(1234.5678), number(1e-9)
    ('2.235', '–', '∞', '127', '1,235', '1e-09')
    """
    if value is None:
        return "–"
    if isinstance(value, str):
        return {"inf": "∞", "-inf": "−∞"}.get(value, value)
    if isinstance(value, int):
        return f"{value:,}"
    if abs(value) >= 1000:
        return f"{value:,.0f}" if abs(value) < 1e9 else f"{value:.3e}"
    return f"{value:.4g}"


def ratio(value: Any) -> str:
    """An odds ratio: as `number`, with more digits near 1, where four would hide which side.

    Examples
    --------
    >>> ratio(1.00012), ratio(2.2345678), ratio(1.0)
    ('1.00012', '2.235', '1')
    """
    close = isinstance(value, float) and 0 < abs(value - 1) < 0.01
    return f"{value:.6g}" if close else number(value)


def p_of(value: Any) -> str:
    """A p-value, empty where there is none.

    Examples
    --------
    >>> p_of(0.0312), p_of(None), p_of(1e-20)
    ('0.0312', '', '< 1e-16')
    """
    return p_value(float("nan") if value is None else float(value))


def share(value: Any) -> str:
    """A share in per cent.

    Examples
    --------
    >>> share(0.3175)
    '31.8 %'
    """
    return "–" if value is None else f"{100 * float(value):.1f} %"
