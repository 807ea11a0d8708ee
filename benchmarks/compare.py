"""Compare: this release against the last one, on two small problems, by ratios.

    python -m benchmarks.compare            fails if a fit has become much slower
    python -m benchmarks.compare --update   writes baseline.json, for a release

A fit's seconds are divided by those of a read (``X @ w``) and of a peer's fit in the same run, BLAS
held to one thread and the smallest of several turns taken.  It fails only if it is slower by

    RELATIVE times the last release's ratio  and  ABSOLUTE seconds,      against both references,

or if it reads the rows more often than noise could explain, as there is none: `Certificate.sweeps`.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from sklearn.linear_model import LogisticRegression as ScikitLearn
from threadpoolctl import threadpool_limits

from benchmarks.generators import dense, text
from benchmarks.measure import quiet, timed
from benchmarks.problem import Problem
from benchmarks.table import grid
from oddsmith import LogisticRegression

BASELINE = Path(__file__).with_name("baseline.json")
RELATIVE, ABSOLUTE = 2.0, 0.2
MORE_SWEEPS, SWEEPS = 1.5, 5
TURNS = 7


@dataclass(frozen=True)
class Speed:
    """Our fit on one problem.

    Attributes
    ----------
    seconds, read, peer : float
        Smallest seconds of our fit, of a read and of the peer's fit.
    sweeps : float
        How often our fit reads the rows.
    """

    seconds: float
    read: float
    peer: float
    sweeps: float

    def slower(self, last: "Speed") -> list[str]:
        """What has become worse than the bounds allow, in words.

        Examples
        --------
        >>> now, last = Speed(1.0, 0.001, 0.5, 20), Speed(0.3, 0.001, 0.5, 20)
        >>> now.slower(last)
        ['takes 3.3 times as long as the last release']
        >>> Speed(0.03, 0.001, 0.5, 20).slower(Speed(0.01, 0.001, 0.5, 20))
        []
        """
        expected = max(last.seconds * self.read / last.read, last.seconds * self.peer / last.peer)
        told = []
        if self.seconds > RELATIVE * expected and self.seconds > expected + ABSOLUTE:
            told.append(f"takes {self.seconds / expected:.1f} times as long as the last release")
        if self.sweeps > max(MORE_SWEEPS * last.sweeps, last.sweeps + SWEEPS):
            told.append(f"reads the rows {self.sweeps:.0f} times, not {last.sweeps:.0f}")
        return told


def problems() -> dict[str, tuple[Problem, ScikitLearn]]:
    """Two problems, each with the peer that it is held against."""
    return {
        "dense": (dense(20_000, 30), ScikitLearn(solver="newton-cholesky", tol=1e-8)),
        "sparse": (text(4_000, 1_500, 30), ScikitLearn(solver="newton-cg", tol=1e-8)),
    }


def measure(problem: Problem, peer: Any, turns: int = TURNS) -> Speed:
    """Our fit, a read and the peer's fit, in turn."""
    X, y = problem.matrix, problem.y
    model = LogisticRegression(C=problem.C)
    works: list[Callable[[], Any]] = [
        partial(model.fit, X, y),
        partial(X.__matmul__, X[0].toarray()[0] if hasattr(X, "toarray") else X[0]),
        partial(peer.fit, X, y),
    ]
    with quiet(), threadpool_limits(1):
        rounds = [[timed(work).seconds for work in works] for _ in range(turns + 1)]
    ours, read, peers = (min(taken) for taken in zip(*rounds[1:], strict=True))
    return Speed(ours, read, peers, model.certificate_.sweeps)


def report(now: dict[str, Speed], last: dict[str, Speed]) -> str:
    """Both releases beside each other."""
    lines = [
        [name, when, f"{s.seconds:.3f}", f"{s.seconds / s.read:.0f}", f"{s.seconds / s.peer:.2f}",
         f"{s.sweeps:.0f}"]
        for name in now
        for when, s in (("last", last[name]), ("now", now[name]))
    ]  # fmt: skip
    return grid(["", "", "s", "reads", "÷ scikit-learn", "sweeps"], lines)


def main(
    update: Annotated[bool, typer.Option("--update", help="Write the baseline.")] = False,
) -> None:
    """Hold this release against the last one."""
    now = {name: measure(*pair) for name, pair in problems().items()}
    if update:
        held = {name: asdict(speed) for name, speed in now.items()}
        BASELINE.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")
    last = {name: Speed(**held) for name, held in json.loads(BASELINE.read_text("utf-8")).items()}
    Console().print(report(now, last), markup=False, highlight=False)
    worse = [f"{name}: our fit {said}" for name in now for said in now[name].slower(last[name])]
    if worse:
        sys.exit("; ".join(worse) + ". If that is meant, run with --update.")


if __name__ == "__main__":
    typer.run(main)
