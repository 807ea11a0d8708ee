"""``oddsmith fit``: a formula and a CSV file, and the summary of the fit."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from oddsmith.cli.shared import Formula, Json, Quiet, Rows, require_place


class Missing(StrEnum):
    RAISE = "raise"
    DROP = "drop"


class Method(StrEnum):
    ML = "ml"
    FIRTH = "firth"
    FLIC = "flic"
    FLAC = "flac"


class WeightKind(StrEnum):
    PRECISION = "precision"
    FREQUENCY = "frequency"
    SAMPLING = "sampling"


class Errors(StrEnum):
    MODEL = "model"
    HC0 = "HC0"
    HC1 = "HC1"
    HC2 = "HC2"
    HC3 = "HC3"


class Intervals(StrEnum):
    WALD = "wald"
    PROFILE = "profile"


Event = Annotated[
    str | None, typer.Option(help="The level to model.", show_default="the second in order")
]
Weights = Annotated[str | None, typer.Option(help="Column of weights.", show_default=False)]
Offset = Annotated[
    str | None, typer.Option(help="Column of a known part of the log-odds.", show_default=False)
]
MissingRule = Annotated[Missing, typer.Option(help="What to do about missing values.")]
Level = Annotated[float, typer.Option(help="Coverage of the intervals.")]


def fit(
    file: Rows,
    formula: Formula,
    save: Annotated[
        Path | None, typer.Option(help="Write the model as JSON.", show_default=False)
    ] = None,
    method: Annotated[
        Method, typer.Option(help="Maximum likelihood, Firth's, or Firth's corrected.")
    ] = Method.ML,
    penalty: Annotated[float, typer.Option(help="Strength of a penalty on the mean loss.")] = 0,
    l1_ratio: Annotated[float, typer.Option(help="Share of L1 in it; the rest is L2.")] = 0,
    event: Event = None,
    weights: Weights = None,
    weight_kind: Annotated[
        WeightKind, typer.Option(help="What the weights mean.")
    ] = WeightKind.PRECISION,
    cluster: Annotated[
        list[str] | None,
        typer.Option(help="Column of clusters; twice for two ways.", show_default=False),
    ] = None,
    errors: Annotated[
        Errors | None,
        typer.Option(help="Standard errors.", show_default="model, or by clusters or weights"),
    ] = None,
    offset: Offset = None,
    missing: MissingRule = Missing.RAISE,
    intervals: Annotated[
        Intervals, typer.Option(help="How the intervals are made.")
    ] = Intervals.WALD,
    level: Level = 0.95,
    trace: Annotated[bool, typer.Option("--trace", help="Print every step first.")] = False,
    checkpoint: Annotated[
        Path | None,
        typer.Option(
            help="Of streamed rows: written after every reading; a fit goes on from it.",
            show_default=False,
        ),
    ] = None,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Fit a logistic regression to a CSV or Parquet file and print its summary."""
    from oddsmith import fit as fit_table

    require_place(save)
    result = fit_table(
        formula,
        file,
        event=event,
        weights=weights,
        weight_kind=weight_kind.value,
        offset=offset,
        cluster=cluster or None,
        method=method.value,
        penalty=penalty,
        l1_ratio=l1_ratio,
        missing=missing.value,
        trace=trace,
        checkpoint=checkpoint,
        progress=False if quiet else None,
    )
    if errors is not None:
        result = result.with_errors(errors.value)
    summary = result.summary(level=level, method=intervals.value)
    steps = result.history if trace else None
    if json:
        from oddsmith.report.plain import as_json, records

        more = {} if steps is None else {"history": records(steps)}
        print(as_json({**summary.facts, **more}), end="")
    else:
        if steps is not None:
            print(steps.to_string(index=False, float_format="{:.10g}".format), end="\n\n")
        print(summary)
    if save is not None:
        result.save(save)
        print(f"\nModel written to {save}", file=sys.stderr)
