"""Small tables that a neuron learns."""

import numpy as np
import pytest

from oddsmith.neuron import LOSSES

X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
AND, OR, NAND, XOR = map(np.array, ([0, 0, 0, 1], [0, 1, 1, 1], [1, 1, 1, 0], [0, 1, 1, 0]))
both_losses = pytest.mark.parametrize("loss", sorted(LOSSES))


def table(seed, n=7, p=3):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, p)), (rng.random(n) < 0.5).astype(float)
