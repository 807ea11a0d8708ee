"""Path: the minima for many strengths of a penalty, and what is known about each.

    mean loss  +  λ Σ_j f_j [r |s_j w_j| + ½ (1 - r) (s_j w_j)²]

s_j is the column's standard deviation where columns are standardised, else one; f_j its factor.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd
import scipy.sparse as sp

from oddsmith.design import Array
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.losses.binary import sigmoid
from oddsmith.options import require_one_of
from oddsmith.paths.cross import PathCV, cross_validate
from oddsmith.paths.debiased import debiased
from oddsmith.paths.leave_one_out import degrees_of_freedom, scores
from oddsmith.paths.metrics import read_scoring
from oddsmith.paths.pictures import NAMED, plot_path
from oddsmith.paths.progress import teller
from oddsmith.paths.question import Asked, Wanted
from oddsmith.paths.read import design_of
from oddsmith.paths.refit import chosen, relaxed
from oddsmith.paths.run import WHOLE, Track
from oddsmith.paths.stability import Stability, stability
from oddsmith.paths.units import units_of
from oddsmith.result import Fit
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
        return self.asked.data.whole.total_weight

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
        z = design.forward(self.on_columns)
        return z if offset is None else z + np.asarray(offset, dtype=np.float64)[:, None]

    @cached_property
    def fitted(self) -> Array:
        """Log-odds of the rows of the fit at every λ, offset included: (n, m)."""
        z = self.asked.data.X.forward(self.on_columns)
        shift = self.asked.data.offset
        return z if shift is None else z + shift[:, None]

    @cached_property
    def on_columns(self) -> Array:
        """Coefficients for the columns of the design, the intercept where it stands: (p + 1, m)."""
        at, w = self.asked.intercept, self.sparse_coefficients.toarray().T
        return w if at is None else np.insert(w, at, self.intercepts, axis=0)

    @cached_property
    def deviations(self) -> Array:
        """Standard deviation of each of the p columns."""
        units = units_of(self.asked, self.wanted, tell=False)
        mean = units.rows.backward(units.rows.weight)
        s = units.coordinates.scale * np.sqrt(np.maximum(1 - mean * mean, 0.0))
        return np.asarray(s[units.features])

    @cached_property
    def degrees_of_freedom(self) -> Array:
        """Effective number of parameters at every λ, the intercept counted: (m,).

        ``trace[(H + λ L2)⁻¹ H]`` over the columns that are not zero, H their curvature: with L1
        alone that is their number (Zou, Hastie and Tibshirani 2007, Annals of Statistics 35).
        """
        return degrees_of_freedom(self)

    def fit(self, penalty: float) -> Fit:
        """The point at a strength as an ordinary `Fit`, which says that columns were selected.

        Of an array it has the columns that are not zero; of a formula all.

        Parameters
        ----------
        penalty : float
            One of the path's.
        """
        return chosen(self, self.position(penalty))

    def relaxed(self, penalty: float) -> Fit:
        """Maximum likelihood on the columns that a point selected: the relaxed lasso.

        Its coefficients are not shrunk, and it has no standard errors: the same rows chose the
        columns.
        """
        return relaxed(self, self.position(penalty))

    def debiased(self, penalty: float, *, level: float = 0.95) -> pd.DataFrame:
        """Coefficients with the shrinkage taken off, their errors, tests and intervals.

        Parameters
        ----------
        penalty : float
            One of the path's.
        level : float
            Coverage of the intervals.

        Returns
        -------
        DataFrame
            Term, estimate, std_error, p_value, conf_low, conf_high for every column.

        Notes
        -----
        van de Geer, Bühlmann, Ritov and Dezeure 2014, *Annals of Statistics* 42.  They hold where
        the true model has few columns; p-values are each column's own, not adjusted.
        """
        return debiased(self, self.position(penalty), level)

    def stability(
        self, pairs: int = 50, *, threshold: float = 0.75, most: int | None = None, seed: int = 0
    ) -> Stability:
        """How often each column is selected when half of the rows are drawn.

        Parameters
        ----------
        pairs : int
            How many times the rows are split into two halves.
        threshold : float
            Share of halves, above 0.5, from which on a column counts as selected.
        most : int, optional
            Columns taken from each half; where not given, such that at most one false selection is
            expected.
        seed : int

        Notes
        -----
        Meinshausen and Bühlmann 2010, *JRSS B* 72; Shah and Samworth 2013, *JRSS B* 75.
        """
        return stability(self, pairs, threshold, most, seed)

    def plot(self, ax: Any = None, *, names: int = NAMED) -> Any:
        """Draw the coefficients against λ, the largest ones named at the end.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            A new figure's where not given.
        names : int
            How many are named at most.

        Returns
        -------
        matplotlib Axes
        """
        return plot_path(self, ax, names)

    def cross_validate(
        self,
        cv: Any = 10,
        scoring: Any = "deviance",
        *,
        method: Literal["folds", "leave-one-out"] = "folds",
        align: Literal["exact", "glmnet"] = "exact",
        progress: bool | Callable[[str], None] = False,
    ) -> PathCV:
        """Judge every point by rows that were held out.

        Parameters
        ----------
        cv : int, splitter of scikit-learn or iterable of (train, test)
            A count is of stratified folds, in the order of the rows.
        scoring : str or callable
            ``"deviance"``, ``"error"``, ``"brier"``, ``"auc"``, or any scorer of scikit-learn.
        method : {"folds", "leave-one-out"}
            By folds, or leaving out each row by one Newton step from the fit to all: approximate,
            and as cheap as one path.
        align : {"exact", "glmnet"}
            Whether folds are fitted at the path's penalties, or as glmnet does at their own, and
            interpolated.
        progress : bool or callable
            Tell of every fold.

        Raises
        ------
        InputError
            Folds that cannot be: more than rows, or without a class to learn.
        """
        require_one_of("method", method, ("folds", "leave-one-out"))
        require_one_of("align", align, ("exact", "glmnet"))
        known = read_scoring(scoring)
        if method == "folds":
            return cross_validate(self, cv, known, align, teller(progress))
        if known.metric is None:
            raise NotSupportedError(
                f"scoring={known.name!r} and method='leave-one-out': log-odds are all that one "
                "step gives. Choose 'deviance', 'error', 'brier' or 'auc', or folds."
            )
        if cv != 10 or align != "exact":
            raise NotSupportedError("cv= and align= are for folds, and method= leaves out one row.")
        mean, error = scores(self, known)
        return PathCV(self, known.name, mean[None], mean, error, known.greater, method)

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
