"""Figures as SVG of the page: names of their own, no colours, no data about data."""

import re

import pytest

from oddsmith.errors import InputError
from oddsmith.report.document import pictures as module
from oddsmith.report.document.page import small_enough
from oddsmith.report.document.pictures import Picture, as_svg, pictures
from oddsmith.report.document.subject import subject_of
from tests.report.document.models import admissions


def test_names_of_two_figures_do_not_meet():
    found, missed = pictures(subject_of(admissions(), None), 0.95)
    assert missed == []
    names = [re.findall(r'\bid="([^"]+)"', one.svg) for one in found]
    flat = [name for of in names for name in of]
    assert len(flat) == len({*flat})
    for of, one in zip(names, found, strict=True):
        used = re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', one.svg)
        assert {a or b for a, b in used} <= {*of}
        assert "<metadata" not in one.svg


def test_a_figure_that_cannot_be_drawn_is_named(monkeypatch):
    def refuse(*_, **__):
        raise InputError("not today")

    monkeypatch.setattr(module, "as_svg", refuse)
    found, missed = pictures(subject_of(admissions(), None), 0.95)
    assert found == []
    assert missed[0] == "Odds ratios: not today"


def test_text_stays_text():
    svg = as_svg(lambda ax: ax.set_title("a < b & c"), "f")
    assert "a &lt; b &amp; c" in svg


@pytest.mark.parametrize("size", [10, 3_000_000])
def test_what_would_make_the_page_too_large_is_left_out(size):
    drawn = [Picture("p", f"figure {k}", "", "x" * size) for k in range(2)]
    kept, dropped = small_enough(drawn)
    assert len(kept) == (2 if size == 10 else 1)
    assert dropped == ([] if size == 10 else ["figure 1: the page would be too large."])
