"""Every lesson of the course: runs, is true to its source, and checks its exercises."""

import json
import re
from contextlib import redirect_stdout
from html.parser import HTMLParser
from io import StringIO

import numpy as np
import pytest
from plotly.offline import get_plotlyjs

from oddsmith.errors import InputError
from oddsmith.lessons import COURSE, open_lesson
from oddsmith.lessons.excerpt import excerpts
from oddsmith.lessons.panels import Panel
from oddsmith.lessons.parts import Cell, Listing

LARGEST = 6_000_000  # bytes of a page


@pytest.fixture(scope="module", params=COURSE)
def lesson(request):
    return open_lesson(request.param)


@pytest.fixture(scope="module")
def own_part(lesson):
    """The page without plotly's own code."""
    page = lesson.page()
    assert page.count(get_plotlyjs()) == 1
    return page.replace(get_plotlyjs(), "")


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


def tags(page):
    parser = Tags()
    parser.feed(page)
    return parser.seen


def test_the_code_that_is_shown_runs_as_shown_and_prints_what_is_printed(lesson):
    cells = [part for part in lesson.parts if isinstance(part, Cell)]
    assert cells
    names = {}
    for cell, code in zip(cells, excerpts([c.function for c in cells]), strict=True):
        out = StringIO()
        with redirect_stdout(out):
            exec(compile(code, lesson.name, "exec"), names)
        assert out.getvalue().rstrip("\n") == cell.output


def test_figures_are_made_of_what_plotly_knows(lesson):
    assert lesson.figures
    for figure in lesson.figures:
        for panel in figure.panels:
            assert len(panel.alt) > 20
            if isinstance(panel, Panel):
                panel.figure(figure.steps if figure.plays else ())


def test_a_page_is_small_enough_and_asks_for_nothing(lesson, own_part):
    assert len(lesson.page().encode()) < LARGEST
    for tag, attributes in tags(own_part):
        assert tag not in {"link", "img", "iframe", "object"} or attributes == {
            "rel": "icon",
            "href": "data:,",
        }
        assert "src" not in attributes
    policy = next(a["content"] for t, a in tags(own_part) if "http-equiv" in a)
    assert policy.startswith("default-src 'none'; ")
    assert "http" not in policy
    assert not re.search(r"https?://|@import|url\(|fetch\(|XMLHttp", own_part)


def test_words_stand_before_the_script(lesson):
    page = lesson.page()
    assert page.index("</main>") < page.index(get_plotlyjs()[:200])


def test_what_the_player_reads_is_the_figures(lesson, own_part):
    data = re.findall(r'<script type="application/json">(.*?)</script>', own_part, re.DOTALL)
    for text, figure in zip(data, lesson.figures, strict=True):
        read = json.loads(text)
        assert read["steps"] == list(figure.steps)
        assert read["plots"] == json.loads(json.dumps(figure.plots()))
        for example in range(len(figure.examples)):
            for step in range(len(figure.steps)):
                assert read["texts"][example][step] == figure.texts(example, step)
        changing = len(read["texts"][0][0])
        section = own_part[: own_part.index(text)].rpartition('class="figure"')[2]
        assert len(re.findall(r'class="[^"]*\bchanges"', section)) == changing


def test_plots_and_controls_have_names(lesson, own_part):
    found = tags(own_part)
    plots = [a for t, a in found if a.get("class") == "plot"]
    shown = [p for f in lesson.figures for p in f.panels if isinstance(p, Panel)]
    assert [a["aria-label"] for a in plots] == [panel.alt for panel in shown]
    assert all(a["role"] == "img" for a in plots)
    players = sum(figure.plays for figure in lesson.figures)
    sliders = [a for t, a in found if t == "input"]
    assert len(sliders) == sum(t == "button" for t, _ in found) == players
    assert all(a["type"] == "range" and a["aria-label"] for a in sliders)


def test_right_answers_are_right_also_as_text(lesson):
    assert 2 <= len(lesson.exercises) <= 3
    for k, exercise in enumerate(lesson.exercises, start=1):
        for answer in (exercise.solution, str(exercise.solution)):
            reply = lesson.check(k, answer)
            assert reply.right
            assert reply.message == exercise.because


def test_wrong_answers_get_a_hint_and_others_an_error(lesson):
    for k, exercise in enumerate(lesson.exercises, start=1):
        wrong = lesson.check(k, np.asarray(exercise.solution) * -3 + 40)
        assert not wrong.right
        assert len(wrong.message) > 20
        for answer in ("no idea", "nan", None):
            with pytest.raises(InputError, match="cannot be tried as an answer"):
                lesson.check(k, answer)
    for k in (0, len(lesson.exercises) + 1):
        with pytest.raises(InputError, match=f"there is no exercise {k}"):
            lesson.check(k, 1)


