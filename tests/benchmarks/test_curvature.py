"""Our curvature sweep beside syrk's."""

import numpy as np
import pytest

from benchmarks import curvature
from benchmarks.generators import dense
from benchmarks.results import Row

PROBLEM = dense(5_000, 60)  # several blocks


def test_blocks_are_all_rows_in_order():
    parts = curvature.blocks(PROBLEM.X)
    assert len(parts) > 1
    np.testing.assert_array_equal(np.vstack(parts), PROBLEM.X)


@pytest.mark.parametrize("way", [curvature.on_blas_threads, curvature.on_own_threads])
def test_syrk_is_the_gram_matrix(way):
    X = PROBLEM.X
    np.testing.assert_allclose(way(X), np.einsum("ij,ik->jk", X, X), rtol=1e-12, atol=1e-8)


def test_our_sweep_brings_back_a_curvature():
    H = curvature.runners(PROBLEM)[curvature.OURS]().hessian
    assert H.shape == (61, 61)
    assert (np.linalg.eigvalsh(H) > 0).all()


def row(name, seconds):
    return Row("Curvature", "dense", name, "curvature", seconds)


def test_the_share_is_of_the_faster_syrk():
    rows = [row(curvature.OURS, 0.5), row("syrk, one way", 0.4), row("syrk, another", 0.9)]
    assert [one.note for one in curvature.with_share(rows)] == ["80% of syrk", "", ""]


def test_without_both_there_is_no_share():
    for rows in ([row(curvature.OURS, 0.5)], [row(curvature.OURS, None), row("syrk", 0.4)]):
        assert curvature.with_share(rows) == rows
