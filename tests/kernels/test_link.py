"""The cross-entropy of one row, against the loss that it repeats for kernels."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.kernels.link import bend, cross_entropy
from oddsmith.losses import CrossEntropy


@given(st.floats(-800, 800), st.floats(0, 1))
def test_it_is_the_loss(z, y):
    e, rest, residual, bent = cross_entropy(z, y)
    at = CrossEntropy().at(np.array([z]), np.array([y]), 2)
    np.testing.assert_allclose(
        [np.log1p(e) + rest, residual, bent, bend(z)],
        [at.value[0], at.residual[0], at.curvature[0], at.curvature[0]],
        rtol=2e-15,
        atol=1e-300,
    )
