"""The blocks of a page's code, run as written.

A python block is run in the names that the blocks before it left; a text block after it is what it
prints.  Each line of an sh block is a command of this package.
"""

import contextlib
import io
import re
import shlex
from pathlib import Path

import pytest

from oddsmith.cli import main

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(page):
    """Language and text of each block of a page, by its path from the root."""
    return BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))


def printed(code, names, where="a block"):
    """What a python block prints; `names` are those that it finds, and leaves."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, where, "exec"), names)
    return out.getvalue()


def run_commands(text):
    """Every line of an sh block, as a command of this package."""
    for line in text.splitlines():
        with pytest.raises(SystemExit) as end:
            main(shlex.split(line)[1:])
        assert not end.value.code, line


def run_page(page):
    """All blocks of a page in their order; a text block is what the block before it prints."""
    names, said = {"__name__": "page"}, ""
    for k, (language, text) in enumerate(blocks(page)):
        where = f"{page}, block {k}"
        if language == "python":
            said = printed(text, names, where)
        elif language == "sh":
            run_commands(text)
        elif language == "text":
            assert said.rstrip() == text.rstrip(), where
    return names, said
