"""Against R: the largest difference of each kind of number, table by table, as a page.

Run from the project's root: ``python -m docs.generate.against_r`` writes ``docs/against-r.md``.

Reference numbers are those under ``tests/data``; ours come through the public doors.  Figures at
the level of rounding differ between machines, so the page shows bounds from a fixed ladder.
"""

from pathlib import Path

from docs.generate.differences import QUANTITIES, figure

from tests.result.r_models import SEPARATED, TABLES, r_names, table_of, truth

PAGE = Path(__file__).parents[1] / "against-r.md"
TEMPLATE = Path(__file__).with_suffix(".md")
LADDER = [f"1e{k}" for k in range(-12, 1)]
NAMES = sorted([*TABLES, *SEPARATED])


def measure() -> dict[str, list[float | None]]:
    """A row of figures for each table."""
    return {name: [figure(quantity, name) for quantity in QUANTITIES] for name in NAMES}


def bound(value: float | None) -> str:
    """The lowest rung of the ladder that a figure is below.

    Examples
    --------
    >>> bound(3e-15), bound(2e-9), bound(None)
    ('< 1e-12', '< 1e-8', '–')
    """
    return "–" if value is None else f"< {next(rung for rung in LADDER if value < float(rung))}"


def page(figures: dict[str, list[float | None]]) -> str:
    """The page, in Markdown."""
    lines = [
        ["table", "n × p", *(quantity.title for quantity in QUANTITIES)],
        ["---"] * (len(QUANTITIES) + 2),
        ["*held to*", "", *(f"*< {quantity.tolerance}*" for quantity in QUANTITIES)],
    ]
    for name, row in figures.items():
        size = f"{len(table_of(name)):,} × {len(r_names(name))}"
        lines.append([name.replace("_", "\\_"), size, *map(bound, row)])
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    text = TEMPLATE.read_text(encoding="utf-8").replace("{{ table }}", table)
    return text.replace("{{ versions }}", versions())


def versions() -> str:
    """R's version, and those of its packages."""
    known = dict(truth(TABLES[0])["versions"])
    r = known.pop("R").split()[2]
    return ", ".join([f"R {r}", *(f"{package} {number}" for package, number in known.items())])


if __name__ == "__main__":
    PAGE.write_text(page(measure()), encoding="utf-8")
