"""Probabilities of many rows, by the same coefficients."""

import numpy as np

from benchmarks import prediction
from benchmarks.generators import dense
from benchmarks.race import Plan


def test_rows_of_the_short_set():
    rows = list(prediction.run(False, Plan(60.0, 1), lambda name: None))
    assert {row.group for row in rows} == {prediction.GROUP}
    assert len(rows) == 2
    assert all(row.seconds > 0 for row in rows)
    assert all(row.error < 1e-15 for row in rows)


def test_predictions_are_by_the_same_coefficients():
    ours, peer = prediction.models(dense(2_000, 5)).values()
    np.testing.assert_array_equal(ours.coef_, peer.coef_)
    np.testing.assert_array_equal(ours.intercept_, peer.intercept_)
