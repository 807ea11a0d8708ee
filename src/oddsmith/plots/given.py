"""Given: from what a caller holds to the fit, or to predictions beside what came true."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import logit

from oddsmith.errors import InputError
from oddsmith.inference.scores import Scores
from oddsmith.result import Fit, MultinomialFit
from oddsmith.result.diagnostics import FARTHEST
from oddsmith.result.scored import scores_on


def fit_of(estimator: Any) -> Fit | MultinomialFit:
    """The fit itself, or that of an estimator.

    Raises
    ------
    InputError
        It is neither.
    """
    if isinstance(estimator, Fit | MultinomialFit):
        return estimator
    if hasattr(type(estimator), "fit_"):
        found: Fit = estimator.fit_
        return found
    raise InputError(
        f"{type(estimator).__name__}: a picture is of what oddsmith.fit gives, or of a fitted "
        "oddsmith.LogisticRegression."
    )


def two_classes(estimator: Any, what: str) -> Fit:
    """The fit, refused where it has several classes."""
    found = fit_of(estimator)
    if isinstance(found, MultinomialFit):
        raise InputError(
            f"{what}: it is known for two classes, and the response has {len(found.classes)}. Fit "
            "with event= to hold one against the rest."
        )
    return found


def scores_given(estimator: Any, data: Any, y: Any, event: Any) -> tuple[Scores, str]:
    """Predictions beside what came true, and what is predicted, in words.

    `data` is a table for a fit; for an estimator it is X, with labels `y`.
    """
    if y is not None:
        return of_labels(estimator, data, y, event)
    found = fit_of(estimator)
    said = found.response.describe()
    if isinstance(found, MultinomialFit):
        said = f"P({found.response.expression} = {event})"
    return scores_on(found, data, event), said


def of_labels(estimator: Any, X: Any, y: Any, event: Any) -> tuple[Scores, str]:
    """An estimator's predictions of X, beside labels."""
    if isinstance(estimator, Fit | MultinomialFit):
        raise InputError("y= is for estimators: a fit finds its response in the table.")
    classes = list(estimator.classes_)
    event = classes[-1] if event is None and len(classes) == 2 else event
    if event not in classes:
        raise InputError(f"event={event!r}: name one of the classes, {classes}.")
    p = estimator.predict_proba(X)[:, classes.index(event)]
    return from_probabilities(np.asarray(y) == event, p, None), f"P(y = {event})"


def from_probabilities(y_true: ArrayLike, p: ArrayLike, weight: ArrayLike | None) -> Scores:
    """Scores from what came true, 0 or 1, and probabilities.

    Raises
    ------
    InputError
        Arrays of unequal length, or numbers outside 0 and 1.
    """
    y, q = np.asarray(y_true, dtype=float), np.asarray(p, dtype=float)
    c = np.ones_like(y) if weight is None else np.asarray(weight, dtype=float)
    if not (y.ndim == 1 and y.shape == q.shape == c.shape):
        raise InputError(
            f"y_true {y.shape}, y_prob {q.shape} and sample_weight {c.shape}: one number a row."
        )
    if not (((y >= 0) & (y <= 1)).all() and ((q >= 0) & (q <= 1)).all() and (c >= 0).all()):
        raise InputError(
            "y_true and y_prob lie between 0 and 1, sample_weight from 0 on, and none is missing."
        )
    return Scores(np.clip(logit(q), -FARTHEST, FARTHEST), y, c)
