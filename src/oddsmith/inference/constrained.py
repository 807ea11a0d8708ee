"""Constrained: the best fit among the coefficients that satisfy linear equations.

    minimise F(u)   subject to   A u = a,           A (q, p) of full row rank

1.  u = o + N v,  where o satisfies the equations and N (p, p - q) is an orthonormal basis of the
    null space of A
2.  minimise F(o + N v) over v: gradient Nᵀg, hessian NᵀHN

F is any objective: minus the mean log-likelihood, or that with Jeffreys' prior.
(Nocedal and Wright 2006, *Numerical Optimization*, section 15.3.)
"""

import warnings
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lstsq, qr

from oddsmith.coordinates import Coordinates
from oddsmith.design import Array
from oddsmith.errors import NotConvergedWarning, NotSupportedError
from oddsmith.inference.hypotheses import Hypothesis, on_estimated
from oddsmith.objective import Evaluation, Objective
from oddsmith.solvers import Newton, Solution, minimise


class Peak(Protocol):
    """A maximum of a likelihood, penalised by a prior or not, and the objective around it.

    w (p,) on the columns as given; `objective` and `solution` in standardised coordinates of the
    columns kept.
    """

    @property
    def w(self) -> Array: ...

    @property
    def kept(self) -> NDArray[np.integer[Any]]: ...

    @property
    def coordinates(self) -> Coordinates: ...

    @property
    def objective(self) -> Objective: ...

    @property
    def solution(self) -> Solution: ...


def require_likelihood(peak: Peak, what: str) -> None:
    """Refuse what is not a maximum of the likelihood of a binary response."""
    penalty = peak.objective.penalty
    if peak.w.ndim > 1:
        raise NotSupportedError(
            f"{what} is there for a response of two classes, and this one has more. Fit one class "
            "against the rest, or against one other."
        )
    if penalty.l2.any() or not penalty.smooth:
        raise NotSupportedError(
            f"{what} compares maxima of the likelihood, and this fit has a penalty, whose optimum "
            "has no such distribution. Fit with penalty=0, or with method='firth'."
        )


def summit(peak: Peak) -> Evaluation:
    """The objective at the peak, with its hessian."""
    at = peak.solution.at
    return at if at.hessian is not None else peak.objective(peak.solution.w, order=2)


@dataclass(frozen=True, eq=False)
class Restricted(Evaluation):
    """An evaluation in v, and the one in u that it was made from."""

    whole: Evaluation = field(kw_only=True)


@dataclass(frozen=True, eq=False)
class Constrained(Objective):
    """``F(origin + basis v)`` as a function of v.

    Parameters
    ----------
    whole : Objective
        F, of u (p,).
    origin : ndarray of shape (p,)
    basis : ndarray of shape (p, k)
        Orthonormal columns.
    """

    whole: Objective = field(kw_only=True)
    origin: Array = field(kw_only=True)
    basis: Array = field(kw_only=True)

    @classmethod
    def of(cls, whole: Objective, origin: Array, basis: Array) -> "Constrained":
        none = type(whole.penalty).none(basis.shape[1])
        return cls(whole.data, whole.loss, none, whole=whole, origin=origin, basis=basis)

    def __call__(self, w: Array, order: int = 1) -> Restricted:
        at = self.whole(self.point(w), order)
        g, H, N = at.gradient, at.hessian, self.basis
        return Restricted(
            at.value,
            at.loss,
            at.case_weight,
            None if g is None else N.T @ g,
            None if H is None else N.T @ H @ N,
            whole=at,
        )

    def reach(self, s: Array) -> float:
        return self.whole.reach(self.basis @ s)

    def point(self, v: Array) -> Array:
        """The u that belongs to v."""
        u: Array = self.origin + self.basis @ v
        return u


def null_space(A: Array) -> Array:
    """Orthonormal basis of ``{v : A v = 0}``: (q, p) of full row rank -> (p, p - q)."""
    Q: Array = qr(A.T)[0]
    return Q[:, len(A) :]


@dataclass(frozen=True, eq=False)
class Fitted:
    """The best u under the constraint, and the whole objective there."""

    u: Array
    at: Evaluation


def fit_under(peak: Peak, hypothesis: Hypothesis, *, max_steps: int = 200) -> Fitted:
    """Refit under R w = r, from the nearest point that satisfies it.

    Warns
    -----
    NotConvergedWarning
        The refit did not reach the optimality condition.
    """
    A, a = standardised(peak, hypothesis)
    u = peak.solution.w
    origin = u - lstsq(A, A @ u - a)[0] if len(a) else u
    problem = Constrained.of(peak.objective, origin, null_space(A))
    solution = minimise(
        Newton(), problem, np.zeros(problem.basis.shape[1]), max_steps=max_steps, to_floor=True
    )
    if not solution.converged:
        warnings.warn(
            f"The fit under '{hypothesis}' did not end: {solution.verdict.value}",
            NotConvergedWarning,
            stacklevel=3,
        )
    assert isinstance(solution.at, Restricted)
    return Fitted(problem.point(solution.w), solution.at.whole)


def standardised(peak: Peak, hypothesis: Hypothesis) -> tuple[Array, Array]:
    """R w = r in the coordinates of the objective, each equation of length one."""
    R = on_estimated(hypothesis, peak.kept)
    A = R @ peak.coordinates.to_raw(np.eye(R.shape[1]))
    size = np.linalg.norm(A, axis=1)
    return A / size[:, None], hypothesis.r / size
