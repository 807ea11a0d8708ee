"""Pictures: the right line, whole files or none."""

import os

import numpy as np
import pytest

from oddsmith.errors import InputError
from oddsmith.lessons import learn
from oddsmith.lessons.pictures import check_path, draw, save


def test_the_line_of_and_has_its_bias():
    outcome = learn("and")
    w, b = outcome.neuron.weights, outcome.neuron.bias
    _, right = draw(outcome).axes
    line = right.get_lines()[0]
    x1, x2 = line.get_data()
    assert x2 == pytest.approx(-(b + w[0] * np.asarray(x1)) / w[1])


@pytest.mark.parametrize("name", ["and", "xor", "iris"])
def test_axes_are_labelled_and_classes_differ_in_shape(name):
    outcome = learn(name, epochs=20)
    left, right = draw(outcome).axes
    for axes in (left, right):
        assert axes.get_xlabel()
        assert axes.get_ylabel()
        assert axes.get_title()
    sizes = [
        len(c.get_offsets())
        for c in right.collections
        if len(c.get_offsets()) > 1 or c.get_label()[0] != "_"
    ]
    assert sum(sizes) >= (100 if name == "iris" else 4)
    assert len(left.get_lines()[0].get_xdata()) == 21


def test_a_line_out_of_view_is_said():
    outcome = learn("or", epochs=1, learning_rate=1e-9, seed=2)
    _, right = draw(outcome).axes
    assert right.get_title() == "The line where out = 0.5 is outside this view"
    assert not right.get_lines()


@pytest.mark.parametrize(
    ("ending", "magic"),
    [(".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF"), (".PNG", b"\x89PNG")],
)
def test_a_picture_is_written_whole_and_nothing_beside_it(tmp_path, ending, magic):
    path = tmp_path / f"and{ending}"
    path.write_bytes(b"old")
    save(learn("and", epochs=5), path)
    assert path.read_bytes().startswith(magic)
    assert os.listdir(tmp_path) == [path.name]


def test_a_failure_half_way_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "and.png"
    path.write_bytes(b"old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(InputError, match=r"Cannot write .*: No space left on device"):
        save(learn("and", epochs=5), path)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["and.png"]


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "far").mkdir()
    link = tmp_path / "and.png"
    link.symlink_to(tmp_path / "far" / "real.png")
    save(learn("and", epochs=5), link)
    assert link.is_symlink()
    assert (tmp_path / "far" / "real.png").read_bytes().startswith(b"\x89PNG")


def test_one_epoch_is_singular():
    assert "1 epoch, " in draw(learn("and", epochs=1)).get_suptitle()


def test_paths_that_cannot_be_written_are_refused(tmp_path, monkeypatch):
    (tmp_path / "folder.png").mkdir()
    for path, says in [
        (tmp_path / "nowhere" / "a.png", "there is no folder"),
        (tmp_path / "folder.png", "is a folder"),
        (tmp_path / "a.txt", r"ends in \.png, \.svg, \.pdf"),
        (tmp_path / "a", r"ends in \.png"),
    ]:
        with pytest.raises(InputError, match=says):
            check_path(path)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(InputError, match="cannot be written to"):
        check_path(tmp_path / "a.png")
