"""ClassesPath: a path of several classes, all of them with coefficients of their own.

    mean loss  +  λ Σ_j f_j [r Σ_k |s_j w_jk| + ½ (1 - r) Σ_k (s_j w_jk)²]

or, grouped, with the length of (w_j1, …, w_jK) in the place of the sum of absolute values.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from oddsmith.design import Array
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.losses import Multinomial
from oddsmith.paths.cross import PathCV
from oddsmith.paths.cross_several import cross_validate_classes
from oddsmith.paths.pictures import NAMED, draw_coefficients
from oddsmith.paths.progress import teller
from oddsmith.paths.question import Asked, Wanted
from oddsmith.paths.read import design_of
from oddsmith.paths.record import Record, record_of
from oddsmith.paths.run import Track
from oddsmith.paths.units import deviations_of
from oddsmith.solvers.path import ClassesPoint


@dataclass(frozen=True, eq=False, repr=False)
class ClassesPath(Record):
    """A regularisation path of K classes: m fits, from the empty model on.

    Attributes
    ----------
    classes : tuple of labels
    grouped : bool
        Whether a column's coefficients are zero together or not at all.
    intercepts : ndarray of shape (m, K)
        Of sum zero: a shift of all classes changes nothing.
    coefficients : ndarray of shape (m, p, K)
        For the columns as given.

    Notes
    -----
    For the others see `oddsmith.paths.record.Record`.
    """

    classes: tuple[Any, ...]
    grouped: bool
    intercepts: Array
    coefficients: Array

    def of_class(self, label: Any) -> pd.DataFrame:
        """Coefficients of one class: a row for each λ, a column for each of the p and Intercept.

        Raises
        ------
        InputError
            No class has that label.
        """
        if label not in self.classes:
            known = ", ".join(map(repr, self.classes))
            raise InputError(f"{label!r} is no class of this path, whose classes are {known}.")
        k = self.classes.index(label)
        index = pd.Index(self.penalties, name="penalty")
        full = pd.DataFrame(self.coefficients[:, :, k], index=index, columns=list(self.names))
        if self.asked.intercept is not None:
            full.insert(0, "Intercept", self.intercepts[:, k])
        return full

    def cross_validate(
        self,
        cv: Any = 10,
        scoring: str = "deviance",
        *,
        progress: bool | Callable[[str], None] = False,
    ) -> PathCV:
        """Judge every point by rows that were held out.

        Parameters
        ----------
        cv : int, splitter of scikit-learn or iterable of (train, test)
            A count is of stratified folds, in the order of the rows.
        scoring : {"deviance", "error"}
        progress : bool or callable
            Tell of every fold.

        Raises
        ------
        InputError
            Folds that cannot be: more than rows, or without a class to learn.
        """
        return cross_validate_classes(self, cv, scoring, teller(progress))

    def plot(self, label: Any, ax: Any = None, *, names: int = NAMED) -> Any:
        """Draw the coefficients of one class against λ, the largest ones named at the end.

        Parameters
        ----------
        label : label of a class
        ax : matplotlib Axes, optional
            A new figure's where not given.
        names : int
            How many are named at most.

        Returns
        -------
        matplotlib Axes
        """
        w = self.of_class(label)[list(self.names)].to_numpy().T
        if self.standardize:
            w = w * deviations_of(self.asked, self.wanted)[:, None]
        return draw_coefficients(self, w, ax, names, f"log-odds of {label!r}")

    def fit(self, penalty: float) -> Any:
        """Refused: see the error."""
        raise refused(self, "fit", f"LogisticRegression(C={self._C(penalty):.6g}, …) fits it")

    def relaxed(self, penalty: float) -> Any:
        """Refused: see the error."""
        raise refused(self, "relaxed", "oddsmith.fit on the columns that were selected gives it")

    def debiased(self, penalty: float) -> Any:
        """Refused: see the error."""
        raise refused(self, "debiased", "a path of one class against the rest (event=…) has it")

    def stability(self) -> Any:
        """Refused: see the error."""
        raise refused(self, "stability", "a path of one class against the rest (event=…) has it")

    def _C(self, penalty: float) -> float:
        return float(self.Cs[self.position(penalty)])

    def decision_function(self, X: Any, offset: Any = None) -> Array:
        """Logits of new rows at every λ: (n, m, K).

        Parameters
        ----------
        X : table of the formula's columns, or array of shape (n, p)
        offset : array of shape (n, K), optional
            A known part of the logits.
        """
        design, at = design_of(self.asked, X), self.asked.intercept
        found = []
        for intercept, w in zip(self.intercepts, self.coefficients, strict=True):
            found.append(design.forward(w if at is None else np.insert(w, at, intercept, axis=0)))
        z = np.stack(found, axis=1)
        return z if offset is None else z + np.asarray(offset, dtype=np.float64)[:, None, :]

    def predict_proba(self, X: Any, offset: Any = None) -> Array:
        """Probabilities of the classes at every λ: (n, m, K)."""
        z = self.decision_function(X, offset)
        loss = Multinomial(np.eye(len(self.classes)))
        return np.stack([loss.out(z[:, k]) for k in range(len(self))], axis=1)


def refused(path: ClassesPath, what: str, instead: str) -> NotSupportedError:
    return NotSupportedError(
        f"{what} of a path of {len(path.classes)} classes is not known here: {instead}."
    )


def classes_path_of(
    track: Track, points: Sequence[ClassesPoint], ending: str, tol: float
) -> ClassesPath:
    """The points on the columns as given."""
    at = track.asked.intercept
    raw = np.stack([track.units.coordinates.to_raw(point.w) for point in points])
    intercepts = np.zeros((len(points), raw.shape[2])) if at is None else raw[:, at]
    w = raw if at is None else np.delete(raw, at, axis=1)
    return ClassesPath(
        **record_of(track, points, ending, tol, (w != 0).any(axis=2).sum(axis=1)),
        classes=track.asked.response.levels,
        grouped=track.wanted.grouped,
        intercepts=intercepts - intercepts.mean(axis=1, keepdims=True),
        coefficients=w,
    )


def check_several(asked: Asked, wanted: Wanted, strengths: Array) -> None:
    """Refuse what a path of several classes cannot do.

    Raises
    ------
    NotSupportedError
        Bounds, or a strength of zero.
    """
    out = (wanted.lower == 0) & (wanted.upper == 0)
    if (np.isfinite(wanted.lower[~out]) | np.isfinite(wanted.upper[~out])).any():
        raise NotSupportedError(
            f"bounds on a path of {len(asked.response.levels)} classes: fit one penalty with "
            "LogisticRegression(bounds=…), which takes them."
        )
    if strengths[-1] == 0:
        raise NotSupportedError(
            f"a penalty of zero on a path of {len(asked.response.levels)} classes, whose "
            "coefficients have no single best shift: oddsmith.fit compares each class with a "
            "reference."
        )
