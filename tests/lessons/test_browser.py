"""Every page in a real browser: played, paused, moved by keyboard, on a phone, without network.

Screenshots are kept in ``build/pages``, which is not part of the repository.
"""

import json
from pathlib import Path

import pytest

from oddsmith.lessons import COURSE, load_task, open_lesson
from oddsmith.lessons.page import page
from oddsmith.lessons.play import play
from oddsmith.neuron import Neuron
from tests.lessons.chromium import until, watched

pytestmark = pytest.mark.heavy

SCREENSHOTS = Path(__file__).parents[2] / "build" / "pages"
TASKS = ("xor", "iris")  # pages of `oddsmith learn TASK --html`
DESK, PHONE, NARROW = 1200, 390, 320  # CSS pixels; a page at 400 % has 320 (WCAG 2.2, 1.4.10)
LARGEST = 6_000_000  # bytes


@pytest.fixture(scope="module", params=[*COURSE, *TASKS])
def made(request, tmp_path_factory):
    """The file of a page, and the figures that are on it."""
    if request.param in COURSE:
        lesson = open_lesson(request.param)
        figures, html = lesson.figures, lesson.page()
    else:
        task = load_task(request.param)
        neuron = Neuron(task.learning_rate, 200, task.batch_size, seed=0).fit(task.X, task.y)
        figures = (play(task, neuron),)
        html = page(task.title, figures)
    path = tmp_path_factory.mktemp("page") / f"{request.param}.html"
    path.write_text(html, encoding="utf-8")
    return path, figures


@pytest.fixture(scope="module")
def opened(browser, made):
    """The page on a desk, opened once."""
    path, figures = made
    with watched(browser, path, viewport={"width": DESK, "height": 900}) as here:
        until(here.tab, lambda: here.tab.locator(".plot:not(.js-plotly-plot)").count() == 0)
        yield here, figures


@pytest.fixture
def desk(opened):
    """The page, and its figures that play, each with its part of the page."""
    here, figures = opened
    with here.expecting_none():
        parts = here.tab.locator(".figure").all()
        assert len(parts) == len(figures)
        yield (
            here.tab,
            [pair for pair in zip(parts, figures, strict=True) if pair[1].plays],
        )


def words(part):
    return part.locator(".changes").all_text_contents()


def go(part, step):
    part.locator(".step").evaluate(
        "(e, step) => { e.value = step; e.dispatchEvent(new Event('input')); }", step
    )


def test_the_page_is_small_and_paints_by_itself(desk, made):
    tab, playing = desk
    assert playing
    assert made[0].stat().st_size < LARGEST
    painted = tab.evaluate("performance.getEntriesByType('paint').map((entry) => entry.name)")
    assert "first-contentful-paint" in painted
    assert tab.evaluate("performance.getEntriesByType('resource').map((e) => e.name)") == []


