"""``oddsmith fit``: a formula and a CSV file, and the summary of the fit."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Missing(StrEnum):
    RAISE = "raise"
    DROP = "drop"


def fit(
    file: Annotated[Path, typer.Argument(help="CSV file.", show_default=False)],
    formula: Annotated[
        str, typer.Argument(help='Such as "admit ~ gre + C(rank)".', show_default=False)
    ],
    save: Annotated[
        Path | None, typer.Option(help="Write the model as JSON.", show_default=False)
    ] = None,
    penalty: Annotated[float, typer.Option(help="Strength of an L2 penalty on the mean loss.")] = 0,
    event: Annotated[
        str | None, typer.Option(help="The level to model.", show_default="the second in order")
    ] = None,
    weights: Annotated[
        str | None, typer.Option(help="Column of precision weights.", show_default=False)
    ] = None,
    offset: Annotated[
        str | None, typer.Option(help="Column of a known part of the log-odds.", show_default=False)
    ] = None,
    missing: Annotated[
        Missing, typer.Option(help="What to do about missing values.")
    ] = Missing.RAISE,
    level: Annotated[float, typer.Option(help="Coverage of the intervals.")] = 0.95,
) -> None:
    """Fit a logistic regression to a CSV file and print its summary."""
    from oddsmith import fit as fit_table

    result = fit_table(
        formula,
        file,
        event=event,
        weights=weights,
        offset=offset,
        penalty=penalty,
        missing="raise" if missing is Missing.RAISE else "drop",
    )
    print(result.summary(level=level))
    if save is not None:
        result.save(save)
        print(f"\nModel written to {save}", file=sys.stderr)
