"""The figures of a report, as SVG inside the page: its colours, its text, its own names.

A figure is drawn in fixed colours, which are then replaced by the page's (`currentColor`, and one
variable for each of the palette), so that light and dark and print need one drawing.
"""

import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import StringIO
from typing import Any

from oddsmith.colours import BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILION
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.inference.scenarios import variable_of
from oddsmith.plots import (
    BinnedResidualsDisplay,
    CalibrationDisplay,
    ConvergenceDisplay,
    DecisionCurveDisplay,
    EffectDisplay,
    ForestDisplay,
    InfluenceDisplay,
    PrecisionRecallDisplay,
    RocDisplay,
)
from oddsmith.report.document.estimates import COLUMNS, LEVELS
from oddsmith.report.document.subject import Subject
from oddsmith.report.document.worries import NUMBERS
from oddsmith.result import Fit, MultinomialFit

EFFECTS, CLASSES = 6, 6  # shown at most
WIDE = 200  # variables beyond which no effect is drawn
INKS = {
    BLUE: "var(--blue)",
    VERMILION: "var(--vermilion)",
    GREEN: "var(--green)",
    PURPLE: "var(--purple)",
    ORANGE: "var(--orange)",
    SKY: "var(--sky)",
    GREY: "var(--grey)",
    "#000000": "currentColor",
    "#ffffff": "var(--paper)",
    "#595959": "var(--grey)",
    "#cccccc": "var(--line)",
}


@dataclass(frozen=True)
class Picture:
    """A figure of the page.

    Attributes
    ----------
    part : str
        "estimates", "performance" or "diagnostics".
    title, alt, svg : str
        Its heading, what is on it in words, and the drawing.
    """

    part: str
    title: str
    alt: str
    svg: str


@dataclass(frozen=True)
class Wanted:
    """A picture to draw: on which axes it draws, and what it says."""

    part: str
    title: str
    alt: str
    draw: Callable[..., Any]


def pictures(subject: Subject, level: float) -> tuple[list[Picture], list[str]]:
    """All that can be drawn, and why the others cannot."""
    found, missed = [], []
    for number, one in enumerate(wanted(subject, level), start=1):
        try:
            svg = as_svg(one.draw, f"f{number}")
        except (InputError, NotSupportedError) as error:
            missed.append(f"{one.title}: {error}")
            continue
        found.append(Picture(one.part, one.title, one.alt, svg))
    return found, missed


def wanted(subject: Subject, level: float) -> Iterator[Wanted]:
    """The pictures of a subject, in the order of the page."""
    fit, said = subject.fit, subject.fit.response.describe()
    yield Wanted(
        "estimates",
        "Odds ratios",
        "Forest plot: each term's odds ratio with its interval, the numbers of the table above.",
        partial(drawn, ForestDisplay, fit, level=level),
    )
    if subject.own:
        yield from effects(subject, level)
    if isinstance(fit, MultinomialFit):
        for label in fit.classes[:CLASSES]:
            yield from judged(subject, level, f"P({fit.response.expression} = {label})", label)
    else:
        yield from judged(subject, level, said, None)
        yield from of_own_rows(subject)
    if fit.trace is not None:
        yield Wanted(
            "diagnostics",
            "Convergence",
            "Violation of the optimality condition by step, on a log scale.",
            partial(drawn, ConvergenceDisplay, fit),
        )


def effects(subject: Subject, level: float) -> Iterator[Wanted]:
    fit = subject.fit
    try:
        few = drawable(fit)
    except (InputError, NotSupportedError) as error:
        yield Wanted("estimates", "Effects of variables", "", partial(refuse, error))
        return
    for name in few[:EFFECTS]:
        yield Wanted(
            "estimates",
            f"Effect of {name}",
            f"Average predicted probability as {name} changes and the others stay, with intervals.",
            partial(drawn, EffectDisplay, fit, name, level=level),
        )
    if len(few) > EFFECTS:
        more = NotSupportedError(f"{len(few) - EFFECTS:,} more; fit.plot.effect(name) draws one.")
        yield Wanted("estimates", "Effects of variables", "", partial(refuse, more))


