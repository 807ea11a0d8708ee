"""A model card in Markdown.  Names and values from data are escaped, and stay text."""

from collections.abc import Sequence
from math import isnan
from typing import Any

from oddsmith.export.card.facts import facts
from oddsmith.export.card.measures import FEW, Measures
from oddsmith.export.markdown import bullets, escaped, table
from oddsmith.result import Fit, MultinomialFit

NOT_STATED = (
    "Not stated. Whoever hands this model on should say what it is for, and what it is not."
)
MEASURES = (
    ("rows", "rows", ",d"),
    ("events", "events", ",.10g"),
    ("log-loss", "log_loss", ".4f"),
    ("Brier score", "brier", ".4f"),
    ("AUC", "auc", ".4f"),
    ("calibration slope", "slope", ".3f"),
    ("in the large", "in_the_large", "+z.3f"),
)
RATES = (
    ("rows", "rows", ",d"),
    ("observed", "observed", ".4f"),
    ("low", "low", ".4f"),
    ("high", "high", ".4f"),
    ("predicted", "predicted", ".4f"),
    ("in the large", "in_the_large", "+z.3f"),
    ("Brier score", "brier", ".4f"),
    ("AUC", "auc", ".4f"),
    ("chosen", "chosen", ".4f"),
    ("true positive", "true_positive", ".4f"),
    ("false positive", "false_positive", ".4f"),
)


def to_card(
    fit: Fit | MultinomialFit,
    data: Any = None,
    group: str | None = None,
    intended_use: str | None = None,
    limits: str | Sequence[str] = (),
    threshold: float = 0.5,
) -> str:
    """The model card that `Fit.card` describes.

    Raises
    ------
    InputError
        A threshold outside (0, 1), a group that is no column, or a table that does not fit.
    """
    return as_markdown(facts(fit, data, group, intended_use, limits, threshold))


def as_markdown(found: dict[str, Any]) -> str:
    """The page of a card's facts."""
    model = [f"{key}: {text}" for key, text in found["model"].items() if key != "model"]
    parts = [
        f"# Model card: {escaped(found['about'])}",
        "## Intended use",
        escaped(found["intended_use"] or NOT_STATED),
        "## Model",
        escaped(found["model"]["model"]) + ".",
        bullets(model),
        "## Data",
        f"Rows of the fit: {escaped(found['fitted_to'])}.",
        table(("column", "what the model takes it for"), found["columns"]),
        *performance(found),
        *by_group(found),
        "## Limits",
        bullets([*found["limits_given"], *found["limits"]]),
    ]
    return "\n\n".join(parts) + "\n"


def performance(found: dict[str, Any]) -> list[str]:
    """How well rows are predicted."""
    if found["performance"] is None:
        return []
    rows, own = found["rows"], found["own_rows"]
    where = "the rows of the fit" if own else "rows that were given"
    lines = found["performance"]
    several = len(lines) > 1
    return [
        "## Performance",
        f"On {where}: {rows['used']:,} used, {rows['left_out']:,} left out for missing values.",
        measures(MEASURES, [(label or "all rows", one) for label, one in lines]),
        explained(several),
    ]


def explained(several: bool) -> str:
    rest = " Each class is held against the rest." if several else ""
    return (
        "A calibration slope below 1 says that predictions are too far apart; in the large is the "
        f"shift of the log-odds that would make the mean right, 0 where it is.{rest}"
    )


def by_group(found: dict[str, Any]) -> list[str]:
    """Rates and calibration of each group."""
    if not found["groups"]:
        return []
    lines, few = [], []
    for label, own in found["groups"]:
        for name, one in own:
            mark = " †" if one.few else ""
            lines.append((f"{label}, {name}{mark}" if name else f"{label}{mark}", one))
            few += [one] * one.few
    more = found["groups_left_out"]
    notes = [
        "Observed is the share of events with its 95 % interval (Wilson's, for whole weights); "
        f"predicted is the mean probability. Chosen are rows with {found['threshold']:g} or more."
    ]
    if few:
        notes.append(f"† Fewer than {FEW} events or others: read these numbers with caution.")
    if more:
        notes.append(f"{more:,} smaller groups are left out.")
    return [f"## By {escaped(found['group'])}", measures(RATES, lines), bullets(notes)]


def measures(columns: Sequence[tuple[str, str, str]], lines: Sequence[tuple[str, Measures]]) -> str:
    """A table of measures, a dash where one is not defined."""

    def cell(value: float, form: str) -> str:
        return "–" if isnan(value) else format(value, form)

    rows = [
        (label, *(cell(getattr(one, field), form) for _, field, form in columns))
        for label, one in lines
    ]
    return table(("", *(head for head, _, _ in columns)), rows)
