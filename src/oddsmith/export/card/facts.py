"""Everything a model card says, as data."""

from collections.abc import Sequence
from typing import Any

from oddsmith.errors import InputError
from oddsmith.export.card.groups import by_group, of_all
from oddsmith.export.judged_rows import JudgedRows, has_rows, judged_rows
from oddsmith.frame.words import count, shown
from oddsmith.result import Fit, MultinomialFit

PER_COEFFICIENT = 10  # events, below which estimates and their errors are unsure
LEVELS = 20


def facts(
    fit: Fit | MultinomialFit,
    data: Any,
    group: str | None,
    intended_use: str | None,
    limits: str | Sequence[str],
    threshold: float,
) -> dict[str, Any]:
    """The parts of a card.

    Raises
    ------
    InputError
        A threshold outside (0, 1), a group that is no column, or a table that does not fit.
    """
    if not 0 < threshold < 1:
        raise InputError(f"threshold={threshold!r}: a probability between 0 and 1 is needed.")
    said = fit.summary().facts
    rows = None if data is None and not has_rows(fit) else judged_rows(fit, data)
    if data is None and group is not None and (rows is None or group not in rows.table):
        raise InputError(
            f"group={group!r}: the fit keeps at most the columns of its formula; give data=, a "
            "table that has it."
        )
    return {
        "about": fit.response.describe(),
        "intended_use": intended_use,
        "model": {key: said[key] for key in ("model", "formula", "objective", "errors")},
        "fitted_to": said["rows"],
        "columns": columns_of(fit),
        "own_rows": data is None,
        **measured(fit, rows, group, threshold),
        "limits": [*limits_of(fit, rows, data is None), *said["notes"][:-1]],  # the last: p-values
        "limits_given": [limits] if isinstance(limits, str) else list(limits),
    }


def measured(
    fit: Fit | MultinomialFit, rows: JudgedRows | None, group: str | None, threshold: float
) -> dict[str, Any]:
    """How well rows are predicted, all of them and by group."""
    classes: Any = fit.classes if isinstance(fit, MultinomialFit) else ()
    lines, more = (
        ([], 0) if rows is None or group is None else by_group(rows, group, classes, threshold)
    )
    return {
        "rows": None if rows is None else {"used": len(rows.y), "left_out": rows.left_out},
        "threshold": threshold,
        "performance": None if rows is None else of_all(rows, classes, threshold),
        "group": group,
        "groups": lines,
        "groups_left_out": more,
    }


def columns_of(fit: Fit | MultinomialFit) -> list[tuple[str, str]]:
    """The columns that the model reads, and what it knows of each."""
    found = []
    for name in fit.terms.variables:
        levels = [
            factor.coding.levels
            for factor in fit.terms.factors.values()
            if factor.variables == [name] and factor.coding is not None
        ]
        said = f"levels {shown(levels[0], LEVELS)}" if levels else "a number"
        found.append((name, said))
    return found


def limits_of(fit: Fit | MultinomialFit, rows: JudgedRows | None, own: bool) -> list[str]:
    """What follows from the fit itself."""
    said = [
        "The coefficients describe how columns and outcome went together in the rows of the fit; "
        "they do not say what a change of a column would cause.",
        "Rows unlike those of the fit are predicted by extrapolation. A level that the fit did not "
        "hold is refused, and a missing value gives no prediction.",
    ]
    if rows is None:
        said.append("How well it predicts is not said here: no rows were given.")
    elif own:
        said.append(
            "Performance is measured on the rows of the fit itself, which flatters it; measure it "
            "on rows that the fit has not seen."
        )
    if rows is not None and not isinstance(fit, MultinomialFit):
        said += few_events(fit, rows, own)
    return said


def few_events(fit: Fit, rows: JudgedRows, own: bool) -> list[str]:
    """That there are few events for each coefficient, where the rows are those of the fit."""
    events = float(rows.weight @ rows.y)
    rarer = min(events, float(rows.weight.sum()) - events)
    if not own or rarer >= PER_COEFFICIENT * fit.rank:
        return []
    return [
        f"There are {rarer:g} rows of the rarer class for {count(fit.rank, 'coefficient')}, fewer "
        f"than {PER_COEFFICIENT} each: the estimates are unsure, and too far from zero."
    ]
