"""The README, run as written."""

import re
from pathlib import Path

from docs.generate.blocks import blocks, check

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_its_code_runs_and_prints_what_it_shows():
    check(README, "README.md")


def test_every_door_is_shown_in_a_few_lines():
    code = "".join(one.code for one in blocks(README))
    for door in ("Neuron(", "oddsmith.fit(", "LogisticRegression(", "oddsmith fit ", "make demo"):
        assert door in code
    assert all(one.code.count("\n") <= 12 for one in blocks(README))


def test_it_is_short():
    assert len(README.splitlines()) < 150


def test_links_lead_somewhere():
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    assert links
    for link in links:
        assert (ROOT / link).exists(), link
