"""``oddsmith report``: a saved model and a table, and the page that a colleague can read."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from oddsmith.cli.fit import Level
from oddsmith.cli.shared import DASH, Json, Model, Quiet, Table, progress, require_place, write
from oddsmith.errors import InputError


def report(
    model: Model,
    file: Table,
    out: Annotated[Path, typer.Option(help="File of the page; - is standard output.")] = Path(
        "report.html"
    ),
    title: Annotated[
        str | None, typer.Option(help="Heading of the page.", show_default=False)
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the resamples.")] = 0,
    replicates: Annotated[
        int | None,
        typer.Option(
            help="Resamples that correct for optimism; 0 for none.",
            show_default="200; none for very many rows",
        ),
    ] = None,
    level: Level = 0.95,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write a page on a model: data, odds ratios, fit, diagnostics, and how it was computed.

    The table is that of the fit, or another one to judge it on.  With --json the facts of the page
    are printed instead of written as a page.
    """
    from oddsmith import load
    from oddsmith.report.document import write_report

    if json and out != Path("report.html"):
        raise InputError("--json prints the facts and writes no page: leave out --out.")
    require_place(out)
    fitted = load(model)
    with progress("Report", quiet) as tell:
        found = write_report(
            fitted,
            None,
            file,
            level=level,
            seed=seed,
            replicates=replicates,
            title=title or "",
            tell=tell if callable(tell) else None,
        )
    write(DASH if json else out, found.json() if json else found.html())
    if not json and out != DASH and not quiet:
        print(f"Page: {out}", file=sys.stderr)
