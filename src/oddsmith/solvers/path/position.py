"""Position: where a path stands, and the working columns that it stands on."""

from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from oddsmith.design import Array
from oddsmith.penalties import Penalty
from oddsmith.solvers.path.rows import Index, PathRows

GAINED = 0.9  # of the violation: above it, look whether the objective has fallen
MOST = 100  # steps for one λ
SHORTEST = 1e-6


class Working(Protocol):
    """Columns that may differ from zero, in any form; k of the p.

    Attributes
    ----------
    index, w : ndarray of shape (k,)
        Positions of the columns, and their coefficients.
    member : ndarray of shape (p,)
        Whether a column is one of them.
    """

    index: Index
    w: Array
    member: NDArray[np.bool_]

    def grow(self, new: Index, d: Array) -> None:
        """Take in columns, whose coefficients are zero."""
        ...

    def keep(self, which: NDArray[np.bool_]) -> None:
        """Let the others of the k go."""
        ...

    def refresh(self, d: Array) -> None:
        """Learn the curvature at d, (n,)."""
        ...

    def slopes(self, r: Array) -> Array:
        """``Zᵀ r``: (n,) -> (k,)."""
        ...

    def outside(self, r: Array, index: Index) -> Array:
        """``x̃ᵀ r`` of columns that are not here."""
        ...

    def every(self, r: Array) -> Array:
        """``X̃ᵀ r`` of all columns: (n,) -> (p,)."""
        ...

    def forward(self, change: Array) -> Array:
        """``Z change``: (k,) -> (n,)."""
        ...

    def columns(self, which: NDArray[np.bool_]) -> Array:
        """Some of the columns, written out."""
        ...


W = TypeVar("W", bound=Working)


@dataclass(frozen=True, eq=False)
class Step:
    """The last step: s, its length in H, the change of z, and what was there before."""

    s: Array
    along: float
    dz: Array
    slopes: Array
    penalty: float


@dataclass(eq=False)
class Position(Generic[W]):
    """Where a path stands: z, r = c (y - p) and d = c p (1 - p), all (n,), and the working columns.

    `sigma` corrects the curvature, and `steps` counts Newton's.
    """

    rows: PathRows
    working: W
    z: Array
    r: Array = field(init=False)
    d: Array = field(init=False)
    sigma: float = 1.0
    steps: int = 0

    def __post_init__(self) -> None:
        self.go(self.z)

    def go(self, z: Array) -> None:
        self.z = z
        self.r, self.d = self.rows.at(z)

    def refresh(self) -> None:
        self.working.refresh(self.d)
        self.sigma = 1.0


def went_back(at: Position[W], penalty: Penalty, last: Step) -> bool:
    """Halve the last step until the objective does not rise; whether it was halved."""
    start = at.rows.loss(at.z - last.dz) + last.penalty
    z, w, share = at.z, at.working.w, 1.0
    while share > SHORTEST and at.rows.loss(z) + penalty.value(w) > start + 1e-15:
        share /= 2
        z, w = z - share * last.dz, w - share * last.s
    if share == 1:
        return False
    at.working.w = w
    at.go(z)
    return True
