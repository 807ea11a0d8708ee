"""The loss surface: the loss at moved coefficients, and its lowest point at the estimate."""

import numpy as np
import pytest

from oddsmith.inference.surface import loss_surface
from tests.result.tables import fits, noisy


def loss(X, y, c, w, shift=0.0):
    z = X @ w + shift
    return float(c @ (np.logaddexp(0, z) - y * z) / c.sum())


@pytest.mark.parametrize("name", ["maximum likelihood", "precision", "offset", "no intercept"])
def test_it_is_the_loss_at_moved_coefficients(name):
    fit, table = fits()[name], noisy()
    X, w = fit.terms.design(table).toarray(), fit.params.to_numpy()
    c = table.w.to_numpy() if name == "precision" else np.ones(len(table))
    shift = table.off.to_numpy() if name == "offset" else 0.0
    last = len(w) - 1
    pair = (0, last) if last else (0, 0)
    shifts = np.array([[0.0, 0.0], [0.3, -0.2], [-1.0, 0.5]])
    if not last:
        shifts[:, 0] = shifts[:, 1]
    found = loss_surface(fit._estimate(""), pair, shifts)
    for value, (a, b) in zip(found, shifts, strict=True):
        moved = w.copy()
        moved[0] += a
        if last:
            moved[last] += b
        assert value == pytest.approx(loss(X, table.y.to_numpy(), c, moved, shift), rel=1e-12)
    assert found[0] == found.min()
