"""The site, built strictly with every block run, and opened page by page in a browser."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lessons.chromium import until

pytestmark = pytest.mark.heavy

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    for name in ("mkdocs", "material", "mkdocstrings", "statsmodels"):
        pytest.importorskip(name, reason="make docs installs what builds the site")
    to = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(to)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-5000:]
    return to


def pages(site):
    return sorted(
        path
        for path in site.rglob("*.html")
        if path.parent.name != "play"
        and path.name != "404.html"  # which servers show, at any depth
    )


def local(url):
    return url.startswith(("file:", "data:", "blob:", "about:"))


def test_every_page_opens_without_fault(site, browser):
    """No error in the console, no picture missing, no request to anywhere."""
    faults, links = [], {}
    tab = browser.new_page()
    tab.on("console", lambda said: said.type == "error" and faults.append((tab.url, said.text)))
    tab.on("pageerror", lambda error: faults.append((tab.url, str(error))))
    tab.on("request", lambda sent: local(sent.url) or faults.append((tab.url, sent.url)))
    tab.on("requestfailed", lambda sent: faults.append((tab.url, f"failed: {sent.url}")))
    for path in pages(site):
        tab.goto(path.as_uri(), wait_until="load")
        missing = "images => images.filter((i) => !i.complete || !i.naturalWidth).map((i) => i.src)"
        faults += [(path.name, source) for source in tab.eval_on_selector_all("img", missing)]
        links[path] = tab.eval_on_selector_all("a[href]", "all => all.map((a) => a.href)")
    assert len(links) > 40
    assert faults == []
    for path, found in links.items():
        for link in found:
            if link.startswith("file:"):
                assert Path(link.split("#")[0].removeprefix("file://")).is_file(), (path, link)


def test_search_works_without_a_server(site, browser):
    tab = browser.new_page()
    tab.goto((site / "index.html").as_uri())
    tab.locator("input[name=query]").click()
    tab.keyboard.type("separation")
    found = tab.locator(".md-search-result__link")
    until(tab, lambda: found.count() > 0)
    assert "separation" in found.first.text_content().lower()


def test_a_lesson_plays_inside_its_page(site, browser):
    tab = browser.new_page()
    tab.goto((site / "learn" / "lesson-one-neuron.html").as_uri())
    frame = tab.frame_locator("iframe.lesson")
    step = frame.locator(".step").first
    step.wait_for()
    step.focus()
    before = step.input_value()
    tab.keyboard.press("ArrowRight")
    assert int(step.input_value()) == int(before) + 1


def test_the_site_is_light_and_dark(site, browser):
    for scheme, colour in (("light", "default"), ("dark", "slate")):
        tab = browser.new_page(color_scheme=scheme)
        tab.goto((site / "index.html").as_uri())
        assert tab.locator("body").get_attribute("data-md-color-scheme") == colour
