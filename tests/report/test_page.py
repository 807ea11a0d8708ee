"""The page as text, HTML, LaTeX and CSV: names of any kind come through unharmed."""

import csv
from io import StringIO

import oddsmith
from oddsmith.datasets import load
from oddsmith.report.page import escaped
from tests.result.tables import fits


def test_html_holds_the_same_numbers_and_escapes_names():
    table = load("admissions").rename(columns={"gre": "<b>gre</b>"})
    html = oddsmith.fit("admit ~ `<b>gre</b>`", table).summary()._repr_html_()
    assert "&lt;b&gt;gre" in html
    assert "<b>" not in html


def test_latex_escapes_what_is_special_to_it():
    odd = "50% of a_b & {c} ~ #1 ^ $2 < 3 \\ x"
    table = load("admissions").rename(columns={"gre": odd.replace("\\", "/")})
    latex = oddsmith.fit(f"admit ~ `{odd.replace(chr(92), '/')}`", table).summary().to_latex()
    assert r"50\% of a\_b \& \{c\} \textasciitilde{} \#1 \textasciicircum{} \$2" in latex
    assert escaped(odd).endswith(r"\textless{} 3 \textbackslash{} x")
    assert latex.count("{") - latex.count(r"\{") == latex.count("}") - latex.count(r"\}")


def test_csv_leaves_out_what_is_not_there():
    rows = list(csv.DictReader(StringIO(fits()["lasso"].summary().to_csv())))
    assert [row["term"] for row in rows] == list(fits()["lasso"].names)
    assert {row[key] for row in rows for key in ("std_error", "p_value", "conf_low")} == {""}
    assert all(float(row["odds_ratio"]) > 0 for row in rows)
