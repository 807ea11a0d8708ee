"""The curvature of a wide category beside other columns, against the design's own."""

import numpy as np
import pytest
import scipy.sparse as sp

from oddsmith.data import Block
from oddsmith.design import Beside, Bordered, Constant, Dense, OneHot, Sparse, scaled
from oddsmith.kernels import bordered_curvature, wide_part
from oddsmith.kernels.bordered import WIDE
from oddsmith.sweep import curved

N = 60


def columns(levels=WIDE, *, scale=True):
    """Numbers, two categories, zeros, the wide category in their midst, and ones."""
    rng = np.random.default_rng(0)
    holes = np.where(rng.random((N, 2)) < 0.5, 0, rng.standard_normal((N, 2)))
    X = Beside(
        [
            Dense(rng.standard_normal((N, 3))),
            OneHot(rng.integers(-1, 4, N), 4),
            OneHot(rng.integers(-1, levels, N), levels),
            OneHot(rng.integers(-1, 2, N), 2),
            Sparse(sp.csr_array(holes)),
            Constant(N, np.ones(1)),
        ]
    )
    p = X.shape[1]
    center = np.zeros(p)
    center[:3] = 1.0, -2.0, 0.5
    return scaled(X, center, rng.uniform(0.5, 2, p)) if scale else X


@pytest.mark.parametrize("many", [True, False])
@pytest.mark.parametrize("scale", [True, False])
def test_it_is_that_of_the_design(many, scale):
    X = columns(scale=scale)
    block = Block(X, np.zeros(N), many=many)
    d = np.random.default_rng(1).standard_normal(N)  # also where it is negative
    found = bordered_curvature(block, d)
    assert isinstance(found, Bordered)
    np.testing.assert_allclose(found.toarray(), X.curvature(d), rtol=1e-12, atol=1e-12)


def test_a_wide_category_alone():
    X = OneHot(np.arange(WIDE), WIDE)
    found = curved(Block(X, np.zeros(WIDE)), np.arange(WIDE, dtype=float))
    assert isinstance(found, Bordered)
    np.testing.assert_array_equal(found.D, np.arange(WIDE))


@pytest.mark.parametrize("levels", [WIDE - 1, 5])
def test_few_levels_keep_the_full_matrix(levels):
    X = columns(levels)
    assert wide_part(X) is None
    assert bordered_curvature(Block(X, np.zeros(N)), np.ones(N)) is None
    full = curved(Block(X, np.zeros(N)), np.ones(N))
    np.testing.assert_allclose(full, X.curvature(np.ones(N)))


def test_the_widest_of_several_is_eliminated():
    X = Beside([OneHot(np.zeros(3, int), WIDE), OneHot(np.zeros(3, int), WIDE + 1)])
    assert wide_part(X).here == slice(WIDE, 2 * WIDE + 1)
