"""Page: docs/benchmarks.md and its picture, from the results of a run.

python -m benchmarks.page build/benchmarks/results.json
"""

from pathlib import Path
from typing import Annotated

import typer

from benchmarks.picture import draw
from benchmarks.results import Results
from benchmarks.table import markdown

DOCS = Path(__file__).parents[1] / "docs"
PICTURE = Path("pictures/cost.png")
INTRODUCTION = f"""# Benchmarks

This page is written by `python -m benchmarks.page` from the last run; `make bench` runs the short
set, `make bench-full` all of it. Figures are of one machine and one day: compare them with each
other, not with those of another page.

- **Seconds** are those of a whole fit, conversions included, from a NumPy array, a SciPy CSR matrix
  or, for factors, what the entrant reads best. All entrants run in turn in one process; medians are
  shown.
- **Reads** are seconds divided by the smallest time of one `X @ w` on the same data in the same
  run: NumPy's with all of BLAS's threads for dense X, SciPy's, which has one thread, for sparse X
  and factors; `w` has a column for each class where there are more than two.
- **Gap** is F − F\\* per row, F the mean loss plus penalty, F\\* the lowest value that any entrant
  found; **bound** is what an entrant itself proves of the gap of its defaults: ours alone does.
- Each entrant is asked for tolerances ten apart, and the first that reaches a gap is shown: "s to
  1e-08" is the time of a fit that is that good, whatever its tolerance is called. Its defaults are
  shown beside it, with the gap that they leave.
- liblinear (in scikit-learn) and snapml penalise the intercept: their gap is that of the objective
  that they minimise.
- **MB** is the peak of resident memory above what was there before the fit.
- glmnet takes part where R has it and Python has rpy2; `--entrant`, `--only`, `--turns`, `--budget`
  and `--threads` choose what is run.
- An entrant is left out where it does not minimise the objective (several classes, no penalty), or
  where its compiled code could not be stopped and would take too long.
- "Out of … s" means that the time allowed was over; the smallest gap until then follows.

The best peer of each problem stands beside us below, and what we lose stands first, in bold.

A line of the picture ends where its entrant does not reach a gap of 1e-8 in the time allowed.

![Cost by rows and by columns]({PICTURE.as_posix()})
"""


def page(results: Results) -> str:
    """The whole page; says so if the machine was busy."""
    load, cores = float(results.machine["load at the start"]), int(results.machine["cores"])
    busy = (
        f"**The machine was busy**: its load was {load} on {cores} cores before the run began. "
        "Libraries whose threads wait for each other suffer most from that, unless the table of "
        "the machine says that BLAS had one thread.\n"
    )
    return "\n".join([INTRODUCTION, *([busy] if load > cores / 2 else []), markdown(results)])


def main(
    results: Annotated[Path, typer.Argument(help="results.json of a run.")],
    docs: Annotated[Path, typer.Option(help="Folder of the page.")] = DOCS,
) -> None:
    """Write the page and its picture."""
    found = Results.load(results)
    (docs / PICTURE).parent.mkdir(parents=True, exist_ok=True)
    draw(found, docs / PICTURE)
    (docs / "benchmarks.md").write_text(page(found), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
