"""fit: the statistician's door.

    minimise   Σ c_i ℓ(z_i, y_i) / Σ c_i  +  λ Σ_j [α |w_j| + ½ (1 - α) w_j²]     (intercept free)

λ = 0, the default, is maximum likelihood, as in R.
"""

from collections.abc import Mapping
from math import inf
from os import PathLike
from typing import Any, Literal

import numpy as np

from oddsmith.asking import asked_of
from oddsmith.errors import (
    AliasedWarning,
    ColumnError,
    ConditionWarning,
    NotConvergedWarning,
    SeparationWarning,
)
from oddsmith.estimate import estimate
from oddsmith.frame.caller import warn
from oddsmith.inference.firth import firth
from oddsmith.inference.multinomial import multinomial
from oddsmith.inference.multinomial_scope import require_supported
from oddsmith.inference.rows import WeightKind
from oddsmith.memory import memory_told, require_room
from oddsmith.options import Options
from oddsmith.penalties import Penalty
from oddsmith.result import Fit, MultinomialFit
from oddsmith.result.assemble import Asked, classes_fit_of, firth_fit_of, fit_of
from oddsmith.result.fitted import Method
from oddsmith.solvers import Verdict
from oddsmith.sources.beginning import beginning
from oddsmith.sources.long_work import long_work

TOLD = 0.01  # standard errors
EXACT = 1e-20  # of a gap
NEARLY_REPEATED = (
    "Some columns so nearly repeat others that rounding hides what tells them apart: the maximum "
    "is not proven to be within a hundredth of a standard error, and coefficients and standard "
    "errors may be wrong in every digit. Leave out one of the columns, or fit their difference in "
    "its place."
)


