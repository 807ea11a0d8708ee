"""Rows in memory: sums, batches, samples, and how often they are read."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.data import Block, InMemory, Metered, PerRow, add_in_pairs, block_rows, in_groups
from oddsmith.design import Dense, OneHot
from oddsmith.losses import CrossEntropy
from oddsmith.sweep import sweep_block
from oddsmith.testing import check_data


def table(n, p=3, seed=0):
    rng = np.random.default_rng(seed)
    return InMemory(
        Dense(rng.standard_normal((n, p))), rng.random(n), rng.random(n), rng.standard_normal(n)
    )


@pytest.mark.parametrize("n", [1, 7, 1000])
def test_in_memory_conforms(n):
    check_data(table(n), table(n))


def test_metered_conforms():
    check_data(Metered(table(50)), table(50))


def test_many_blocks_add_to_the_whole():
    data = table(3 * block_rows(3) + 5)
    assert len(list(data.blocks())) == 4
    check_data(data, data)


def test_the_partition_depends_on_the_number_of_columns_alone():
    assert block_rows(0) >= block_rows(1) > block_rows(100) >= block_rows(10**6) > 0


@given(st.integers(1, 3000))
def test_groups_and_their_sums_are_one_tree_of_pairs(n):
    """Floating-point sums, whose last bit shows the order in which they were added."""
    numbers = np.random.default_rng(n).standard_normal(n)
    groups = in_groups([slice(i, i + 1) for i in range(n)])
    assert len(groups) <= 64
    by_group = (add_in_pairs(float(numbers[i][0]) for i in group) for group in groups)
    assert add_in_pairs(by_group) == add_in_pairs(iter(numbers.tolist()))


def test_blocks_hold_the_rows_that_are_asked_for():
    data = table(10 * block_rows(3))
    assert [part.stop - part.start for part in data.partition(5 * block_rows(3))] == [
        5 * block_rows(3)
    ] * 2


def test_batches_without_a_seed_keep_the_order_of_the_table():
    data = table(7)
    batches = data.batches(3)
    assert [len(batch.y) for batch in batches] == [3, 3, 1]
    np.testing.assert_array_equal(np.concatenate([batch.y for batch in batches]), data.y)


def test_a_seed_shuffles_and_repeats():
    data = table(100)
    once, twice = (np.concatenate([b.y for b in data.batches(9, seed=3)]) for _ in range(2))
    np.testing.assert_array_equal(once, twice)
    assert not np.array_equal(once, data.y)
    np.testing.assert_array_equal(np.sort(once), np.sort(data.y))


def test_all_rows_are_one_batch_when_no_size_is_given():
    assert len(table(7).batches(None)) == 1


def test_readings_are_counted_also_through_what_is_derived():
    data = Metered(table(10))
    kernel = partial(sweep_block, CrossEntropy(), w=np.zeros(3), order=1)
    data.total(kernel)
    data.with_design(lambda X: X).total(kernel)
    for batch in data.batches(4):
        batch.total(kernel)
    assert data.sweeps == 3.0


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=70))
def test_sums_in_pairs_are_sums(values):
    total = add_in_pairs(iter(values))
    assert total == pytest.approx(sum(values), rel=1e-12, abs=1e-6)


def test_sums_in_pairs_round_less_than_sums_in_a_row():
    values = np.full(2**16, 0.1)
    in_a_row = 0.0
    for value in values:
        in_a_row += value
    exact = 2**16 * 0.1
    assert abs(add_in_pairs(iter(values)) - exact) < abs(in_a_row - exact)


def test_a_block_takes_weights_and_offsets_along():
    block = Block(Dense(np.eye(3)), np.arange(3.0), np.arange(3.0), None)
    part = block.rows(np.array([2, 0]))
    assert part.y.tolist() == [2, 0]
    assert part.case_weight.tolist() == [2, 0]
    assert part.offset is None


def test_results_per_row_come_back_in_the_order_of_the_rows(monkeypatch):
    data = table(100)
    monkeypatch.setattr("oddsmith.data.block_rows", lambda p: 7)
    np.testing.assert_array_equal(data.total(lambda block: PerRow(block.y)).values, data.y)


def test_blocks_of_short_rows_are_larger_for_large_sums():
    """A row of one number in many columns is soon done; what it adds to is not."""
    n, levels = 600_000, 100
    data = InMemory(OneHot(np.zeros(n, dtype=int), levels), np.zeros(n))
    plain, large = len(data.partition()), len(data.partition(30_000))
    assert plain == 3
    assert large == 2
    numbers = InMemory(Dense(np.broadcast_to(0.0, (n, 4))), np.zeros(n))
    assert len(numbers.partition(100_000)) == 6
