"""Convergence: the rows of the trace."""

import numpy as np
import pytest

import oddsmith
from oddsmith.datasets import load
from oddsmith.errors import NotKeptError
from oddsmith.plots import ConvergenceDisplay
from tests.plots.models import admissions, ranks


def test_lines_are_the_trace():
    display = admissions().plot.convergence()
    violation, excess = display.ax_.lines
    history = admissions().history
    np.testing.assert_array_equal(violation.get_ydata(), history["violation"])
    above = history["objective"] - history["objective"].min()
    np.testing.assert_array_equal(excess.get_ydata(), above.where(above > 0))
    assert display.ax_.get_yscale() == "log"


def test_of_an_estimator_and_not_without_a_trace():
    table = load("admissions")
    model = oddsmith.LogisticRegression(trace=True).fit(table[["gre", "gpa"]], table["admit"])
    display = ConvergenceDisplay.from_estimator(model)
    assert len(display.history) == len(model.history_)
    with pytest.raises(NotKeptError, match="trace=True"):
        ranks().plot.convergence()
