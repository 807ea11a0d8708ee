"""Odds ratios against those of a 2 x 2 table, and what they do to probabilities."""

import numpy as np
import pytest

import oddsmith
from oddsmith.datasets import load
from oddsmith.errors import InputError, SeparationWarning
from oddsmith.learn import explain

a, b, c, d = 20, 30, 5, 45  # exposed cases and controls, others


@pytest.fixture(scope="module")
def two_by_two():
    counts = [a, b, c, d]
    exposed, ill = np.repeat([1, 1, 0, 0], counts), np.repeat([1, 0, 1, 0], counts)
    return oddsmith.fit("ill ~ exposed", {"exposed": exposed, "ill": ill})


def test_a_two_by_two_table(two_by_two):
    found = explain(two_by_two, "exposed")
    ratio, half = a * d / (b * c), 1.959963984540054 * np.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    assert found.odds_ratio == pytest.approx(ratio, rel=1e-10)
    assert found.low == pytest.approx(ratio * np.exp(-half), rel=1e-8)
    assert found.high == pytest.approx(ratio * np.exp(half), rel=1e-8)
    assert [change.before for change in found.changes] == [0.1, 0.5, 0.9]
    for change in found.changes:
        odds = change.before / (1 - change.before)
        for after, factor in ((change.after, ratio), (change.low, found.low)):
            assert after / (1 - after) == pytest.approx(odds * factor, rel=1e-8)
    assert "multiplies the odds by 6 (95 % interval" in found.words
    assert "85.7%" in str(found)


def test_the_base_rate_of_the_others_gives_that_of_the_exposed(two_by_two):
    found = explain(two_by_two, "exposed", base_rates=[c / (c + d)])
    assert found.changes[0].after == pytest.approx(a / (a + b), rel=1e-10)


def test_units_and_level(two_by_two):
    one, less = explain(two_by_two, "exposed"), explain(two_by_two, "exposed", by=-1)
    assert less.odds_ratio == pytest.approx(1 / one.odds_ratio)
    assert (less.low, less.high) == pytest.approx((1 / one.high, 1 / one.low))
    assert less.words.startswith("One less of exposed")
    wide = explain(two_by_two, "exposed", level=0.999)
    assert wide.low < one.low < one.high < wide.high
    assert "99.9 % interval" in wide.words


def test_levels_and_intervals_that_hold_one():
    fit = oddsmith.fit("admit ~ gre + gpa + C(rank)", load("admissions"))
    level = explain(fit, "C(rank)[T.2]")
    assert level.words.startswith("C(rank)[T.2], against the reference level, multiplies")
    assert "holds 1" not in level.words
    assert explain(fit, "gpa", by=0.5).words.startswith("0.5 more of gpa")
    weak = oddsmith.fit("y ~ x", {"y": [0, 1, 0, 1, 1, 0], "x": [1, 2, 3, 4, 5, 6]})
    assert "The interval holds 1" in explain(weak, "x").words


def test_an_infinite_ratio():
    with pytest.warns(SeparationWarning):
        fit = oddsmith.fit("y ~ x", {"y": [0, 1, 0, 1, 1], "x": [0, 0, 0, 1, 1]})
    found = explain(fit, "x")
    assert found.odds_ratio == np.inf
    assert np.isnan(found.low)
    assert [change.after for change in found.changes] == [1.0, 1.0, 1.0]
    assert "separates the classes" in found.words
    assert explain(fit, "x", by=-1).odds_ratio == 0


def test_no_interval_after_an_l1_penalty():
    fit = oddsmith.fit("admit ~ gpa", load("admissions"), penalty=0.01, l1_ratio=1.0)
    found = explain(fit, "gpa")
    assert np.isnan(found.low)
    assert "There is no interval" in found.words
    assert "interval" in str(found)


def test_a_huge_coefficient_has_an_infinite_ratio_and_no_overflow():
    y = [0, 1, 0, 1, 1, 0]
    fit = oddsmith.fit("y ~ x", {"y": y, "x": [1e-9 * v for v in (1, 2, 3, 4, 5, 6)]})
    assert explain(fit, "x").odds_ratio == np.inf
    assert "ask for fewer units" in explain(fit, "x").words
    assert explain(fit, "x", by=1e-9).odds_ratio < 10


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"name": "gap"}, "no column is called 'gap' .close: 'gpa'."),
        ({"name": "Intercept"}, "The intercept is no column: .* probability of"),
        ({"name": "gpa2"}, "'gpa2' has no coefficient"),
        ({"by": 0}, "by=0"),
        ({"by": np.inf}, "by=inf"),
        ({"base_rates": [0.0, 0.5]}, "base_rates="),
        ({"level": 1.5}, "level=1.5"),
    ],
)
@pytest.mark.filterwarnings("ignore::oddsmith.errors.AliasedWarning")
def test_bad_arguments_are_refused(arguments, says):
    table = load("admissions")
    fit = oddsmith.fit("admit ~ gpa + gpa2", table.assign(gpa2=2 * table["gpa"]))
    with pytest.raises(InputError, match=says):
        explain(fit, **({"name": "gpa"} | arguments))
