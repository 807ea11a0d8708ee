"""Record: what is known about every point of a path, of two classes or more."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.paths.question import Asked, Wanted
from oddsmith.paths.run import WHOLE, Track
from oddsmith.scales import penalty_to


@dataclass(frozen=True, eq=False, repr=False)
class Record:
    """What is known about the m points of a path, from the empty model on.

    Attributes
    ----------
    formula : str
    names : tuple of str
        Of the p columns.
    penalties : ndarray of shape (m,)
        λ, from the largest down.
    l1_ratio : float
    standardize : bool
        Whether the penalty is that of standardised columns.
    n_nonzero : ndarray of shape (m,)
        Columns with a coefficient that is not zero, the intercept not counted.
    losses : ndarray of shape (m,)
        Mean loss.
    deviance_ratio : ndarray of shape (m,)
        Share of the deviance of the model with an intercept alone that is explained.
    violations : ndarray of shape (m,)
        Largest violation of the optimality condition of the mean objective, of all columns, in
        units of their standard deviation.
    gaps : ndarray of shape (m,)
        Proven upper bounds of each objective's distance to its minimum.
    steps : ndarray of shape (m,)
        Newton steps.
    ending : str
        Why the path ends where it does.
    tol : float
        Largest violation that was allowed.
    """

    formula: str
    names: tuple[str, ...]
    penalties: Array
    l1_ratio: float
    standardize: bool
    n_nonzero: Array
    losses: Array
    deviance_ratio: Array
    violations: Array
    gaps: Array
    steps: Array
    ending: str
    asked: Asked = field(repr=False)
    wanted: Wanted = field(repr=False)
    tol: float

    def __len__(self) -> int:
        return len(self.penalties)

    def __repr__(self) -> str:
        ended = "" if self.complete else ", ended early"
        return (
            f"<{type(self).__name__} {self.formula!r}: {len(self)} penalties from "
            f"{self.penalties[0]:.6g} to {self.penalties[-1]:.6g}, {self.n_nonzero[-1]} of "
            f"{len(self.names)} columns at its end{ended}, violation at most "
            f"{self.violations.max():.1e}>"
        )

    @property
    def complete(self) -> bool:
        """Whether every value that was asked for is there."""
        return self.ending == WHOLE

    @cached_property
    def Cs(self) -> Array:
        """scikit-learn's C of each point."""
        return np.asarray(penalty_to("scikit-learn", self.penalties, self.total_weight))

    @property
    def total_weight(self) -> float:
        """Sum of the rows' weights."""
        return self.asked.data.whole.total_weight

    @property
    def table(self) -> pd.DataFrame:
        """What is known about each point: a row for each λ."""
        return pd.DataFrame(
            {
                "C": self.Cs,
                "nonzero": self.n_nonzero,
                "deviance_ratio": self.deviance_ratio,
                "loss": self.losses,
                "violation": self.violations,
                "gap": self.gaps,
                "steps": self.steps,
            },
            index=pd.Index(self.penalties, name="penalty"),
        )

    def position(self, penalty: float) -> int:
        """Where on the path a strength is.

        Raises
        ------
        InputError
            It is not one of the path's values: nothing is interpolated.
        """
        nearest = int(np.argmin(np.abs(self.penalties - penalty)))
        if not np.isclose(self.penalties[nearest], penalty, rtol=1e-9, atol=0):
            raise InputError(
                f"penalty={penalty!r} is not on the path; the nearest value is "
                f"{self.penalties[nearest]:.17g}. A value between two has coefficients of its own, "
                "which no interpolation gives: fit a path with penalties=[…] that holds it."
            )
        return nearest


def record_of(
    track: Track, points: Sequence[Any], ending: str, tol: float, n_nonzero: Array
) -> dict[str, Any]:
    """The fields of a `Record`."""

    def each(name: str) -> Array:
        return np.array([getattr(point, name) for point in points])

    losses = each("loss")
    return {
        "formula": track.asked.formula,
        "names": track.asked.names,
        "penalties": each("strength"),
        "l1_ratio": track.wanted.l1_ratio,
        "standardize": track.wanted.standardize,
        "n_nonzero": n_nonzero,
        "losses": losses,
        "deviance_ratio": track.explained(losses),
        "violations": each("violation"),
        "gaps": each("gap"),
        "steps": each("steps"),
        "ending": ending,
        "asked": track.asked,
        "wanted": track.wanted,
        "tol": tol,
    }
