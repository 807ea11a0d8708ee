"""The summary page: R's digits, labels on every number, safe HTML."""

from io import StringIO

import numpy as np
import pandas as pd
import pytest

import oddsmith
from oddsmith.datasets import load
from tests.result.tables import fits, noisy


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


def test_levels_are_named(summary):
    fit = oddsmith.fit("admit ~ gre", load("admissions"))
    assert "90 % interval" in str(fit.summary(level=0.9))


def test_what_is_exported_holds_the_same_table(summary):
    """All digits in CSV; the printed ones in LaTeX and HTML, where nothing else is special."""
    fit = oddsmith.fit("admit ~ gre + gpa + C(rank)", load("admissions"))
    table = pd.read_csv(StringIO(summary.to_csv())).set_index("term")
    np.testing.assert_array_equal(table["estimate"], fit.params)
    np.testing.assert_array_equal(table["p_value"], fit.pvalues)
    np.testing.assert_array_equal(table["conf_high"], np.exp(fit.conf_int()["upper"]))
    latex, html = summary.to_latex(), summary.to_html()
    assert html == summary._repr_html_()
    for page in (latex, html):
        for said in ("-0.675443", "0.0328", "p (Wald)", "Wald tests against zero"):
            assert said in page
    assert r"C(rank)[T.2] & -0.675443 & 0.316490 & -2.134 & 0.0328 & 0.508931" in latex


def test_no_summary_shows_a_p_value_without_its_label():
    """Every kind of fit: a p-value stands under "p (Wald)"; the last note says what it is of."""
    for name, fit in {**fits(), "three classes": three_classes()}.items():
        facts = fit.summary().facts
        given = any(row["p_value"] == row["p_value"] for row in facts["terms"])
        pages = (str(fit.summary()), fit.summary().to_html(), fit.summary().to_latex())
        assert all("p (Wald)" in page for page in pages), name
        if given:
            assert facts["notes"][-1].startswith("z and p-values: Wald tests against zero"), name


def three_classes():
    return oddsmith.fit("group ~ x + v", noisy())
