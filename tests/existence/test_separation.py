"""Separation: against exact enumeration, constructed truth, invariances, limits and R."""

import csv
import json
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from oddsmith.coordinates import standardising
from oddsmith.data import InMemory
from oddsmith.design import Beside, Dense, OneHot
from oddsmith.errors import InputError
from oddsmith.estimate import estimate
from oddsmith.existence.separation import find_separation, limit_problem
from oddsmith.penalties import Penalty
from tests.truths import DATA, certified, problem

HERE = DATA / "truths" / "separation"
LIMITS = json.loads((HERE / "limits.json").read_text())
SEPARATED = [name for name in LIMITS if not name.startswith("_")]
seeds = st.integers(0, 10**6)


def ones_in(X):
    ones = np.flatnonzero((X == 1).all(axis=0))
    return int(ones[0]) if len(ones) else None


def find(X, y, weights=None, intercept="look", **more):
    X = np.asarray(X, dtype=float)
    data = InMemory(Dense(X), np.asarray(y, dtype=float), weights)
    at = ones_in(X) if intercept == "look" else intercept
    return find_separation(data, standardising(data, at), **more)


def separated_table(name):
    with open(HERE / f"{name}.csv") as file:
        header, *rows = csv.reader(file)
    columns = dict(zip(header, np.array(rows, dtype=float).T, strict=True))
    names = [k for k in columns if k != "y" and not k.startswith("_")]
    return names, np.column_stack([columns[k] for k in names]), columns["y"]


# -- exact enumeration ---------------------------------------------------------------------------


def determinant(M):
    if not M:
        return 1
    total = 0
    for k, value in enumerate(M[0]):
        minors = [[*row[:k], *row[k + 1 :]] for row in M[1:]]
        total += (-1) ** k * value * determinant(minors) if value else 0
    return total


def rays(C):
    """Edges of {v: C v >= 0} for integers C (q, s) of full column rank, by all s - 1 rows of C."""
    s = len(C[0])
    found = []
    for rows in combinations(sorted(set(map(tuple, C))), s - 1):
        v = [(-1) ** k * determinant([[*row[:k], *row[k + 1 :]] for row in rows]) for k in range(s)]
        for sign in (1, -1):
            if any(v) and all(sign * sum(map(int.__mul__, c, v)) >= 0 for c in C):
                found.append([sign * value for value in v])
    return np.array(found, dtype=object).reshape(-1, s)


def expected_limits(R):
    """Of the cone that the rays R span: the verdict on each number."""
    verdict = []
    for column in R.T:
        up, down = any(value > 0 for value in column), any(value < 0 for value in column)
        verdict.append(np.nan if up and down else np.inf if up else -np.inf if down else 0.0)
    return np.array(verdict)


def check_against_rays(found, C, owner, n):
    """`C` holds the comparisons in integers, `owner` the row of each."""
    R = rays([[int(value) for value in row] for row in C])
    decided = (C.astype(object) @ R.T != 0).any(axis=1) if len(R) else np.zeros(len(C), bool)
    if found is None:
        assert not len(R)
        return
    assert len(R)
    np.testing.assert_array_equal(found.limits.ravel(), expected_limits(R))
    left = np.zeros(n, dtype=bool)
    left[owner[~decided]] = True
    np.testing.assert_array_equal(found.rows, left)
    assert found.kind == ("quasi" if left.any() else "complete")
    v = found.direction.ravel()  # from the inside: it decides all that can be decided
    np.testing.assert_array_equal(C @ v > 1e-9 * np.linalg.norm(v), decided)
    assert (np.abs((C @ v)[~decided]) < 1e-12 * np.linalg.norm(v)).all()
    B = C[~decided].astype(float)
    rank = np.linalg.matrix_rank(B) if len(B) else 0
    columns = limit_problem(found).columns
    assert len(columns) == rank
    assert not rank or np.linalg.matrix_rank(B[:, columns]) == rank
    assert set(np.flatnonzero(found.limits.ravel() == 0)) <= set(columns)


