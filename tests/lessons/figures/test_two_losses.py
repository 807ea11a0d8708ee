"""Both losses of a table: the point is one where the squared error is not convex."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from oddsmith.errors import InputError
from oddsmith.lessons import compare_losses
from oddsmith.lessons.figures.two_losses import row_bends
from oddsmith.losses import CrossEntropy, SquaredError
from oddsmith.neuron import LOSSES

X, AND = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0.0, 0, 0, 1])


def second_difference(loss, X, y, at, along, h=1e-3):
    """Of the neuron's own mean loss, by four places more: its error is of the order h⁴."""
    table = np.column_stack([X, np.ones(len(X))])
    value = [LOSSES[loss].value(table @ (at + k * h * along), y).mean() for k in (-2, -1, 0, 1, 2)]
    return np.dot(value, [-1, 16, -30, 16, -1]) / (12 * h**2)


@given(
    arrays(float, (6, 2), elements=st.floats(-3, 3).map(lambda v: round(v, 2))),
    arrays(float, 6, elements=st.sampled_from([0.0, 1.0])),
)
@settings(max_examples=20, deadline=None)
def test_a_point_of_negative_curvature_is_found_on_any_table(X, y):
    assume(0 < y.sum() < 6)
    found = compare_losses(X, y)
    assert np.linalg.norm(found.along) == pytest.approx(1, rel=1e-12)
    assert found.curvature < -1e-3
    assert found.other > 0
    for loss, curvature in (("squared", found.curvature), ("cross-entropy", found.other)):
        seen = second_difference(loss, X, y, found.at, found.along)
        assert seen == pytest.approx(curvature, rel=1e-5, abs=1e-8)


def test_the_plane_holds_the_point_and_the_direction():
    rng = np.random.default_rng(0)
    found = compare_losses(rng.normal(size=(9, 3)), np.arange(9) % 2)
    both = np.stack([found.at, found.at + found.along])
    assert found.plane.at(found.plane.shadow(both)) == pytest.approx(both, abs=1e-14)
    assert compare_losses(X, AND).plane.names == ("w1 = w2", "b")
    assert found.plane.names[0].startswith("w along (")


def test_the_parabola_touches_the_loss():
    surfaces, cuts = (lambda p: (p[:2], p[2:]))(compare_losses(X, AND).figure().panels)
    assert [panel.title for panel in surfaces] == ["Squared error", "Cross-entropy"]
    for panel in cuts:
        loss, parabola = (np.array(trace["y"]) for trace in panel.traces)
        steps = np.array(panel.traces[0]["x"])
        middle = np.argmin(np.abs(steps))
        near = slice(middle - 4, middle + 5)
        assert loss[middle] == pytest.approx(parabola[middle], rel=1e-5)
        assert loss[near] == pytest.approx(parabola[near], abs=0.05 * np.abs(steps[near][0]) ** 3)
        assert (np.diff(parabola, 2) < 0).all() == panel.title.startswith("Squared")


def test_it_says_the_numbers_and_shows_itself():
    found = compare_losses(X, AND)
    said = str(found)
    assert f"{found.curvature:.4f}" in said
    assert f"{found.other:.4f}" in said
    assert f"{found.curvature:.4f}" in found._repr_html_()


def test_what_is_not_a_table_is_refused():
    with pytest.raises(InputError, match="targets are 0 and 1"):
        compare_losses(X, [0, 1, 2, 3])
    with pytest.raises(InputError, match="a table of rows and columns"):
        compare_losses([1, 2, 3, 4], AND)


def test_a_rows_curvature_is_the_second_difference_of_its_loss():
    rules = {"squared": SquaredError(), "cross-entropy": CrossEntropy()}
    for name, rule in rules.items():
        for k, trace in enumerate(row_bends(name, rule).traces):
            z, h = np.array(trace["x"]), 1e-4
            before, here, after = (LOSSES[name].value(z + step, k) for step in (-h, 0, h))
            assert trace["y"] == pytest.approx((after - 2 * here + before) / h**2, abs=1e-6)
