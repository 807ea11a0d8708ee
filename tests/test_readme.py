"""The README, run as written."""

import contextlib
import io
import re
import shlex
import shutil
from pathlib import Path

import pytest

from oddsmith.cli import main
from oddsmith.datasets import path

README = Path(__file__).parents[1] / "README.md"
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


def blocks(language):
    return [text for name, text in BLOCKS if name == language]


@pytest.mark.parametrize("code", blocks("python"), ids=range(len(blocks("python"))))
def test_python(code, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "README.md", "exec"), {})
    assert out.getvalue()


def test_promised_numbers():
    code = next(text for text in blocks("python") if "Neuron" in text)
    promised = re.search(r"# (\[.*\]) (\S+) (\[.*\])", code).groups()
    names = {}
    exec(compile(code, "README.md", "exec"), names)
    neuron = names["neuron"]
    assert promised == (
        f"[{neuron.weights[0]:.3f} {neuron.weights[1]:.3f}]",
        f"{neuron.bias:.3f}",
        str(neuron.predict(names["X"])),
    )


def test_shell(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    shutil.copy(path("admissions"), tmp_path)
    for line in "".join(blocks("sh")).splitlines():
        with pytest.raises(SystemExit) as end:
            main(shlex.split(line)[1:])
        assert not end.value.code, line
    assert (tmp_path / "scored.csv").exists()
    assert (tmp_path / "odds.html").exists()


def test_links_lead_somewhere():
    links = re.findall(r"\]\(([^)#]+)\)", README.read_text(encoding="utf-8"))
    assert links
    for link in links:
        assert (README.parent / link).exists(), link
