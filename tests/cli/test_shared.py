"""What commands share: progress is drawn on a terminal alone."""

import sys
from io import StringIO

from oddsmith.cli.shared import progress


class Terminal(StringIO):
    def isatty(self):
        return True


def test_nobody_is_told_where_nobody_looks(monkeypatch):
    monkeypatch.setattr(sys, "stderr", StringIO())
    with progress("Path") as tell:
        assert tell is False
    monkeypatch.setattr(sys, "stderr", Terminal())
    with progress("Path", quiet=True) as tell:
        assert tell is False


def test_lines_move_the_bar(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    with progress("Path") as tell:
        tell("1 of 4: penalty 0.1")
        tell("4 of 4: penalty 0.01")
    assert "100%" in sys.stderr.getvalue()
