"""Figures: panels that fit together, and nothing that does not."""

import numpy as np
import pytest

from oddsmith.lessons.figure import Figure
from oddsmith.lessons.panels import (
    Edge,
    Line,
    Node,
    Panel,
    Table,
    boundary,
    curves,
    loss_curve,
    matrix,
    network,
    regions,
)
from oddsmith.lessons.panels.panel import merged, numbers
from oddsmith.lessons.panels.regions import GRID, grid, margins

X, y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])


def line(**more):
    return Line(
        **{"group": "g", "name": "n", "formula": "f", "numbers": "", "value": "1", "shape": "()"}
        | more
    )


def test_panels_with_other_steps_are_refused():
    curve = loss_curve(np.arange(3.0), np.arange(3.0))
    assert Figure("a", (curve,), ("0", "1", "2")).plays
    with pytest.raises(ValueError, match=r"1 examples with \{3\} steps; 'a' has 1 "):
        Figure("a", (curve,), ("0", "1"))
    table = Table("t", "alt", (((line(),),), ((line(),),)))
    with pytest.raises(ValueError, match="2 examples"):
        Figure("a", (table,), ("0",), ("1", "2", "3"))


def test_a_step_may_change_numbers_alone():
    Table("t", "alt", (((line(),), (line(value="2", numbers="1 + 1"),)),))
    with pytest.raises(ValueError, match="2 sets of lines"):
        Table("t", "alt", (((line(),), (line(shape="(2,)"),)),))


def test_texts_stand_in_the_order_of_the_panels():
    table = Table("t", "alt", (((line(numbers="7"),),),), (("above",),))
    figure = Figure("a", (matrix("m", np.ones(2)), table))
    assert figure.texts(0, 0) == ["above", "7", "1"]
    assert len(figure.plots()) == 1
    assert not figure.plays


def test_settings_are_merged_without_changing_either():
    one, other = {"a": {"b": 1, "c": [1, 2]}, "d": 4}, {"a": {"c": [3]}}
    assert merged(one, other) == {"a": {"b": 1, "c": [3]}, "d": 4}
    assert one["a"]["c"] == [1, 2]


def test_numbers_keep_six_digits_and_hold_no_nan():
    values = np.array([[1 / 3, -0.0], [np.inf, 1.23456789e-9]])
    assert numbers(values) == [[0.333333, 0], [None, 1.23457e-9]]


@pytest.mark.parametrize("log_x", [False, True])
@pytest.mark.parametrize("log_y", [False, True])
def test_curves_differ_in_colour_and_dash(log_y, log_x):
    x, series = np.arange(1.0, 5), {"a": np.arange(1.0, 5), "b": np.ones(4)}
    panel = curves(x, series, x_name="x", y_name="y", title="t", alt="a", log_y=log_y, log_x=log_x)
    lines = [trace["line"] for trace in panel.traces]
    assert lines[0]["color"] != lines[1]["color"]
    assert lines[0]["dash"] != lines[1]["dash"]
    assert [trace["y"] for trace in panel.traces] == [v.tolist() for v in series.values()]
    for name, log in (("xaxis", log_x), ("yaxis", log_y)):
        assert panel.drawn()[name].get("type") == ("log" if log else None)
    panel.figure()


def test_regions_of_xor_hold_their_rows():
    def product(x):  # (m, 2) -> (m,)
        return x[:, 0] + x[:, 1] - 2 * x.prod(axis=1) - 0.5

    def scores(x):  # three steps, the last with the classes' places changed
        return np.stack([product(x), 2 * product(x), -product(x)])[:, :, None]

    panel = regions(X, y, scores, inputs=("x1", "x2"), classes=("0", "1"))
    z = np.array(panel.frames[0][1][1]["z"])
    assert z.shape == (GRID, GRID)
    assert z == pytest.approx(2 * product(grid(X)).reshape(GRID, GRID), rel=5e-3, abs=1e-9)
    assert np.array(panel.frames[0][1][0]["z"]) == pytest.approx(-z)
    assert [caption[:6] for caption in panel.captions[0]] == ["4 of 4", "4 of 4", "0 of 4"]
    panel.figure(("0", "1", "2"))


def test_margins_are_positive_for_one_class_alone():
    scores = np.random.default_rng(0).normal(size=(50, 3))
    signs = margins(scores) > 0
    assert (signs.sum(axis=1) == 1).all()
    assert (signs.argmax(axis=1) == scores.argmax(axis=1)).all()


def test_a_network_has_a_line_for_each_weight():
    values = np.ones((1, 2))
    nodes = [Node(name, x, 0.0, values) for name, x in (("a", 0.0), ("h", 1.0), ("o", 2.0))]
    edges = [Edge(0, 1, "w", np.array([1.0, -2.0])), Edge(1, 2)]
    panel = network(nodes, edges, title="t", alt="a")
    assert len(panel.traces) == 4
    assert panel.frames[0][1][0]["line"] == {"color": "#D55E00", "width": 7.0, "dash": "dash"}
    assert panel.frames[0][1][3]["text"] == ["w = -2.00"]
    panel.figure(("0", "1"))


def test_a_matrix_shows_its_shape_and_its_numbers():
    table = np.arange(-3.0, 3).reshape(2, 3)
    panel = matrix("m", table)
    assert panel.title == "m  (2, 3)"
    assert panel.traces[0]["z"] == table.tolist()
    assert panel.traces[0]["text"][0] == ["-3.00", "-2.00", "-1.00"]
    assert matrix("v", table[0]).traces[0]["z"] == [[-3], [-2], [-1]]
    assert "-3.00, -2.00, -1.00; 0.00, 1.00, 2.00" in panel.alt


def test_every_panel_says_what_it_shows():
    panels = [
        matrix("m", np.ones(2)),
        loss_curve(np.arange(2.0), np.arange(2.0)),
        boundary(X, y, np.ones((1, 2)), np.ones(1), inputs=("x1", "x2"), classes=("0", "1")),
    ]
    for panel in panels:
        assert isinstance(panel, Panel)
        assert len(panel.alt) > 20


def test_a_trace_is_laid_over_a_panel_that_plays_and_over_one_that_does_not():
    curve = loss_curve(np.arange(3.0), np.arange(3.0))
    mark = {"type": "scatter", "mode": "markers"}
    still, moving = curve.over(mark), curve.over(mark, [{"x": [k]} for k in range(3)])
    assert still.frames == curve.frames
    assert still.traces == (*curve.traces, mark)
    assert [frame[3] for frame in moving.frames[0]] == [{"x": [0]}, {"x": [1]}, {"x": [2]}]
    assert moving.start()[3] == {**mark, "x": [0]}
    assert 3 not in curve.frames[0][0]
    alone = matrix("m", np.ones(2)).over(mark, [{"x": [0]}, {"x": [5]}])
    assert alone.frames == (({1: {"x": [0]}}, {1: {"x": [5]}}),)
    with pytest.raises(ValueError, match="zip"):
        curve.over(mark, [{"x": [0]}])
