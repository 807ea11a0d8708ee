"""The recurrence from moments is the one that `poly` learns from the numbers themselves."""

import numpy as np
import pytest
from formulaic.transforms import poly

from oddsmith.sources.orthogonal import chebyshev_moments, recurrence
from oddsmith.sources.summary import summary


@pytest.mark.parametrize("degree", [1, 2, 3, 5, 8])
@pytest.mark.parametrize(
    "draw", [lambda r: 1e4 + r.standard_normal(500), lambda r: r.exponential(3, 500)]
)
def test_what_is_learned_is_what_poly_learns(degree, draw):
    x, state = draw(np.random.default_rng(0)), {}
    poly(x, degree, _state=state)
    seen = summary(x)
    moments = chebyshev_moments(x[:200], seen, degree) + chebyshev_moments(x[200:], seen, degree)
    found = recurrence(moments, seen, degree)
    for name in ("alpha", "norms2"):
        assert sorted(found[name]) == sorted(state[name])
        expected = [state[name][k] for k in found[name]]
        np.testing.assert_allclose(list(found[name].values()), expected, rtol=1e-8)