@st.composite
def tiny(draw, classes=(0, 1), most=4):
    p = draw(st.integers(1, most))
    n = draw(st.integers(p, 9))
    X = draw(st.lists(st.lists(st.integers(-2, 2), min_size=p, max_size=p), min_size=n, max_size=n))
    X = np.array(X)
    if draw(st.booleans()):
        X[:, 0] = 1
    assume(np.linalg.matrix_rank(X) == p)
    y = draw(st.lists(st.sampled_from(classes), min_size=n, max_size=n))
    return X, np.array(y)


@given(tiny(classes=(0, 0, 1, 1, 0.5)))
def test_tiny_binary_problems_are_as_enumerated(case):
    """Complete, quasi or none; rows, limits and identified columns; a proportion pins its row."""
    X, y = case
    one, zero = np.flatnonzero(y > 0), np.flatnonzero(y < 1)
    check_against_rays(find(X, y), np.vstack([X[one], -X[zero]]), np.r_[one, zero], len(y))


CODING = np.eye(3)[:, 1:]


@given(tiny(classes=(0, 1, 2), most=2))
def test_tiny_multinomial_problems_are_as_enumerated(case):
    X, y = case
    compared = [(i, y[i], k) for i in range(len(y)) for k in range(3) if k != y[i]]
    C = np.array([np.kron(X[i], CODING[a] - CODING[k]).astype(int) for i, a, k in compared])
    found = find(X, y, coding=CODING)
    check_against_rays(found, C, np.array([i for i, *_ in compared]), len(y))
    if found is not None:
        assert found.possible[np.arange(len(y)), y].all()


@given(tiny())
def test_two_classes_of_a_multinomial_are_binary(case):
    X, y = case
    a, b = find(X, y), find(X, y, coding=np.eye(2)[:, 1:])
    assert (a is None) == (b is None)
    if a is not None and b is not None:
        np.testing.assert_array_equal(a.limits, b.limits[:, 0])
        np.testing.assert_array_equal(a.rows, b.rows)
        np.testing.assert_array_equal(a.possible, b.possible)


# -- constructed truth ---------------------------------------------------------------------------


def barely_not_separable(rng, most=30):
    """p + 1 rows with Σ λ_i s_i x_i = 0, λ > 0: no direction separates; any p of them are
    separated.  More rows, up to `most`, of either class, and columns in any unit."""
    p, more = rng.integers(1, 8), rng.integers(0, most + 1)
    X = rng.standard_normal((p, p)) if rng.random() < 0.5 else rng.integers(0, 3, (p, p)) * 1.0
    X[:, 0] = 1
    y = rng.integers(0, 2, p)
    weight = (2 * y - 1) * rng.integers(1, 4, p)
    if not weight.sum() or np.linalg.matrix_rank(X) < p:
        return barely_not_separable(rng, most)
    X = np.vstack([X, weight @ X / weight.sum(), rng.standard_normal((more, p))])
    y = np.concatenate([y, [weight.sum() < 0], rng.integers(0, 2, more)])
    X[:, 0] = 1
    X[:, 1:] *= 10.0 ** rng.integers(-8, 9, p - 1)
    order = rng.permutation(len(y))
    return X[order], y[order]


@pytest.mark.parametrize("seed", range(10))
def test_no_false_alarm_on_tables_that_are_barely_not_separable(seed):
    """100 tables for each seed."""
    rng = np.random.default_rng(seed)
    for _ in range(100):
        assert find(*barely_not_separable(rng)) is None


@given(seeds)
def test_one_row_less_and_they_are_separated(seed):
    rng = np.random.default_rng(seed)
    X, y = barely_not_separable(rng, most=0)
    gone = rng.integers(len(y))
    found = find(np.delete(X, gone, axis=0), np.delete(y, gone), intercept=0)
    assert found is not None
    assert found.kind == "complete"


def noisy(seed, n=200, p=4):
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(n), rng.standard_normal((n, p - 1))])
    return X, (rng.random(n) < 1 / (1 + np.exp(-X @ rng.uniform(-1, 1, p)))).astype(float)


