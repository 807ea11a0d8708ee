"""Table: results as Markdown.

A fit's line is one entrant: seconds and reads to each gap, then what its defaults gave.  Lines are
in the order of the first gap; who does not reach it stands below, with the reason.
"""

from collections.abc import Sequence
from math import inf

from benchmarks.peers import OURS
from benchmarks.results import Results, Row, distinct

TIGHT, TIGHTER = "1e-08", "1e-10"


def markdown(results: Results) -> str:
    """Everything: where we stand, the machine, and each problem's table."""
    parts = [f"{results.chosen.capitalize()}, {results.date}.", machine(results)]
    parts += ["## Against the best peer", standing(results.rows)]
    for group in distinct(row.group for row in results.rows):
        parts.append(f"## {group}")
        rows = [row for row in results.rows if row.group == group]
        for problem in distinct(row.problem for row in rows):
            own = [row for row in rows if row.problem == problem]
            fits = any(row.asked == TIGHT for row in own)
            parts += [f"### {problem}", fit_table(own) if fits else plain_table(own)]
    return "\n\n".join(parts) + "\n"


def machine(results: Results) -> str:
    lines = [[name, value] for name, value in results.machine.items()]
    return grid(["machine", ""], lines)


def grid(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A Markdown table.

    Examples
    --------
    >>> print(grid(["a", "b"], [["1", "2"]]))
    | a | b |
    | --- | --- |
    | 1 | 2 |
    """
    rule = ["---"] * len(head)
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, rule, *lines])


def fit_table(rows: Sequence[Row]) -> str:
    """One line for each entrant."""
    who = distinct(row.entrant for row in rows)
    at = {(row.entrant, row.asked): row for row in rows}
    head = ["", f"s to {TIGHT}", "reads", f"s to {TIGHTER}", "reads"]
    head += ["default: s", "gap", "bound", "MB"]

    def line(name: str) -> list[str]:
        first, second, default = (at[name, asked] for asked in (TIGHT, TIGHTER, "default"))
        reached = [*cells(first), *cells(second)]
        peak = next((r.peak for r in (second, first, default) if r.peak is not None), None)
        at_default = [number(default.seconds), number(default.error, 1), bound(default.bound)]
        return [name, *reached, *at_default, mb(peak)]

    who.sort(key=lambda name: seconds(at[name, TIGHT]))
    return grid(head, [line(name) for name in who])


def cells(row: Row) -> list[str]:
    """Seconds and reads, or why there are none."""
    return [row.note or "–", ""] if row.seconds is None else [number(row.seconds), reads(row.reads)]


def plain_table(rows: Sequence[Row]) -> str:
    """One line for each row."""
    head = ["", "", "s", "reads", "error", "MB", ""]
    lines = [
        [
            row.asked,
            row.entrant,
            number(row.seconds),
            reads(row.reads),
            number(row.error, 1),
            mb(row.peak),
            row.note,
        ]
        for row in rows
    ]
    return grid(head, lines)


def standing(rows: Sequence[Row]) -> str:
    """Ours beside the fastest peer on every fit; what we lose comes first."""
    fits = [row for row in rows if row.asked == TIGHT]
    lines = []
    for problem in distinct(row.problem for row in fits):
        own = [row for row in fits if row.problem == problem]
        ours = next((row for row in own if row.entrant == OURS), None)
        peers = [row for row in own if not row.entrant.startswith("oddsmith")]
        if ours is not None and peers:
            best = min(peers, key=seconds)
            lines.append((ratio(ours, best), [problem, *cells(ours)[:1], *beside(ours, best)]))
    lines.sort(key=lambda line: -line[0])
    return grid(["", f"{OURS}, s", "best peer, s", "", "ours ÷ best"], [line for _, line in lines])


def beside(ours: Row, best: Row) -> list[str]:
    if best.seconds is None:
        return ["none reaches it", "", ""]
    times = ratio(ours, best)
    told = "we do not reach it" if times == inf else f"{times:.2g}"
    return [number(best.seconds), best.entrant, f"**{told}**" if times > 1 else told]


def ratio(ours: Row, best: Row) -> float:
    """Our seconds over the best peer's; infinite where only the peer reaches the gap."""
    return 0.0 if best.seconds is None else seconds(ours) / best.seconds


def seconds(row: Row) -> float:
    return inf if row.seconds is None else row.seconds


def number(value: float | None, digits: int = 3) -> str:
    """A figure to so many digits.

    Examples
    --------
    >>> number(0.012345), number(None), number(3.21e-11, 1)
    ('0.0123', '–', '3e-11')
    """
    return "–" if value is None else f"{value:.{digits}g}"


def reads(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"


def bound(value: float | None) -> str:
    return "" if value is None else number(value, 1)


def mb(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"
