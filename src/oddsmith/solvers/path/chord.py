"""Chord Newton: the minimum over the working columns for one λ.

    1.  u  minimises  -rᵀZ(u - w) + ½ σ (u - w)ᵀH(u - w) + P(u),  exactly    active, quadratic
    2.  z <- z + Z (u - w),  w <- u;  where nothing was gained, half the way back
    3.  σ  <-  sᵀ(change of gradient) / sᵀHs  along that step: one number by which H is corrected

H stays as it is while a step leaves less than `RATE` of the violation, for a new one costs n k².
Where it costs next to nothing every step gets its own: Newton's method.
"""

from dataclasses import dataclass, field

import numpy as np

from oddsmith.design import Array
from oddsmith.penalties import Penalty
from oddsmith.solvers.path.active import Quadratic, minimise_lasso
from oddsmith.solvers.path.rows import PathRows
from oddsmith.solvers.path.working import Working
from oddsmith.solvers.quadratic import LIFT, minimise_quadratic

RATE = 0.1  # share of the violation that a step with an old curvature may leave
GAINED = 0.9  # of the violation: above it, look whether the objective has fallen
CHEAP = 500_000  # multiplications that a new curvature may take without being thought about
MOST = 100  # steps for one λ
SHORTEST = 1e-6
FLOOR = 1e-16  # violation that is rounding


@dataclass(frozen=True, eq=False)
class Step:
    """The last step: s, its length in H, the change of z, and what was there before."""

    s: Array
    along: float
    dz: Array
    slopes: Array
    penalty: float


@dataclass(eq=False)
class Position:
    """Where a path stands: z, r = c (y - p) and d = c p (1 - p), all (n,), and the working columns.

    `sigma` corrects the curvature, and `steps` counts Newton's.
    """

    rows: PathRows
    working: Working
    z: Array
    r: Array = field(init=False)
    d: Array = field(init=False)
    sigma: float = 1.0
    steps: int = 0

    def __post_init__(self) -> None:
        self.go(self.z)

    def go(self, z: Array) -> None:
        self.z = z
        self.r, self.d = self.rows.at(z)

    def refresh(self) -> None:
        self.working.refresh(self.d)
        self.sigma = 1.0


def settle(at: Position, penalty: Penalty, stop: float, *, polish: bool) -> float:
    """Move `at` to the minimum over its columns; the violation left there.

    `penalty` is that of the working columns.  With `polish`, and where steps are cheap, to the
    floor of rounding.
    """
    working, last, before, fresh = at.working, None, np.inf, False
    cheap = working.cost <= CHEAP
    for step in range(MOST):
        slopes = working.slopes(at.r)
        gradient = penalty.smooth_gradient(working.w) - slopes
        violation = float(penalty.violation(working.w, gradient).max(initial=0.0))
        more = polish and cheap and violation > FLOOR and violation < RATE * before
        if violation <= stop and not more:
            return violation
        if last is not None:
            if violation > GAINED * before and violation > stop and went_back(at, penalty, last):
                before, last, fresh = np.inf, None, False
                continue
            at.sigma = secant(last, slopes)
        if cheap or (step > 1 and not fresh and violation > RATE * before):
            at.refresh()
            fresh = True
        else:
            fresh = False
        last, before = forward(at, penalty, slopes), violation
    return violation


def secant(last: Step, slopes: Array) -> float:
    """How much larger the curvature has become along the last step."""
    if last.along <= 0:
        return 1.0
    return float(np.clip(last.s @ (last.slopes - slopes) / last.along, 0.2, 5.0))


def forward(at: Position, penalty: Penalty, slopes: Array) -> Step:
    """Steps 1 and 2."""
    working, sigma = at.working, at.sigma
    H, w = working.H, working.w
    lift = LIFT * float(H.diagonal().max(initial=0.0))  # collinear columns stay solvable
    ridge = penalty.l2 / sigma + lift
    b = H @ w + lift * w + slopes / sigma
    if penalty.l2.any():
        working.factor.forget()  # the ridge moves with λ and σ
    if penalty.lower is None:
        u = minimise_lasso(Quadratic(H, ridge, b, penalty.l1 / sigma), w, working.factor)
    else:
        scaled = Penalty(penalty.l1 / sigma, penalty.l2, penalty.lower, penalty.upper)
        u = minimise_quadratic(H + np.diag(ridge), b, scaled, w)
    s = u - w
    step = Step(s, float(s @ (H @ s)), working.forward(s), slopes, penalty.value(w))
    working.w = u
    at.go(at.z + step.dz)
    at.steps += 1
    return step


def went_back(at: Position, penalty: Penalty, last: Step) -> bool:
    """Halve the last step until the objective does not rise; whether it was halved."""
    start = at.rows.loss(at.z - last.dz) + last.penalty
    z, w, share = at.z, at.working.w, 1.0
    while share > SHORTEST and at.rows.loss(z) + penalty.value(w) > start + 1e-15:
        share /= 2
        z, w = z - share * last.dz, w - share * last.s
    if share == 1:
        return False
    at.working.w = w
    at.go(z)
    return True
