"""Decision boundary: probabilities over the plane, the line at the threshold, the rows."""

import numpy as np
import pandas as pd
import pytest

import oddsmith
from oddsmith.errors import InputError
from tests.plots.models import admissions, ranks, words
from tests.result.tables import noisy


def test_the_plane_is_predicted_with_others_held():
    display = admissions().plot.boundary(("gpa", "gre"), threshold=0.3)
    assert display.held == {"rank": 2}
    at = pd.DataFrame({"gpa": display.x[[0, 5]], "gre": display.y[[7, 9]], "rank": 2})
    p = display.probability[[7, 9], [0, 5]]
    np.testing.assert_allclose(p[:, 1], admissions().predict(at))
    np.testing.assert_allclose(p.sum(axis=1), 1)
    assert {"gpa", "gre", "rank = 2", "admit = 1", "not admit = 1"} <= {*words(display.ax_)}


def test_rows_are_drawn_by_class():
    display = admissions().plot.boundary()
    table = admissions().workings.table
    drawn = [
        np.asarray(one.get_offsets())
        for one in display.ax_.collections
        if len(one.get_offsets()) > 1
    ]
    for k, points in zip((0, 1), drawn[-2:], strict=True):
        np.testing.assert_array_equal(points, table.loc[table.admit == k, ["gre", "gpa"]])


def test_the_line_is_where_the_log_odds_are_those_of_the_threshold():
    display = admissions().plot.boundary(threshold=0.35)
    lines = [
        one
        for one in display.ax_.collections
        if hasattr(one, "levels") and list(one.levels) == [0.35]
    ]
    vertices = lines[0].get_paths()[0].vertices
    w = admissions().params
    z = w["Intercept"] + w["gre"] * vertices[:, 0] + w["gpa"] * vertices[:, 1] + w["C(rank)[T.2]"]
    np.testing.assert_allclose(z, np.log(0.35 / 0.65), atol=2e-3)


def test_several_classes_have_regions():
    display = ranks().plot.boundary()
    assert display.classes == ("1", "2", "3", "4")
    assert display.probability.shape == (120, 120, 4)
    display.figure_.canvas.draw()


def test_an_offset_is_at_its_mean():
    table = noisy()
    fit = oddsmith.fit("y ~ x + v", table, offset="off")
    display = fit.plot.boundary()
    at = pd.DataFrame({"x": display.x[:3], "v": display.y[:3], "off": table.off.mean()})
    p = display.probability[[0, 1, 2], [0, 1, 2], 1]
    np.testing.assert_allclose(p, fit.predict(at))


@pytest.mark.parametrize("pair", [("gre", "rank"), ("gre", "gre"), ("gre",)])
def test_a_plane_is_of_two_columns_of_numbers(pair):
    with pytest.raises(InputError, match="two columns of numbers"):
        admissions().plot.boundary(pair)
    with pytest.raises(InputError, match="between 0 and 1"):
        admissions().plot.boundary(threshold=1)
