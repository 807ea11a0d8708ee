"""Options: what `fit` was asked to do, and which wishes do not go together."""

from collections.abc import Collection
from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np

from oddsmith.errors import InputError, NotSupportedError
from oddsmith.frame import Response
from oddsmith.frame.expression import split
from oddsmith.frame.trials import counts_on_left
from oddsmith.inference.rows import WEIGHT_KINDS
from oddsmith.result.fitted import Method

METHODS = ("ml", "firth", "flic", "flac")


@dataclass(frozen=True)
class Options:
    """Arguments of `fit` that depend on each other; refused where they cannot all have an effect.

    Parameters
    ----------
    weighted, clustered : bool
        Whether there are weights, and clusters.
    weight_kind, method, penalty, l1_ratio, tol, max_steps, trace
        As for `fit`.
    """

    weighted: bool
    weight_kind: str
    clustered: bool
    method: Method
    penalty: float
    l1_ratio: float
    tol: float = 1e-8
    max_steps: int = 100
    trace: bool = False

    @property
    def solver(self) -> dict[str, Any]:
        """What a solver is told."""
        return {"tol": self.tol, "max_steps": self.max_steps, "trace": self.trace}

    def __post_init__(self) -> None:
        require_one_of("weight_kind", self.weight_kind, WEIGHT_KINDS)
        require_one_of("method", self.method, METHODS)
        self._check_numbers()
        if self.l1_ratio and not self.penalty:
            raise InputError(
                f"l1_ratio={self.l1_ratio!r} has no effect without a penalty: give penalty= too."
            )
        if self.weight_kind != "precision" and not self.weighted:
            raise InputError(
                f"weight_kind={self.weight_kind!r} says what weights mean, and there are none: "
                "give weights= too."
            )
        self._check_robust()

    def _check_numbers(self) -> None:
        if not (is_number(self.penalty) and 0 <= self.penalty < inf):
            raise InputError(
                f"penalty={self.penalty!r}: the strength of the penalty is a finite number, zero "
                "(maximum likelihood) or above."
            )
        if not (is_number(self.l1_ratio) and 0 <= self.l1_ratio <= 1):
            raise InputError(
                f"l1_ratio={self.l1_ratio!r}: the share of L1 in the penalty is a number from 0 "
                "(L2 alone) to 1."
            )
        if not (is_number(self.tol) and is_number(self.max_steps) and self.max_steps % 1 == 0):
            raise InputError(
                f"tol={self.tol!r}, max_steps={self.max_steps!r}: a tolerance is a number, and a "
                "number of steps is a whole one."
            )
        if not isinstance(self.trace, bool | np.bool_):
            raise InputError(f"trace={self.trace!r}: True keeps every step, False none.")

    def _check_robust(self) -> None:
        robust = {
            "cluster=": self.clustered,
            "weight_kind='sampling'": self.weight_kind == "sampling",
        }
        for name, given in robust.items():
            if given and self.penalty:
                raise NotSupportedError(
                    f"penalty={self.penalty!r} and {name}: robust standard errors would not show "
                    "the bias of a penalised estimate. Fit with penalty=0; or leave "
                    f"{name} out, for the coefficients are the same without it."
                )
        for name, given in {"penalty=": self.penalty > 0, **robust}.items():
            if given and self.method != "ml":
                raise NotSupportedError(
                    f"method={self.method!r} and {name}: Firth's likelihood carries a prior of its "
                    "own, and its errors are known for independent rows only. Choose one of them."
                )

    def check_streamed(self) -> None:
        """Refuse what rows that are read piece by piece cannot give."""
        if self.method != "ml":
            raise NotSupportedError(
                f"method={self.method!r} of rows that are streamed: every step of Firth's method "
                "needs the leverage of each row, so several readings. Fit by maximum likelihood, "
                "with an L2 penalty where it has no finite value, or a table in memory."
            )

    def check_rows(
        self, formula: str, columns: Collection[str], response: Response, fractional: int
    ) -> None:
        """Refuse weights, of which so many are not whole, that do not fit what they should mean."""
        if self.weight_kind != "precision":
            self._refuse_shares(formula, columns, response)
        if self.weight_kind == "frequency" and fractional:
            raise InputError(
                f"weight_kind='frequency' means rows repeated, and {fractional:,} "
                "weights are not whole. Use weight_kind='precision', or 'sampling'."
            )

    def _refuse_shares(self, formula: str, columns: Collection[str], response: Response) -> None:
        """Refuse frequencies of shares, and weights that would take the place of trials."""
        counts = counts_on_left(split(formula)[0], columns)
        if counts:
            raise NotSupportedError(
                f"weight_kind={self.weight_kind!r} and '{' / '.join(counts)}' on the left: a row "
                "has one weight, which here is its number of trials already. Give a row for each "
                "outcome, 0 or 1, with the weight times the number of trials that had it."
            )
        if self.weight_kind == "frequency" and response.kind == "proportion":
            raise InputError(
                f"weight_kind='frequency' means rows repeated, and {response.expression!r} "
                "holds shares, each of an unknown number of trials. Use weight_kind='precision' "
                "with the numbers of trials as weights."
            )


def is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def require_one_of(name: str, value: Any, allowed: tuple[str, ...]) -> None:
    if not isinstance(value, str) or value not in allowed:
        raise InputError(f"{name}={value!r}: it is one of {', '.join(map(repr, allowed))}.")
