"""Profiles: profile-likelihood intervals of all coefficients of a fit.

Where classes are separated, the profile of a finite coefficient is that of the limit problem: the
others go to infinity whatever its value.  That of an infinite one is followed from far out, and has
an end on one side only; that of an undetermined one has none.
"""

import numpy as np

from oddsmith.design import Array
from oddsmith.errors import NotSupportedError
from oddsmith.inference.profile import infinite_ends, profile_intervals
from oddsmith.result.fitted import Fitted


def profiles(fit: Fitted, level: float) -> Array:
    """Lower and upper ends, (p, 2); NaN for columns left out, infinite where there is no end.

    Raises
    ------
    NotSupportedError
        There is no likelihood to follow.
    """
    what = "Profile intervals"
    fit._require_likelihood(what)
    if fit.method in ("flic", "flac"):
        raise NotSupportedError(
            f"{what}: {fit.method.upper()} corrects the intercept of a Firth fit and maximises no "
            "likelihood. Fit with method='firth' for the slopes' profiles."
        )
    workings = fit._workings(what)
    limit = workings.limit
    if limit is None:
        return profile_intervals(workings.best, level=level)
    found = infinite_ends(workings.best, limit.w, level=level)
    if limit.inner is not None:
        inside = np.flatnonzero(np.isfinite(limit.w[limit.columns]))
        found[limit.columns[inside]] = profile_intervals(limit.inner, inside, level=level)
    return found
