"""Pictures of the architecture, from what is true of the code: its layers, and one row on its way.

Run from the project's root: ``python -m docs.generate.pictures`` writes ``docs/pictures/*.svg``.
"""

from html import escape
from pathlib import Path

import numpy as np

import oddsmith
from oddsmith.datasets import load, path
from oddsmith.frame import make_frame
from oddsmith.losses import CrossEntropy
from tests.test_layers import LAYERS

FOLDER = Path(__file__).parents[1] / "pictures"
WIDTH, STEP, TOP = 760, 34, 16
FORMULA, ROW = "admit ~ gre + gpa + C(rank)", 1


def layers() -> str:
    """Every layer as a bar; what is higher imports what is lower."""
    bars = []
    for k, names in enumerate(reversed(LAYERS)):
        y = TOP + k * STEP
        bars += [box(70, y, WIDTH - 90, STEP - 6), words(84, y + 19, "   ".join(names))]
    end = TOP + len(LAYERS) * STEP
    arrow = f'<path d="M40 {TOP} V{end - 16} m-6 -9 l6 9 l6 -9" class="line"/>'
    turned = f'<text x="24" y="{end // 2}" transform="rotate(-90 24 {end // 2})">imports</text>'
    return drawing(end + TOP, [*bars, arrow, turned])


def row() -> str:
    """One line of a file, and what becomes of it at each station."""
    stations = journey()
    drawn = []
    for k, (title, lines) in enumerate(stations):
        y = TOP + k * 78
        drawn += [box(20, y, WIDTH - 40, 60), words(34, y + 22, title, "bold")]
        drawn += [words(34, y + 44, lines)]
        if k:
            drawn.append(f'<path d="M{WIDTH // 2} {y - 18} v16 m-5 -7 l5 7 l5 -7" class="line"/>')
    return drawing(TOP + len(stations) * 78, drawn)


def journey() -> list[tuple[str, str]]:
    """The stations of row `ROW` of the admissions, with its numbers."""
    fit = oddsmith.fit(FORMULA, load("admissions"))
    line = path("admissions").read_text(encoding="utf-8").splitlines()[ROW + 1]
    frame = make_frame(FORMULA, load("admissions"))
    x, y = frame.X.toarray(), frame.y
    moved = x[:, 1:] - x[:, 1:].mean(axis=0)
    scaled = np.column_stack([x[:, 0], moved / x[:, 1:].std(axis=0)])
    z = x[ROW] @ fit.params.to_numpy()
    at = CrossEntropy().at(np.array([z]), y[[ROW]], order=2)
    assert at.residual is not None
    assert at.curvature is not None
    r, d = at.residual[0], at.curvature[0]
    return [
        ("a file: read_table", f"admissions.csv, line {ROW + 2}:  {line}"),
        ("a formula: make_frame", f"y = {y[ROW]:g},   x = {vector(x[ROW])}"),
        ("units are taken off: Coordinates", f"x = {vector(scaled[ROW])}"),
        (
            "forward: sweep_block",
            f"z = x·w = {z:.3f},   p = {CrossEntropy().out(z):.3f} at the end",
        ),
        ("backward, curvature", f"adds {r:.3f} x to the gradient, {d:.3f} x xᵀ to the curvature"),
        ("sums: total", f"of {len(y)} rows, block by block, in a tree of pairs"),
        ("a step: minimise", "w ← w − H⁻¹ g, until the optimality condition holds"),
        ("a coefficient: Fit", f"gpa {fit.params['gpa']:.6f} ± {fit.bse['gpa']:.6f}, as given"),
    ]


def vector(values: np.ndarray) -> str:
    return "(" + ", ".join(f"{value:.4g}" for value in values) + ")"


def box(x: int, y: int, width: int, height: int) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="5"/>'


def words(x: int, y: int, text: str, weight: str = "normal") -> str:
    return (
        f'<text x="{x}" y="{y}" font-weight="{weight}" xml:space="preserve">{escape(text)}</text>'
    )


def drawing(height: int, parts: list[str]) -> str:
    """An SVG that is read on white and on black."""
    style = (
        "text{font:13px sans-serif;fill:#37474f}rect{fill:#eceff1;stroke:#90a4ae}"
        ".line{fill:none;stroke:#607d8b;stroke-width:2}"
    )
    size = f'width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size}>',
            f"<style>{style}</style>",
            f'<rect width="{WIDTH}" height="{height}" style="fill:#fafafa;stroke:none"/>',
            *parts,
            "</svg>\n",
        ]
    )


PICTURES = {"layers.svg": layers, "row.svg": row}

if __name__ == "__main__":
    for name, draw in PICTURES.items():
        (FOLDER / name).write_text(draw(), encoding="utf-8")
