"""The command line's reference says what the application says, and its examples run as written."""

import re
import shlex
import shutil

from docs.generate.command_line import PAGE, page

from oddsmith.cli import COMMANDS
from oddsmith.datasets import path
from tests.cli.runs import run


def test_the_page_is_up_to_date():
    there = PAGE.read_text(encoding="utf-8")
    assert there == page(), "run python -m docs.generate.command_line"


def test_every_command_has_its_section_and_its_options():
    text = page()
    for name in COMMANDS:
        assert f"\n## oddsmith {name}\n" in text
    assert "`--weight-kind` | What the weights mean. `precision`, `frequency`, `sampling`" in text


def test_the_examples_run_as_written(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    shutil.copy(path("admissions"), "admissions.csv")
    shutil.copy(path("admissions"), "new.csv")
    examples = re.findall(r"```sh\n(.*?)\n```", page(), re.DOTALL)
    assert len(examples) == len(COMMANDS)
    for line in examples:
        assert run(*shlex.split(line)[1:]) == 0, (line, capsys.readouterr().err)
