"""Pictures: the right line, whole files or none."""

import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.errors import InputError
from oddsmith.lessons import learn
from oddsmith.lessons.pictures import boundary, check_path, draw, save

VIEW = (-0.25, 1.25)


@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(-5, 5))
def test_both_ends_lie_on_the_line_and_in_the_view(w1, w2, b):
    ends = boundary(np.array([w1, w2]), b, VIEW, VIEW)
    if ends is not None:
        assert ends.shape == (2, 2)
        size = max(abs(w1), abs(w2), abs(b))
        assert ends @ [w1, w2] + b == pytest.approx([0, 0], abs=1e-12 * (1 + size))
        assert (ends >= VIEW[0]).all()
        assert (ends <= VIEW[1]).all()


@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(-5, 5))
def test_no_line_exactly_when_the_view_lies_on_one_side(w1, w2, b):
    corners = [w1 * x + w2 * y + b for x in VIEW for y in VIEW]
    crosses = min(corners) < -1e-9 and max(corners) > 1e-9
    apart = min(corners) > 1e-9 or max(corners) < -1e-9
    ends = boundary(np.array([w1, w2]), b, VIEW, VIEW)
    assert (ends is not None) or not crosses
    assert (ends is None) or not apart


def test_vertical_level_and_missing_lines():
    vertical = boundary(np.array([2.0, 0.0]), -1.0, VIEW, VIEW)
    assert vertical.tolist() == [[0.5, -0.25], [0.5, 1.25]]
    level = boundary(np.array([0.0, 2.0]), -1.0, VIEW, VIEW)
    assert level.tolist() == [[-0.25, 0.5], [1.25, 0.5]]
    assert boundary(np.array([1.0, 1.0]), -9.0, VIEW, VIEW) is None
    assert boundary(np.array([0.0, 0.0]), 1.0, VIEW, VIEW) is None


def test_the_line_of_and_has_its_bias():
    lesson = learn("and")
    w, b = lesson.neuron.weights, lesson.neuron.bias
    _, right = draw(lesson).axes
    line = right.get_lines()[0]
    x1, x2 = line.get_data()
    assert x2 == pytest.approx(-(b + w[0] * np.asarray(x1)) / w[1])


@pytest.mark.parametrize("name", ["and", "xor", "iris"])
def test_axes_are_labelled_and_classes_differ_in_shape(name):
    lesson = learn(name, epochs=20)
    left, right = draw(lesson).axes
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
    lesson = learn("or", epochs=1, learning_rate=1e-9, seed=2)
    _, right = draw(lesson).axes
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
