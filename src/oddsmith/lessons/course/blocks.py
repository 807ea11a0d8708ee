"""Lesson 10. A real table, block by block: the same passes, and why they add.

    loss = Σ_i ℓ_i      gradient = Xᵀ r = Σ_i r_i x_i      curvature = Xᵀ D X = Σ_i d_i x_i x_iᵀ

Each is a sum over rows, so blocks of rows can be summed one after the other, in any partition.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

import oddsmith
from oddsmith.data import Block, add_in_pairs
from oddsmith.datasets import load, path
from oddsmith.design import Dense
from oddsmith.lessons.course.blocks_exercises import EXERCISES
from oddsmith.lessons.figure import Figure
from oddsmith.lessons.figures.block_sums import block_sums
from oddsmith.lessons.panels import matrix
from oddsmith.lessons.parts import Cell, Heading, Listing, Part, Text
from oddsmith.losses import CrossEntropy
from oddsmith.neuron import Array, sigmoid
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty
from oddsmith.solvers import Newton, minimise
from oddsmith.sweep import sweep_block

__all__ = ["EXERCISES", "parts"]


def block_of(part: pd.DataFrame) -> Block:
    """Rows of the table: a one for the bias, gre in hundreds, gpa; and whether admitted."""
    X = np.column_stack([np.ones(len(part)), part["gre"] / 100, part["gpa"]])  # (m, 3)
    return Block(Dense(X), part["admit"].to_numpy(dtype=float))


TABLE = block_of(load("admissions"))  # 400 rows
LOSS = CrossEntropy()


def sweep(block: Block, w: Array) -> Any:
    """Number of rows, loss, gradient and curvature of a block, as sums over its rows."""
    return sweep_block(LOSS, block, w, order=2)


def one_block() -> None:
    """The three passes of the first 100 rows, by hand, and all in one sweep."""
    block, w = TABLE.rows(slice(0, 100)), np.zeros(3)
    p = sigmoid(block.X.forward(w))  # (100, 3) @ (3,) -> (100,)
    print("gradient ", block.X.backward(p - block.y))  # (3, 100) @ (100,) -> (3,)
    print("in sweep ", sweep(block, w).gradient)
    print("curvature", *block.X.curvature(p * (1 - p)).round(2))  # (3, 3)
    print("in sweep ", *sweep(block, w).hessian.round(2))
    print(f"loss      {sweep(block, w).loss:.4f} of {sweep(block, w).case_weight:g} rows")


def four_blocks() -> None:
    """Four blocks added, and all rows at once."""
    w = np.array([-1.0, 0.1, 0.2])
    sweeps = [sweep(TABLE.rows(slice(k, k + 100)), w) for k in (0, 100, 200, 300)]
    added, whole = sweeps[0] + sweeps[1] + sweeps[2] + sweeps[3], sweep(TABLE, w)
    names = ("block 1", "block 2", "block 3", "block 4", "added", "whole")
    for name, sums in zip(names, (*sweeps, added, whole), strict=True):
        print(f"{name:8} loss {sums.loss:8.4f}   gradient {sums.gradient.round(3)}")


def any_partition() -> None:
    """Shuffled rows, cut anywhere, down to one row at a time."""
    rng, w = np.random.default_rng(0), np.array([-1.0, 0.1, 0.2])
    whole = sweep(TABLE, w)
    for cuts in (1, 3, 17, 150, 399):
        edges = np.sort(rng.choice(np.arange(1, 400), size=cuts, replace=False))
        blocks = np.split(rng.permutation(400), edges)
        added = add_in_pairs(sweep(TABLE.rows(rows), w) for rows in blocks)
        off = np.abs(added.hessian - whole.hessian).max() / np.abs(whole.hessian).max()
        print(
            f"{len(blocks):3} blocks of {min(map(len, blocks)):3} to {max(map(len, blocks)):3} rows"
            f"   loss {added.loss:.10f}   curvature off by {off:.0e}"
        )


def blocks_of_file(rows: int = 100) -> Iterator[Block]:
    """The file, some rows at a time; no others are in memory."""
    for part in pd.read_csv(path("admissions"), chunksize=rows):
        yield block_of(part)


def newton_by_blocks() -> None:
    """Newton's method from sums over blocks, each sweep one reading of the file."""
    w = np.zeros(3)
    for number in range(1, 7):
        total: Any = add_in_pairs(sweep(block, w) for block in blocks_of_file())
        print(
            f"sweep {number}   mean loss {total.loss / total.case_weight:.12f}   "
            f"largest slope {np.abs(total.gradient).max() / total.case_weight:.0e}"
        )
        w = w - np.linalg.solve(total.hessian, total.gradient)
    errors = np.sqrt(np.diag(np.linalg.inv(total.hessian)))
    fit = oddsmith.fit("admit ~ I(gre / 100) + gpa", load("admissions"))
    print("w         ", w.round(6), "  fit.params", fit.params.to_numpy().round(6))
    print("errors    ", errors.round(6), "  fit.bse   ", fit.bse.to_numpy().round(6))
    apart = (np.abs(w - fit.params) / fit.bse).max()
    print(f"apart by {apart:.0e} standard errors at most")