def drawable(fit: Fit | MultinomialFit) -> list[str]:
    """Variables whose effect can be drawn.

    Raises
    ------
    NotSupportedError
        The rows are read piece by piece, or there are too many columns.
    """
    variables = fit.terms.variables
    if len(variables) > WIDE or len(fit.names) > COLUMNS:
        raise NotSupportedError(
            f"{len(variables):,} variables and {len(fit.names):,} columns are too many to draw "
            "each; fit.plot.effect(name) draws one."
        )
    columns = fit._rows(None).columns(variables) if variables else {}
    return [n for n, v in columns.items() if len(variable_of(fit.terms, n, v).levels) <= LEVELS]


def refuse(error: Exception, ax: Any) -> None:
    raise error


def judged(subject: Subject, level: float, said: str, event: Any) -> Iterator[Wanted]:
    """Calibration, ROC, precision–recall, net benefit; of one class against the rest."""
    end = f" of {said}" if event is not None else ""
    for title, alt, kind in (
        (
            "Calibration",
            "Share that came true against predicted probability, in groups and as a curve with "
            "bands; below it a histogram of the predictions.",
            CalibrationDisplay,
        ),
        ("ROC curve", "Share found against false alarms at every threshold.", RocDisplay),
        (
            "Precision and recall",
            "Share right of those called against share found, at every threshold.",
            PrecisionRecallDisplay,
        ),
        (
            "Decision curve",
            "Net benefit of acting on the model, on all rows and on none, by threshold.",
            DecisionCurveDisplay,
        ),
    ):
        yield Wanted(
            "performance",
            f"{title}{end}",
            alt,
            partial(drawn, kind, subject.fit, subject.judged, event=event, level=level),
        )


def of_own_rows(subject: Subject) -> Iterator[Wanted]:
    if not subject.own:
        return
    yield Wanted(
        "diagnostics",
        "Residuals in bins",
        "Average of outcome less prediction in bins of the prediction, with twice its error.",
        partial(drawn, BinnedResidualsDisplay, subject.fit),
    )
    yield Wanted(
        "diagnostics",
        "Influence of rows",
        "Studentised residual against leverage of each row; larger points move the estimates more.",
        partial(influence, subject.fit),
    )


def drawn(kind: Any, *given: Any, ax: Any, **settings: Any) -> Any:
    """A display, drawn on these axes."""
    return kind.from_estimator(*given, ax=ax, **settings)


def influence(fit: Fit | MultinomialFit, ax: Any) -> Any:
    """The picture of influence, refused before any work where it would be very much."""
    if fit.sample.rows * len(fit.names) > NUMBERS:
        raise NotSupportedError(
            "so many rows and columns take long; fit.plot.influence() draws it."
        )
    return InfluenceDisplay.from_estimator(fit, ax=ax)


def as_svg(draw: Callable[..., Any], name: str) -> str:
    """A drawing as SVG of the page: no colours, names or data of its own."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    settings: Any = {"svg.fonttype": "none", "svg.hashsalt": name, "font.family": "sans-serif"}
    with rc_context(settings), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")  # the page's font has it
        figure = Figure(figsize=(6.4, 4.6), layout="constrained")
        display = draw(ax=figure.add_subplot())
        rows = len(display.table) if isinstance(display, ForestDisplay) else 0
        if rows:
            figure.set_size_inches(6.4, 1.4 + 0.36 * rows)
        text = StringIO()
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        figure.savefig(text, format="svg", metadata=nothing, transparent=True)
    return of_page(text.getvalue(), name)


def of_page(svg: str, name: str) -> str:
    """The drawing alone, its names made its own, its colours the page's."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{name}-", svg)
    svg = re.sub(r' (width|height)="[\d.]+pt"', "", svg, count=2)
    svg = re.sub(r"font: ([\d.]+px) [^;\"]*", r"font-size: \1", svg)
    for colour, ink in INKS.items():
        svg = re.sub(colour, ink, svg, flags=re.IGNORECASE)
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
