"""Faults: the usual ones of a gradient written by hand, each as a step that replaces a right one.

Every fault is a formula, so it can be computed on the same data and compared with what a learner's
function returned (`diagnosis`).  The most usual come first.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np

from oddsmith.learn.kinds import Kind
from oddsmith.learn.steps import Pair, Problem, weighted_sum
from oddsmith.neuron import LOSSES, Array, backward, sigmoid, sigmoid_derivative

Change = Callable[..., Any]


@dataclass(frozen=True, eq=False)
class Fault:
    """A kind of fault, the steps it replaces, and where it is: in dw, in db, or in both ("")."""

    kind: Kind
    changes: dict[str, Any] = field(repr=False)
    where: str = ""
    strength: float = 0.0

    @property
    def name(self) -> str:
        return f"{self.kind.title} in {self.where}" if self.where else self.kind.title

    def describe(self, problem: Problem) -> str:
        """What is wrong and what to write instead."""
        advice = self.kind.advice.format(n=problem.n, p=problem.p, strength=self.strength)
        return f"{self.name}. {advice}"


def usual_faults(problem: Problem) -> Iterator[Fault]:
    """Those that the problem has room for, the most usual first."""
    yield from broadcasts(problem)
    yield from factors(problem)
    yield from products(problem)
    yield from biases(problem)
    yield from deltas(problem)
    if problem.penalty:
        yield from penalties(problem)


def broadcasts(problem: Problem) -> Iterator[Fault]:
    """``out - y`` as a table, with the products that take one."""
    takes: list[Change] = [
        lambda X, D: X.T @ D / len(D),
        lambda X, D: X.T @ D.sum(axis=1) / len(D),
        lambda X, D: X.T @ D.mean(axis=1) / len(D),
    ]
    if problem.n == problem.p:
        takes += [
            lambda X, D: (X * D).mean(axis=0),
            lambda X, D: (X.T * D).mean(axis=1),
            lambda X, D: X @ D / len(D),
        ]
    totals = TOTALS if problem.bias else TOTALS[:1]
    for meet, take, total in product((every_out, every_y), takes, totals):
        yield Fault(Kind.BROADCAST, {"meet": meet, "backward": both(take, total)})


def every_out(out: Any, y: Any) -> Pair:
    """A row for each out, (n, 1), and a column for each y."""
    if out.ndim != 1:
        raise ValueError("out is a table already")
    return out[:, None], y[None, :]


def every_y(out: Any, y: Any) -> Pair:
    """A row for each y, (n, 1), and a column for each out."""
    first, second = every_out(y, out)
    return second, first


def mean_over_rows(delta: Any) -> Any:
    return delta.sum() / len(delta)


TOTALS: list[Change] = [  # of a delta that is a table, for db
    np.mean,
    mean_over_rows,
    lambda D: D.sum(axis=0) / len(D),
    lambda D: D.sum(axis=1) / len(D),
]


def both(take: Change, total: Change) -> Change:
    """A backward pass of two products, for dw and for db."""
    return lambda X, delta: (take(X, delta), total(delta))


def factors(problem: Problem) -> Iterator[Fault]:
    """Numbers that the gradient, or one part of it, is multiplied by."""
    n, mean = problem.n, problem.reduction == "mean"
    scales: dict[Kind, float] = {Kind.MISSING_N: n} if mean else {}
    scales |= {Kind.EXTRA_N: 1 / n, Kind.HALF: 1 / 2, Kind.DOUBLE: 2.0}
    if mean and problem.p > 1:
        scales[Kind.BY_P] = n / problem.p
    places = {"": (1, 1), "dw": (1, 0), "db": (0, 1)} if problem.bias else {"": (1, 1)}
    for where, (w, b) in places.items():
        yield Fault(Kind.SIGN, {"sign": (1 - 2 * w, 1 - 2 * b)}, where)
        for name, scale in scales.items():
            if scale != 1:
                yield Fault(name, {"factor": (scale**w, scale**b)}, where)


def products(problem: Problem) -> Iterator[Fault]:
    """Other products than ``X @ w`` and ``X.T @ delta``."""
    takes: list[tuple[Kind, Change]] = [
        (Kind.STARRED, lambda X, d: X.T * d / len(d)),
        (Kind.SUMMED, lambda X, d: (X.T @ d).sum() / len(d)),
        (Kind.SUMMED, lambda X, d: (X.T @ d).mean() / len(d)),
    ]
    if problem.p > 1:
        takes += [
            (Kind.AXIS, lambda X, d: (X.T * d).sum(axis=0) / len(d)),
            (Kind.AXIS, lambda X, d: (X.T * d).mean(axis=0)),
        ]
    forwards: list[tuple[Kind, Change]] = [
        (Kind.STARRED, lambda s, w, b: s.X * w + b),
        (Kind.STARRED, lambda s, w, b: np.full(s.n, (s.X * w).sum() + b)),
    ]
    if problem.n == problem.p:
        takes += [
            (Kind.TRANSPOSED, lambda X, d: X @ d / len(d)),
            (Kind.STARRED, lambda X, d: X * d / len(d)),
        ]
        forwards += [
            (Kind.TRANSPOSED, lambda s, w, b: s.X.T @ w + b),
            (Kind.STARRED, lambda s, w, b: s.X.T * w + b),
            (Kind.STARRED, lambda s, w, b: s.X * w[:, None] + b),
        ]
    for name, take in takes:
        yield Fault(name, {"backward": both(take, mean_over_rows)})
    for name, change in forwards:
        yield Fault(name, {"forward": change})
        if name is not Kind.STARRED:
            continue
        if problem.n == problem.p:  # a row of y meets the square that * made
            yield Fault(name, {"forward": change, "meet": lambda out, y: (out, y)})
        for total in TOTALS if problem.bias else ():
            steps = {"backward": both(lambda X, d: X.T @ d / len(d), total)}
            yield Fault(name, {"forward": change, **steps})


def biases(problem: Problem) -> Iterator[Fault]:
    """The bias forgotten in the forward pass, in the gradient, or in both."""
    if problem.bias:
        gives: list[Change] = [lambda dw, db: (dw, None), lambda dw, db: (dw, 0.0)]
        totals: list[Change] = [lambda delta: delta, lambda delta: delta / len(delta)]
        for total in totals:
            steps = {"backward": both(lambda X, delta: backward(X, delta)[0], total)}
            yield Fault(Kind.NOT_SUMMED, steps, "db")
    elif problem.ones is not None:
        at = problem.ones
        gives = [
            lambda dw, db: (np.delete(dw, at, axis=0), db),
            lambda dw, db: (np.concatenate([dw[:at], 0 * dw[at : at + 1], dw[at + 1 :]]), db),
        ]
    else:
        return
    yield Fault(Kind.BIAS, {"forward": without_bias})
    for give in gives:
        yield Fault(Kind.BIAS, {"give": give})
        yield Fault(Kind.BIAS, {"forward": without_bias, "give": give})


def without_bias(problem: Problem, w: Array, b: float) -> Any:
    kept = np.where(np.arange(problem.p) == problem.ones, 0.0, w)
    return weighted_sum(problem, kept, 0.0)


def deltas(problem: Problem) -> Iterator[Fault]:
    """Another ∂loss/∂z, another activation, or other labels."""
    if problem.loss == "squared":
        yield Fault(Kind.NO_SLOPE, {"delta": LOSSES["cross-entropy"].delta})
        yield Fault(
            Kind.SLOPE_TWICE, {"delta": lambda out, y: (out - y) * sigmoid_derivative(sigmoid(out))}
        )
    else:
        yield Fault(Kind.EXTRA_SLOPE, {"delta": LOSSES["squared"].delta})
    yield Fault(Kind.NO_SIGMOID, {"activate": lambda z: z})
    yield Fault(Kind.FLIPPED_EXP, {"activate": lambda z: sigmoid(-z)})
    if (problem.labels != problem.y).any():
        yield Fault(Kind.LABELS, {"meet": lambda out, y: (out, problem.labels)})
    else:  # -y sigmoid(-y z) is out - 1 where y = 1, and 0 where y = 0
        yield Fault(Kind.LABELS, {"meet": lambda out, y: (out, np.where(y == 1, y, out))})


def penalties(problem: Problem) -> Iterator[Fault]:
    """The penalty's part of the gradient, wrong."""
    scales = {
        Kind.NO_PENALTY: 0.0,
        Kind.PENALTY_SIGN: -1.0,
        Kind.PENALTY_N: float(problem.n),
        Kind.PENALTY_EXTRA_N: 1 / problem.n,
        Kind.PENALTY_DOUBLE: 2.0,
    }
    for name, scale in scales.items():
        yield penalty_fault(name, scale * problem.penalty)
    if problem.bias or problem.ones is not None:
        yield penalty_fault(Kind.PENALTY_BIAS, problem.penalty, bias=1)


def penalty_fault(kind: Kind, strength: float, bias: int = 0) -> Fault:
    """λ w of this strength; with bias=1 λ b too."""

    def penalty(problem: Problem, w: Array, b: float) -> Pair:
        return strength * (w if bias else problem.penalised(w)), strength * b * bias

    return Fault(kind, {"penalty": penalty}, strength=strength)
