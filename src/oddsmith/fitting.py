"""fit: the statistician's door.

    minimise   Σ c_i ℓ(z_i, y_i) / Σ c_i  +  ½ λ Σ_j w_j²        (the intercept is free)

λ = 0, the default, is maximum likelihood, as in R.
"""

from collections.abc import Mapping
from math import inf
from typing import Any, Literal

import numpy as np

from oddsmith.data import InMemory
from oddsmith.errors import AliasedWarning, InputError, NotConvergedWarning, SeparationWarning
from oddsmith.estimate import Estimate, estimate
from oddsmith.frame import Frame, make_frame
from oddsmith.frame.caller import warn
from oddsmith.likelihood import likelihoods
from oddsmith.limit import Limit, limit_of
from oddsmith.penalties import Penalty
from oddsmith.result import ARRAY, Fit, Sample
from oddsmith.solvers import Verdict


def fit(
    formula: str,
    data: Any,
    *,
    event: Any = None,
    weights: Any = None,
    offset: Any = None,
    penalty: float = 0.0,
    missing: Literal["raise", "drop"] = "raise",
    context: Mapping[str, Any] | None = None,
    tol: float = 1e-8,
    max_steps: int = 100,
) -> Fit:
    """Fit a logistic regression to a table.

    Parameters
    ----------
    formula : str
        ``"y ~ a + C(b) + log(c)"``: names are columns, functions those of the documented list.
    data : DataFrame, dict of arrays, polars or Arrow table, or path of a CSV file
        n rows.
    event : label, optional
        The level of y whose probability is modelled; by default the second in order.
    weights : str or array of shape (n,), optional
        Precision weights, as R's ``weights``: for a y of proportions, the numbers of trials.
        Rows of weight zero are left out.
    offset : str or array of shape (n,), optional
        A known part of the log-odds.
    penalty : float
        λ of an L2 penalty on the mean loss; the intercept is not penalised.
    missing : {"raise", "drop"}
        What to do about missing or infinite values in the columns used.
    context : dict, optional
        Functions and values that the formula may use beyond the documented list; a name that is
        also a column's is refused.
    tol : float
        Largest violation of the optimality condition of the mean objective; once below it, the
        solver goes on to the floor of rounding.
    max_steps : int
        Newton steps allowed.

    Returns
    -------
    Fit

    Raises
    ------
    InputError
        Bad data or arguments, with what was seen and what to do.
    FormulaError
        The formula does not parse, names columns that are not there, or reaches beyond its fence.

    Warns
    -----
    AliasedWarning
        A column repeats others; its coefficient is left out.
    SeparationWarning
        The columns separate the classes: no finite maximum of the likelihood exists.
    NotConvergedWarning
        The optimality condition does not hold to `tol`.

    Notes
    -----
    Newton's method in standardised columns; standard errors from the inverse of the observed
    information (McCullagh and Nelder 1989, *Generalized Linear Models*, section 4.4).

    Examples
    --------
    >>> import oddsmith
    >>> from oddsmith.datasets import load
    >>> admissions = oddsmith.fit("admit ~ gre + gpa + C(rank)", load("admissions"))
    >>> admissions.params.round(6).to_dict()["gpa"]
    0.804038
    """
    strength = checked_penalty(penalty)
    frame = make_frame(
        formula, data, event=event, weights=weights, offset=offset, missing=missing, context=context
    )
    rows = InMemory(frame.X, frame.y, frame.case_weight, frame.offset)
    intercept = frame.terms.intercept
    free = [] if intercept is None else [intercept]
    found = estimate(
        rows,
        intercept,
        Penalty.elastic_net(rows.shape[1], strength, free=free),
        tol=tol,
        max_steps=max_steps,
        to_floor=True,
    )
    limit = limit_of(found, rows)
    result = Fit(
        formula=formula,
        terms=frame.terms,
        response=frame.response,
        sample=sample_of(frame, weights, offset),
        coefficients=found.w if limit is None else limit.w,
        covariance=found.covariance if limit is None else limit.covariance,
        penalty=strength,
        likelihoods=likelihoods(rows, intercept, found.loss if limit is None else limit.loss),
        aliased=found.aliased(frame.terms.names),
        certificate=found.certificate,
        verdict=found.solution.verdict,
        history=found.history,
        predictor=found.predictor if limit is None else limit.predictor,
        separation="" if limit is None else in_words(limit, found, frame),
    )
    warn_about(result)
    return result


def checked_penalty(penalty: float) -> float:
    number = isinstance(penalty, int | float | np.number) and not isinstance(penalty, bool)
    if not (number and 0 <= penalty < inf):
        raise InputError(
            f"penalty={penalty!r}: the strength of the L2 penalty is a finite number, zero "
            "(maximum likelihood) or above."
        )
    return float(penalty)


def sample_of(frame: Frame, weights: Any, offset: Any) -> Sample:
    def name(given: Any) -> str | None:
        return given if given is None or isinstance(given, str) else ARRAY

    return Sample(
        rows=len(frame.y),
        dropped=frame.n_dropped,
        zero_weight=frame.n_zero_weight,
        total_weight=float(len(frame.y) if frame.case_weight is None else frame.case_weight.sum()),
        weights=name(weights),
        offset=name(offset),
    )


def in_words(limit: Limit, found: Estimate, frame: Frame) -> str:
    """Which columns separate which rows."""
    names = [frame.terms.names[j] for j in found.kept]
    return limit.separation.describe(names, frame.response.expression)


def warn_about(result: Fit) -> None:
    """Say what a reader of the numbers must know."""
    for name, on in result.aliased.items():
        reason = (
            f"repeats what {', '.join(map(repr, on))} already {'say' if len(on) > 1 else 'says'}"
            if on
            else "is zero in every row, and says nothing"
        )
        warn(
            f"{name!r} {reason}: its coefficient is left out (NaN), as R does, and predictions are "
            "those of the model without it. An L2 penalty would keep it.",
            AliasedWarning,
        )
    if result.separation:
        warn(
            f"{result.separation} No finite maximum of the likelihood exists; the estimates are "
            "those of its limit. An L2 penalty gives finite ones, such as penalty=0.01.",
            SeparationWarning,
        )
    elif result.verdict is not Verdict.CONVERGED:
        warn(
            f"{result.verdict.value} Violation {result.certificate.violation:.1e}.",
            NotConvergedWarning,
        )
