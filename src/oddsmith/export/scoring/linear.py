"""A fitted estimator as a scorer: one number for each feature, and no formula."""

from typing import Any

import numpy as np

from oddsmith.errors import InputError
from oddsmith.estimator.as_fit import column_names, plain_terms
from oddsmith.export.scoring.scorer import Scorer, assemble, offset_column
from oddsmith.result import ARRAY


def of_estimator(model: Any, offset: str | None) -> Scorer:
    """The scorer of an estimator's `predict_proba`: of two classes that of the second.

    Raises
    ------
    InputError
        It is no fitted linear classifier of this package.
    """
    require_linear(model)
    coef, intercept = model.parametrised("reference")
    free = bool(np.any(intercept))
    terms = plain_terms(column_names(model), free)
    W = np.hstack([intercept[1:, None], coef[1:]]) if free else coef[1:]
    column = offset_column(ARRAY if offset is not None else None, offset)
    labels = tuple(np.asarray(model.classes_).tolist())
    if len(labels) == 2:
        about, classes = f"P(y = {labels[1]})", ()
    else:
        about, classes = "P(y) of each class", labels
    return assemble(about, terms, W.T, np.zeros(len(W.T)), column, classes)


def require_linear(model: Any) -> None:
    """Refuse what is no fitted linear classifier of this package."""
    if not hasattr(model, "coef_") or not hasattr(model, "parametrised"):
        raise InputError(
            f"a {type(model).__name__} cannot be exported; a Fit, a MultinomialFit or a fitted "
            "LogisticRegression of this package can."
        )