def with_group(seed, n=200):
    """A 0/1 column, the last, that is always a success when it is 1."""
    X, y = noisy(seed, n)
    group = (np.arange(n) % 17 == 0).astype(float)
    return np.column_stack([X, group]), np.where(group == 1, 1.0, y)


@given(seeds)
def test_a_group_of_successes(seed):
    X, y = with_group(seed)
    found = find(X, y)
    assert found.kind == "quasi"
    np.testing.assert_array_equal(found.limits, [0, 0, 0, 0, np.inf])
    np.testing.assert_array_equal(found.rows, X[:, -1] == 0)
    limit = limit_problem(found)
    assert (limit.columns.tolist(), limit.finite.all(), limit.intercept) == ([0, 1, 2, 3], True, 0)
    words = "'e' separates the classes: all 12 rows with e = 1 have cured = 1."
    assert found.describe("1bcde", "cured") == words


def test_a_part_of_the_group_is_undetermined():
    """Of v_e >= 0 and v_e + v_twin >= 0 the first fixes a sign, the second does not."""
    X, y = with_group(1)
    twin = X[:, -1] * (np.arange(len(y)) % 2)
    found = find(np.column_stack([X, twin]), y)
    np.testing.assert_array_equal(found.limits, [0, 0, 0, 0, np.inf, np.nan])
    assert limit_problem(found).columns.tolist() == [0, 1, 2, 3]


def test_columns_that_fill_up_the_rank_are_not_finite():
    """Only rows with a = 1 are left, where intercept and a are the same: neither is finite."""
    a = np.array([1.0, 1, 1, 1, 0, 0])
    x = np.array([1.0, 2, 3, 4, 1, 2])
    found = find(np.column_stack([np.ones(6), a, x]), [0, 1, 0, 1, 1, 1])
    np.testing.assert_array_equal(found.limits, [np.inf, -np.inf, 0])
    limit = limit_problem(found)
    assert limit.columns.tolist() == [0, 2]
    assert limit.finite.tolist() == [False, True]
    assert limit.intercept == 0


def test_a_number_that_separates_completely_or_at_one_value():
    x = np.array([1.0, 2, 3, 4, 5, 6])
    X = np.column_stack([np.ones(6), x])
    words = "'x' separates the classes: all 3 rows with x > 3.5 have y = 1 and all 3 rows with "
    found = find(X, [0, 0, 0, 1, 1, 1])
    assert found.kind == "complete"
    np.testing.assert_array_equal(found.limits, [-np.inf, np.inf])
    assert found.describe(["1", "x"]) == words + "x < 3.5 have y = 0."
    x[3] = 3
    X = np.column_stack([np.ones(6), x])
    found = find(X, [1, 1, 1, 0, 0, 0])
    assert found.kind == "quasi"
    np.testing.assert_array_equal(found.rows, x == 3)
    np.testing.assert_array_equal(found.limits, [np.inf, -np.inf])
    words = "'x' separates the classes: all 2 rows with x > 3 have y = 0 and all 2 rows with x < 3 "
    assert found.describe(["1", "x"]) == words + "have y = 1."
    assert limit_problem(found).finite.tolist() == [False]


def test_a_row_alone_is_one_row():
    X = np.column_stack([np.ones(4), [0.0, 0, 0, 1]])
    words = "'x' separates the classes: the 1 row with x = 1 has y = 0."
    assert find(X, [0, 1, 1, 0]).describe(["1", "x"]) == words


@given(seeds)
def test_a_combination_is_named_by_its_columns(seed):
    X, _ = noisy(seed, p=7)
    found = find(X, X[:, 2] - 2 * X[:, 5] > 0.3)
    assert found.kind == "complete"
    assert found.support == (2, 5)
    words = "'c' and 'f' together separate the classes: all 200 rows are decided without error."
    assert found.describe("1bcdefg") == words
    np.testing.assert_array_equal(found.limits[[2, 5]], [np.inf, -np.inf])


def test_many_columns_are_counted():
    rng = np.random.default_rng(0)
    X = np.column_stack([np.ones(300), rng.standard_normal((300, 6))])
    found = find(X, X[:, 1:].sum(axis=1) > 0)
    named = "'a', 'b', 'c' and 3 more columns together separate the classes"
    assert found.describe("1abcdef").startswith(named)


