"""Path: the minima for many strengths of a penalty, and what is known about each.

    mean loss  +  λ Σ_j f_j [r |s_j w_j| + ½ (1 - r) (s_j w_j)²]

s_j is the column's standard deviation where columns are standardised, else one; f_j its factor.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.losses.binary import sigmoid
from oddsmith.paths.question import Asked, Wanted
from oddsmith.paths.read import design_of
from oddsmith.paths.run import WHOLE, Track
from oddsmith.scales import penalty_to
from oddsmith.solvers.path import Point


@dataclass(frozen=True, eq=False, repr=False)
class Path:
    """A regularisation path: m fits, from the empty model on.

    Attributes
    ----------
    formula : str
    names : tuple of str
        Of the p columns.
    penalties : ndarray of shape (m,)
        λ, from the largest down.
    l1_ratio : float
    standardize : bool
        Whether the penalty is that of standardised columns.
    intercepts : ndarray of shape (m,)
    sparse_coefficients : scipy.sparse.csr_array of shape (m, p)
        For the columns as given.
    losses : ndarray of shape (m,)
        Mean loss.
    deviance_ratio : ndarray of shape (m,)
        Share of the deviance of the model with an intercept alone that is explained.
    violations : ndarray of shape (m,)
        Largest violation of the optimality condition of the mean objective, of all columns, in
        units of their standard deviation.
    gaps : ndarray of shape (m,)
        Proven upper bounds of each objective's distance to its minimum.
    steps : ndarray of shape (m,)
        Newton steps.
    ending : str
        Why the path ends where it does.
    """

    formula: str
    names: tuple[str, ...]
    penalties: Array
    l1_ratio: float
    standardize: bool
    intercepts: Array
    sparse_coefficients: Any
    losses: Array
    deviance_ratio: Array
    violations: Array
    gaps: Array
    steps: Array
    ending: str
    asked: Asked = field(repr=False)
    wanted: Wanted = field(repr=False)
    tol: float = 1e-8

    def __len__(self) -> int:
        return len(self.penalties)

    def __repr__(self) -> str:
        ended = "" if self.complete else ", ended early"
        return (
            f"<Path {self.formula!r}: {len(self)} penalties from {self.penalties[0]:.6g} to "
            f"{self.penalties[-1]:.6g}, {self.n_nonzero[-1]} of {len(self.names)} columns at its "
            f"end{ended}, violation at most {self.violations.max():.1e}>"
        )

    @property
    def complete(self) -> bool:
        """Whether every value that was asked for is there."""
        return self.ending == WHOLE

    @cached_property
    def Cs(self) -> Array:
        """scikit-learn's C of each point."""
        return np.asarray(penalty_to("scikit-learn", self.penalties, self.total_weight))

    @property
    def total_weight(self) -> float:
        """Sum of the rows' weights."""
        return float(self.asked.data.whole.weights.sum())

    @cached_property
    def n_nonzero(self) -> Array:
        """Number of coefficients that are not zero, the intercept not counted: (m,)."""
        return np.diff(self.sparse_coefficients.indptr)

    @cached_property
    def coefficients(self) -> pd.DataFrame:
        """A row for each λ, a column for each of Intercept and p columns."""
        full = pd.DataFrame(self.sparse_coefficients.toarray(), columns=list(self.names))
        if self.asked.intercept is not None:
            full.insert(0, "Intercept", self.intercepts)
        full.index = pd.Index(self.penalties, name="penalty")
        return full

    @property
    def table(self) -> pd.DataFrame:
        """What is known about each point: a row for each λ."""
        return pd.DataFrame(
            {
                "C": self.Cs,
                "nonzero": self.n_nonzero,
                "deviance_ratio": self.deviance_ratio,
                "loss": self.losses,
                "violation": self.violations,
                "gap": self.gaps,
                "steps": self.steps,
            },
            index=pd.Index(self.penalties, name="penalty"),
        )

    def position(self, penalty: float) -> int:
        """Where on the path a strength is.

        Raises
        ------
        InputError
            It is not one of the path's values: nothing is interpolated.
        """
        nearest = int(np.argmin(np.abs(self.penalties - penalty)))
        if not np.isclose(self.penalties[nearest], penalty, rtol=1e-9, atol=0):
            raise InputError(
                f"penalty={penalty!r} is not on the path; the nearest value is "
                f"{self.penalties[nearest]:.17g}. A value between two has coefficients of its own, "
                "which no interpolation gives: fit a path with penalties=[…] that holds it."
            )
        return nearest

    def decision_function(self, X: Any, offset: Any = None) -> Array:
        """Log-odds of new rows at every λ: (n, m).

        Parameters
        ----------
        X : table of the formula's columns, or array of shape (n, p)
        offset : array of shape (n,), optional
            A known part of the log-odds.
        """
        design = design_of(self.asked, X)
        w = np.zeros((design.shape[1], len(self)))
        at = self.asked.intercept
        w[[j for j in range(len(w)) if j != at]] = self.sparse_coefficients.toarray().T
        if at is not None:
            w[at] = self.intercepts
        z = design.forward(w)
        return z if offset is None else z + np.asarray(offset, dtype=np.float64)[:, None]

    def predict_proba(self, X: Any, offset: Any = None) -> Array:
        """Probabilities of the event at every λ: (n, m)."""
        return sigmoid(self.decision_function(X, offset))


def path_of(track: Track, points: Sequence[Point], ending: str, tol: float) -> Path:
    """The points on the columns as given."""
    raw = [track.units.to_raw(point.index, point.w) for point in points]
    start = np.r_[0, np.cumsum([len(index) for _, index, _ in raw])].astype(np.intp)
    indices = np.concatenate([index for _, index, _ in raw])
    values = np.concatenate([w for _, _, w in raw])
    shape = (len(points), len(track.asked.names))

    def each(name: str) -> Array:
        return np.array([getattr(point, name) for point in points])

    losses = each("loss")
    return Path(
        formula=track.asked.formula,
        names=track.asked.names,
        penalties=each("strength"),
        l1_ratio=track.wanted.l1_ratio,
        standardize=track.wanted.standardize,
        intercepts=np.array([intercept for intercept, _, _ in raw]),
        sparse_coefficients=sp.csr_array((values, indices, start), shape=shape),
        losses=losses,
        deviance_ratio=track.explained(losses),
        violations=each("violation"),
        gaps=each("gap"),
        steps=each("steps"),
        ending=ending,
        asked=track.asked,
        wanted=track.wanted,
        tol=tol,
    )