@memory_told
def fit(
    formula: str,
    data: Any,
    *,
    event: Any = None,
    reference: Any = None,
    weights: Any = None,
    weight_kind: WeightKind = "precision",
    offset: Any = None,
    cluster: Any = None,
    method: Method = "ml",
    penalty: float = 0.0,
    l1_ratio: float = 0.0,
    missing: Literal["raise", "drop"] = "raise",
    context: Mapping[str, Any] | None = None,
    tol: float = 1e-8,
    max_steps: int = 100,
    trace: bool = False,
    checkpoint: str | PathLike[str] | None = None,
    progress: bool | None = None,
) -> Fit | MultinomialFit:
    """Fit a logistic regression to a table.

    Parameters
    ----------
    formula : str
        ``"y ~ a + C(b) + log(c)"``: names are columns, functions those of the documented list.
        ``"successes / trials ~ …"`` for counts.
    data : DataFrame, dict of arrays, polars or Arrow table, or path of a CSV file
        n rows.  Or a source of rows that are read piece by piece, see `oddsmith.sources`: weights,
        offset and clusters are then names of columns.
    event : label, optional
        The level of y whose probability is modelled: of two the second in order where not given, of
        more each against the reference.
    reference : label, optional
        The level of y that the others are held against; the first in order where not given.
    weights : str or array of shape (n,), optional
        A weight for each row; rows of weight zero are left out.
    weight_kind : {"precision", "frequency", "sampling"}
        What the weights mean.  Precision, as R's ``weights``: for a y of proportions, the numbers
        of trials.  Frequency: a row stands for so many equal rows, and n, degrees of freedom, AIC
        and BIC follow.  Sampling: a row stands for so many of the population; standard errors are
        those of ``svyglm``, and what compares likelihoods is refused.
    offset : str or array of shape (n,), optional
        A known part of the log-odds.
    cluster : str or array of shape (n,), or two of these, optional
        Rows of one cluster may depend on each other: standard errors are cluster-robust (CR1).
    method : {"ml", "firth", "flic", "flac"}
        Maximum likelihood; Firth's penalised likelihood, without the bias of first order, and
        finite where classes are separated; with its intercept corrected so that predicted
        probabilities are right on average (FLIC, FLAC).
    penalty : float
        λ of a penalty on the mean loss; the intercept is not penalised.
    l1_ratio : float
        Share of the L1 norm in the penalty, from 0 (L2) to 1.
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
    trace : bool
        Keep every step: ``fit.history`` is a table of them, and its last row is the fit.
    checkpoint : path, optional
        Of rows that are streamed: a file that is written after every reading.  A fit that was
        interrupted or killed goes on from it, and ends with the same bits.
    progress : bool, optional
        Of rows that are streamed: a bar on standard error; on a terminal where not given.

    Returns
    -------
    Fit or MultinomialFit
        The second for a response of more than two levels without `event`.

    Raises
    ------
    InputError
        Bad data or arguments, with what was seen and what to do.
    NotSupportedError
        Arguments that do not go together, such as a penalty and clusters.
    OutOfMemoryError
        The covariance of so many columns, or the table, does not fit into memory.
    FormulaError
        The formula does not parse, names columns that are not there, or reaches beyond its fence.

    Warns
    -----
    ConditionWarning
        Columns so nearly repeat each other that digits of the estimates may be lost.
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
    options = Options(
        weighted=weights is not None,
        weight_kind=weight_kind,
        clustered=cluster is not None,
        method=method,
        penalty=penalty,
        l1_ratio=l1_ratio,
        tol=tol,
        max_steps=max_steps,
        trace=trace,
    )
    roles = {"weights": weights, "offset": offset, "cluster": cluster}
    reading = {"event": event, "reference": reference, "missing": missing, "context": context}
    question = {"formula": formula, "options": options, **roles, **reading}
    with long_work(data, question, checkpoint, progress) as rows:
        asked = asked_of(formula, rows, options, roles, reading)
        several = asked.response.kind == "classes"
        maximised = maximise_classes if several else maximise
        require_room(asked.rows.shape[1] * (len(asked.response.levels) - 1 if several else 1))
        try:
            result = maximised(asked, options)
        except ColumnError as error:
            raise error.called(asked.terms.names) from None
    warn_about(result)
    return result


def maximise(asked: Asked, options: Options) -> Fit:
    """The optimum that was asked for, as a fit."""
    rows, intercept = asked.rows, asked.terms.intercept
    if options.method != "ml":
        return firth_fit_of(asked, firth(rows, intercept, **options.solver), options.method)
    free = [] if intercept is None else [intercept]
    penalty = Penalty.elastic_net(rows.shape[1], asked.penalty, asked.l1_ratio, free=free)
    found = estimate(
        rows,
        intercept,
        penalty,
        to_floor=True,
        look=not asked.penalty,
        **beginning(rows, intercept, penalty),
        **options.solver,
    )
    return fit_of(asked, found)


def maximise_classes(asked: Asked, options: Options) -> MultinomialFit:
    """The optimum of several classes, each against the reference."""
    classes, rows = asked.response.levels, asked.rows
    shifted = asked.sample.offset is not None
    require_supported(len(classes), method=options.method, penalty=asked.penalty, offset=shifted)
    found = multinomial(
        rows,
        asked.terms.intercept,
        asked.terms.names,
        classes,
        response=asked.response.expression,
        weights="frequency" if options.weight_kind == "frequency" else "precision",
        **options.solver,
    )
    return classes_fit_of(asked, found)


def warn_about(result: Fit | MultinomialFit) -> None:
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
        finite = (
            "LogisticRegression with its L2 penalty gives finite ones"
            if isinstance(result, MultinomialFit)
            else "method='firth' gives finite ones, and so does an L2 penalty"
        )
        warn(
            f"{result.separation} No finite maximum of the likelihood exists; the estimates are "
            f"those of its limit. {finite}.",
            SeparationWarning,
        )
    elif result.verdict is not Verdict.CONVERGED:
        warn(
            f"{result.verdict.value} Violation {result.certificate.violation:.1e}.",
            NotConvergedWarning,
        )
    elif in_doubt(result):
        warn(NEARLY_REPEATED, ConditionWarning)


def in_doubt(result: Fit | MultinomialFit) -> bool:
    """Whether a maximum of the likelihood is not known to within `TOLD` standard errors.

    The distance is √(2 Σc gap), for near the maximum the gap is half its square per unit of weight.
    A gap of `EXACT` leaves ten digits, however small very large weights make the standard errors.
    Where no gap is proven, a curvature that has no inverse tells.
    """
    if isinstance(result, Fit) and (result.method != "ml" or result.l1_ratio):
        return False
    gap = result.certificate.gap
    if gap < inf:
        return bool(gap > EXACT and gap * result.sample.total_weight > TOLD**2 / 2)
    kept = [name not in result.aliased for name in result.names]
    errors = np.diag(result.vcov()).reshape(len(kept), -1)
    return bool(np.isnan(errors[kept]).any())
