"""``oddsmith evaluate``: a saved model, and how good it is on rows whose outcome is known."""

from typing import Annotated

import typer

from oddsmith.cli.shared import Json, Model, Tables, data_of


def evaluate(
    model: Model,
    files: Tables,
    weights: Annotated[
        str | None, typer.Option(help="Column of weights.", show_default=False)
    ] = None,
    json: Json = False,
) -> None:
    """Say how good a model's probabilities are: log-loss, Brier score, area, calibration."""
    from oddsmith import load
    from oddsmith.report.plain import as_json
    from oddsmith.scoring import evaluate as measure

    found = measure(load(model), data_of(files), weights=weights)
    print(as_json(found.to_dict()) if json else f"{found}\n", end="")
