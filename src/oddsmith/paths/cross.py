"""Cross-validation of a path: every fold walks the same penalties, and what is held out judges.

    mean_k = Σ_f c_f s_fk / Σ_f c_f
    error_k = √[ Σ_f c_f (s_fk - mean_k)² / Σ_f c_f / (F - 1) ]

s_fk is fold f's score at the k-th penalty and c_f the weight of its held-out rows.  Two rules:
``"min"``, the best mean; ``"1se"``, the largest penalty whose mean is within one error of the best
(Breiman, Friedman, Olshen and Stone 1984, section 3.4.3).  Standardisation is learned in each fold.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import log
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.model_selection import check_cv

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.options import require_one_of
from oddsmith.paths.metrics import PointModel, Scoring
from oddsmith.paths.pictures import plot_cv
from oddsmith.paths.question import Asked
from oddsmith.paths.read import design_of
from oddsmith.paths.run import require_start, track_of
from oddsmith.paths.strengths import spaced
from oddsmith.result import Fit
from oddsmith.solvers.path import Point
from oddsmith.threads import in_order, one_blas_thread

if TYPE_CHECKING:
    from oddsmith.paths.result import Path
    from oddsmith.paths.several import ClassesPath

RULES = ("min", "1se")
CLIPPED = log(1e5 - 1)  # log-odds of 1 - 1e-5, beyond which glmnet takes no deviance


@dataclass(frozen=True, eq=False, repr=False)
class PathCV:
    """Scores of held-out rows along a path.

    Attributes
    ----------
    path : Path or ClassesPath
    scoring : str
    fold_scores : ndarray of shape (folds, m)
        Of each fold at each penalty; NaN where a fold cannot be scored.
    mean, error : ndarray of shape (m,)
        Weighted mean over folds, and its standard error.
    greater_is_better : bool
    """

    path: "Path | ClassesPath"
    scoring: str
    fold_scores: Array
    mean: Array
    error: Array
    greater_is_better: bool
    method: str = "folds"

    def __repr__(self) -> str:
        how = f"{len(self.fold_scores)} folds" if self.method == "folds" else "leaving one out"
        return (
            f"<PathCV of {self.scoring} by {how}: {self.mean[self.position('min')]:.6g} at penalty "
            f"{self.penalty('min'):.6g}; within one error at {self.penalty('1se'):.6g}>"
        )

    @property
    def _loss(self) -> Array:
        return -self.mean if self.greater_is_better else self.mean

    def position(self, rule: str = "min") -> int:
        """The point that a rule chooses: ``"min"`` or ``"1se"``; of equal ones the emptiest."""
        require_one_of("rule", rule, RULES)
        loss = np.where(np.isnan(self._loss), np.inf, self._loss)
        best = int(np.argmin(loss))
        if rule == "min":
            return best
        return int(np.flatnonzero(loss <= loss[best] + self.error[best])[0])

    def penalty(self, rule: str = "min") -> float:
        """The penalty that a rule chooses."""
        return float(self.path.penalties[self.position(rule)])

    def fit(self, rule: str = "min") -> Fit:
        """The point that a rule chooses as an ordinary `Fit`, see `Path.fit`."""
        return self.path.fit(self.penalty(rule))

    def plot(self, ax: Any = None) -> Any:
        """Draw the mean over folds with its error against λ, and what both rules choose.

        Returns
        -------
        matplotlib Axes
        """
        return plot_cv(self, ax)

    @property
    def table(self) -> pd.DataFrame:
        """A row for each penalty: mean, error, coefficients that are not zero, and the rules."""
        chosen = {rule: np.arange(len(self.mean)) == self.position(rule) for rule in RULES}
        columns = {
            "mean": self.mean,
            "error": self.error,
            "nonzero": self.path.n_nonzero,
            **chosen,
        }
        return pd.DataFrame(columns, index=pd.Index(self.path.penalties, name="penalty"))


@one_blas_thread()
def cross_validate(
    path: "Path",
    cv: Any,
    scoring: Scoring,
    align: str,
    watch: Callable[[str], None] | None,
) -> PathCV:
    """Score the path's penalties on rows held out, fold by fold, on our own threads."""
    folds = folds_of(path.asked, cv)
    each = partial(one_fold, path, scoring, align)
    scores = []
    for done, found in enumerate(in_order(each, folds), start=1):
        scores.append(found)
        if watch is not None:
            watch(f"fold {done} of {len(folds)}: {len(path)} penalties")
    c = np.array([weights_of(path.asked, test).sum() for _, test in folds])
    values = np.array(scores)
    mean, error = pooled(values, c)
    if np.isnan(mean).all():
        raise InputError(
            f"no fold can be scored by {scoring.name!r}: each lacks a class among the rows held "
            "out. Use fewer folds, or scoring='deviance'."
        )
    return PathCV(path, scoring.name, values, mean, error, scoring.greater)


