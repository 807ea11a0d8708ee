"""Chord Newton: the minimum over the working columns for one λ.

    1.  u  minimises  -rᵀZ(u - w) + ½ σ (u - w)ᵀH(u - w) + P(u),  exactly    active, quadratic
    2.  z <- z + Z (u - w),  w <- u;  where nothing was gained, half the way back
    3.  σ  <-  sᵀ(change of gradient) / sᵀHs  along that step: one number by which H is corrected

H stays as it is while a step leaves less than `RATE` of the violation, for a new one costs n k².
Where it costs next to nothing every step gets its own: Newton's method.
"""

import numpy as np

from oddsmith.design import Array
from oddsmith.penalties import Penalty
from oddsmith.solvers.path.active import Quadratic, minimise_lasso
from oddsmith.solvers.path.position import GAINED, MOST, Position, Step, went_back
from oddsmith.solvers.path.written import Written
from oddsmith.solvers.quadratic import LIFT, minimise_quadratic

RATE = 0.1  # share of the violation that a step with an old curvature may leave
CHEAP = 500_000  # multiplications that a new curvature may take without being thought about
FLOOR = 1e-16  # violation that is rounding


def settle(at: Position[Written], penalty: Penalty, stop: float, *, polish: bool) -> float:
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


def forward(at: Position[Written], penalty: Penalty, slopes: Array) -> Step:
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
