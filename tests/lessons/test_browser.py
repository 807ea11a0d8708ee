"""Pages in a real browser: played, paused, moved by keyboard, on a phone's width, without network.

Screenshots go to ``$ODDSMITH_ARTEFACTS``, or to a temporary folder where it is not set.
"""

import json
import os
import shutil
from pathlib import Path

import pytest

from oddsmith.lessons import COURSE, load_task, open_lesson
from oddsmith.lessons.page import page
from oddsmith.lessons.play import play
from oddsmith.neuron import Neuron

pytestmark = pytest.mark.heavy

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
PAGES = [*COURSE, "xor", "iris"]
PHONE, DESK = {"width": 375, "height": 740}, {"width": 1200, "height": 900}


@pytest.fixture(scope="module")
def browser():
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine")
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def artefacts(tmp_path_factory):
    folder = os.environ.get("ODDSMITH_ARTEFACTS")
    path = Path(folder) if folder else tmp_path_factory.mktemp("pages")
    path.mkdir(parents=True, exist_ok=True)
    return path


@pytest.fixture(scope="module", params=PAGES)
def file(request, tmp_path_factory):
    """A page, and its first figure that plays."""
    path = tmp_path_factory.mktemp("page") / f"{request.param}.html"
    if request.param in COURSE:
        lesson = open_lesson(request.param)
        figures, html = lesson.figures, lesson.page()
    else:
        task = load_task(request.param)
        neuron = Neuron(task.learning_rate, 200, task.batch_size, seed=0).fit(task.X, task.y)
        figures = [play(task, neuron)]
        html = page(task.title, figures)
    path.write_text(html, encoding="utf-8")
    return path, next(figure for figure in figures if figure.plays)


@pytest.fixture
def opened(browser, file):
    """Opens the page at a size; afterwards nothing may have been said or asked for."""
    path, figure = file
    troubles, contexts = [], []

    def show(viewport, **more):
        context = browser.new_context(viewport=viewport, **more)
        contexts.append(context)
        tab = context.new_page()
        tab.on("console", lambda message: troubles.append(message.text))
        tab.on("pageerror", lambda error: troubles.append(str(error)))
        tab.on("request", lambda request: troubles.append(request.url))
        tab.goto(path.as_uri())
        until(tab, lambda: tab.locator(".plot:not(.js-plotly-plot)").count() == 0)
        return tab, figure

    yield show
    for context in contexts:
        context.close()
    assert [t for t in troubles if t != path.as_uri() and not t.startswith("data:")] == []


def until(tab, condition):
    """Wait for a condition; the page's policy forbids the browser's own waiting for a text."""
    for _ in range(200):
        if condition():
            return
        tab.wait_for_timeout(50)
    raise AssertionError("waited ten seconds in vain")


def words(tab):
    section = tab.locator(".figure:has(.step)").first
    return section.locator(".changes").all_text_contents()


def test_keys_move_the_slider_and_every_number_follows(opened):
    tab, figure = opened(DESK)
    slider = tab.locator(".step").first
    tab.keyboard.press("Tab")
    while not slider.evaluate("(e) => e === document.activeElement"):
        tab.keyboard.press("Tab")
    example = figure.example
    for key, step in (
        ("ArrowRight", 1),
        ("ArrowRight", 2),
        ("ArrowLeft", 1),
        ("End", -1),
        ("Home", 0),
    ):
        tab.keyboard.press(key)
        assert words(tab) == figure.texts(example, range(len(figure.steps))[step])
        assert slider.get_attribute("aria-valuetext") == figure.steps[step]


def test_the_plots_show_the_frame_of_the_step(opened):
    tab, figure = opened(DESK)
    plots = json.loads(json.dumps(figure.plots()))
    step = len(figure.steps) // 2
    tab.locator(".step").first.evaluate(
        "(e, step) => { e.value = step; e.dispatchEvent(new Event('input')); }", step
    )
    tab.wait_for_timeout(300)
    section = tab.locator(".figure:has(.step)").first
    shown = [plot.evaluate("(p) => p.data") for plot in section.locator(".plot").all()]
    for plot, traces in zip(plots, shown, strict=True):
        frame = plot["frames"][figure.example % len(plot["frames"])][step]
        for k, new in zip(frame["traces"], frame["data"], strict=True):
            assert {key: traces[k][key] for key in new if key != "line"} == {
                key: value for key, value in new.items() if key != "line"
            }
            assert new.get("line", {}).items() <= traces[k].get("line", {}).items()


def test_it_plays_pauses_and_ends(opened):
    tab, figure = opened(DESK)
    button, slider = tab.locator(".play").first, tab.locator(".step").first
    button.focus()
    tab.keyboard.press("Space")
    assert button.text_content() == "Pause"
    until(tab, lambda: int(slider.input_value()) >= 3)
    tab.keyboard.press("Space")
    assert button.text_content() == "Play"
    stopped = slider.input_value()
    tab.wait_for_timeout(500)
    assert slider.input_value() == stopped
    last = len(figure.steps) - 1
    slider.evaluate("(e, k) => { e.value = k; e.dispatchEvent(new Event('input')); }", last - 1)
    button.click()
    until(tab, lambda: button.text_content() == "Play")
    assert slider.input_value() == str(last)
    assert words(tab) == figure.texts(figure.example, last)


def test_an_example_is_chosen(opened):
    tab, figure = opened(DESK)
    if len(figure.examples) == 1:
        assert tab.locator(".figure:has(.step)").first.locator("select").count() == 0
        return
    for k in range(len(figure.examples)):
        tab.locator(".example").first.select_option(str(k))
        assert words(tab) == figure.texts(k, 0)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_is_wider_than_the_window(opened, artefacts, file, viewport):
    tab, _ = opened(viewport, has_touch=viewport is PHONE)
    steps = tab.locator(".step")
    for k in range(steps.count()):
        steps.nth(k).evaluate(
            "(e) => { e.value = e.max / 2; e.dispatchEvent(new Event('input')); }"
        )
    tab.wait_for_timeout(300)
    tab.screenshot(path=artefacts / f"{file[0].stem}-{viewport['width']}.png", full_page=True)
    assert tab.evaluate("document.documentElement.scrollWidth") == viewport["width"]


def test_a_finger_on_a_plot_scrolls_the_page(opened):
    tab, _ = opened(PHONE, has_touch=True, is_mobile=True)
    plot = tab.locator(".plot .nsewdrag")
    if plot.count():
        plot.first.scroll_into_view_if_needed()
        assert plot.first.evaluate("(e) => getComputedStyle(e).touchAction") == "pan-y"


def test_controls_are_large_enough_for_a_finger(opened):
    tab, _ = opened(PHONE)
    for control in (".play", ".step", ".example"):
        for box in tab.locator(control).all():
            assert box.bounding_box()["height"] >= 24  # WCAG 2.2, 2.5.8
