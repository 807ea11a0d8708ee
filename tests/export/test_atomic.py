"""Files are whole or not there."""

import os

import pytest

from oddsmith.errors import InputError
from oddsmith.export.atomic import write_text


def test_a_file_is_replaced_and_nothing_else_is_left(tmp_path):
    target = tmp_path / "a.txt"
    for text in ("one", "two ½"):
        write_text(target, text)
        assert target.read_text(encoding="utf-8") == text
    assert os.listdir(tmp_path) == ["a.txt"]


def test_a_failure_leaves_what_was_there(tmp_path, monkeypatch):
    target = tmp_path / "a.txt"
    write_text(target, "before")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(InputError, match="No space left"):
        write_text(target, "after")
    assert target.read_text() == "before"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="Cannot write"):
        write_text(tmp_path / "no" / "a.txt", "")
