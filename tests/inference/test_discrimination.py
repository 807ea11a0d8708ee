"""AUC and DeLong's variance: pairs counted one by one, R's pROC (make_truths.R), invariances."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.errors import InputError
from oddsmith.inference.discrimination import area
from oddsmith.inference.scores import Scores, scores_of
from tests.inference.fits import expanded, fit, fit_table, grouped, repeated
from tests.truths import certified, design

# In admissions_offset2, 0.5 gpa - 0.002 gre + 1 is tied but for rounding, and R splits those ties.
TABLES = {
    name: truth
    for name, truth in certified("rows/fit").items()
    if "auc" in truth and name != "admissions_offset2"
}


@pytest.mark.parametrize("name", TABLES)
def test_area_is_that_of_proc(name):
    found, truth = area(scores_of(fit_table(name)[1])), TABLES[name]
    assert found.auc == pytest.approx(truth["auc"], rel=1e-12)
    assert found.variance == pytest.approx(truth["auc_var_delong"], rel=1e-11)
    lower, _, upper = truth["auc_ci95_delong"]
    assert found.conf_int() == pytest.approx((lower, upper), rel=1e-11)


def test_ties_but_for_rounding_are_ties():
    columns = design("admissions_offset2")
    scores = scores_of(fit_table("admissions_offset2")[1])
    by_hand = pair_by_pair(scores.z.round(9), columns["y"])[0]
    assert area(scores).auc == pytest.approx(by_hand, rel=1e-12)


def pair_by_pair(z, y):
    """Every success beside every failure; variance from the means of rows and columns."""
    a, b = z[y == 1], z[y == 0]
    won = (a[:, None] > b) + (a[:, None] == b) / 2
    var = won.mean(axis=1).var(ddof=1) / len(a) + won.mean(axis=0).var(ddof=1) / len(b)
    return won.mean(), var


ROWS = st.lists(st.tuples(st.integers(-4, 4), st.booleans()), min_size=2, max_size=40).map(
    lambda rows: np.array([(0, 0), (1, 0), (0, 1), (2, 1), *rows], dtype=float).T
)


@given(ROWS)
def test_pairs_counted_one_by_one(rows):
    z, y = rows
    found = area(Scores(z, y, np.ones(len(y))))
    auc, variance = pair_by_pair(z, y)
    assert found.auc == pytest.approx(auc, abs=1e-13)
    assert found.variance == pytest.approx(variance, abs=1e-13)
    assert (found.successes, found.failures) == (y.sum(), (1 - y).sum())


@given(ROWS, st.integers(0, 10**6))
def test_invariances(rows, seed):
    """A rising function changes nothing; the other class mirrors; weights are repeats; order."""
    z, y = rows
    rng = np.random.default_rng(seed)
    c = rng.integers(1, 4, len(y)).astype(float)
    found = area(Scores(z, y, c))
    order = rng.permutation(len(y))
    for same in (
        Scores(np.exp(z), y, c),
        Scores(-z, 1 - y, c),
        Scores(z[order], y[order], c[order]),
        Scores(*repeated(c, z, y), np.ones(int(c.sum()))),
    ):
        assert area(same).auc == pytest.approx(found.auc, abs=1e-13)
        assert area(same).variance == pytest.approx(found.variance, abs=1e-13)
    assert area(Scores(z, 1 - y, c)).auc == pytest.approx(1 - found.auc, abs=1e-13)


def test_grouped_rows_are_single_rows():
    X, y, trials = grouped()
    a, b = (area(scores_of(fit(*r))) for r in ((X, y, trials), expanded(X, y, trials)))
    assert a.auc == pytest.approx(b.auc, rel=1e-10)
    assert a.variance == pytest.approx(b.variance, rel=1e-10)


def test_the_interval_ends_at_one():
    y = np.array([0.0, 0, 0, 1, 0, 1, 1, 1, 1])
    found = area(Scores(np.arange(9.0), y, np.ones(9)))
    assert found.conf_int(0.99)[1] == 1
    low, high = found.conf_int(0.1)
    assert low < found.auc < high < 1


def test_weights_that_count_no_cases_have_an_area_without_variance():
    z, y = np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, 1.0, 0.0, 1.0])
    found = area(Scores(z, y, np.array([0.5, 1.5, 0.5, 4.5])))
    assert found.auc == pytest.approx(0.875)
    assert np.isnan(found.variance)
    with pytest.raises(InputError, match=r"6 successes and 1 failures.*whole numbers"):
        found.conf_int()


def test_one_of_a_class_has_no_variance():
    found = area(Scores(np.arange(3.0), np.array([0.0, 0, 1]), np.ones(3)))
    assert found.auc == 1
    with pytest.raises(InputError, match="1 successes and 2 failures"):
        found.conf_int()


def test_what_makes_no_sense_is_refused():
    with pytest.raises(InputError, match="0 successes and 3 failures"):
        area(Scores(np.arange(3.0), np.zeros(3), np.ones(3)))
    two = area(Scores(np.arange(4.0), np.array([0.0, 1, 0, 1]), np.ones(4)))
    with pytest.raises(InputError, match="level=95"):
        two.conf_int(95)


def test_it_prints_its_interval_and_whose_it_is():
    found = area(Scores(np.arange(8.0), np.array([0.0, 0, 1, 0, 1, 0, 1, 1]), np.ones(8)))
    low, high = found.conf_int()
    said = f"{found.auc:.4f}, 95 % interval {low:.4f} to {high:.4f} (DeLong)"
    assert str(found) == f"Area under the ROC curve {said}"
    assert str(replace(found, variance=np.nan)).endswith("; its variance is not defined")
