"""``oddsmith path``: a formula and a table, and the fits for many strengths of a penalty."""

import sys
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from oddsmith.cli.fit import Event, Missing, MissingRule, Offset, Weights
from oddsmith.cli.shared import Formula, Json, Quiet, Table, progress, require_place
from oddsmith.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from oddsmith.paths import ClassesPath
    from oddsmith.paths import Path as Fits
    from oddsmith.paths.cross import PathCV


class Scale(StrEnum):
    GLMNET = "glmnet"
    SCIKIT_LEARN = "scikit-learn"


class Rule(StrEnum):
    MIN = "min"
    ONE_ERROR = "1se"


def path(
    file: Table,
    formula: Formula,
    l1_ratio: Annotated[
        float, typer.Option(help="Share of L1 in the penalty: 1 is the lasso, 0 is ridge.")
    ] = 1.0,
    penalties: Annotated[int, typer.Option(help="How many strengths.")] = 100,
    smallest: Annotated[
        float | None,
        typer.Option(
            help="The last as a share of the first.",
            show_default="1e-4; 1e-2 for more columns than rows",
        ),
    ] = None,
    scale: Annotated[
        Scale, typer.Option(help="Whose parametrisation the penalties have.")
    ] = Scale.GLMNET,
    folds: Annotated[
        int | None, typer.Option(help="Cross-validate in so many folds.", show_default="none")
    ] = None,
    scoring: Annotated[
        str, typer.Option(help="deviance, error, brier, auc, or a scorer of scikit-learn.")
    ] = "deviance",
    rule: Annotated[
        Rule, typer.Option(help="Which point --save writes: the best, or one error from it.")
    ] = Rule.ONE_ERROR,
    event: Event = None,
    weights: Weights = None,
    offset: Offset = None,
    missing: MissingRule = Missing.RAISE,
    save: Annotated[
        Path | None,
        typer.Option(help="Write the point that --rule chooses as JSON.", show_default=False),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="File of the picture: .png, .svg or .pdf.", show_default=False),
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Fit a whole path of penalties, print what is known about each, and choose one."""
    from oddsmith.paths import ClassesPath
    from oddsmith.paths import path as fit_path

    check(folds, scoring, rule, save, out)
    with progress("Path", quiet) as tell:
        found = fit_path(
            formula,
            file,
            l1_ratio=l1_ratio,
            penalties=penalties,
            smallest=smallest,
            scale=scale.value,
            event=event,
            weights=weights,
            offset=offset,
            missing=missing.value,
            progress=tell,
        )
    if save is not None and isinstance(found, ClassesPath):
        found.fit(float(found.penalties[0]))  # is refused by name, before more work
    judged = None
    if folds is not None:
        with progress("Cross-validation", quiet) as tell:
            judged = found.cross_validate(folds, scoring, progress=tell)
    show(described(found, judged), judged, json)
    if judged is not None and save is not None:
        judged.path.fit(judged.penalty(rule.value)).save(save)
        print(f"Model written to {save}", file=sys.stderr)
    if out is not None:
        draw(found, judged, out)
        print(f"Picture: {out}", file=sys.stderr)


def show(table: "pd.DataFrame", judged: "PathCV | None", json: bool) -> None:
    """A line for each point, and what the rules choose."""
    from oddsmith.report.plain import as_json, records

    if json:
        print(as_json({"points": records(table), "chosen": choices(judged)}), end="")
        return
    print(table.to_string(index=False, float_format="{:.6g}".format, na_rep=""))
    for name, value in choices(judged).items():
        print(f"{name}: penalty {value:.17g}")


def check(folds: int | None, scoring: str, rule: Rule, save: Path | None, out: Path | None) -> None:
    """Refuse what has no effect, and places where nothing can be written."""
    from oddsmith.lessons.pictures import check_path

    if folds is None and (scoring != "deviance" or save is not None or rule is Rule.MIN):
        raise InputError("--scoring, --rule and --save judge by rows held out: give --folds too.")
    require_place(save)
    if out is not None:
        check_path(out)


def described(found: "Fits | ClassesPath", judged: "PathCV | None") -> "pd.DataFrame":
    """What is known about each point, and its scores."""
    table = found.table.reset_index()
    if judged is None:
        return table
    return table.assign(**{judged.scoring: judged.mean, "error": judged.error})


def choices(judged: "PathCV | None") -> dict[str, float]:
    if judged is None:
        return {}
    return {"best": judged.penalty("min"), "within one error": judged.penalty("1se")}


def draw(found: "Fits | ClassesPath", judged: "PathCV | None", out: Path) -> None:
    """The coefficients, of each class where there are several, and below them the scores."""
    from matplotlib.figure import Figure

    from oddsmith.files import write_bytes
    from oddsmith.paths import ClassesPath

    labels = list(found.classes) if isinstance(found, ClassesPath) else [None]
    rows = len(labels) + (judged is not None)
    figure = Figure(figsize=(8, 4.5 * rows), dpi=150, layout="constrained")
    axes = figure.subplots(rows, squeeze=False)[:, 0]
    for ax, label in zip(axes, labels, strict=False):
        if isinstance(found, ClassesPath):
            found.plot(label, ax)
        else:
            found.plot(ax)
    if judged is not None:
        judged.plot(axes[-1])
    picture = BytesIO()
    figure.savefig(picture, format=out.suffix[1:].lower())
    write_bytes(out, picture.getvalue())
