"""The README, run as written."""

import re
import shutil

import pytest

from oddsmith.datasets import path
from tests.docs.blocks import ROOT, blocks, printed, run_commands

README = ROOT / "README.md"
PYTHON = [text for language, text in blocks("README.md") if language == "python"]


@pytest.mark.parametrize("code", PYTHON, ids=range(len(PYTHON)))
def test_python(code, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert printed(code, {})


def test_promised_numbers():
    code = next(text for text in PYTHON if "Neuron" in text)
    promised = re.search(r"# (\[.*\]) (\S+) (\[.*\])", code).groups()
    names = {}
    printed(code, names)
    neuron = names["neuron"]
    assert promised == (
        f"[{neuron.weights[0]:.3f} {neuron.weights[1]:.3f}]",
        f"{neuron.bias:.3f}",
        str(neuron.predict(names["X"])),
    )


def test_shell(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(path("admissions"), tmp_path)
    for language, text in blocks("README.md"):
        if language == "sh":
            run_commands(text)
    assert (tmp_path / "scored.csv").exists()
    assert (tmp_path / "odds.html").exists()


def test_links_lead_somewhere():
    links = re.findall(r"\]\(([^)#]+)\)", README.read_text(encoding="utf-8"))
    assert links
    for link in links:
        assert (README.parent / link).exists(), link
