"""The summary page: R's digits, labels on every number, safe HTML."""

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
        "95 % interval of the odds ratio",
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
