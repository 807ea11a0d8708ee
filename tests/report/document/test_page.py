"""The page: one file without scripts or requests, headings in order, names as text, its size."""

import os
import re
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

import oddsmith
from oddsmith.datasets import load
from oddsmith.errors import InputError
from oddsmith.report.document import write_report
from tests.report.document.models import Page, admissions, endometrial
from tests.result.tables import fits, noisy, quietly

REPORT = write_report(admissions(), None, load("admissions"), replicates=20)


def test_the_page_says_what_the_facts_say(tmp_path):
    page = Page(REPORT.html())
    said = page.said()
    for text in (
        "How does P(admit = 1) depend on gre, gpa and rank?",
        "maximum likelihood, no penalty",
        "2.235",
        "1.00012",
        "area under the ROC curve",
        "Seed 0",
        "optimality violated by",
        "The oddsmith developers",
        "oddsmith.fit(",
    ):
        assert text in said, text
    for one in REPORT.data["diagnostics"]:
        assert one["says"] in said


def test_headings_are_in_order_and_every_part_can_be_reached():
    page = Page(REPORT.html())
    levels = [level for level, _ in page.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len({*ids})
    links = [a["href"] for tag, a in page.tags if tag == "a"]
    assert all(link[1:] in ids for link in links)


def test_nothing_runs_and_nothing_leaves_the_page():
    html = REPORT.html()
    assert "<script" not in html
    assert "default-src 'none'" in html
    page = Page(html)
    for tag, attributes in page.tags:
        for name in ("src", "href", "xlink:href", "action"):
            value = attributes.get(name, "#")
            assert value.startswith(("#", "data:")), (tag, value)
    assert not re.search(r"@import|url\((?!#)", html)


def test_figures_have_words_and_take_the_page_s_colours():
    page = Page(REPORT.html())
    drawings = [a for tag, a in page.tags if tag == "div" and a.get("class") == "drawing"]
    assert len(drawings) == len(REPORT.pictures) == 11
    assert all(a["role"] == "img" and a["aria-label"] for a in drawings)
    svg = "".join(one.svg for one in REPORT.pictures)
    assert not re.search(r"(stroke|fill): #", svg)
    assert "currentColor" in svg
    assert "var(--blue)" in svg


@pytest.mark.parametrize(
    "nasty", ["<script>alert(1)</script>", "=HYPERLINK(1)", "{{ 7 * 7 }}", "a&b"]
)
def test_names_and_levels_are_text(nasty):
    rng = np.random.default_rng(0)
    table = pd.DataFrame(
        {
            nasty: rng.standard_normal(80),
            "level": np.where(rng.random(80) < 0.5, nasty, "b"),
            "y": np.where(rng.random(80) < 0.5, nasty, "no"),
        }
    )
    fit = oddsmith.fit(f"y ~ `{nasty}` + level", table)
    html = write_report(fit, None, table, replicates=0, title=nasty).html()
    assert "<script" not in html
    page = Page(html)
    assert page.headings[0] == (1, nasty)
    assert nasty in page.said()
    assert "49" not in [text.strip() for text in page.text if "{" in nasty]


def test_files_are_whole_or_not_there(tmp_path):
    admissions().report(tmp_path / "r.html", json=tmp_path / "r.json", replicates=0)
    assert sorted(os.listdir(tmp_path)) == ["r.html", "r.json"]
    assert (tmp_path / "r.json").read_text(encoding="utf-8").startswith('{\n "format": 1')
    with pytest.raises(InputError, match="Cannot write"):
        admissions().report(tmp_path / "no" / "r.html", replicates=0)
    assert sorted(os.listdir(tmp_path)) == ["r.html", "r.json"]


@pytest.mark.parametrize("places", [("r.html", "no/r.json"), ("no/r.html", "r.json")])
def test_page_and_facts_are_written_both_or_not_at_all(tmp_path, places):
    page, facts = (tmp_path / place for place in places)
    with pytest.raises(InputError, match=r"Cannot write .*no/r"):
        admissions().report(page, json=facts, replicates=0)
    assert os.listdir(tmp_path) == []


def test_the_same_fit_gives_the_same_page():
    again = write_report(admissions(), None, load("admissions"), replicates=20)
    assert again.html() == REPORT.html()


@pytest.mark.parametrize("name", ["firth", "ridge", "lasso", "separated", "sampling", "trials"])
def test_fits_of_other_kinds_have_pages(name):
    report = write_report(fits()[name], replicates=0)
    said = Page(report.html()).said()
    assert fits()[name].formula in said
    if name in ("ridge", "lasso"):
        assert "penalty: mean loss" in said
    if name == "separated":
        assert "'exposed' separates the classes" in said
        assert "∞" in said
    assert ("Its interval is not known." in said) == (name == "lasso")
    assert "a no interval" not in said
    assert "nan" not in said.split()


def test_several_classes_have_a_page():
    report = oddsmith.fit("C(rank) ~ gpa + gre", load("admissions")).report()
    page = Page(report.html())
    assert "ROC curve of P(C(rank) = 4)" in {text for _, text in page.headings}


def test_other_rows_are_said_to_be_others(tmp_path):
    fit = fits()["maximum likelihood"]
    said = Page(write_report(fit, None, noisy(90, seed=4)).html()).said()
    assert "(90 rows) is not the one of the fit" in said
    assert "need no correction" in said


def test_no_usable_row_is_an_error():
    fit = fits()["maximum likelihood"]
    with pytest.raises(InputError, match="None of the 50 rows"):
        write_report(fit, None, noisy(50).assign(x=np.nan))


def test_very_many_columns_and_levels_are_cut_and_counted():
    rng = np.random.default_rng(0)
    n, p = 300, 600
    table = pd.DataFrame(rng.standard_normal((n, p)), columns=[f"x{j}" for j in range(p)])
    table["town"] = [f"t{k % 150}" for k in range(n)]
    table["y"] = (rng.random(n) < 0.5) * 1
    fit = quietly("y ~ .", table, penalty=0.2, l1_ratio=1)
    report = write_report(fit, None, table)
    html = report.html()
    assert len(html.encode()) < 5_000_000
    said = Page(html).said()
    assert "550 terms whose odds ratio is nearer to 1 are left out here" in said
    assert "variables more are left out here" in said


def test_a_separated_real_table_says_so():
    fit, table = endometrial()
    said = Page(write_report(fit, None, table).html()).said()
    assert "'NV' separates the classes" in said


def test_rows_that_are_read_piece_by_piece_have_a_page_of_what_can_be_known(tmp_path):
    load("admissions").to_parquet(tmp_path / "a.parquet")
    fit = oddsmith.fit("admit ~ gre + gpa", str(tmp_path / "a.parquet"))
    report = fit.report()
    assert report.data["data"]["rows"]["used"] == 400
    assert any("Effects of variables" in line for line in report.data["not_drawn"])
    assert "ROC curve" in {one.title for one in report.pictures}
    whole = fit.report(data=load("admissions"), replicates=0)
    assert whole.data["own_rows"]
    assert whole.data["not_drawn"] == []


def test_names_of_any_script_length_and_beginning_are_drawn():
    rng = np.random.default_rng(0)
    names = ["年齢 💊", "_hidden", "a" * 3000, "x$y$z"]
    table = pd.DataFrame({name: rng.standard_normal(120) for name in names})
    table["_level"] = rng.choice(["_a", "b\nc", "$d$"], 120)
    table["y"] = (rng.random(120) < 0.5) * 1
    terms = " + ".join(f"`{name}`" for name in [*names, "_level"])
    report = oddsmith.fit(f"y ~ {terms}", table).report(data=table, replicates=0)
    assert report.data["not_drawn"] == []
    assert "年齢 💊" in Page(report.html()).said()
    effect = next(one for one in report.pictures if one.title == "Effect of _level")
    assert "$d$" in effect.svg
    assert "_a" in effect.svg