def test_keys_move_the_slider_and_every_number_follows(desk):
    tab, playing = desk
    keys = (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", -1), ("Home", 0))
    for part, figure in playing:
        go(part, 0)
        slider = part.locator(".step")
        part.locator(".play").focus()
        tab.keyboard.press("Tab")
        assert slider.evaluate("(e) => e === document.activeElement")
        for key, step in keys:
            tab.keyboard.press(key)
            number = min(step, len(figure.steps) - 1) % len(figure.steps)
            assert slider.input_value() == str(number)
            assert words(part) == figure.texts(figure.example, number)
            assert slider.get_attribute("aria-valuetext") == figure.steps[number]


def test_the_plots_show_the_frame_of_the_step(desk):
    tab, playing = desk
    for part, figure in playing:
        step = len(figure.steps) // 2
        go(part, step)
        tab.wait_for_timeout(300)
        shown = [plot.evaluate("(p) => p.data") for plot in part.locator(".plot").all()]
        for plot, traces in zip(json.loads(json.dumps(figure.plots())), shown, strict=True):
            if plot["frames"]:
                assert_shown(plot["frames"][figure.example % len(plot["frames"])][step], traces)


def assert_shown(frame, traces):
    for k, new in zip(frame["traces"], frame["data"], strict=True):
        for key, value in new.items():
            if isinstance(value, dict):
                assert value.items() <= traces[k][key].items()
            else:
                assert traces[k][key] == value


def test_it_plays_pauses_and_ends(desk):
    tab, playing = desk
    for part, figure in playing:
        go(part, 0)
        button, slider, last = part.locator(".play"), part.locator(".step"), len(figure.steps) - 1
        button.focus()
        tab.keyboard.press("Space")
        until(tab, lambda slider=slider: int(slider.input_value()) >= 1)
        tab.keyboard.press("Space")
        assert button.text_content() == "Play"
        stopped = slider.input_value()
        tab.wait_for_timeout(1000)  # longer than any step
        assert slider.input_value() == stopped
        go(part, last - 1)
        button.click()
        until(tab, lambda button=button: button.text_content() == "Play")
        assert slider.input_value() == str(last)
        assert words(part) == figure.texts(figure.example, last)


def test_an_example_is_chosen(desk):
    _, playing = desk
    for part, figure in playing:
        go(part, 0)
        choice = part.locator(".example")
        assert choice.count() == (len(figure.examples) > 1)
        for k in range(len(figure.examples) if choice.count() else 0):
            choice.select_option(str(k))
            assert words(part) == figure.texts(k, 0)
        if choice.count():
            choice.select_option(str(figure.example))


@pytest.mark.parametrize("width", [DESK, PHONE, NARROW])
def test_nothing_is_wider_than_the_window(browser, made, width):
    path, _ = made
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    size = {"width": width, "height": 844}
    with (
        watched(browser, path, viewport=size, has_touch=width < DESK) as here,
        here.expecting_none(),
    ):
        for slider in here.tab.locator(".step").all():
            slider.evaluate("(e) => { e.value = e.max / 2; e.dispatchEvent(new Event('input')); }")
        here.tab.wait_for_timeout(300)
        here.tab.screenshot(path=SCREENSHOTS / f"{path.stem}-{width}.png", full_page=True)
        assert here.tab.evaluate("document.documentElement.scrollWidth") == width
        wide = "(all) => all.filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.innerText)"
        assert here.tab.locator(".panel, .controls, main > p, h1, h2, li").evaluate_all(wide) == []


def test_a_finger_scrolls_the_page_and_hits_the_controls(browser, made):
    size = {"width": PHONE, "height": 844}
    with (
        watched(browser, made[0], viewport=size, has_touch=True, is_mobile=True) as here,
        here.expecting_none(),
    ):
        for layer in here.tab.locator(".plot .nsewdrag").all():
            assert layer.evaluate("(e) => getComputedStyle(e).touchAction") == "pan-y"
        for control in (".play", ".step", ".example"):
            for box in here.tab.locator(control).all():
                assert box.bounding_box()["height"] >= 24  # WCAG 2.2, 2.5.8


def test_words_and_numbers_do_not_wait_for_the_script(browser, made):
    path, figures = made
    with (
        watched(browser, path, java_script_enabled=False) as here,
        here.expecting_none(),
    ):
        assert here.tab.locator("h1").is_visible()
        for part, figure in zip(here.tab.locator(".figure").all(), figures, strict=True):
            assert words(part) == figure.texts(figure.example, 0)


def test_a_lesson_plays_inside_a_notebook(browser, tmp_path):
    lesson = open_lesson("shapes")
    path = tmp_path / "notebook.html"
    path.write_text(f"<!doctype html><title>Cell</title>{lesson._repr_html_()}", "utf-8")
    figure = next(figure for figure in lesson.figures if figure.plays)
    with (
        watched(browser, path, viewport={"width": DESK, "height": 900}) as here,
        here.expecting_none(),
    ):
        part = here.tab.frame_locator("iframe").locator(".figure:has(.step)").first
        part.locator(".step").focus()
        here.tab.keyboard.press("End")
        assert words(part) == figure.texts(figure.example, len(figure.steps) - 1)


@pytest.mark.parametrize(
    "script",
    [
        "console.error('a message')",
        "nothing.at.all",
        "fetch('https://example.org/')",
        "new WebSocket('wss://example.org/')",
        "new Image().src = 'https://example.org/a.png'",
    ],
)
def test_what_a_page_does_wrong_is_seen(browser, tmp_path, script):
    path = tmp_path / "wrong.html"
    path.write_text(f"<!doctype html><title>Wrong</title><script>{script}</script>", "utf-8")
    with watched(browser, path) as here:
        until(here.tab, lambda: here.troubles)
        with pytest.raises(AssertionError), here.expecting_none():
            pass
