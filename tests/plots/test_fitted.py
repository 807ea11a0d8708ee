"""``fit.plot``: every display is a method, of fits of every kind."""

import inspect

import matplotlib as mpl
import pytest

from oddsmith import plots
from oddsmith.plots.fitted import Plots
from tests.plots.models import admissions
from tests.result.tables import fits


def test_every_display_is_a_method():
    found = {
        inspect.signature(method).return_annotation.__name__
        for name, method in vars(Plots).items()
        if callable(method) and not name.startswith("_")
    }
    assert found == {*plots.__all__}


@pytest.mark.parametrize(
    "name", ["offset", "frequency", "sampling", "firth", "ridge", "HC3", "trials", "separated"]
)
def test_pictures_of_fits_of_every_kind_are_drawn(name):
    fit = fits()[name]
    fit.plot.forest()
    fit.plot.roc()
    fit.plot.precision_recall()
    fit.plot.calibration()
    fit.plot.decision()
    fit.plot.binned_residuals()
    fit.plot.effect(fit.terms.variables[0]).figure_.canvas.draw()


@mpl.rc_context({"text.usetex": False})
def test_a_dollar_in_a_name_is_a_dollar():
    fit = admissions()
    display = fit.plot.roc()
    display.modelled = "cost in $ and $"
    display.plot()
    display.figure_.canvas.draw()
    assert display.ax_.get_title() == r"cost in \$ and \$"