def pooled(values: Array, c: Array) -> tuple[Array, Array]:
    """Means over folds and their errors; folds that could not be scored are left out."""
    weight = np.where(np.isnan(values), 0.0, c[:, None])
    values = np.nan_to_num(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (weight * values).sum(axis=0) / weight.sum(axis=0)
        square = (weight * (values - mean) ** 2).sum(axis=0) / weight.sum(axis=0)
        return mean, np.sqrt(square / ((weight > 0).sum(axis=0) - 1))


Index = NDArray[np.intp]
Fold = tuple[Index, Index]


def folds_of(asked: Asked, cv: Any) -> list[Fold]:
    """Training and held-out rows; a count is of stratified folds.

    Raises
    ------
    InputError
        More folds than rows of a class, training rows without a class, or nothing held out.
    """
    y, n = asked.data.y, len(asked.data.y)
    labels = y.astype(int) if np.isin(y, (0, 1)).all() else y
    kind = "rows"
    if isinstance(cv, int | np.integer) and not isinstance(cv, bool):
        most = n
        if labels.dtype.kind == "i":
            most, kind = int(np.bincount(labels).min()), "rows of the rarer class"
        if not 2 <= cv <= most:
            raise InputError(
                f"cv={cv}: there are {most:,} {kind}, and each fold needs one, so 2 to {most:,} "
                "folds are possible."
            )
    splitter = check_cv(cv, labels, classifier=labels.dtype.kind == "i")
    folds = [
        (np.asarray(train, dtype=np.intp), np.asarray(test, dtype=np.intp))
        for train, test in splitter.split(np.zeros((n, 1)), labels)
    ]
    if not folds:
        raise InputError(f"cv={cv!r} makes no fold.")
    for number, (train, test) in enumerate(folds, start=1):
        check_fold(y, train, test, number)
    return folds


def check_fold(y: Array, train: Index, test: Index, number: int) -> None:
    if not len(train) or y[train].min() == y[train].max():
        raise InputError(
            f"the training rows of fold {number} hold one class, so there is nothing to tell "
            "apart: use stratified folds (a count), or fewer of them."
        )
    if not len(test):
        raise InputError(f"fold {number} holds no row out, so it judges nothing.")


def weights_of(asked: Asked, rows: Index) -> Array:
    return np.asarray(asked.data.whole.weights[rows], dtype=np.float64)


def one_fold(path: "Path", scoring: Scoring, align: str, fold: Fold) -> Array:
    """Scores of one fold at every penalty: (m,)."""
    train, test = fold
    w = coefficients_of(path, path.asked.rows(train), align)
    held = path.asked.data.rows(test)
    z = held.X.forward(w)
    if held.offset is not None:
        z = z + held.offset[:, None]
    c = weights_of(path.asked, test)
    if align == "glmnet" and scoring.name == "deviance":
        z = np.clip(z, -CLIPPED, CLIPPED)
    if scoring.metric is not None:
        return scoring.metric(z, held.y, c)
    return by_scorer(path.asked, scoring, w, test, c)


def coefficients_of(path: "Path", asked: Asked, align: str) -> Array:
    """Coefficients of these rows at the path's penalties: (p, m), the intercept where it stands."""
    track = track_of(asked, path.wanted, path.tol, tell=False)
    require_start(track)
    strengths = path.penalties
    if align == "glmnet":
        share = float(strengths[-1] / strengths[0])
        strengths = spaced(track.largest, len(strengths), share)
    points, ending = track.walk(strengths, to_end=align == "exact")
    if len(points) < len(strengths) and not (align == "glmnet" and "all but" in ending):
        raise InputError(f"in a fold: {ending} Choose larger penalties for cross-validation.")
    w = on_columns(track.units.to_raw, points, len(track.units.weight), asked.intercept)
    return w if align == "exact" else interpolated(w, strengths[: len(points)], path.penalties)


def on_columns(
    to_raw: Callable[..., Any], points: Sequence[Point], p: int, at: int | None
) -> Array:
    w = np.zeros((p, len(points)))
    for k, point in enumerate(points):
        intercept, index, values = to_raw(point.index, point.w)
        w[index if at is None else index + (index >= at), k] = values
        if at is not None:
            w[at, k] = intercept
    return w


def interpolated(w: Array, own: Array, wanted: Array) -> Array:
    """Between the two nearest of a fold's own penalties, linearly in λ, as glmnet does."""
    place = np.clip(np.searchsorted(-own, -wanted, side="right") - 1, 0, len(own) - 2)
    share = (own[place] - wanted) / (own[place] - own[place + 1])
    share = np.clip(share, 0.0, 1.0)
    return np.asarray((1 - share) * w[:, place] + share * w[:, place + 1])


def by_scorer(asked: Asked, scoring: Scoring, w: Array, test: Index, c: Array) -> Array:
    """A scorer of scikit-learn, asked point by point."""
    X, y = asked.source_rows(test), asked.data.y[test]
    if not np.isin(y, (0, 1)).all():
        raise InputError(
            f"scoring={scoring.name!r} knows labels, and y holds shares: use 'deviance' or 'brier'."
        )
    labels = np.asarray(asked.response.levels)[y.astype(int)]
    classes = np.unique(asked.response.levels)  # in the order that scorers take for granted
    sign = 1.0 if classes[1] == asked.response.event else -1.0
    given = {} if asked.data.case_weight is None else {"sample_weight": c}
    shift = 0.0 if asked.data.offset is None else asked.data.offset[test]

    def score(column: Array) -> float:
        model = PointModel(
            classes, lambda new: sign * (design_of(asked, new).forward(column) + shift)
        )
        return float(scoring.scorer(model, X, labels, **given))

    return np.array([score(column) for column in w.T])
