"""Markdown: any text is shown as it is."""

import re

from hypothesis import given
from hypothesis import strategies as st

from oddsmith.export.markdown import SPECIAL, bullets, escaped, table


@given(text=st.text())
def test_a_backslash_is_before_every_mark_and_nothing_else_changes(text):
    found = escaped(text)
    assert re.sub(r"\\(.)", r"\1", found) == " ".join(text.split())
    bare = re.sub(r"\\.", "", found)
    assert not any(ord(letter) in SPECIAL for letter in bare)
    assert "\n" not in found


def test_tables_and_lists():
    lines = table(["a|b", "n"], [["x", 1], ["y", 2]]).splitlines()
    assert lines == [r"| a\|b | n |", "| :--- | ---: |", "| x | 1 |", "| y | 2 |"]
    assert bullets(["one", "*two*"]) == "- one\n- \\*two\\*"
