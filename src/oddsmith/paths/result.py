"""Path: the minima for many strengths of a penalty, and what is known about each.

    mean loss  +  λ Σ_j f_j [r |s_j w_j| + ½ (1 - r) (s_j w_j)²]

s_j is the column's standard deviation where columns are standardised, else one; f_j its factor.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd
import scipy.sparse as sp

from oddsmith.design import Array
from oddsmith.errors import NotSupportedError
from oddsmith.losses.binary import sigmoid
from oddsmith.options import require_one_of
from oddsmith.paths.cross import PathCV, cross_validate
from oddsmith.paths.debiased import debiased
from oddsmith.paths.leave_one_out import degrees_of_freedom, scores
from oddsmith.paths.metrics import read_scoring
from oddsmith.paths.pictures import NAMED, plot_path
from oddsmith.paths.progress import teller
from oddsmith.paths.read import design_of
from oddsmith.paths.record import Record, record_of
from oddsmith.paths.refit import chosen, relaxed
from oddsmith.paths.run import Track
from oddsmith.paths.stability import Stability, stability
from oddsmith.paths.units import deviations_of
from oddsmith.result import Fit
from oddsmith.solvers.path import Point


@dataclass(frozen=True, eq=False, repr=False)
class Path(Record):
    """A regularisation path: m fits of two classes, from the empty model on.

    Attributes
    ----------
    intercepts : ndarray of shape (m,)
    sparse_coefficients : scipy.sparse.csr_array of shape (m, p)
        For the columns as given.

    Notes
    -----
    For the others see `oddsmith.paths.record.Record`.
    """

    intercepts: Array
    sparse_coefficients: Any

    @cached_property
    def coefficients(self) -> pd.DataFrame:
        """A row for each λ, a column for each of Intercept and p columns."""
        full = pd.DataFrame(self.sparse_coefficients.toarray(), columns=list(self.names))
        if self.asked.intercept is not None:
            full.insert(0, "Intercept", self.intercepts)
        full.index = pd.Index(self.penalties, name="penalty")
        return full

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
        return deviations_of(self.asked, self.wanted)

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
    w = sp.csr_array((values, indices, start), shape=(len(points), len(track.asked.names)))
    return Path(
        **record_of(track, points, ending, tol, np.diff(start)),
        intercepts=np.array([intercept for intercept, _, _ in raw]),
        sparse_coefficients=w,
    )