def test_the_text_for_a_terminal_holds_all_of_it(lesson):
    text = lesson.text()
    assert text.startswith(f"Lesson {lesson.number}. {lesson.title}\n====")
    for part in lesson.parts:
        if isinstance(part, Listing):
            assert part.where in text
        if isinstance(part, Cell):
            assert all(line in text for line in part.output.splitlines())
    for figure in lesson.figures:
        assert f"[Figure: {figure.title}]" in text
    assert text.count("Exercise ") == len(lesson.exercises)


def test_a_lesson_is_found_by_name_and_number_and_shows_itself(lesson):
    assert open_lesson(lesson.number).name == open_lesson(str(lesson.number)).name == lesson.name
    assert lesson._repr_html_().startswith("<iframe srcdoc=")
    with pytest.raises(InputError, match="no lesson 'nor'"):
        open_lesson("nor")


HINTS = [
    ("one-neuron", 1, -2.5, "below 0"),
    ("one-neuron", 1, -1, "not below 0"),
    ("one-neuron", 2, (1, 1, -0.5), r"Row \(0, 1\) should be 0"),
    ("one-neuron", 3, -0.2, "slope in z"),
    ("one-neuron", 3, 0.032, "sign"),
    ("one-neuron", 3, 0.02, "loss itself"),
    ("shapes", 1, (80,), "X @ w"),
    ("shapes", 2, (80,), "a column"),
    ("shapes", 3, (-0.25, -0.25), "Four times"),
    ("shapes", 3, (0.0625, 0.0625), "y - out"),
    ("two-losses", 1, 0.16, "cross-entropy"),
    ("two-losses", 1, 0.0256, "missing"),
    ("two-losses", 1, -0.0768, "second part"),
    ("two-losses", 1, 0.1024, "taken away"),
    ("two-losses", 2, (0, 0, 0), "make some rows clearly wrong"),
    ("two-losses", 3, (0.5, 1), "same valley, at w = 1.39 and 1.39"),
    ("two-losses", 3, (0, 30), "From 30 no valley"),
    ("learning-rate", 1, 0.25, "at most 1/4, is missing"),
    ("learning-rate", 1, 0.5, "twice as far"),
    ("learning-rate", 2, 0.01, "twice"),
    ("learning-rate", 2, 100, "shorter, not longer"),
    ("learning-rate", 3, 1, "a little short"),
    ("learning-rate", 3, 9, "rises on the way"),
    ("learning-rate", 3, -1, "above 0"),
    ("newton", 1, 0.9, "enters the slope"),
    ("newton", 1, 0.25, "at out = 0.5"),
    ("newton", 2, 1, "which way is down"),
    ("newton", 2, -0.25, "divided by the curvature"),
    ("newton", 2, -1.0986, "one step does not quite"),
    ("newton", 3, (0, 0), "close to 1, or to 0"),
    ("newton", 3, (0, 900), "no curvature left"),
    ("odds", 1, 0.25, "other way round"),
    ("odds", 1, 1.386, "log-odds"),
    ("odds", 2, 1.5, "no probability"),
    ("odds", 2, 3, "odds after"),
    ("odds", 3, (0.108, 0.892), "interval of the weight"),
    ("odds", 3, (1.35, 2.014), "one standard error"),
    ("blocks", 1, 110, "come along"),
    ("blocks", 1, 12, "without the curvature"),
    ("blocks", 1, 10**7, "fewer"),
    ("blocks", 2, 0.55, "mean of the means"),
    ("blocks", 2, 0.575, "wrong way round"),
    ("blocks", 3, -20, "y - out"),
    ("blocks", 3, 0.2, "the mean"),
]


@pytest.mark.parametrize(("name", "exercise", "answer", "hint"), HINTS)
def test_usual_mistakes_are_named(name, exercise, answer, hint):
    reply = open_lesson(name).check(exercise, answer)
    assert not reply.right
    assert re.search(hint, reply.message)


@pytest.mark.parametrize("rate", [4, 4.5])
def test_any_rate_that_arrives_is_right(rate):
    assert open_lesson("learning-rate").check(3, rate).right


@pytest.mark.parametrize("start", [(0, 3), (1, 0), (0, -5)])
def test_any_start_from_which_a_full_step_climbs_is_right(start):
    assert open_lesson("newton").check(3, start).right


@pytest.mark.parametrize("b", [-2.0, -1.5, -1.001])
def test_any_right_bias_is_right(b):
    assert open_lesson(1).check(1, b).right
