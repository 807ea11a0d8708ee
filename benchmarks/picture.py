"""Picture: how cost grows with n and with p, for us and for peers, on log-log axes."""

from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

from benchmarks.peers import OURS
from benchmarks.problems import BY_COLUMNS, BY_ROWS
from benchmarks.results import Results, Row, distinct
from benchmarks.table import TIGHT

MARKS = "os^Dv"  # told apart without colour


def draw(results: Results, path: Path) -> None:
    """Two panels: seconds to a gap of 1e-8 by rows, and by columns."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(1, 2, figsize=(9, 3.6), sharey=True, layout="constrained")
    for axis, group, name in zip(axes, (BY_ROWS, BY_COLUMNS), ("n", "p"), strict=True):
        rows = [row for row in results.rows if row.group == group and row.asked == TIGHT]
        panel(axis, rows, name)
    axes[0].set_ylabel("seconds to a gap of 1e-8 per row")
    axes[0].legend(fontsize="small", frameon=False)
    figure.savefig(path, dpi=120)
    plt.close(figure)


def panel(axis: Any, rows: Sequence[Row], name: str) -> None:
    """One line for each entrant; a size at which it does not reach the gap is left out."""
    for who, mark in zip(distinct(row.entrant for row in rows), cycle(MARKS), strict=False):
        own = [row for row in rows if row.entrant == who and row.seconds is not None]
        sizes, seconds = [getattr(row, name) for row in own], [row.seconds for row in own]
        wide = 2.5 if who == OURS else 1.2
        axis.loglog(sizes, seconds, f"{mark}-", ms=4, lw=wide, label=who)
    fixed = {"n": "p", "p": "n"}[name]
    at = {getattr(row, fixed) for row in rows}
    told = f", {fixed} = {at.pop():,}" if len(at) == 1 else ""
    axis.set_xlabel(f"{'rows n' if name == 'n' else 'columns p'}{told}")
    axis.spines[["top", "right"]].set_visible(False)
