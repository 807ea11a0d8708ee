"""Arguments: what scikit-learn's say, which of them go together, and what they are deprecated for.

Every solver of scikit-learn is a way to an optimum, and is taken as the name of that optimum:

    lbfgs, newton-cg, newton-cholesky, sag      L2 penalty, or none
    saga                                        L1, L2 and mixtures
    liblinear                                   L1 or L2, and the intercept is penalised too

Our own names (``auto, newton, gradient-descent, …``) take any penalty that the solver can carry.
"""

import warnings
from dataclasses import dataclass
from functools import cache
from inspect import signature
from typing import Any

import numpy as np
from sklearn.utils._param_validation import (
    InvalidParameterError,
    validate_parameter_constraints,
)

from oddsmith.solvers import GradientDescent, Newton, NewtonCG, Solver, WorkingSet

THEIRS = ("lbfgs", "liblinear", "newton-cg", "newton-cholesky", "sag", "saga")
OURS: dict[str, Solver | None] = {
    "auto": None,
    "gradient-descent": GradientDescent(),
    "newton": Newton(),
    "newton-products": NewtonCG(),
    "working-set": WorkingSet(),
}
SOLVERS = {*THEIRS, *OURS}


@dataclass(frozen=True)
class Wanted:
    """The optimum that the arguments describe: ``C Σ s ℓ + r ‖w‖₁ + ½ (1 - r) ‖w‖²``."""

    C: float
    l1_ratio: float
    solver: Solver | None
    penalised_intercept: bool


def wanted(estimator: Any) -> Wanted:
    """Read the arguments, with scikit-learn's errors and warnings."""
    kind = penalty_kind(estimator)
    check_together(estimator.solver, kind, estimator.dual)
    if estimator.n_jobs is not None:
        warnings.warn(
            "'n_jobs' has no effect since 1.8 and will be removed in 1.10. You provided "
            f"'n_jobs={estimator.n_jobs}', please leave it unspecified.",
            FutureWarning,
            stacklevel=3,
        )
    return Wanted(
        C=np.inf if kind is None else float(estimator.C),
        l1_ratio={"l1": 1.0, "l2": 0.0, None: 0.0}.get(kind, estimator.l1_ratio),
        solver=OURS.get(estimator.solver),
        penalised_intercept=estimator.solver == "liblinear",
    )


def check_values(estimator: Any) -> None:
    """Check types and values as scikit-learn does, but each class's defaults only once."""
    kind: Any = type(estimator)
    given = {
        name: value
        for name, default in defaults(kind)
        if (value := getattr(estimator, name)) is not default
    }
    validate_parameter_constraints(estimator._parameter_constraints, given, kind.__name__)


@cache
def defaults(kind: Any) -> list[tuple[str, Any]]:
    """Each parameter of a class and its default; a new object where that would be refused."""
    found = []
    for name in kind._get_param_names():
        default = signature(kind.__init__).parameters[name].default
        try:
            validate_parameter_constraints(
                kind._parameter_constraints, {name: default}, kind.__name__
            )
        except InvalidParameterError:
            default = object()
        found.append((name, default))
    return found


def penalty_kind(estimator: Any) -> str | None:
    """``"l1", "l2", "elasticnet"`` or None, from `l1_ratio` and C, or from the old `penalty`."""
    ratio = estimator.l1_ratio
    if estimator.penalty == "deprecated":
        if ratio is None:
            warnings.warn(
                "'l1_ratio=None' was deprecated in version 1.8 and will trigger an error in 1.10. "
                "Use 0<=l1_ratio<=1 instead.",
                FutureWarning,
                stacklevel=4,
            )
        if np.isinf(estimator.C):
            return None
        return {0: "l2", 1: "l1"}.get(ratio or 0, "elasticnet")
    return old_penalty(estimator, ratio)


def old_penalty(estimator: Any, ratio: float | None) -> str | None:
    kind: str | None = estimator.penalty
    said = [
        (
            True,
            "'penalty' was deprecated in version 1.8 and will be removed in 1.10. To avoid this "
            "warning, leave 'penalty' set to its default value and use 'l1_ratio' or 'C' instead. "
            "Use l1_ratio=0 instead of penalty='l2', l1_ratio=1 instead of penalty='l1', l1_ratio "
            "between 0 and 1 instead of penalty='elasticnet', and C=np.inf instead of "
            "penalty=None.",
            FutureWarning,
        ),
        (
            kind != "elasticnet" and ratio is not None and 0 < ratio < 1,
            f"l1_ratio parameter is only used when penalty is 'elasticnet'. Got (penalty={kind})",
            UserWarning,
        ),
        (
            (kind == "l2" and ratio != 0) or (kind == "l1" and ratio != 1),
            f"Inconsistent values: penalty={kind} with l1_ratio={ratio}. penalty is deprecated. "
            "Please use l1_ratio only.",
            UserWarning,
        ),
        (
            kind is None and estimator.C != 1.0,
            "Setting penalty=None will ignore the C and l1_ratio parameters",
            UserWarning,
        ),
    ]
    for applies, text, category in said:
        if applies:
            warnings.warn(text, category, stacklevel=5)
    if kind == "elasticnet" and ratio is None:
        raise ValueError("l1_ratio must be specified when penalty is elasticnet.")
    return None if np.isinf(estimator.C) else kind


def check_together(solver: str, kind: str | None, dual: bool) -> None:
    """What scikit-learn refuses is refused."""
    if solver in THEIRS and solver not in ("liblinear", "saga") and kind not in ("l2", None):
        raise ValueError(
            f"Solver {solver} supports only 'l2' or None penalties, got {kind} penalty. Choose "
            "solver='saga', or 'auto', which takes any penalty."
        )
    if dual and solver != "liblinear":
        raise ValueError(f"Solver {solver} supports only dual=False, got dual=True")
    if dual and kind == "l1":
        raise ValueError("liblinear's dual form has an L2 penalty only; use dual=False.")
    if kind == "elasticnet" and solver == "liblinear":
        raise ValueError(f"Only 'saga' solver supports elasticnet penalty, got solver={solver}.")
    if kind is None and solver == "liblinear":
        raise ValueError(
            "C=np.inf as well as penalty=None is not supported for the liblinear solver"
        )
