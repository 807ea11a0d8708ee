"""A fit that reads its table in blocks: each block adds its sums, the last one makes a step.

sums so far <- sums so far + sweep of the block           w <- w - curvature⁻¹ gradient
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from oddsmith.data import Block, add_in_pairs
from oddsmith.lessons.figure import Figure
from oddsmith.lessons.landscape import objective_of, plane_through
from oddsmith.lessons.panels import Line, Panel, Table, boundary, loss_curve, neuron, path
from oddsmith.lessons.panels.bars import bars
from oddsmith.losses import CrossEntropy
from oddsmith.neuron import Array, sigmoid
from oddsmith.sweep import Sweep, sweep_block

LOSS = CrossEntropy()
SHOWN = 3  # numbers of a block's arrays


@dataclass(frozen=True, eq=False)
class Moment:
    """After block `block` of sweep `sweep`, both counted from 1.

    Attributes
    ----------
    w : ndarray of shape (3,)
        Of this sweep, the bias first.
    parts : tuple of Sweep
        Of every block, at w.
    next_w : ndarray or None
        What the last block of a sweep makes.
    """

    sweep: int
    block: int
    w: Array
    parts: tuple[Sweep, ...]
    next_w: Array | None = None

    @property
    def so_far(self) -> Sweep:
        return add_in_pairs(iter(self.parts[: self.block]))


def sums_of(sweep: Sweep) -> tuple[Array, Array]:
    """Gradient (3,) and curvature (3, 3) of a sweep that has both."""
    assert sweep.gradient is not None
    assert sweep.hessian is not None
    return np.asarray(sweep.gradient, dtype=float), np.asarray(sweep.hessian, dtype=float)


def reading(blocks: Sequence[Block], sweeps: int) -> list[Moment]:
    """Newton's method from zero, with full steps, as a list of its moments.

    Examples
    --------
    >>> from oddsmith.design import Dense
    >>> block = Block(Dense(np.ones((4, 1))), np.array([0.0, 0.0, 0.0, 1.0]))
    >>> [moment.w.round(3).tolist() for moment in reading([block], 3)]
    [[0.0], [-1.0], [-1.096]]
    """
    w, moments = np.zeros(blocks[0].X.shape[1]), []
    for number in range(1, sweeps + 1):
        parts = tuple(sweep_block(LOSS, block, w, order=2) for block in blocks)
        gradient, curvature = sums_of(add_in_pairs(iter(parts)))
        end = w - np.linalg.solve(curvature, gradient)
        moments += [
            Moment(number, k, w, parts, end if k == len(blocks) else None)
            for k in range(1, len(blocks) + 1)
        ]
        w = end
    return moments


def block_sums(
    blocks: Sequence[Block], inputs: tuple[str, str], classes: tuple[str, str]
) -> Figure:
    """The reading of blocks of three columns, a one before two inputs."""
    columns = [block.X.forward(np.eye(3))[:, 1:] for block in blocks]
    X = np.concatenate(columns, dtype=float)  # (n, 2)
    y = np.concatenate([block.y for block in blocks])
    moments = reading(blocks, sweeps=5)
    w = np.array([moment.w for moment in moments])  # (T, 3)
    at = [int(sum(len(b.y) for b in blocks[: m.block - 1])) for m in moments]
    x = X[at][None]  # (1, T, 2): the first row of each block
    z = np.einsum("etj,tj->et", x, w[:, 1:]) + w[:, 0]
    panels = (
        neuron(inputs, x, w[:, 1:], w[:, 0], z, sigmoid(z)),
        boundary(X, y, w[:, 1:], w[:, 0], inputs=inputs, classes=classes, shown=np.array([at])),
        gradient_bars(moments, inputs[1]),
        losses(moments, len(blocks)),
        over_the_loss(X, y, w),
        arithmetic(blocks, moments),
    )
    steps = tuple(f"Sweep {m.sweep}, block {m.block} of {len(blocks)}" for m in moments)
    return Figure("The table, read in blocks", panels, steps)


def gradient_bars(moments: Sequence[Moment], name: str) -> Panel:
    """Each block's part of the gradient in one weight; at the optimum they cancel."""
    parts = np.array([[sums_of(part)[0][2] for part in m.parts] for m in moments])  # (T, m)
    return bars(
        parts,
        [m.block for m in moments],
        [f"{k}" for k in range(1, parts.shape[1] + 1)],
        x_name="block",
        y_name=f"gradient, {name}",
        title=f"What each block adds to the gradient of {name}",
        alt=(
            f"A bar for what each block adds to the gradient of {name}, filled where it has been "
            f"added, and one for the sum so far. All blocks together come to {parts[0].sum():.1f} "
            f"in the first sweep and to {abs(parts[-1].sum()):.1e} in the last."
        ),
    )