def test_classes_of_a_multinomial_are_described():
    rng = np.random.default_rng(0)
    X = np.column_stack([np.ones(90), rng.standard_normal((90, 2))])
    y = np.where(X[:, 1] > 0.5, 2, rng.integers(0, 2, 90))
    found = find(X, y, coding=CODING)
    assert found.kind == "quasi"
    assert found.support == (1,)
    assert found.describe("1ab") == (
        "'a' separates the classes: all 90 rows are sure not to be of some class."
    )
    np.testing.assert_array_equal(found.possible.sum(axis=1), np.where(y == 2, 1, 2))
    np.testing.assert_array_equal(found.rows, y < 2)
    np.testing.assert_array_equal(found.limits[:, 0], 0)  # classes 0 and 1 are not separated


def test_one_class_alone():
    found = find(np.ones((5, 1)), np.ones(5))
    assert found.kind == "complete"
    assert found.limits.tolist() == [np.inf]
    words = "y is the same in all 5 rows: the intercept has no finite value."
    assert found.describe(["1"]) == words


def test_heavy_ties_and_pinned_rows():
    """Binomial counts: only trials that all succeed leave their row free."""
    X = np.column_stack([np.ones(4), [0.0, 1, 2, 3]])
    assert find(X, [0.2, 0.4, 0.5, 1.0]) is None
    found = find(X, [0.0, 0.4, 1.0, 1.0])
    np.testing.assert_array_equal(found.rows, [False, True, False, False])
    np.testing.assert_array_equal(found.limits, [-np.inf, np.inf])


# -- invariances ---------------------------------------------------------------------------------


@given(seeds, st.lists(st.integers(-8, 8), min_size=3, max_size=3), st.floats(-1e4, 1e4))
def test_units_and_zero_points_do_not_matter(seed, units, shift):
    X, y = with_group(seed)
    moved = X.copy()
    moved[:, 1:4] = (X[:, 1:4] + shift) * 10.0 ** np.array(units)
    a, b = find(X, y), find(moved, y)
    np.testing.assert_array_equal(a.limits, b.limits)
    np.testing.assert_array_equal(a.rows, b.rows)
    moved[:, 4] = (X[:, 4] + 3) * 10.0 ** units[0]
    np.testing.assert_array_equal(find(moved, y).limits, [-np.inf, 0, 0, 0, np.inf])


@given(tiny())
def test_order_doubling_flips_and_weights(case):
    X, y = case
    at = ones_in(X)
    a = find(X, y)
    rng = np.random.default_rng(len(y))
    order = rng.permutation(len(y))
    doubled = np.concatenate([order, order])
    weights = np.r_[np.ones(len(y)), 0.0]
    others = [
        (find(X[order], y[order]), order),
        (find(X[doubled], y[doubled], np.full(len(doubled), 0.1)), doubled),
        (find(np.vstack([X, X[:1]]), np.r_[y, 1 - y[0]], weights, intercept=at), None),
    ]
    flipped = find(X, 1 - y)
    assert (a is None) == (flipped is None)
    for other, index in others:
        assert (a is None) == (other is None)
        if a is not None:
            np.testing.assert_array_equal(a.limits, other.limits)
            np.testing.assert_array_equal(a.limits, -flipped.limits)
            kept = a.rows[index] if index is not None else np.r_[a.rows, False]
            np.testing.assert_array_equal(kept, other.rows)


@given(seeds)
def test_any_direction_may_be_given(seed):
    """Right, wrong or reversed, it changes the way and not the answer."""
    X, y = with_group(seed)
    first = find(X, y)
    for direction in ([0, 0, 0, 0, 1], [0, 0, 0, 0, -1], np.zeros(5), X[0]):
        found = find(X, y, direction=np.asarray(direction, dtype=float))
        np.testing.assert_array_equal(found.limits, first.limits)
        np.testing.assert_array_equal(found.rows, first.rows)
        assert find(X[:, :4], noisy(seed)[1], direction=np.asarray(direction[:4]) * 1.0) is None


