"""The summary page: R's digits, labels on every number, safe HTML."""

import numpy as np
import pytest

import oddsmith
from oddsmith.datasets import load
from oddsmith.report.summary import number, p_value


@pytest.fixture(scope="module")
def summary():
    return oddsmith.fit("admit ~ gre + gpa + C(rank)", load("admissions")).summary()


def test_r_s_digits_are_on_the_page(summary):
    text = str(summary)
    for term, estimate, error in [
        ("Intercept", "-3.989979", "1.139951"),
        ("gre", "0.002264", "0.001094"),
        ("gpa", "0.804038", "0.331819"),
        ("C(rank)[T.2]", "-0.675443", "0.316490"),
    ]:
        (line,) = (row for row in text.splitlines() if row.startswith(f"{term} "))
        assert line.split()[1:3] == [estimate, error]
    for words in (
        "P(admit = 1)",
        "maximum likelihood, no penalty",
        "400 used",
        "-229.2587",
        "458.5175 on 394",
        "470.5175, 494.4663",
        "95 % interval (Wald) of the odds ratio",
        "which exists",
        "Wald tests against zero, two-sided",
    ):
        assert words in text, words


def test_it_shows_itself(summary):
    assert repr(summary) == str(summary)


def test_html_holds_the_same_numbers_and_escapes_names():
    table = load("admissions").rename(columns={"gre": "<b>gre</b>"})
    html = oddsmith.fit("admit ~ `<b>gre</b>`", table).summary()._repr_html_()
    assert "&lt;b&gt;gre" in html
    assert "<b>" not in html


def test_levels_are_named(summary):
    fit = oddsmith.fit("admit ~ gre", load("admissions"))
    assert "90 % interval" in str(fit.summary(level=0.9))


def test_numbers_and_p_values():
    assert [number(v) for v in (1.5, 0, 1e-9, 1e9, float("nan"), float("inf"))] == [
        "1.500000", "0.000000", "1e-09", "1e+09", "–", "inf",
    ]  # fmt: skip
    assert [p_value(v) for v in (0.0, 1e-17, 0.012345, 1.0, float("nan"))] == [
        "< 1e-16", "< 1e-16", "0.0123", "1", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "settings", "says"),
    [
        ("admit ~ 0 + gre", {}, "(no column, all probabilities ½ -277.2589)"),
        ("admit ~ 0 + gre", {"offset": "gpa"}, "(no column but the offset -"),
        ("admit ~ gre", {}, "(intercept alone -249.9883)"),
        ("admit ~ 0 + one + gre", {}, "(intercept alone -249.9883)"),
    ],
)
def test_the_model_it_is_held_against_is_named(formula, settings, says):
    text = str(oddsmith.fit(formula, load("admissions").assign(one=1.0), **settings).summary())
    assert says in text
    assert ("intercept" in text.lower()) == ("intercept" in says)
    assert 400 * np.log(0.5) == pytest.approx(-277.2589, abs=5e-5)


def test_no_intercept_is_free_where_there_is_none():
    table = load("admissions")
    free = "½ · 0.1 · Σ w², intercept free"
    assert free in str(oddsmith.fit("admit ~ gre", table, penalty=0.1).summary())
    assert "intercept" not in str(oddsmith.fit("admit ~ 0 + gre", table, penalty=0.1).summary())


def test_a_category_of_one_level_is_noted():
    table = load("admissions").assign(town="a")
    with pytest.warns(oddsmith.errors.AliasedWarning) as seen:
        fit = oddsmith.fit("admit ~ gre + town", table)
    assert seen[0].filename == __file__
    assert "Note: town is 'a' in every row: it has no column." in str(fit.summary())