def losses(moments: Sequence[Moment], blocks: int) -> Panel:
    """The mean loss of the whole table at the weights of each sweep."""
    means = [sum(p.loss for p in m.parts) / sum(p.case_weight for p in m.parts) for m in moments]
    read = np.array([(m.sweep - 1) * blocks + m.block for m in moments], dtype=float)
    return loss_curve(read, np.array(means), x_name="blocks read")


def over_the_loss(X: Array, y: Array, w: Array) -> Panel:
    """The path of Newton's steps, for columns taken from their means: the map is rounder then."""
    mean = X.mean(axis=0)
    centred = np.column_stack([w[:, 1:], w[:, 0] + w[:, 1:] @ mean])
    return path(objective_of(X - mean, y), plane_through(centred), centred, narrowest=0.5)


def arithmetic(blocks: Sequence[Block], moments: Sequence[Moment]) -> Table:
    lines = tuple(
        (*block_lines(blocks[m.block - 1], m), *sum_lines(m), *step_lines(m)) for m in moments
    )
    alt = (
        "The three passes of the block that is read, the sums over the blocks so far, and after "
        "the last block the step that they make."
    )
    return Table("The arithmetic, with shapes", alt, (lines,))


def block_lines(block: Block, m: Moment) -> list[Line]:
    n, p = block.X.shape
    z = np.asarray(block.X.forward(m.w), dtype=float)
    gradient, curvature = sums_of(m.parts[m.block - 1])
    r, product = sigmoid(z) - block.y, f"({p}, {n}) @ ({n}, {n}) @ ({n}, {p})"
    entries = [
        ("z", "X @ w", f"({n}, {p}) @ ({p},)", first(z), "(m,)"),
        ("r", "sigmoid(z) - y", f"({n},) - ({n},)", first(r), "(m,)"),
        ("gradient", "X.T @ r", f"({p}, {n}) @ ({n},)", all_of(gradient), f"({p},)"),
        ("curvature", "X.T @ diag(out·(1 - out)) @ X", product, rows_of(curvature), f"({p}, {p})"),
    ]
    return [Line("This block: forward, backward, curvature", *texts) for texts in entries]


def sum_lines(m: Moment) -> list[Line]:
    gradient, curvature = sums_of(m.so_far)
    p = len(m.w)
    entries = [
        ("rows", f"{m.so_far.case_weight:.0f}", "()"),
        ("loss", f"{m.so_far.loss:.4f}", "()"),
        ("gradient", all_of(gradient), f"({p},)"),
        ("curvature", rows_of(curvature), f"({p}, {p})"),
    ]
    return [
        Line("Sums so far", name, f"{name} + that of the block", "", value, shape)
        for name, value, shape in entries
    ]


def step_lines(m: Moment) -> list[Line]:
    """The step of the last block; dashes before."""
    p = len(m.w)
    new = "–" if m.next_w is None else all_of(m.next_w, 4)
    formula = "w - solve(curvature, gradient)"
    return [
        Line("After the last block", "w", "as it is", "", all_of(m.w, 4), f"({p},)"),
        Line("After the last block", "new w", formula, "", new, f"({p},)"),
    ]


def first(values: Array) -> str:
    return f"[{', '.join(f'{v:.3f}' for v in values[:SHOWN])}, …]"


def all_of(values: Array, digits: int = 3) -> str:
    return f"[{', '.join(f'{v:.{digits}f}' for v in np.round(values, digits) + 0.0)}]"


def rows_of(values: Array) -> str:
    return f"[{', '.join(all_of(row, 1) for row in values)}]"