@pytest.mark.parametrize("direction", [np.zeros(3), np.array([1.0, np.nan])])
def test_a_direction_that_is_none_is_refused(direction):
    with pytest.raises(InputError, match="one finite number for each of 2 coefficients"):
        find([[1, 0], [1, 1], [1, 2]], [0, 1, 0], direction=direction)


def test_blocks_do_not_matter(monkeypatch):
    X, y = with_group(3)
    z = np.where(X[:, 1] > 0.5, 2, y).astype(int)
    before = find(X, y), find(X[:, :4], z, coding=CODING), find(X, X[:, 1] > 2 * X[:, 2])
    monkeypatch.setattr("oddsmith.data.block_rows", lambda p: 7)
    after = find(X, y), find(X[:, :4], z, coding=CODING), find(X, X[:, 1] > 2 * X[:, 2])
    for a, b in zip(before, after, strict=True):
        np.testing.assert_array_equal(a.limits, b.limits)
        np.testing.assert_array_equal(a.possible, b.possible)
        assert a.describe("1abcd") == b.describe("1abcd")


def test_codes_are_their_indicators():
    X, y = noisy(2)
    codes = np.random.default_rng(2).integers(-1, 3, 200)
    y = np.where(codes == 1, 0.0, y)
    data = InMemory(Beside([Dense(X), OneHot(codes, 3)]), y)
    coded = find_separation(data, standardising(data, 0))
    dense = find(np.column_stack([X, *(codes == k for k in range(3))]), y)
    np.testing.assert_array_equal(coded.limits, [0, 0, 0, 0, 0, -np.inf, 0])
    np.testing.assert_array_equal(coded.limits, dense.limits)
    assert coded.describe("1abcdef") == dense.describe("1abcdef")


# -- R -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", certified("certified_ml"))
def test_published_tables_are_not_separated(name):
    names, X, y, weights, _ = problem(name)
    keep = [j for j, column in enumerate(names) if column != "lin"]  # dependent, of one table
    assert find(X[:, keep], y, weights) is None


@pytest.mark.parametrize("name", SEPARATED)
def test_separated_tables_are_as_r_says(name):
    """detectseparation's limits are one direction's: where the cone fixes a sign, it is theirs."""
    truth = LIMITS[name]
    names, X, y = separated_table(name)
    assert names == list(truth["limits"])
    found = find(X, y)
    assert found.kind == truth["kind"]
    theirs = np.array([float(value) for value in truth["limits"].values()])
    ours = np.where(np.isnan(found.limits), theirs, found.limits)
    np.testing.assert_array_equal(ours, theirs)
    assert np.isnan(found.limits).all() == (name == "iris_complete_sep")


@pytest.mark.parametrize("name", [name for name in SEPARATED if name != "iris_complete_sep"])
def test_the_limit_problem_has_r_s_finite_coefficients(name):
    """R's stop after 30 steps, where the decided rows have probability 1 - 1e-13."""
    truth = LIMITS[name]
    names, X, y = separated_table(name)
    limit = limit_problem(find(X, y))
    rows, columns = limit.rows, limit.columns
    part = InMemory(Dense(X[np.ix_(rows, columns)]), y[rows])
    found = estimate(part, limit.intercept, Penalty.none(len(columns)), to_floor=True)
    assert found.certificate.proves_minimum
    theirs = np.array([truth["coef"][names[j]] for j in columns])
    np.testing.assert_allclose(found.w[limit.finite], theirs[limit.finite], rtol=1e-9)
    deviance = 2 * found.solution.at.loss * found.solution.at.case_weight
    assert deviance == pytest.approx(truth["deviance"], rel=1e-12)
    words = {
        "endometrial": "'NV' separates the classes: all 13 rows with NV = 1 have HG = 1.",
        "icu_sep": "'locStupor' separates the classes: all 5 rows with locStupor = 1 have HG = 1.",
        "sex2": "'dia' separates the classes: all 7 rows with dia = 1 have HG = 1.",
    }
    assert find(X, y).describe(names, "HG") == words[name]
