"""Every kind of column against the dense array that it stands for."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.design import Beside, Constant, Dense, OneHot, Sparse, scaled, written_out
from oddsmith.design.scaled import Scaled
from oddsmith.testing import check_design

rng = np.random.default_rng(0)
NUMBERS = rng.standard_normal((30, 4))
CODES = rng.integers(-1, 5, 30)
INDICATORS = (CODES[:, None] == np.arange(5)).astype(float)
CENTER, SCALE = np.array([1.0, 0.0, -2.0, 1e3]), np.array([2.0, 0.5, 1.0, 3.0])

HOLES = np.where(rng.random((30, 4)) < 0.6, 0, NUMBERS)
TWICE = sp.csr_array(
    (np.array([1.0, 2.0, -4.0]), np.array([1, 1, 3]), np.r_[np.zeros(29, int), 2, 3]), shape=(30, 4)
)  # the same place twice

KINDS = {
    "sparse rows": (Sparse(sp.csr_array(HOLES)), HOLES),
    "sparse columns": (Sparse(sp.csc_matrix(HOLES)), HOLES),
    "some sparse rows": (Sparse(sp.csr_matrix(np.tile(HOLES, (3, 1)))).rows(slice(30, 60)), HOLES),
    "sparse, a place twice": (Sparse(TWICE), TWICE.toarray()),
    "dense": (Dense(NUMBERS), NUMBERS),
    "dense, column order": (Dense(np.asfortranarray(NUMBERS)), NUMBERS),
    "dense, float32": (Dense(NUMBERS.astype(np.float32)), NUMBERS.astype(np.float32)),
    "dense, int8": (Dense((10 * NUMBERS).astype(np.int8)), (10 * NUMBERS).astype(np.int8)),
    "ones without memory": (Dense(np.broadcast_to(1.0, (30, 1))), np.ones((30, 1))),
    "constant": (Constant(30, np.array([1.0, -2.0])), np.tile([1.0, -2.0], (30, 1))),
    "constant, scaled": (
        scaled(Constant(30, np.array([1.0, -2.0])), np.array([0.0, 1.0]), np.array([1.0, 3.0])),
        np.tile([1.0, -1.0], (30, 1)),
    ),
    "one-hot": (OneHot(CODES, 5), INDICATORS),
    "no columns": (Dense(np.empty((30, 0))), np.empty((30, 0))),
    "beside": (
        Beside([Dense(NUMBERS), OneHot(CODES, 5), Dense(NUMBERS[:, :1])]),
        np.hstack([NUMBERS, INDICATORS, NUMBERS[:, :1]]),
    ),
    "scaled": (scaled(Dense(NUMBERS), CENTER, SCALE), (NUMBERS - CENTER) / SCALE),
    "scaled, not shifted": (Scaled(OneHot(CODES, 5), np.zeros(5), np.full(5, 2.0)), INDICATORS / 2),
    "scaled beside": (
        scaled(
            Beside([OneHot(CODES, 5), Dense(NUMBERS)]),
            np.r_[np.zeros(5), CENTER],
            np.r_[np.ones(5), SCALE],
        ),
        np.hstack([INDICATORS, (NUMBERS - CENTER) / SCALE]),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_products_are_those_of_the_array(kind):
    check_design(*KINDS[kind])


@given(st.lists(st.integers(-1, 3), min_size=1, max_size=20))
def test_one_hot_of_any_codes(codes):
    codes = np.array(codes)
    check_design(OneHot(codes, 4), (codes[:, None] == np.arange(4)).astype(float))


def test_one_hot_of_many_levels_is_never_expanded():
    n, levels = 100_000, 50_000
    X = OneHot(np.arange(n) % levels, levels)
    assert X.backward(np.ones(n)).tolist() == [2.0] * levels
    assert X.forward(np.arange(levels, dtype=float)).shape == (n,)


def test_scaling_a_one_hot_part_beside_numbers_keeps_its_codes():
    X = scaled(Beside([OneHot(CODES, 5), Dense(NUMBERS)]), np.r_[np.zeros(5), CENTER], np.ones(9))
    assert isinstance(X.parts[0].design, OneHot)
    assert not X.parts[0].center.any()


def test_a_shift_is_exact_far_from_zero():
    x = rng.standard_normal((2000, 2))
    far = Dense(x + 1e6)
    centred = scaled(far, np.full(2, 1e6), np.ones(2))
    d = rng.random(2000)
    expected = ((far.array - 1e6).T * d) @ (far.array - 1e6)
    np.testing.assert_allclose(centred.curvature(d), expected, rtol=1e-13)


def test_products_are_in_float64_and_the_table_is_kept():
    table = np.full((10, 2), 100, dtype=np.int8)
    X = Dense(table)
    assert X.array is table
    assert X.rows(slice(0, 5)).forward(np.full(2, 100.0)).tolist() == [2e4] * 5


def test_blocks_of_float64_are_views():
    table = np.ones((10, 2))
    assert np.shares_memory(Dense(table).rows(slice(0, 5)).array, table)


def test_runs_of_columns_stay_parts():
    X = KINDS["beside"][0]
    part = X.columns(np.array([0, 2, 5, 6]))
    assert [p.shape[1] for p in part.parts] == [2, 2]
    assert isinstance(X.columns(np.array([1, 2])), Dense)


def test_a_block_of_sparse_rows_copies_no_numbers():
    X = Sparse(sp.csr_array(np.tile(HOLES, (4, 1))))
    block = X.rows(slice(30, 90)).rows(slice(10, 40))
    assert np.shares_memory(block.taken.data, X.matrix.data)
    assert np.shares_memory(block.taken.indices, X.matrix.indices)
    np.testing.assert_array_equal(block.toarray(), X.toarray()[40:70])
    np.testing.assert_array_equal(X.rows(slice(10, 5)).toarray(), np.empty((0, 4)))
    np.testing.assert_array_equal(X.rows(slice(90, None, -7)).toarray(), X.toarray()[90::-7])


@pytest.mark.parametrize("kind", KINDS)
def test_few_numbers_are_written_out(kind):
    written = written_out(KINDS[kind][0])
    assert isinstance(written, Dense)
    check_design(written, KINDS[kind][1])


def test_many_numbers_stay_as_they_are():
    design = Beside([Constant(10_000, np.ones(1)), OneHot(np.zeros(10_000, dtype=int), 3)])
    assert written_out(design) is design


def test_no_columns_of_several_parts_are_none():
    X = Beside([Dense(np.ones((4, 2))), Dense(np.eye(4))])
    assert X.columns(np.empty(0, dtype=np.intp)).shape == (4, 0)
