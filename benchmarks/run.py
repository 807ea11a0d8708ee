"""Run: every entrant on every problem, in turn, in one process.

    python -m benchmarks.run            the short set: small problems, about five minutes
    python -m benchmarks.run --full     all of them: hours, and 16 GB of memory

What was found so far is in the folder `out` at any time, as JSON and as Markdown.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks import errors, latency, prediction, separation
from benchmarks.contest import contest
from benchmarks.machine import describe
from benchmarks.peers import OURS, entrants, missing
from benchmarks.problems import BY_COLUMNS, BY_ROWS, Recipe, recipes
from benchmarks.race import Plan, Tell
from benchmarks.results import Results, Row
from benchmarks.table import markdown

DRAWN = [OURS, "scikit-learn lbfgs", "scikit-learn newton-cholesky", "glum irls-ls", "LIBLINEAR"]
QUICK = [*DRAWN, "oddsmith estimate", "scikit-learn newton-cg", "statsmodels Logit", "snapml dual"]
OTHERS = [errors, separation, prediction, latency]
SHORT, FULL = Plan(budget=1.0, turns=3), Plan(budget=180.0, turns=5)


@dataclass(frozen=True)
class Job:
    """One problem, or one of the other measures; its rows come when it is run."""

    label: str
    run: Callable[[Tell], Iterable[Row]]


def jobs(full: bool, data: Path | None, only: str) -> list[Job]:
    """All that is to be done, or what has `only` in its group or label."""
    plan = FULL if full else SHORT
    fits = [
        (f"{one.group}: {one.label}", partial(fit, one, full, plan))
        for one in recipes(full=full, data=data)
    ]
    others = [(module.GROUP, partial(module.run, full, plan)) for module in OTHERS]
    return [Job(label, run) for label, run in [*fits, *others] if only.lower() in label.lower()]


def fit(recipe: Recipe, full: bool, plan: Plan, tell: Tell) -> list[Row]:
    tell("making")
    drawn = recipe.group in (BY_ROWS, BY_COLUMNS)
    names = DRAWN if drawn else () if full else QUICK
    return contest(recipe.group, recipe.make(), entrants(names), plan, tell)


def run(todo: list[Job], console: Console) -> Iterator[list[Row]]:
    """The rows of one job after another, behind a progress bar."""
    columns = (BarColumn(20), MofNCompleteColumn(), TimeElapsedColumn())
    told = TextColumn("{task.description}")
    with Progress(*columns, told, console=console, transient=True) as progress:
        task = progress.add_task("", total=len(todo))
        for job in todo:

            def tell(name: str, label: str = job.label) -> None:
                progress.update(task, description=f"{label} · {name}")

            yield list(job.run(tell))
            progress.advance(task)


def main(
    full: Annotated[bool, typer.Option("--full", help="All problems, at their sizes.")] = False,
    data: Annotated[Path | None, typer.Option(help="Folder of larger tables.")] = None,
    only: Annotated[str, typer.Option(help="Problems with this text in their title.")] = "",
    out: Annotated[Path, typer.Option(help="Folder of the results.")] = Path("build/benchmarks"),
) -> None:
    """Compare speed and accuracy with peers."""
    console = Console()
    if missing():
        console.print(f"Not installed, and left out: {', '.join(missing())}.")
    todo = jobs(full, data, only)
    if not todo:
        raise typer.BadParameter(f"no problem has {only!r} in its title.", param_hint="--only")
    chosen = "full set" if full else "short set"
    found = Results(datetime.now(UTC).date().isoformat(), chosen, describe())
    out.mkdir(parents=True, exist_ok=True)
    for rows in run(todo, console):
        found.rows.extend(rows)
        found.save(out / "results.json")
        (out / "results.md").write_text(markdown(found), encoding="utf-8")
    console.print(markdown(found), markup=False, highlight=False, soft_wrap=True)
    console.print(f"Written to {out}/results.json and results.md.")


if __name__ == "__main__":
    typer.run(main)
