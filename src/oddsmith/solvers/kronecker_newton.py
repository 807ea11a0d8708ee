"""Kronecker Newton: for several classes, a shared curvature corrected by what gradients tell.

    1.  H₀ = A ⊗ S + L ⊗ I, see `kronecker`: taken at the start, and anew each time that the
        decrement δ² = gᵀH⁻¹g has fallen a hundredfold, while it is large
    2.  s = -(two-loop recursion around H₀⁻¹) ∇F(w)                                   pairs
    3.  line search along s; (s, change of the gradient) is one more pair
    4.  a step is as many rounds of 2 and 3 as leave a quarter of δ², but 20 at most

Near the minimum a round leaves what conjugate gradients leave: (√κ - 1)² / (√κ + 1)² of δ², κ the
condition number of H₀⁻¹H.  Of a table of a million numbers or more, rounds and H₀ are made from
numbers in single precision, and a step begins with what that gets wrong in w_0's gradient:

    ∇F(w) ≈ ∇F₃₂(w) + ∇F(w_0) - ∇F₃₂(w_0)                            (iterative refinement)

Where δ² is near that gradient's noise, rounds are made in double precision.  Cost of a round: one
gradient sweep; of a new H₀: one sweep with the curvature of p columns, and 10 p³.  MNIST's 10,000 ×
784 and 10 classes take two of these and some 140 rounds; its hessian has (7,065)² numbers.

(Byrd, Lu, Nocedal and Zhu 1995, SIAM Journal on Scientific Computing 16, for bounded memory;
Martens and Grosse 2015, ICML, for curvature as a Kronecker product.)
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import inf
from typing import ClassVar

from oddsmith.design import Array, Single
from oddsmith.errors import NotSupportedError
from oddsmith.objective import Evaluation, Objective
from oddsmith.solvers.driver import State
from oddsmith.solvers.kronecker import Kronecker, kronecker_at
from oddsmith.solvers.line_search import ROUNDING, search
from oddsmith.solvers.newton import require_convex, require_smooth
from oddsmith.solvers.pairs import Pairs, inner

LEFT, LEFT_ROUGH = 0.25, 0.02  # of the decrement, after a step in double and in single precision
ROUNDS = 20  # in one step
FALLEN = 100.0  # how many times the decrement has fallen before H₀ is taken anew
NEAR = 1e-2  # of F: from here on H hardly changes, and H₀ serves to the end
HELD = 1 << 23  # numbers in all pairs: 64 MB
ROUGH = (1 << 20, 1 << 26)  # numbers of a table worth a copy in single precision: 4 to 256 MB
NOISE = 1e-6  # of F in single precision
QUIET = 1e-11  # a decrement below it is drowned in that of the gradient: at 1e-12 on three tables


@dataclass(frozen=True, eq=False)
class KroneckerState(State):
    """A state, H₀, the decrement where it was taken, and the pairs since.

    `rough` is the objective in single precision, while it serves.
    """

    shared: Kronecker | None = None
    since: float = inf
    pairs: Pairs = field(default_factory=Pairs, repr=False)
    slow: bool = False
    rough: Objective | None = None

    @property
    def changing(self) -> bool:
        """Whether H changes on the way from where H₀ was taken, or the last step came nowhere."""
        return self.slow or self.since > NEAR

    @property
    def gradient(self) -> Array:
        assert self.at is not None
        assert self.at.gradient is not None
        return self.at.gradient

    @property
    def downhill(self) -> tuple[Array, float]:
        """The direction -H g, of the shape of w, and the decrement gᵀH g."""
        assert self.shared is not None
        s = self.pairs.direction(self.gradient, self.shared.solve)
        return s, -inner(self.gradient, s)


@dataclass(frozen=True)
class KroneckerNewton:
    """For convex losses of several raw predictions and smooth penalties.

    Parameters
    ----------
    memory : int
        Pairs kept, or fewer for very many coefficients.
    max_halvings : int
        See `Newton`.

    Raises
    ------
    NotSupportedError
        When started on a loss that is not convex, on one raw prediction, with an L1 penalty, or
        with bounds.
    """

    memory: int = 100
    max_halvings: int = 40
    finishes: ClassVar[bool] = False

    def start(self, objective: Objective, w: Array) -> KroneckerState:
        require_convex(self, objective)
        require_smooth(self, objective, "WorkingSet")
        if w.ndim < 2:
            raise NotSupportedError(
                "KroneckerNewton shares a curvature between classes, and this objective has one "
                "raw prediction for a row. Newton takes it."
            )
        return KroneckerState(w, objective(w), rough=in_single(objective))

    def step(self, objective: Objective, state: State) -> KroneckerState:
        assert isinstance(state, KroneckerState)
        before = self.ready(objective, replace(state, steps=state.steps + 1, moved=0.0))
        decrement = before.downhill[1]
        if before.rough is None or decrement <= QUIET:
            before = replace(before, rough=None)
            return self.rounds(objective, before, objective, LEFT * decrement)
        goal = max(LEFT_ROUGH * decrement, QUIET)
        after = self.rounds(objective, before, corrected(before.rough, before), goal, NOISE)
        after = replace(after, at=objective(after.w))
        if falls(before, after):
            return after
        return self.step(objective, replace(state, rough=None))

    def rounds(
        self,
        objective: Objective,
        state: KroneckerState,
        evaluate: Callable[[Array], Evaluation],
        goal: float,
        noise: float = ROUNDING,
    ) -> KroneckerState:
        """Rounds until the decrement is down at the goal; step size 0 where none helps."""
        s, first = state.downhill
        for _ in range(ROUNDS):
            new = search(objective, state, s, evaluate, self.max_halvings, noise)
            if new.step_size == 0 and not len(state.pairs):
                return replace(state, step_size=0.0)
            if new.step_size == 0:  # the pairs told of rounding alone
                state = self.renewed(objective, state)
            else:
                state = state_after(state, new)
            s, decrement = state.downhill
            if decrement <= goal:
                return replace(state, slow=False)
        return replace(state, slow=decrement > LEFT * first)

    def ready(self, objective: Objective, state: KroneckerState) -> KroneckerState:
        """The state with an H₀ that still says enough."""
        if state.shared is None:
            return self.renewed(objective, state)
        fallen = state.downhill[1] * FALLEN <= state.since
        return self.renewed(objective, state) if fallen and state.changing else state

    def renewed(self, objective: Objective, state: KroneckerState) -> KroneckerState:
        """The state with H₀ of where it is, and no pairs."""
        assert state.at is not None
        shared = kronecker_at(state.rough or objective, state.w, state.at.case_weight)
        since = inner(state.gradient, shared.solve(state.gradient))
        most = min(self.memory, max(HELD // max(state.w.size, 1) // 2, 5))
        return replace(state, shared=shared, since=since, pairs=Pairs(most))


def state_after(state: KroneckerState, new: State) -> KroneckerState:
    """The state at `new`, within the same step, with one pair more."""
    assert new.at is not None
    assert new.at.gradient is not None
    assert state.shared is not None
    y = new.at.gradient - state.gradient
    return replace(
        state,
        w=new.w,
        at=new.at,
        step_size=new.step_size,
        moved=state.moved + new.moved,
        pairs=state.pairs.add(new.w - state.w, y, state.shared.solve),
    )


def in_single(objective: Objective) -> Objective | None:
    """The objective on numbers in single precision, where that is worth a copy of them."""
    n, p = objective.data.shape
    least, most = ROUGH
    if not least <= n * p <= most:
        return None
    return replace(objective, data=objective.data.with_design(Single.of))


def corrected(rough: Objective, state: KroneckerState) -> Callable[[Array], Evaluation]:
    """`rough` plus a linear term, with which it has value and gradient of the state at its w."""
    there, at, w = rough(state.w), state.at, state.w
    assert at is not None
    assert there.gradient is not None
    value, gradient = at.value - there.value, state.gradient - there.gradient

    def evaluate(u: Array) -> Evaluation:
        found = rough(u)
        assert found.gradient is not None
        return replace(
            found,
            value=found.value + value + inner(gradient, u - w),
            gradient=found.gradient + gradient,
        )

    return evaluate


def falls(before: KroneckerState, after: KroneckerState) -> bool:
    """Whether a step in single precision was one: F is lower, and the decrement half at most."""
    assert before.at is not None
    assert after.at is not None
    level = after.at.value <= before.at.value + ROUNDING * (1 + abs(before.at.value))
    return after.step_size > 0 and level and after.downhill[1] <= before.downhill[1] / 2
