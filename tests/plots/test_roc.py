"""ROC and precision–recall: the curves drawn are those of `inference`, with their intervals."""

import numpy as np
import pytest

import oddsmith
from oddsmith.datasets import load
from oddsmith.errors import InputError
from oddsmith.inference.precision_recall import precision_recall
from oddsmith.inference.roc import roc_curve
from oddsmith.plots import PrecisionRecallDisplay, RocDisplay
from tests.plots.models import admissions, ranks, words


def band(ax):
    return ax.collections[0].get_paths()[0].vertices


def test_the_curve_its_interval_and_its_area():
    display = admissions().plot.roc(level=0.9)
    found = roc_curve(admissions()._scores(), 0.9)
    line = display.ax_.lines[0]
    np.testing.assert_array_equal(line.get_xdata(), found.false_alarms)
    np.testing.assert_array_equal(line.get_ydata(), found.sensitivity)
    assert {*band(display.ax_)[:, 1]} >= {*found.lower, *found.upper}
    low, high = admissions().auc().conf_int(0.9)
    assert f"area {admissions().auc().auc:.3f} ({low:.3f} to {high:.3f})" in words(display.ax_)
    assert "P(admit = 1)" in words(display.ax_)
    assert display.figure_ is display.ax_.figure


def test_precision_against_recall():
    display = admissions().plot.precision_recall()
    found = precision_recall(admissions()._scores())
    line = display.ax_.lines[0]
    np.testing.assert_array_equal(line.get_xydata(), np.c_[found.recall, found.precision])
    assert f"by chance, {127 / 400:.3f}" in words(display.ax_)
    assert any(f"average {found.average:.3f} (" in text for text in words(display.ax_))


@pytest.mark.parametrize("kind", [RocDisplay, PrecisionRecallDisplay])
def test_predictions_a_fit_and_an_estimator_give_the_same_numbers(kind):
    table = load("admissions")
    X, y = table[["gre", "gpa"]], table["admit"]
    model = oddsmith.LogisticRegression(C=np.inf).fit(X, y)
    fit = oddsmith.fit("admit ~ gre + gpa", table)
    first = kind.from_estimator(fit)
    for other in (
        kind.from_estimator(fit, table),
        kind.from_estimator(model, X, y),
        kind.from_predictions(y, fit.predict(table)),
    ):
        for name in ("thresholds", "lower"):
            a, b = getattr(first.curve, name), getattr(other.curve, name)
            np.testing.assert_allclose(a, b, rtol=1e-6)


def test_a_class_against_the_rest():
    display = ranks().plot.roc(event=4)
    assert "P(C(rank) = 4)" in words(display.ax_)
    with pytest.raises(InputError, match="name one of the classes"):
        ranks().plot.roc()


def test_it_draws_where_it_is_told():
    from matplotlib.figure import Figure

    ax = Figure().add_subplot()
    assert admissions().plot.roc(ax=ax).ax_ is ax
    assert RocDisplay(roc_curve(admissions()._scores())).plot(ax).ax_ is ax


def test_very_many_points_are_thinned_with_both_ends():
    rng = np.random.default_rng(0)
    p = rng.random(20_000)
    display = RocDisplay.from_predictions((rng.random(20_000) < p) * 1, p)
    line = display.ax_.lines[0]
    assert len(line.get_xdata()) == 2000
    assert (line.get_xdata()[0], line.get_xdata()[-1]) == (0.0, 1.0)
    assert len(display.curve.sensitivity) == 20_001


@pytest.mark.parametrize(
    ("y", "p", "says"),
    [
        ([0, 1], [0.1, 1.2], "between 0 and 1"),
        ([0, 1], [0.1, np.nan], "none is missing"),
        ([0, 1, 1], [0.1, 0.2], "one number a row"),
    ],
)
def test_what_are_no_predictions(y, p, says):
    with pytest.raises(InputError, match=says):
        RocDisplay.from_predictions(y, p)
