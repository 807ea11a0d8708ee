"""Run: from a question to the points of its path, and why it ends where it ends."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from oddsmith.design import Array
from oddsmith.errors import InputError, NotConvergedWarning, SeparationWarning
from oddsmith.estimate import estimate
from oddsmith.frame.caller import warn
from oddsmith.likelihood import null_loss, saturated
from oddsmith.limit import limit_of
from oddsmith.losses import Multinomial
from oddsmith.paths.question import Asked, Wanted
from oddsmith.paths.strengths import largest_of
from oddsmith.paths.units import Units, units_of
from oddsmith.penalties import Penalty
from oddsmith.solvers.path import ClassesFollower, Follower, Point, Route, SmoothFollower

STARTED = 1e-9  # violation of the first model
EXPLAINED = 0.9999  # share of the deviance beyond which only the size of coefficients still grows
FACTORED = 1000  # columns whose curvature is formed where none of them is at zero

WHOLE = "All values."
SEPARATED = (
    "The path ends at {:.6g}: {:.4%} of the deviance is explained there, so the classes are all "
    "but separated, and smaller values only make the coefficients larger. Values asked for below "
    "it are left out."
)
NO_MINIMUM = (
    "The path ends at {:.6g}: without a penalty there is no minimum, for the columns separate the "
    "classes."
)
UNFINISHED = (
    "The path ends before {:.6g}, where the violation of the optimality condition is {:.1e} and "
    "not below what tol asks for: columns that nearly repeat each other, or a tolerance below "
    "rounding."
)
"""Why a path ends."""


@dataclass(frozen=True, eq=False)
class Track:
    """A path not walked yet: its route stands at the model without penalised columns.

    Attributes
    ----------
    asked, wanted, units
    route : Route
        What finds the points.
    null, best : float
        Mean loss of the model with an intercept alone, and of a perfect one.
    """

    asked: Asked
    wanted: Wanted
    units: Units
    route: Route
    null: float
    best: float

    @property
    def largest(self) -> float:
        """The strength that empties the model."""
        return largest_of(self.route.slopes, self.units.weight, self.wanted.l1_ratio)

    @property
    def start_explains(self) -> float:
        """Share of the deviance that the columns without penalty explain alone."""
        return float(self.explained(self.route.null_loss))

    def explained(self, loss: Any) -> Any:
        """Share of the null model's deviance that a mean loss explains."""
        return 1 - (loss - self.best) / max(self.null - self.best, 1e-300)

    def walk(
        self,
        strengths: Array,
        watch: Callable[[Any], None] | None = None,
        *,
        to_end: bool = False,
    ) -> tuple[list[Any], str]:
        """The points, and why there are no more; `to_end` goes on in classes all but separated."""
        points: list[Any] = []
        for point in self.route.along(strengths[strengths > 0].tolist()):
            if not point.converged:
                return points, UNFINISHED.format(point.strength, point.violation)
            points.append(point)
            if watch is not None:
                watch(point)
            share = self.explained(point.loss)
            if not to_end and share > EXPLAINED and point.strength > strengths[-1]:
                return points, SEPARATED.format(point.strength, share)
        if strengths[-1] > 0:
            return points, WHOLE
        last = unpenalised(self)
        if last is None:
            return points, NO_MINIMUM.format(points[-1].strength if points else np.inf)
        return [*points, last], WHOLE


def track_of(
    asked: Asked, wanted: Wanted, tol: float, *, screening: bool = True, tell: bool = True
) -> Track:
    """A path of these rows, ready to be walked.

    Raises
    ------
    InputError
        Columns without penalty separate the classes: then no point of the path exists.
    """
    units = units_of(asked, wanted, tell=tell)
    K = len(asked.response.levels) if asked.response.kind == "classes" else 2
    total = asked.data.whole.total_weight
    of = Multinomial(np.eye(K)) if K > 2 else None
    smooth = not units.shape.l1.any() and len(units.weight) > FACTORED
    route: Route
    if K > 2:
        route = ClassesFollower(units.rows, units.shape, K, wanted.grouped, tol)
    elif smooth and not units.shape.bounded:
        route = SmoothFollower(units.rows, units.shape, tol)
    else:
        route = Follower(units.rows, units.shape, tol, screening)
    null = null_loss(asked.data, asked.intercept, of) / total
    return Track(asked, wanted, units, route, null, asked.data.total(saturated).loss / total)


def exists(asked: Asked, wanted: Wanted) -> bool:
    """Whether the model of the columns without penalty, where a path begins, has a maximum."""
    at = asked.intercept
    free = np.flatnonzero(wanted.factors == 0)
    if asked.response.kind == "classes" or not len(free):
        return True  # it is the violation of the start that tells
    if (wanted.lower[free] > -np.inf).any() or (wanted.upper[free] < np.inf).any():
        return True  # likewise with bounds
    columns = free if at is None else np.r_[at, free + (free >= at)]
    data = asked.data.with_design(lambda X: X.columns(columns))
    zero = Penalty.none(len(columns))
    found = estimate(data, None if at is None else 0, zero, to_floor=True, look=True)
    return limit_of(found, data) is None


def require_start(track: Track) -> None:
    """Refuse a path whose first model, of the columns without penalty, does not exist."""
    started = track.route.null_violation <= STARTED and track.start_explains <= EXPLAINED
    if started and exists(track.asked, track.wanted):
        return
    free = [
        name
        for name, factor in zip(track.asked.names, track.wanted.factors, strict=True)
        if factor == 0
    ]
    raise InputError(
        f"columns without penalty ({', '.join(map(repr, free))}) separate the classes, or their "
        "offset does: the model of them alone has no finite coefficients, so no path begins. "
        "Give them a penalty factor above zero."
    )


def unpenalised(track: Track) -> Point | None:
    """The point of strength zero, maximum likelihood; None where it does not exist."""
    asked, shape, at = track.asked, track.units.shape, track.units.coordinates
    bounds = (shape.lower / at.scale, shape.upper / at.scale) if shape.bounded else (None, None)
    zero = np.zeros(len(shape.l1))
    found = estimate(
        asked.data, asked.intercept, Penalty(zero, zero, *bounds), to_floor=True, look=True
    )
    loss = found.solution.at.loss
    if not found.solution.converged or track.explained(loss) > EXPLAINED:
        return None
    if not shape.bounded and limit_of(found, asked.data) is not None:
        return None
    w = at.from_raw(np.nan_to_num(found.w))
    index = np.flatnonzero(w)
    certificate = found.certificate
    return Point(
        0.0,
        index,
        w[index],
        loss,
        certificate.violation,
        certificate.gap,
        found.solution.steps,
        True,
    )


def say_ending(ending: str) -> None:
    """Warn where a path ends before its last value."""
    if ending != WHOLE:
        warn(ending, SeparationWarning if "separate" in ending else NotConvergedWarning)
