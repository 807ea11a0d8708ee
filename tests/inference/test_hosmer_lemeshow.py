"""Hosmer and Lemeshow's test against R's ResourceSelection (make_truths.R), and invariances."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.errors import InputError, NotSupportedError
from oddsmith.inference.hosmer_lemeshow import hosmer_lemeshow, unique_quantiles
from tests.inference.fits import counted, fit, fit_table, noisy, repeated, separated
from tests.truths import certified

TABLES = [
    (name, groups, truth[f"hosmer_lemeshow_g{groups}"])
    for name, truth in certified("rows/fit").items()
    for groups in (6, 10)
    if f"hosmer_lemeshow_g{groups}" in truth
]


@pytest.mark.parametrize(("name", "groups", "truth"), TABLES)
def test_test_and_table_are_those_of_r(name, groups, truth):
    found = hosmer_lemeshow(fit_table(name)[1], groups)
    np.testing.assert_array_equal(found.observed, truth["observed"])
    np.testing.assert_allclose(found.expected, truth["expected"], rtol=1e-10)
    assert found.test.statistic == pytest.approx(truth["X2"], rel=1e-10)
    assert found.test.df == truth["df"]
    assert found.test.pvalue == pytest.approx(truth["p"], rel=1e-9)
    assert bool(found.note) == (truth["df"] != groups - 2)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 4)), min_size=1), st.integers(3, 12))
def test_quantiles_are_those_of_the_repeated_values(values, groups):
    p, n = np.array([*sorted(dict(values).items()), (2.0, 1)]).T
    expected = np.quantile(np.repeat(p, n.astype(int)), np.arange(groups + 1) / groups)
    found = unique_quantiles(p, n, groups)
    assert np.abs(found[:, None] - expected).min(axis=0).max() < 1e-12
    assert np.abs(found[:, None] - expected).min(axis=1).max() < 1e-12


def test_groups_hold_all_rows_and_what_the_model_expects():
    X, y = noisy(n=500)
    found = hosmer_lemeshow(fit(X, y))
    np.testing.assert_array_equal(found.observed.sum(axis=1), 50)
    np.testing.assert_allclose(found.expected.sum(axis=1), 50)
    np.testing.assert_allclose(found.observed.sum(axis=0), found.expected.sum(axis=0))
    share = found.expected[:, 1] / 50
    assert (np.diff(share) > 0).all()
    assert found.note == ""
    assert "10 groups" in found.test.method


def test_order_blocks_and_units_do_not_matter(monkeypatch):
    X, y = noisy(n=200)
    whole = hosmer_lemeshow(fit(X, y))
    monkeypatch.setattr("oddsmith.data.block_rows", lambda p: 7)
    order = np.random.default_rng(0).permutation(200)
    moved = hosmer_lemeshow(fit(X[order] * [1, 1e6, 1, 1e-6], y[order]))
    np.testing.assert_array_equal(moved.observed, whole.observed)
    assert moved.test.statistic == pytest.approx(whole.test.statistic, rel=1e-9)


def test_whole_weights_are_repeated_rows():
    X, y, c = counted(n=80)
    a, b = hosmer_lemeshow(fit(X, y, c), 5), hosmer_lemeshow(fit(*repeated(c, X, y)), 5)
    np.testing.assert_array_equal(a.observed, b.observed)
    assert a.test.statistic == pytest.approx(b.test.statistic, rel=1e-8)


def test_small_groups_are_trouble():
    X, y = noisy(n=40)
    assert "below 5" in hosmer_lemeshow(fit(X, y)).trouble
    X, y = noisy(n=5000)
    assert hosmer_lemeshow(fit(X, y)).trouble == ""


def test_equal_probabilities_merge_groups():
    """Five patterns of 20 rows; cuts with nothing between them make no group."""
    X = np.column_stack([np.ones(100), np.repeat(np.arange(5.0), 20)])
    y = (np.arange(100) % 20 < 4 + 3 * X[:, 1]) * 1.0
    found = hosmer_lemeshow(fit(X, y))
    np.testing.assert_array_equal(found.observed[:, 1], [4, 7, 10, 13, 16])
    assert found.note == "5 groups instead of 10: probabilities are tied."
    assert found.test.df == 3


def test_what_makes_no_sense_is_refused():
    X, y = noisy()
    for groups in (2, 7.5, True, "ten"):
        with pytest.raises(InputError, match=f"groups={groups!r}: three or more"):
            hosmer_lemeshow(fit(X, y), groups)
    with pytest.raises(InputError, match="not whole numbers of cases"):
        hosmer_lemeshow(fit(X, y, np.full(80, 0.5)))
    two = fit(np.column_stack([np.ones(80), np.arange(80) % 2]), y)
    with pytest.raises(InputError, match=r"Only 2 group\(s\) could be made of 10"):
        hosmer_lemeshow(two)
    with pytest.raises(InputError, match="no finite maximum"):
        hosmer_lemeshow(fit(*separated()))
    with pytest.raises(NotSupportedError, match="L2 penalty"):
        hosmer_lemeshow(fit(X, y, l2=0.1))


def test_it_prints_the_test_its_table_and_its_trouble():
    X, y = noisy()
    found = hosmer_lemeshow(fit(X, y), 20)
    first, head, *rows = str(found).splitlines()
    assert first == str(found.test)
    assert head.split() == ["group", "failures", "expected", "successes", "expected"]
    printed = np.array([row.split() for row in rows[:20]], float)
    np.testing.assert_array_equal(printed[:, [1, 3]], found.observed)
    np.testing.assert_allclose(printed[:, [2, 4]], found.expected, atol=0.0051)
    assert rows[20:] == [f"Do not trust its p-value: {found.trouble}"]
