"""Trace: every step of a fit as numbers, on the columns as given.

At the coefficients w of a step, z = X w + offset, residual r = ∂ℓ/∂z, C = Σ c:

    loss            L = Σ c ℓ(z, y) / C
    objective       F = L + Σ l1 |w| + ½ l2 w²         (Firth's: F = L - ½ log det I(w) / C)
    gradient        g = ∂(L + ½ Σ l2 w²)/∂w = Xᵀ(c r) / C + l2 w,     gradient_norm = ‖g‖
    curvature       H = ∂g/∂w,     condition = its largest over its smallest singular value

The solver works with (x - mean) / standard deviation, whose coefficients are u = T⁻¹ w
(`coordinates`), so g = T⁻ᵀ g_u and H = T⁻ᵀ H_u T⁻¹.  Two numbers are those of its columns:

    violation           max |∂F/∂u|, what it stops at
    scaled_condition    condition of H_u: what scaling the columns does to `condition`

A condition number is known to about `condition` × 1e-16 of itself.  Firth's g and H hold the
prior's derivatives too; where that H is not positive definite, the likelihood's stands in, as in
the solver.  Columns left out take no part.

While a fit runs only u, F, the violation and the length of the step are kept; the rest of a row is
computed when it is asked for, by one sweep.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from oddsmith.coordinates import Coordinates
from oddsmith.design import Array
from oddsmith.errors import NotKeptError
from oddsmith.objective import Objective
from oddsmith.solvers import Record

if TYPE_CHECKING:
    import pandas as pd

MANY = 1000  # coefficients beyond which no curvature is formed for its condition number


class Step(NamedTuple):
    """One row of a trace: the numbers of the module's formulas, after `step` steps."""

    step: int
    loss: float
    objective: float
    gradient_norm: float
    violation: float
    step_size: float
    condition: float
    scaled_condition: float
    w: Array


@dataclass(frozen=True, eq=False)
class Steps(Sequence[Step]):
    """The steps of one minimisation, each computed when it is asked for.

    Attributes
    ----------
    records : list of Record
        In the solver's coordinates u.
    objective : Objective
        Of u.
    coordinates : Coordinates
        From u to w.
    shift : float
        What F(w) has more than the objective of u: log det T / C in Firth's.
    report : callable
        From u to the coefficients as a row shows them, (q,).
    """

    records: list[Record]
    objective: Objective
    coordinates: Coordinates
    shift: float
    report: Callable[[Array], Array]

    def __len__(self) -> int:
        return len(self.records)

    def __getitem__(self, k: Any) -> Any:
        if isinstance(k, slice):
            return [self[i] for i in range(*k.indices(len(self)))]
        record = self.records[k]
        at = self.objective(record.w, order=2 if record.w.size <= MANY else 1)
        assert at.gradient is not None
        inverse = self.coordinates.from_raw(np.eye(len(record.w)))
        condition = scaled_condition = np.nan
        if at.hessian is not None:
            each = np.kron(inverse, np.eye(record.w.size // max(len(record.w), 1)))
            condition = condition_number(each.T @ at.hessian @ each)
            scaled_condition = condition_number(at.hessian)
        return Step(
            record.step,
            at.loss,
            record.value + self.shift,
            float(np.linalg.norm(inverse.T @ at.gradient)),
            record.violation,
            record.step_size,
            condition,
            scaled_condition,
            self.report(record.w),
        )


def condition_number(H: Array) -> float:
    """Largest over smallest singular value: NaN for no columns or numbers that are not finite."""
    return float(np.linalg.cond(H)) if H.size and np.isfinite(H).all() else float("nan")


@dataclass(frozen=True, eq=False)
class Trace:
    """Every step of a fit, and the names of its coefficients.

    Attributes
    ----------
    labels : tuple of q str
    steps : sequence of Step
        The start, then what each step came to; the last is the fit.
    """

    labels: tuple[str, ...]
    steps: Sequence[Step]

    @cached_property
    def table(self) -> "pd.DataFrame":
        """A row for each step; the column of a coefficient is ``w[name]``."""
        import pandas as pd

        numbers = pd.DataFrame([step[:-1] for step in self.steps], columns=list(Step._fields[:-1]))
        w = np.array([step.w for step in self.steps]).reshape(len(self.steps), -1)
        return numbers.join(pd.DataFrame(w, columns=[f"w[{name}]" for name in self.labels]))

    def plain(self) -> "Trace":
        """The same numbers, computed now: the rows of the table are no longer needed."""
        return Trace(self.labels, list(self.steps))

    def ending(self, step: Step) -> "Trace":
        """The same trace with one step more, which is the fit."""
        return Trace(self.labels, [*self.steps, step])


def table_of(trace: Trace | None) -> "pd.DataFrame":
    """The table of a trace, if there is one."""
    if trace is None:
        raise NotKeptError("The steps of this fit were not kept: fit again with trace=True.")
    return trace.table
