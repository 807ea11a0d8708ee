"""Newton's method on a table with one input: what is computed at each step, as data and as text.

    forward     z = X @ w                       backward    g = X.T @ (out - y) / n
    curvature   H = X.T @ diag(d) @ X / n       step        s = -H⁻¹ g

X holds the input and a column of ones, w the weight and the bias.
"""

from dataclasses import dataclass
from itertools import islice

import numpy as np

from oddsmith.lessons.arithmetic import C
from oddsmith.lessons.explain import weighted_sum
from oddsmith.lessons.landscape import bends, objective_of
from oddsmith.lessons.panels import Line, Table
from oddsmith.neuron import Array, sigmoid
from oddsmith.objective import Objective
from oddsmith.solvers import Newton, iterate
from oddsmith.solvers.linear import solve_lifted


@dataclass(frozen=True, eq=False)
class Descent:
    """Newton's method on a table with one input: T states, and what is computed at each.

    Attributes
    ----------
    x, y : ndarray of shape (n,)
    w, gradient, full : ndarray of shape (T, 2)
        Weight and bias, the slope, and the full step s*.
    H : ndarray of shape (T, 2, 2)
    value, share : ndarray of shape (T,)
        The mean loss, and the share of the full step that led here.
    """

    x: Array
    y: Array
    w: Array
    gradient: Array
    full: Array
    H: Array
    value: Array
    share: Array

    @property
    def objective(self) -> Objective:
        return objective_of(self.x[:, None], self.y)

    @property
    def excess(self) -> Array:
        """The loss above the last one's: (T,)."""
        return np.asarray(self.value - self.value[-1])


def descent(x: Array, y: Array, start: Array, steps: int) -> Descent:
    """So many steps of the package's own solver, by the objective's own curvature.

    Examples
    --------
    >>> x, y = np.array([0.0, 1, 2, 3]), np.array([0.0, 1, 0, 1])
    >>> descent(x, y, np.zeros(2), 2).w.round(3)
    array([[ 0.   ,  0.   ],
           [ 0.8  , -1.2  ],
           [ 0.904, -1.356]])
    """
    objective = objective_of(x[:, None], y)
    states = list(islice(iterate(Newton(), objective, start), steps + 1))
    value, gradient, H = zip(*(bends(objective, state.w) for state in states), strict=True)
    full = [-solve_lifted(h, g) for h, g in zip(H, gradient, strict=True)]
    return Descent(
        x,
        y,
        np.array([state.w for state in states]),
        np.array(gradient),
        np.array(full),
        np.array(H),
        np.array(value),
        np.array([state.step_size for state in states]),
    )


def passes(made: Descent, row: int) -> Table:
    """Forward, backward and curvature pass, and the step, with shapes."""
    n = len(made.y)
    lines = tuple(lines_of(made, k, row, n) for k in range(len(made.value)))
    alt = (
        f"The numbers of row {row} in the forward, backward and curvature pass, the sums over all "
        f"{n} rows, and the step that follows, each line with its formula and its shape."
    )
    said = f"Row {row} in each pass, and the sums over all {n} rows."
    captions = (tuple(said for _ in lines),)
    return Table("The three passes, with shapes", alt, (lines,), captions)


def lines_of(made: Descent, k: int, row: int, n: int) -> tuple[Line, ...]:
    x, y, (w, b) = made.x[row], made.y[row], made.w[k]
    z = w * x + b
    out = sigmoid(z)
    last = k + 1 == len(made.value)
    share = "–" if last else f"{made.share[k + 1]:.4g}"
    new = "–" if last else vector(made.w[k + 1], 6)
    moved = "–" if last else f"{vector(made.w[k], 4)} + {share}·{vector(made.full[k], 4)}"
    H = ",\n ".join(vector(line, 4) for line in made.H[k])
    symbols, numbers_in = weighted_sum([w], b, [x], C)
    return (
        Line("Row", "x, y", "input and 1, target", "", f"[{x:g}, 1], {y:g}", "(2,), ()"),
        Line("Forward", "z", symbols, numbers_in, f"{z:.4f}", "()"),
        Line("Forward", "out", "sigmoid(z)", "", f"{out:.4f}", "()"),
        Line("Backward", "delta", "out - y", f"{out:.4f} - {y:g}", f"{out - y:.4f}", "()"),
        Line(
            "Backward", "g", f"X.T @ delta / {n}", "all rows", vector(made.gradient[k], 4), "(2,)"
        ),
        Line("Curvature", "d", "out·(1 - out)", "", f"{out * (1 - out):.4f}", "()"),
        Line("Curvature", "H", f"X.T @ (d·X) / {n}", "all rows", f"[{H}]", "(2, 2)"),
        Line("Step", "s", "solve(H, -g)", "", vector(made.full[k], 4), "(2,)"),
        Line("Step", "share", "1, ½, ¼, …", "", share, "()"),
        Line("Step", "new w, b", "w + share·s", moved, new, "(2,)"),
    )


def vector(values: Array, digits: int) -> str:
    """An array with so many significant digits.

    Examples
    --------
    >>> vector(np.array([1.0, -2.5e-9]), 4)
    '[1, -2.5e-09]'
    """
    return f"[{', '.join(f'{value:.{digits}g}' for value in values)}]"
