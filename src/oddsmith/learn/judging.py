"""Judging: whether an answer is the gradient, by formula and by central differences.

    slope_j = [F(w + h e_j) - F(w - h e_j)] / 2h        h = ε^(1/3) / (root mean square of column j)

An answer is right where each of its numbers g_j is within

    limit · Σ_i |delta_i x_ij|  +  rounding of z        (over n for a mean loss)

of the formula's: so a gradient near zero, where its terms cancel, is judged by its terms.  limit is
1e-7, and 1.2e-3 with float32.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from oddsmith.learn.answer import Answer
from oddsmith.learn.steps import Problem, gradient
from oddsmith.neuron import LOSSES, Array, forward

COURSE = 1e-7  # the relative difference that courses ask for
ROUNDINGS = 1e4  # that a gradient may collect
STEP = float(np.finfo(float).eps) ** (1 / 3)


@dataclass(frozen=True)
class Precision:
    """The rounding unit of an answer, and how far it may be from the truth, relatively."""

    eps: float

    @property
    def limit(self) -> float:
        return max(COURSE, ROUNDINGS * self.eps)

    @property
    def step(self) -> float:
        """Of central differences of a function so precise."""
        return float(self.eps ** (1 / 3))


def precision_of(*arrays: Any) -> Precision:
    """That of the least precise array of floats; float64 where there is none."""
    kinds = [np.asarray(array).dtype for array in arrays if array is not None]
    floats = [kind for kind in kinds if kind.kind == "f"]
    return Precision(max(float(np.finfo(kind).eps) for kind in [*floats, np.dtype(float)]))


def right_gradient(problem: Problem, w: Array, b: float) -> Array:
    """By the formula: (p,), or (p + 1,) with the bias last."""
    dw, db = gradient(problem, w, b)
    return np.append(dw, db) if problem.bias else np.asarray(dw)


def slopes(problem: Problem, w: Array, b: float) -> Array:
    """By central differences of the loss: as `right_gradient`."""
    z, value = forward(problem.X, w, b)[0], LOSSES[problem.loss].value
    columns = [*problem.X.T, np.ones(problem.n)][: problem.p + problem.bias]
    steps = STEP / np.append(problem.units, 1.0)
    found = [
        problem.rows * np.mean(value(z + h * x, problem.y) - value(z - h * x, problem.y)) / (2 * h)
        for h, x in zip(steps, columns, strict=False)
    ]
    kept = problem.penalised(w)
    each = [(((v + h) ** 2 - (v - h) ** 2) / (4 * h)) for v, h in zip(kept, steps, strict=False)]
    return np.array(found) + problem.penalty * np.append(each, 0.0)[: len(found)]


def allowed(problem: Problem, w: Array, b: float, precision: Precision) -> Array:
    """How far each number may be from the right one: as `right_gradient`."""
    out = forward(problem.X, w, b)[1]
    delta = np.abs(LOSSES[problem.loss].delta(out, problem.y))
    X = np.abs(problem.X)
    noise = 8 * precision.eps * (1 + X @ np.abs(w) + abs(b))
    each = problem.rows * (precision.limit * delta + noise) / problem.n
    of_w = X.T @ each + precision.limit * problem.penalty * np.abs(w)
    return np.append(of_w, each.sum()) if problem.bias else of_w


def flat(answer: Answer, problem: Problem) -> Array | None:
    """The numbers of an answer, as `right_gradient`; None where they are not one for each."""
    parts = [answer.dw] if not problem.bias else [answer.dw, answer.db]
    sizes = [problem.p, 1]
    for part, size in zip(parts, sizes, strict=False):
        if part is None or part.size != size or max(part.shape, default=1) != size:
            return None
    return np.concatenate([np.ravel(part) for part in parts if part is not None]).astype(float)


def relative_difference(a: Array, b: Array, units: Array) -> float:
    """``‖a - b‖ / (‖a‖ + ‖b‖)``, each number in units of its column; zero where both are."""
    a, b = a / units, b / units
    whole = float(np.linalg.norm(a) + np.linalg.norm(b))
    return float(np.linalg.norm(a - b)) / whole if whole else 0.0
