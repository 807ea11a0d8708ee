"""Run: every entrant on every problem, in turn, in one process.

    python -m benchmarks.run                    the short set: small problems, about five minutes
    python -m benchmarks.run --full             all of them: hours, and 16 GB of memory
    python -m benchmarks.run --full --only "dense 1,000,000" --entrant oddsmith --turns 9

What was found so far is in the folder `out` at any time, as JSON and as Markdown.  On a busy
machine BLAS's threads wait for each other, up to twenty times as long as they work: with
``--threads 1`` the ratios of one entrant to another still mean something.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from threadpoolctl import threadpool_limits

from benchmarks import (
    curvature,
    errors,
    factor_errors,
    latency,
    memory,
    prediction,
    separation,
    start_up,
)
from benchmarks.contest import contest
from benchmarks.kernels import start_unpinned
from benchmarks.machine import describe
from benchmarks.peers import OURS, entrants, missing
from benchmarks.problems import BY_COLUMNS, BY_ROWS, UNITS, Recipe, recipes
from benchmarks.race import Plan, Tell
from benchmarks.results import Results, Row
from benchmarks.table import markdown
from oddsmith import use_threads

DRAWN = [OURS, "scikit-learn lbfgs", "scikit-learn newton-cholesky", "glum irls-ls", "LIBLINEAR"]
QUICK = [*DRAWN, "oddsmith estimate", "scikit-learn newton-cg", "statsmodels Logit", "snapml dual"]
OTHERS = [errors, factor_errors, curvature, separation, prediction, latency, start_up, memory]
SETS = {False: "short set", True: "full set"}
BUDGET, TURNS = {False: 1.5, True: 180.0}, {False: 3, True: 5}


@dataclass(frozen=True)
class Job:
    """One problem, or one of the other measures; its rows come when it is run."""

    label: str
    run: Callable[[Tell], Iterable[Row]]


def jobs(full: bool, plan: Plan, only: str) -> list[Job]:
    """All that is to be done, or what has `only` in its group or label."""
    fits = [
        (f"{one.group}: {one.label}", partial(fit, one, full, plan)) for one in recipes(full=full)
    ]
    others = [(f"{one.GROUP}: {title(one)}", partial(one.run, full, plan)) for one in OTHERS]
    return [Job(label, run) for label, run in [*fits, *others] if only.lower() in label.lower()]


def title(module: ModuleType) -> str:
    """What a module measures, by its name."""
    return module.__name__.rpartition(".")[2].replace("_", " ")


def fit(recipe: Recipe, full: bool, plan: Plan, tell: Tell) -> list[Row]:
    """A contest of those who are wanted by name, or else of those who suit the set."""
    tell("making")
    drawn = recipe.group in (BY_ROWS, BY_COLUMNS, UNITS)
    names = () if plan.who or (full and not drawn) else DRAWN if drawn else QUICK
    return contest(recipe.group, recipe.make(), entrants(names), plan, tell)


def run(todo: list[Job], console: Console) -> Iterator[list[Row]]:
    """The rows of one job after another, behind a progress bar without a thread of its own."""
    columns = (BarColumn(20), MofNCompleteColumn(), TimeElapsedColumn())
    told = TextColumn("{task.description}")
    with Progress(*columns, told, console=console, transient=True, auto_refresh=False) as progress:
        task = progress.add_task("", total=len(todo))
        for job in todo:

            def tell(name: str, label: str = job.label) -> None:
                progress.update(task, description=f"{label} · {name}", refresh=True)

            yield list(job.run(tell))
            progress.advance(task)


def main(
    full: Annotated[bool, typer.Option("--full", help="All problems, at their sizes.")] = False,
    only: Annotated[str, typer.Option(help="Problems with this text in their title.")] = "",
    entrant: Annotated[
        list[str] | None, typer.Option(help="Entrants with this text in their name; repeatable.")
    ] = None,
    turns: Annotated[int | None, typer.Option(min=1, help="How often each is timed.")] = None,
    budget: Annotated[float | None, typer.Option(help="Seconds for each entrant.")] = None,
    out: Annotated[Path, typer.Option(help="Folder of the results.")] = Path("build/benchmarks"),
    threads: Annotated[
        int | None, typer.Option(help="Of everyone; all that there are if not given.")
    ] = None,
) -> None:
    """Compare speed and accuracy with peers."""
    console = Console()
    if missing():
        console.print(f"Not installed, and left out: {', '.join(missing())}.")
    plan = Plan(budget or BUDGET[full], turns or TURNS[full], tuple(entrant or ()))
    todo = jobs(full, plan, only)
    if not todo:
        raise typer.BadParameter(f"no problem has {only!r} in its title.", param_hint="--only")
    names = [one.name for one in entrants()]  # all are loaded, so that the limit reaches them
    if not any(map(plan.wants, names)):
        raise typer.BadParameter(f"none of {', '.join(names)}.", param_hint="--entrant")
    found = Results(datetime.now(UTC).date().isoformat(), SETS[full], {})
    out.mkdir(parents=True, exist_ok=True)
    with threadpool_limits(threads), use_threads(threads) if threads else nullcontext():
        found.machine.update(describe())
        for rows in run(todo, Console(stderr=True)):
            found.rows.extend(rows)
            found.save(out / "results.json")
            (out / "results.md").write_text(markdown(found), encoding="utf-8")
    console.print(markdown(found), markup=False, highlight=False, soft_wrap=True)
    console.print(f"Written to {out}/results.json and results.md.")


if __name__ == "__main__":
    start_unpinned("benchmarks.run")
    typer.run(main)
