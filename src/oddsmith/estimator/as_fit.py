"""An estimator's fit as the statistician's `Fit`: summary, intervals, tests and model file.

It is made when it is asked for, from the rows that the estimator was fitted to; the estimator
itself does not take them along when it is pickled.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from oddsmith.data import InMemory
from oddsmith.errors import NotKeptError
from oddsmith.estimate import Estimate
from oddsmith.estimator.problem import Problem
from oddsmith.frame import Response, Terms
from oddsmith.frame.assemble import Piece
from oddsmith.frame.factors import Factor
from oddsmith.losses import CrossEntropy
from oddsmith.result import ARRAY, Fit, Sample
from oddsmith.result.assemble import Asked, fit_of


def as_fit(model: Any, problem: Problem, found: Estimate, n: int, weighted: bool) -> Fit:
    """The `Fit` of two classes with at most one L2 penalty for all columns.

    Raises
    ------
    NotKeptError
        For an estimate whose standard errors this package does not know.
    """
    check_supported(problem)
    rows = problem.rows
    used = rows.shape[0]
    shifted = rows.sample(1, seed=0).offset
    index = pd.RangeIndex(used if isinstance(rows, InMemory) else 0)
    terms = plain_terms(column_names(model), problem.intercept is not None)
    asked = Asked(
        formula=f"y ~ {terms.formula}",
        terms=terms,
        response=plain_response(model.classes_),
        sample=Sample(
            rows=used,
            dropped=0,
            zero_weight=n - used,
            total_weight=found.solution.at.case_weight,
            weights=ARRAY if weighted else None,
            offset=None if shifted is None else ARRAY,
        ),
        rows=rows,
        table=pd.DataFrame(index=index),  # features would be a copy of X
        penalty=float(problem.penalty.l2.max(initial=0.0)),
        notes=tuple(class_weight_note(model)),
    )
    return fit_of(asked, found)


def check_supported(problem: Problem) -> None:
    l2 = problem.penalty.l2
    strengths = np.delete(l2, [0] if problem.free_intercept else []) if l2.ndim == 1 else l2[:0]
    reasons = {
        "more than two classes": not isinstance(problem.loss, CrossEntropy),
        "an L1 penalty": bool(problem.penalty.l1.any()),
        "bounds": problem.penalty.lower is not None,
        "penalties that differ by column": len(set(strengths.tolist())) > 1,
        "a penalised intercept (liblinear)": problem.constant is not None
        and not problem.free_intercept,
    }
    found = [reason for reason, applies in reasons.items() if applies]
    if found:
        raise NotKeptError(
            f"fit_ gives standard errors, which are not known with {' and '.join(found)}; "
            "coef_ and certificate_ hold what is."
        )


def plain_terms(columns: Sequence[str], intercept: bool) -> Terms:
    """A term for each column."""
    pieces = [Piece(name, ((name, False),)) for name in columns]
    return Terms(
        formula=" + ".join(columns) if intercept else " + ".join(["0", *columns]),
        factors={name: Factor(name) for name in columns},
        pieces=(*([Piece("Intercept", ())] if intercept else []), *pieces),
        intercept=0 if intercept else None,
    )


def column_names(model: Any) -> list[str]:
    """Names of the features; x0, x1, … where they came without."""
    given = getattr(model, "feature_names_in_", None)
    return (
        [f"x{j}" for j in range(model.n_features_in_)] if given is None else list(map(str, given))
    )


def plain_response(classes: Any) -> Response:
    first, second = (getattr(label, "item", lambda label=label: label)() for label in classes)
    return Response(written="y", kind="binary", event=second, levels=(first, second))


def class_weight_note(model: Any) -> list[str]:
    shift = float(model.log_odds_shift_[1])
    if shift == 0:
        return []
    return [
        f"Class weights shift the log-odds by {shift:.6g}, and so every probability: subtract it "
        "from the intercept (log_odds_shift_) for probabilities of the data as they are."
    ]
