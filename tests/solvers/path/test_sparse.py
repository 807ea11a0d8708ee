"""Compressed working columns: the same points as with columns written out."""

import numpy as np
import pytest
import scipy.sparse as sp

from oddsmith.data import InMemory
from oddsmith.design import Beside, Constant, Dense, OneHot, Sparse
from oddsmith.solvers.path import Follower, PathRows, Shape, follow
from oddsmith.solvers.path.follow import working_for
from oddsmith.solvers.path.sparse import SparseWorking, compressed
from tests.solvers.path.problems import full, independent_violation, largest, rows_of, shape_of

RNG = np.random.default_rng(0)
N, P = 120, 30
TABLE = np.where(RNG.random((N, P)) < 0.3, RNG.standard_normal((N, P)) + 1, 0.0)
Y = (RNG.random(N) < 1 / (1 + np.exp(-TABLE[:, 0] + TABLE[:, 1]))).astype(float)
C, OFFSET = RNG.uniform(0.5, 2, N), RNG.standard_normal(N) / 2
SHAPES = {
    "lasso": {},
    "elastic net": {"l1_ratio": 0.4},
    "factors": {"factors": np.r_[0, 0, 2, np.ones(P - 3)]},
    "bounds": {"lower": np.zeros(P), "upper": np.full(P, 0.3)},
}


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("kind", [sp.csr_array, sp.csc_matrix])
@pytest.mark.parametrize("plain", [True, False])
def test_points_are_those_of_columns_written_out(name, kind, plain, monkeypatch):
    rows = rows_of(Sparse(kind(TABLE)), Y, None if plain else C, None if plain else OFFSET)
    shape = shape_of(P, **SHAPES[name])
    strengths = largest(Follower(rows, shape, 1e-8)) * np.geomspace(1, 0.01, 10)
    written = list(Follower(rows, shape, 1e-10).along(strengths.tolist()))
    monkeypatch.setattr(follow, "WRITTEN", 0)
    follower = Follower(rows, shape, 1e-10)
    assert isinstance(follower.at.working, SparseWorking)
    for a, b in zip(written, follower.along(strengths.tolist()), strict=True):
        assert b.converged
        assert independent_violation(rows, shape, b) <= 1e-10
        np.testing.assert_allclose(full(a, P + 1), full(b, P + 1), atol=1e-7)
        assert b.gap <= 1e-6


def test_without_intercept(monkeypatch):
    monkeypatch.setattr(follow, "WRITTEN", 0)
    s = np.sqrt((TABLE**2).mean(axis=0))
    rows = PathRows(InMemory(Sparse(sp.csc_array(TABLE)), Y), np.zeros(P), s)
    none = np.full(P, np.inf)
    shape = Shape(np.ones(P), np.zeros(P), -none, none)
    for point in Follower(rows, shape, 1e-10).along([0.1, 0.03, 0.01]):
        assert point.converged
        assert independent_violation(rows, shape, point) <= 1e-10


def test_only_sparse_tables_are_compressed(monkeypatch):
    monkeypatch.setattr(follow, "WRITTEN", 0)
    one = Constant(N, np.ones(1))
    sparse, dense = Sparse(sp.csr_array(TABLE)), Dense(TABLE)

    def rows(*parts):
        X = Beside(parts)
        return PathRows(InMemory(X, Y), np.zeros(X.shape[1]), np.ones(X.shape[1]))

    assert compressed(rows(one, sparse)) is not None
    for parts in ((one, dense), (sparse, one), (one, sparse, OneHot(np.zeros(N, int), 2))):
        assert compressed(rows(*parts)) is None
        assert not isinstance(working_for(rows(*parts))[0], SparseWorking)
