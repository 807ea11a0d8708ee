"""Sampled Newton: the curvature of a sample, corrected by what full gradients tell.

    start   1.  on samples of m rows, m growing: Newton's method, from where the last one ended
            2.  H₀ = curvature of the largest sample there, and its Cholesky factor
    step    3.  s = -(two-loop recursion around H₀⁻¹) ∇F(w)                         pairs
            4.  line search along s; (s, change of the gradient) is one more pair
            5.  where the Newton decrement gᵀH₀⁻¹g falls so slowly that three digits more cost more
                sweeps than a curvature, H₀ is taken anew, at w and from a larger sample; in the end
                from all rows, and then this is Newton's method

The eigenvalues of H₀⁻¹H lie between (1 ± √(p/m))⁻², so a step leaves p/m of the decrement, as with
conjugate gradients (Byrd, Chin, Nocedal and Wu 2012, Mathematical Programming 134; Erdogdu and
Montanari 2015, NeurIPS).  Twelve digits cost 12 / log₁₀(m/p) gradient sweeps and a curvature of
m p / (48 n) sweeps; `sample_size` is near the least of the sum.
"""

from dataclasses import dataclass, field, replace
from functools import partial
from math import log
from typing import ClassVar

import numpy as np

from oddsmith.design import Array
from oddsmith.objective import Objective
from oddsmith.solvers.driver import State, minimise
from oddsmith.solvers.line_search import search
from oddsmith.solvers.linear import factor_lifted, solve_factored
from oddsmith.solvers.newton import Newton, require_convex, require_smooth
from oddsmith.solvers.pairs import Pairs, inner

WORTH = 48.0  # multiplications of a curvature in the time of one of a sweep, which waits for memory
LEAST = 3.0  # rows for each coefficient
GUESSING = 0.7  # a mean loss above log 2 is worse than a guess: the sample may have led astray
DIGITS = 1e-3  # what should not cost more at the present pace than with a new curvature
ENOUGH = 0.1  # of a gradient's standard deviation on a sample: it is no nearer to the truth
MOST = 20  # steps on a sample


@dataclass(frozen=True, eq=False)
class SampledState(State):
    """A state, Cholesky's factor of H₀, from how many rows it is, and what came since.

    That is the pairs, and the decrement -gᵀs of each step.
    """

    factor: Array = field(default_factory=lambda: np.empty((0, 0)), repr=False)
    rows: int = 0
    pairs: Pairs = field(default_factory=Pairs, repr=False)
    decrements: tuple[float, ...] = ()

    def slower_than(self, cost: float) -> bool:
        """Whether, at the pace of the last two steps, `DIGITS` take more sweeps than `cost`."""
        if len(self.decrements) < 3:
            return False
        pace = (self.decrements[-1] / self.decrements[-3]) ** 0.5
        return pace >= 1 or log(DIGITS) / log(pace) > 3 + 2 * cost


@dataclass(frozen=True)
class SampledNewton:
    """For convex losses of one raw prediction, smooth penalties, and more rows than columns.

    Parameters
    ----------
    first, growth : int
        Rows of the first sample for each coefficient; how many times larger the next one is.
    max_halvings, seed : int
        See `Newton`; the same seed draws the same rows.

    Raises
    ------
    NotSupportedError
        When started on a loss that is not convex, with an L1 penalty, or with bounds.
    """

    first: int = 20
    growth: int = 8
    max_halvings: int = 40
    seed: int = 0
    finishes: ClassVar[bool] = False

    def start(self, objective: Objective, w: Array) -> SampledState:
        require_convex(self, objective)
        require_smooth(self, objective, "Newton")
        rows = sample_size(*objective.data.shape)
        sample = objective.sample(rows, self.seed, balanced=True)
        u, factor = self.through_samples(sample, w)
        at = objective(u)
        assert at.gradient is not None
        # F, being convex, is no larger at u than at w if its slope at u points away from w
        if at.value > GUESSING and inner(at.gradient, u - w) > 0:
            at_w = objective(w)
            if at_w.value < at.value:  # the sample says nothing of the rest
                u, at, factor = w, at_w, factor_lifted(hessian(sample, w))
        return SampledState(u, at, factor=factor, rows=rows)

    def through_samples(self, sample: Objective, w: Array) -> tuple[Array, Array]:
        """The minimum on a sample, or nearly, and the factor on the way to it: (p,), (p, p)."""
        last = sample.data.shape[0]
        rows = self.first * len(w)
        while rows <= last / 2:
            part, tol = sample.sample(rows, self.seed + 1, balanced=True), ENOUGH / rows**0.5
            w = minimise(Newton(self.max_halvings), part, w, tol=tol, max_steps=MOST).w
            rows *= self.growth
        at = sample(w, order=2)
        assert at.hessian is not None
        assert at.gradient is not None
        factor = factor_lifted(at.hessian)
        return w - solve_factored(factor, at.gradient), factor

    def step(self, objective: Objective, state: State) -> SampledState:
        assert isinstance(state, SampledState)
        assert state.at is not None
        gradient = state.at.gradient
        assert gradient is not None
        n = objective.data.shape[0]
        more = min(state.rows * self.growth, n)
        if state.slower_than(curvature_cost(objective, more)):
            state = self.refreshed(objective, state, more)
        s = state.pairs.direction(gradient, partial(solve_factored, state.factor))
        new = search(objective, state, s, objective, self.max_halvings)
        if new.step_size == 0 and state.rows < n:  # the sample's curvature leads nowhere
            return self.step(objective, self.refreshed(objective, state, n))
        assert new.at is not None
        assert new.at.gradient is not None
        pairs = state.pairs.add(new.w - state.w, new.at.gradient - gradient)
        return SampledState(
            **vars(new), factor=state.factor, rows=state.rows, pairs=pairs,
            decrements=(*state.decrements, -inner(gradient, s)),
        )  # fmt: skip

    def refreshed(self, objective: Objective, state: SampledState, rows: int) -> SampledState:
        """The same state with the curvature of so many rows, where it is now."""
        H = hessian(objective.sample(rows, self.seed, balanced=True), state.w)
        return replace(state, factor=factor_lifted(H), rows=rows, pairs=Pairs(), decrements=())


def sample_size(n: int, p: int) -> int:
    """Rows of the sample whose curvature serves n rows of p columns.

    Examples
    --------
    >>> sample_size(1_000_000, 100), sample_size(200_000, 500), sample_size(5_000, 2_000)
    (95327, 10929, 5000)
    """
    balance = 12 * log(10) * WORTH * n / p**2
    return min(n, int(p * max(balance / log(max(balance, 2)) ** 2, LEAST)))


def curvature_cost(objective: Objective, rows: int) -> float:
    """What the curvature of so many rows costs, in gradient sweeps."""
    n, p = objective.data.shape
    return rows * p / (WORTH * n)


def hessian(objective: Objective, w: Array) -> Array:
    found = objective(w, order=2).hessian
    assert found is not None
    return found
