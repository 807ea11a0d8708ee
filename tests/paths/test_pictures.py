"""Pictures of a path: what they draw and what they name."""

import numpy as np
from matplotlib.figure import Figure

import oddsmith
from oddsmith.datasets import load

PATH = oddsmith.path("admit ~ gre + gpa + C(rank)", load("admissions"), penalties=20)


def test_lines_are_the_coefficients_and_ends_are_named():
    ax = PATH.plot()
    lines = [line for line in ax.get_lines() if len(line.get_xdata()) == 20]
    assert len(lines) == 5
    frame = PATH.coefficients.drop(columns="Intercept") * PATH.deviations
    for line, name in zip(lines, frame, strict=True):
        np.testing.assert_allclose(line.get_ydata(), frame[name])
    assert {text.get_text() for text in ax.texts} == set(frame)
    assert ax.get_xlim()[0] > ax.get_xlim()[1]
    assert "penalty" in ax.get_xlabel()
    assert len(PATH.plot(names=2).texts) == 2


def test_it_draws_where_it_is_told_and_takes_a_zero_at_the_end():
    ax = Figure().add_subplot()
    path = oddsmith.path("admit ~ gre + gpa", load("admissions"), penalties=[0.1, 0.01, 0])
    assert path.plot(ax) is ax
    assert ax.get_xscale() == "symlog"
    ax.figure.canvas.draw()


def test_the_curve_shows_both_rules():
    found = PATH.cross_validate(5)
    ax = found.plot()
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert any(f"{found.penalty('min'):.3g}" in label for label in labels)
    assert any(f"{found.penalty('1se'):.3g}" in label for label in labels)
    ax.figure.canvas.draw()
