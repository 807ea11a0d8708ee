"""Grid: the penalties that cross-validation compares, and what scikit-learn deprecates of them."""

import warnings
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.estimator.arguments import check_together


@dataclass(frozen=True, eq=False)
class Grid:
    """Values of C, and of l1_ratio as they were given (None where none was)."""

    Cs: Array
    ratios: list[float | None]
    kind: str

    def mixing(self, ratio: float | None) -> float:
        """The share of L1 that a ratio stands for; an old `penalty` outweighs it."""
        return {"l1": 1.0, "l2": 0.0}.get(self.kind, ratio or 0.0)


def read_grid(estimator: Any) -> Grid:
    """Read `Cs`, `l1_ratios` and the old `penalty`, with scikit-learn's errors and warnings."""
    ratios = read_ratios(estimator)
    warn_about_defaults(estimator)
    kind = read_kind(estimator, ratios)
    check_together(estimator.solver, kind, estimator.dual)
    return Grid(read_Cs(estimator.Cs), [None] if ratios is None else ratios, kind)


def read_Cs(given: Any) -> Array:
    """Values of C, in the order given: (n,)."""
    if np.ndim(given) == 0:
        return np.logspace(-4, 4, int(given))
    Cs = np.asarray(given)
    if Cs.ndim != 1 or not len(Cs) or Cs.dtype.kind not in "iuf" or not (Cs > 0).all():
        raise InputError(f"Cs={given!r}: a count, or values of C above 0 (inf for no penalty).")
    return Cs


def read_ratios(estimator: Any) -> list[float | None] | None:
    given = estimator.l1_ratios
    if isinstance(given, str):
        deprecated(
            "The default value for l1_ratios will change from None to (0.0,) in version 1.10 of "
            "scikit-learn, where None is an error. Give it a value, such as l1_ratios=(0,)."
        )
        return None
    if given is None:
        if estimator.penalty == "deprecated":
            deprecated(
                "'l1_ratios=None' was deprecated in version 1.8 of scikit-learn and is an error in "
                "1.10. Give it values from 0 to 1, such as l1_ratios=(0,)."
            )
        return None
    return list(given)


def read_kind(estimator: Any, ratios: list[float | None] | None) -> str:
    """``"l1", "l2"`` or ``"elasticnet"``, from `l1_ratios` or the old `penalty`."""
    if estimator.penalty == "deprecated":
        if ratios is None:
            return "l2"
        check_ratios(ratios)
        return {(0,): "l2", (1,): "l1"}.get(tuple(set(ratios)), "elasticnet")  # type: ignore[arg-type]
    kind: str = estimator.penalty
    deprecated(
        "'penalty' was deprecated in version 1.8 of scikit-learn and is removed in 1.10. Leave it "
        "out: l1_ratios=(0,) is penalty='l2', l1_ratios=(1,) is penalty='l1', ratios in between "
        "are penalty='elasticnet', and Cs=(np.inf,) is no penalty."
    )
    if kind == "elasticnet":
        check_ratios(ratios)
    elif ratios is not None:
        text = "l1_ratios parameter is only used when penalty is 'elasticnet'. Got (penalty={})"
        warnings.warn(text.format(kind), UserWarning, stacklevel=5)
    return kind


def check_ratios(ratios: list[float | None] | None) -> None:
    if not ratios or not all(is_share(r) for r in ratios):
        raise InputError(
            f"l1_ratios must be an array-like of numbers between 0 and 1; got (l1_ratios={ratios})."
        )


def is_share(ratio: Any) -> bool:
    return isinstance(ratio, Real) and 0 <= float(ratio) <= 1


def warn_about_defaults(estimator: Any) -> None:
    """Two more defaults of scikit-learn will change."""
    if isinstance(estimator.scoring, str) and estimator.scoring == "warn":
        deprecated(
            "The default value of the parameter 'scoring' will change from accuracy to "
            "'neg_log_loss' in version 1.11 of scikit-learn. Set it: scoring='neg_log_loss' for "
            "the new one, scoring='accuracy' for the old."
        )
    if estimator.use_legacy_attributes == "warn":
        deprecated(
            "The default value of use_legacy_attributes will change from True to False in version "
            "1.10 of scikit-learn. Set it: False for the simpler attributes (see the docstring of "
            f"{type(estimator).__name__}), True for the old."
        )


def deprecated(text: str) -> None:
    """Warn on the line that called `fit`."""
    warnings.warn(text, FutureWarning, stacklevel=6)
