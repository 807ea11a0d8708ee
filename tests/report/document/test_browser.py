"""Reports of three real tables in a browser: light and dark, wide and narrow, keyboard, paper.

Screenshots are kept in ``build/pages``, which is not part of the repository.
"""

from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

import oddsmith
from oddsmith.datasets import load
from tests.lessons.chromium import watched
from tests.report.document.models import admissions, endometrial
from tests.truths import DATA

pytestmark = pytest.mark.heavy

SCREENSHOTS = Path(__file__).parents[3] / "build" / "pages"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def wells():
    """3,020 households, an interaction, and names of its own."""
    table = pd.read_csv(DATA / "design" / "wells.csv")
    columns = [name for name in table if not name.startswith(("_", "(")) and name != "y"]
    table = table.rename(columns={name: f"column {k} <{name}>" for k, name in enumerate(columns)})
    terms = " + ".join(f"`{name}`" for name in table if name.startswith("column"))
    return oddsmith.fit(f"y ~ {terms}", table), table


TABLES = {
    "admissions": lambda: (admissions(), load("admissions")),
    "endometrial": endometrial,
    "wells": wells,
}


@pytest.fixture(scope="module", params=TABLES)
def page(request, tmp_path_factory):
    fit, table = TABLES[request.param]()
    path = tmp_path_factory.mktemp("report") / f"report-{request.param}.html"
    fit.report(path, table, replicates=20)
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 390])
def test_it_is_accessible_and_asks_for_nothing(browser, page, scheme, width):
    pytest.importorskip("axe_playwright_python")
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    settings = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    with (
        watched(browser, page, bypass_csp=True, **settings) as here,
        here.expecting_none(),
    ):
        here.tab.screenshot(path=SCREENSHOTS / f"{page.stem}-{scheme}-{width}.png", full_page=True)
        here.tab.evaluate(axe)
        found = here.tab.evaluate("(tags) => axe.run({ runOnly: tags })", RULES)
        said = [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]]
        assert said == []
        assert len(found["passes"]) > 20
        assert here.tab.evaluate("document.documentElement.scrollWidth") == width


def test_headings_are_in_order_and_keys_reach_every_part(browser, page):
    with watched(browser, page) as here, here.expecting_none():
        read = "(all) => all.map((e) => Number(e.tagName[1]))"
        levels = here.tab.locator("h1, h2, h3, h4").evaluate_all(read)
        assert levels[0] == 1
        assert max(b - a for a, b in pairwise(levels)) == 1
        here.tab.keyboard.press("Tab")
        first = here.tab.evaluate("document.activeElement.getAttribute('href')")
        assert first == "#main"
        for part in here.tab.locator("nav a").all():
            here.tab.keyboard.press("Tab")
            assert part.evaluate("(e) => e === document.activeElement")
        for part in here.tab.locator("nav a").all():
            part.press("Enter")
            assert here.tab.url.endswith(part.get_attribute("href"))


def test_figures_show_something_in_both_schemes(browser, page):
    """The ink of each drawing differs from the paper behind it."""
    for scheme in ("light", "dark"):
        with watched(browser, page, color_scheme=scheme) as here, here.expecting_none():
            paper = here.tab.evaluate("getComputedStyle(document.body).backgroundColor")
            ink = here.tab.evaluate("getComputedStyle(document.body).color")
            assert paper != ink
            fills = here.tab.locator(".drawing svg").evaluate_all(
                "(all) => all.map((e) => getComputedStyle(e).fill)"
            )
            assert set(fills) == {ink}
            sizes = here.tab.locator(".drawing svg").evaluate_all(
                "(all) => all.map((e) => e.getBoundingClientRect().height)"
            )
            assert min(sizes) > 80


def test_on_paper_the_navigation_is_gone_and_no_table_is_cut(browser, page):
    with watched(browser, page, viewport={"width": 720, "height": 900}) as here:
        here.tab.emulate_media(media="print")
        assert not here.tab.locator("nav").is_visible()
        assert here.tab.locator("h1").is_visible()
        assert here.tab.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
        assert here.troubles == []
