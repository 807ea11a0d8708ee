"""``oddsmith learn`` and the course: lists, reads, checks, and writes pages."""

from html import escape

import pytest
from typer.testing import CliRunner

from oddsmith.cli import build, main
from oddsmith.lessons import COURSE, NAMES, open_lesson, overview


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(build(), list(words), catch_exceptions=False)


def test_without_a_lesson_the_course_is_listed(run):
    said = run("learn").output
    lines = said.splitlines()
    for number, (name, title) in enumerate(COURSE.items(), start=1):
        assert lines[number - 1].split(maxsplit=2) == [str(number), name, title]
    assert ", ".join(NAMES) in said
    assert run("learn", "--list").output == said
    assert said.startswith(overview())


@pytest.mark.parametrize("name", COURSE)
def test_every_lesson_becomes_a_page_and_shows_itself(run, tmp_path, name):
    assert run("learn", name, "--html", "p.html").exit_code == 0
    page = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert f"<title>{escape(COURSE[name])}</title>" in page
    assert escape(page[:80]) in open_lesson(name)._repr_html_()


def test_a_lesson_is_printed(run, tmp_path):
    ends = run("learn", "shapes")
    assert ends.exit_code == 0
    assert ends.output == open_lesson("shapes").text() + "\n"
    assert list(tmp_path.iterdir()) == []


def test_a_lesson_becomes_a_page(run, tmp_path):
    ends = run("learn", "2", "--html", "a b.html")
    assert ends.output == "Page: a b.html\n"
    assert (tmp_path / "a b.html").read_text(encoding="utf-8") == open_lesson(2).page()


@pytest.mark.parametrize(
    ("answer", "code", "said"), [("-1.5", 0, "Right: any b"), ("-0.5", 4, "Not yet: Row (0, 1)")]
)
def test_answers_are_checked(run, answer, code, said):
    ends = run("learn", "one-neuron", "--check", "1", answer)
    assert ends.exit_code == code
    assert ends.output.startswith(said)


def test_a_gate_becomes_a_page_too(run, tmp_path):
    ends = run(
        "learn", "and", "--epochs", "20", "--no-picture", "--html", "p.html", "--example", "2"
    )
    assert ends.output.rstrip().endswith("Page: p.html")
    page = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert '<option value="3" selected>Row 2: (1, 0), y = 0</option>' in page
    assert "After all 80 updates" in page
    assert "AND is learned" in page or "AND is not learned" in page


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("shapes --seed 3", "--seed has no effect on lesson 'shapes'"),
        ("shapes --batch-size 1", "--batch-size has no effect"),
        ("shapes --example 1", "--example has no effect"),
        ("--html p.html", "--html has no effect on the list of lessons"),
        ("and --check 1 2", "and has no exercises"),
        ("and --example 1", "add --html FILE"),
        ("shapes --check 9 2", "there is no exercise 9"),
        ("shapes --check 1 two", "cannot be tried as an answer"),
        ("shapes --list", "--list lists all lessons, 'shapes' is one"),
        ("and --list", "--list lists all lessons, 'and' is one"),
        ("--list --seed 3", "--seed has no effect on the list of lessons"),
        ("nor", "There is no lesson 'nor'"),
        ("nor", "One neuron learns and, or, nand, xor, iris"),
        ("shapes --html nowhere/p.html", "Cannot write nowhere/p.html"),
    ],
)
def test_what_cannot_be_is_one_line_and_exit_code_2(words, says, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ends:
        main(["learn", *words.split()])
    assert ends.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert says in err
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
