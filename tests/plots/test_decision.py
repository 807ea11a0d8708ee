"""Decision curve: the model, all and none, at the thresholds asked for."""

import numpy as np

from oddsmith.inference.decision_curve import decision_curve
from oddsmith.plots import DecisionCurveDisplay
from tests.plots.models import admissions


def test_three_lines_and_an_interval():
    display = admissions().plot.decision(thresholds=[0.1, 0.2, 0.4])
    found = decision_curve(admissions()._scores(), np.array([0.1, 0.2, 0.4]))
    by_name = {line.get_label(): line for line in display.ax_.lines}
    np.testing.assert_array_equal(by_name["act on the model"].get_ydata(), found.benefit)
    np.testing.assert_array_equal(by_name["act on all"].get_ydata(), found.act_on_all)
    assert {*by_name["act on none"].get_ydata()} == {0}
    vertices = display.ax_.collections[0].get_paths()[0].vertices[:, 1]
    assert {*found.lower, *found.upper} <= {*vertices}
    dashes = [by_name[name].get_linestyle() for name in ("act on the model", "act on all")]
    assert len({*dashes}) == 2


def test_of_predictions():
    table = admissions().workings.table
    display = DecisionCurveDisplay.from_predictions(table.admit, admissions().predict(table))
    np.testing.assert_allclose(
        display.curve.benefit, decision_curve(admissions()._scores()).benefit, atol=1e-12
    )
