"""Ray: the profile likelihood along one direction from its peak.

    excess(τ) = 2 [max L - max_v L(û + τ d + N v)]         d a unit vector, N orthogonal to it

1.  minimise F over v, from the tangent of the nearest point known
2.  excess = 2 Σc [F - ½ gᵥᵀ Hᵥ⁻¹ gᵥ - min F]     the middle term is what is left to minimise
3.  tangent  du/dτ = d - N Hᵥ⁻¹ Nᵀ H d            slope = 2 Σc gᵀ du/dτ

u (p,), d (p,), N (p, p - 1), v (p - 1,) in standardised coordinates.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf, sqrt

import numpy as np

from oddsmith.design import Array
from oddsmith.inference.constrained import Constrained, Peak, Restricted, summit
from oddsmith.objective import Evaluation
from oddsmith.solvers import Newton, minimise
from oddsmith.solvers.linear import solve_lifted

RESTARTS = 30
SPREADS = (3.0, 6.0, 12.0)  # of their starts, in turn, in standard deviations of the columns
PATIENT, HASTY = Newton(), Newton(max_halvings=10)


@dataclass(frozen=True, eq=False)
class Point:
    """The profile at a distance: u there, the excess, its slope, and the tangent du/dτ."""

    distance: float
    u: Array
    excess: float
    slope: float
    tangent: Array
    converged: bool = True


@dataclass(frozen=True, eq=False)
class Ray:
    """The profile from a peak in one direction, a unit vector; `basis` is orthogonal to it."""

    peak: Peak
    direction: Array
    basis: Array

    def start(self) -> Point:
        """The peak itself."""
        return Point(0.0, self.peak.solution.w, 0.0, 0.0, self.tangent(summit(self.peak)))

    def standard_error(self, start: Point) -> float:
        """Of the distance, from the curvature along the tangent."""
        at = summit(self.peak)
        assert at.hessian is not None
        curved = at.case_weight * float(start.tangent @ at.hessian @ start.tangent)
        return 1 / sqrt(curved) if curved > 0 else inf

    def at(self, tau: float, known: list[Point]) -> Point:
        """The profile at distance tau, from what is known of it."""
        problem = self.problem(tau)
        starts = [self.basis.T @ (u - self.peak.solution.w) for u in predictions(tau, known)]
        v = min(starts, key=lambda v: problem(v, 0).value) if len(starts) > 1 else starts[0]
        return self.best_from(v, tau)

    def anew(self, tau: float) -> list[Point]:
        """Maxima found at distance tau from starts that nothing suggests."""
        random = np.random.default_rng(0)
        spread = np.resize(SPREADS, (RESTARTS, 1))
        starts = spread * random.standard_normal((RESTARTS, self.basis.shape[1]))
        found = [self.best_from(v, tau, HASTY, 40) for v in starts]
        return [point for point in found if point.converged]

    def problem(self, tau: float) -> Constrained:
        origin = self.peak.solution.w + tau * self.direction
        return Constrained.of(self.peak.objective, origin, self.basis)

    def best_from(
        self, v: Array, tau: float, solver: Newton = PATIENT, max_steps: int = 100
    ) -> Point:
        """The profile at distance tau, by minimising from v."""
        problem, best = self.problem(tau), self.peak.solution
        solution = minimise(solver, problem, v, max_steps=max_steps)
        at = solution.at
        assert isinstance(at, Restricted)
        assert at.gradient is not None
        assert at.hessian is not None
        assert at.whole.gradient is not None
        rest = solve_lifted(at.hessian, at.gradient)
        left = float(at.gradient @ rest) / 2 if solution.converged else 0.0
        tangent = self.tangent(at.whole)
        scale = 2 * at.case_weight
        return Point(
            tau,
            problem.point(solution.w),
            scale * (at.value - left - best.at.value),
            scale * float(at.whole.gradient @ tangent),
            tangent,
            solution.converged,
        )

    def tangent(self, at: Evaluation) -> Array:
        """``du/dτ = d - N Hᵥ⁻¹ Nᵀ H d``: the others follow."""
        N, H = self.basis, at.hessian
        assert H is not None
        moved: Array = self.direction - N @ solve_lifted(N.T @ H @ N, N.T @ H @ self.direction)
        return moved


def predictions(tau: float, known: list[Point]) -> Iterator[Array]:
    """Where to start at tau: along the tangent of the nearest point known; where the way is long,
    also along the line through the last two, and straight on.
    """
    near = min(known, key=lambda point: abs(point.distance - tau))
    step = tau - near.distance
    yield near.u + step * near.tangent
    if near.distance and abs(step) <= near.distance:
        return
    yield near.u
    for other in known[-2:]:
        if other.distance != near.distance:
            share = step / (near.distance - other.distance)
            yield near.u + share * (near.u - other.u)