def separate_fits() -> None:
    """Eight blocks fitted each for itself: the weights of gpa, and their mean."""
    table = load("admissions")
    blocks = [table.iloc[start : start + 50] for start in range(0, 400, 50)]
    fits = [oddsmith.fit("admit ~ gre + gpa", rows).params for rows in (*blocks, table)]
    *each, whole = np.array(fits)[:, 2]
    print("each for itself ", np.round(each, 3))
    print("their mean      ", np.mean(each).round(4))
    print("all rows        ", round(whole, 4))


class File:
    """A place for rows that are never in memory together: all it can do is map and add."""

    shape = (400, 3)

    def total(self, kernel: Any, least: int = 1) -> Any:
        """``kernel(block)`` of every block of the file, added up; each has `least` rows or more."""
        return add_in_pairs(map(kernel, blocks_of_file(max(100, least))))


def the_package_on_it() -> None:
    """The package's own objective and solver, on the file."""
    rows: Any = File()
    objective = Objective(rows, LOSS, Penalty.none(3))
    solution = minimise(Newton(), objective, np.zeros(3), to_floor=True)
    print(solution.verdict.value)
    print("steps", solution.steps, "  w", solution.w.round(6))


def slopes(blocks: Sequence[Block]) -> Figure:
    """The gradients of blocks at w = 0, their sum, and that of all rows."""
    each = np.array([sweep(block, np.zeros(3)).gradient for block in blocks])
    both = np.array([each.sum(axis=0), sweep(TABLE, np.zeros(3)).gradient])
    panels = (
        matrix("a row for each block", each, digits=1),
        matrix("their sum, and all rows at once", both, digits=1),
    )
    return Figure("X.T @ r of four blocks at w = 0, and of all rows", panels)


def parts() -> Sequence[Part]:
    """The lesson, in order."""
    blocks = [TABLE.rows(slice(k, k + 100)) for k in (0, 100, 200, 300)]
    return [
        Text(
            """A table may be too long for the memory, or lie in many files, or on many machines.
            The fit asks it three questions, the ones of lesson 1 and of Newton's method: forward,
            backward, curvature. None of them needs all rows at once. Here they are for the first
            100 of 400 applicants: a one for the bias, gre in hundreds, gpa."""
        ),
        Cell(one_block),
        Text(
            """The package calls the three together a sweep. Whatever the number of rows, a sweep
            brings back the number of rows, the sum of their losses, a gradient with a number for
            each weight, and a curvature with a number for each pair of weights. The rows can be
            forgotten then."""
        ),
        Listing(sweep_block),
        Heading("They add"),
        Text("""The sums of four blocks, added, are the sums of all rows."""),
        Cell(four_blocks),
        slopes(blocks),
        Text(
            """Why? The loss is a sum over rows to begin with. `X.T @ r` looks like one product, but
            entry j of it is `r_1·x_1j + r_2·x_2j + …`, a sum over rows too: each row adds its
            residual times its inputs. And `X.T @ diag(d) @ X` adds `d_i·x_i·x_iᵀ` for each row, a
            small table for each. A sum can be cut anywhere, and its terms taken in any order: rows
            shuffled, blocks of any size, one row at a time."""
        ),
        Cell(any_partition),
        Text(
            """Only rounding is left: computers round each addition, so another order may end in
            another last digit. The package keeps the order fixed, and adds by pairs, so that the
            same table gives the same bits every time, and rounding hardly grows with the rows."""
        ),
        Listing(add_in_pairs),
        Heading("A fit that never sees the table"),
        Text(
            """Newton's method needs the gradient and the curvature of all rows, and sums over
            blocks are these. So read the file 100 rows at a time, add, step, and read it again.
            Play it: every block adds its bars and numbers, and the weights wait; after the last
            block they move. In the first sweep all blocks pull the same way. In the last they
            still pull, but against each other: their sum is zero, which is what an optimum is."""
        ),
        block_sums(blocks, ("gre", "gpa"), ("not admitted", "admitted")),
        Cell(newton_by_blocks),
        Text(
            """The weights and their standard errors are those of `oddsmith.fit`, which had all rows
            at once. They are not close to the fit: they are the fit, up to rounding, because they
            are made of the same sums."""
        ),
        Heading("What does not add"),
        Text(
            """Weights do not. Fit each block for itself and take the mean of the weights, and the
            result is another model: the sigmoid stands between the rows and the weights, and small
            tables exaggerate. Means do not add either, unless the numbers of rows come along, nor
            do medians. What adds are sums of something computed row by row, at the same weights
            for all."""
        ),
        Cell(separate_fits),
        Heading("The package on a place of your own"),
        Text(
            """All that the package's objective asks of the rows is their number and such sums. A
            class that has these is enough, wherever its rows are: here is the file as one, and the
            package's own Newton's method on it, with its own rule of when to stop."""
        ),
        Cell(the_package_on_it),
        Text(
            """From one neuron's update by one row to a table in pieces, nothing has been replaced:
            forward, backward, curvature, and a sum. The fit of the blocks is the fit."""
        ),
    ]
