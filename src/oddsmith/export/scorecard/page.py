"""A scorecard in Markdown: how to use it, the points, and what the rounding costs."""

from functools import wraps
from typing import Any

from oddsmith.export.markdown import bullets, escaped, table
from oddsmith.export.scorecard.points import Scorecard, make_scorecard
from oddsmith.result import Fit


@wraps(make_scorecard)
def to_scorecard(fit: Fit, data: Any = None, **options: Any) -> str:
    """The card that `make_scorecard` makes, as a page."""
    return as_markdown(make_scorecard(fit, data, **options))


def as_markdown(card: Scorecard) -> str:
    """The page of a card."""
    d, scale = card.scale.decimals, card.scale
    lines = [
        (column, attribute, shown(points, d), f"{exact:.{d + 2}f}")
        for column, attribute, points, exact in card.table.itertuples(index=False, name=None)
    ]
    costs = [
        (name, f"{row.log_loss:.5f}", f"{row.brier:.5f}", f"{row.auc:.5f}")
        for name, row in card.cost.iterrows()
    ]
    return "\n\n".join(
        [
            f"# Scorecard of {escaped(card.about)}",
            f"Add the start and the points of each column. {meaning(scale)}",
            table(("column", "attribute", "points", "before rounding"), lines),
            "## What the card costs",
            table(("predicted by", "log-loss", "Brier score", "AUC"), costs),
            bullets(notes(card)) + "\n",
        ]
    )


def shown(points: float, decimals: int) -> str:
    whole = float(f"{points:.{decimals}f}") == points
    return f"{points:.{decimals}f}" if whole else f"{points:g}"


def meaning(scale: Any) -> str:
    return (
        f"A score of {scale.base_score:g} means odds of {scale.base_odds:g} to 1; every "
        f"{scale.pdo:g} points more double the odds. The probability is "
        f"1 / (1 + exp(−z)) with z = (score − {scale.base_score:g}) / {scale.factor:.6g} + "
        f"log {scale.base_odds:g}."
    )


def notes(card: Scorecard) -> list[str]:
    """What the tables rest on."""
    said = [f"Costs are of {card.rows:,} rows; {card.left_out:,} were left out for missing values."]
    if any(one.edges is not None for one in card.characteristics):
        said.append("A bin has the mean of what the model gives its rows.")
    if any(one.linear for one in card.characteristics):
        said.append(
            "Points per unit are multiplied by the value, and rounded, before they are added."
        )
    return said
