"""Files are whole or not there."""

import os
import stat
import threading

import pytest

from oddsmith.errors import InputError
from oddsmith.files import write_text, write_texts


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


def test_several_files_appear_together_or_not_at_all(tmp_path):
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    write_texts((first, "one"), (second, "two"))
    with pytest.raises(InputError, match="half a character"):
        write_texts((first, "three"), (second, "\ud800"))
    with pytest.raises(InputError, match=r"Cannot write .*no"):
        write_texts((first, "three"), (tmp_path / "no" / "b.txt", "four"))
    assert (first.read_text(), second.read_text()) == ("one", "two")
    assert sorted(os.listdir(tmp_path)) == ["a.txt", "b.txt"]


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="Cannot write"):
        write_text(tmp_path / "no" / "a.txt", "")


def test_a_link_stays_and_its_target_is_written(tmp_path):
    (tmp_path / "far").mkdir()
    for target in (tmp_path / "far" / "old.txt", tmp_path / "far" / "new.txt"):
        link = tmp_path / f"to-{target.name}"
        link.symlink_to(target)
        if target.name == "old.txt":
            target.write_text("before")
        write_text(link, "after")
        assert link.is_symlink()
        assert target.read_text() == "after"
    assert sorted(os.listdir(tmp_path / "far")) == ["new.txt", "old.txt"]


def test_permissions_stay(tmp_path):
    target = tmp_path / "a.txt"
    write_text(target, "before")
    for mode in (0o600, 0o640, 0o666):
        target.chmod(mode)
        write_text(target, "after")
        assert stat.S_IMODE(target.stat().st_mode) == mode


def test_a_pipe_is_written_into_and_stays(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for name in (pipe, tmp_path / "link"):
        if name != pipe:
            name.symlink_to(pipe)
        read: list[str] = []
        reader = threading.Thread(
            target=lambda read=read: read.append(pipe.read_text()), daemon=True
        )
        reader.start()
        write_text(name, "through ½")
        reader.join(timeout=10)
        assert read == ["through ½"]
        assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert (tmp_path / "link").is_symlink()
    assert sorted(os.listdir(tmp_path)) == ["link", "pipe"]


def test_an_open_file_named_by_its_number_is_added_to(tmp_path):
    with open(tmp_path / "log.txt", "w") as file:
        file.write("first\n")
        file.flush()
        write_text(f"/dev/fd/{file.fileno()}", "second\n")
    assert (tmp_path / "log.txt").read_text() == "first\nsecond\n"


@pytest.mark.parametrize("name", [".", "a\0b", "loop"])
def test_what_cannot_be_written_is_said(tmp_path, name):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(InputError, match="Cannot write"):
        write_text(tmp_path / name, "text")
    assert os.listdir(tmp_path) == ["loop"]


def test_half_a_character_is_named(tmp_path):
    with pytest.raises(InputError, match=r"'a column \\ud800' ends in .*Rename"):
        write_text(tmp_path / "a.txt", "a column \ud800 and more")
    assert os.listdir(tmp_path) == []
