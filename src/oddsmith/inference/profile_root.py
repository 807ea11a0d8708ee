"""Root: how far along a ray the excess of the deviance reaches a quantile.

Newton on the signed root √excess, which is nearly linear in the distance, inside a bracket that
grows by `GROW` until it holds the root.

A concave likelihood has a convex excess: where its slope vanishes far out, there is no root.
Firth's penalised likelihood is not concave, and where classes are completely separated the fit of
the other coefficients can have several maxima: `farthest` looks for better ones at the distance
found, and goes on from them.
"""

import warnings
from math import inf, sqrt

from oddsmith.errors import NotConvergedWarning, OddsmithError
from oddsmith.inference.profile_ray import Point, Ray

CLOSE = 1e-7  # a step below this share of the distance is the last: the next error is its square
FIRST = 4.0  # longest first distance, in standard deviations of the column
GROW = 4.0  # longest next distance, in lengths of the last
FAR = 2.0**13  # distance from which an excess that does not grow will never reach the quantile
FOREVER = 2.0**16  # … not within so many times that distance
SEEN = 1e-3  # share of the quantile from which an excess tells more than that it is small
ROUNDS = 200


def farthest(ray: Ray, drop: float, tau: float) -> float:
    """Follow every better maximum that turns up at the distance reached."""
    for _ in range(ROUNDS):
        better = [point for point in ray.anew(tau) if point.excess < drop * (1 - CLOSE)]
        if not better:
            return tau
        tau = distance(ray, drop, [min(better, key=lambda point: point.excess)])
    raise OddsmithError(f"The profile did not reach {drop:.3g} in {ROUNDS} rounds.")


def distance(ray: Ray, drop: float, known: list[Point]) -> float:
    """Distance beyond the last point known at which the excess is `drop`; inf if there is none."""
    low, high = known[-1].distance, inf
    tau = low + min(sqrt(drop) * ray.standard_error(known[-1]), FIRST)
    for _ in range(ROUNDS):
        point = ray.at(tau, known)
        if point.excess < inf:
            known.append(point)
        if point.excess < drop:
            low = tau
        else:
            high = tau
        if never(point, drop, high):
            return inf
        new = next_distance(point, drop, low, high)
        if abs(new - tau) <= CLOSE * tau:
            require_converged(point)
            return new
        tau = new
    raise OddsmithError(f"The profile did not reach {drop:.3g} in {ROUNDS} rounds.")


def require_converged(point: Point) -> None:
    if not point.converged:
        warnings.warn(
            "At a profile limit the fit of the other coefficients did not converge, so the limit "
            "may be too close to the estimate. Look for columns that nearly repeat each other.",
            NotConvergedWarning,
            stacklevel=2,
        )


def next_distance(point: Point, drop: float, low: float, high: float) -> float:
    """Newton's next distance for the root of the excess, if it keeps to the bracket."""
    if SEEN * drop < point.excess < inf and point.slope > 0:
        root = sqrt(point.excess)
        new = point.distance + 2 * root * (sqrt(drop) - root) / point.slope
        if low < new < min(high, GROW * point.distance):
            return new
        if abs(new - point.distance) <= CLOSE * point.distance:
            return new
    return GROW * point.distance if high == inf else (low + high) / 2


def never(point: Point, drop: float, high: float) -> bool:
    """Whether a convex excess that has this slope so far out will not reach `drop`."""
    return (
        high == inf
        and point.distance >= FAR
        and point.excess + point.slope * FOREVER * point.distance < drop
    )
