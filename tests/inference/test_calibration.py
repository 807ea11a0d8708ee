"""Slope and intercept where they are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.errors import InputError
from oddsmith.inference.calibration import Calibration, calibration
from oddsmith.inference.scores import Scores, scores_of
from tests.inference.fits import counted, fit, fit_table, noisy, repeated


@pytest.mark.parametrize("name", ["admissions", "admissions_fracw", "budworm", "mroz_scaled"])
def test_on_its_own_rows_a_fit_is_calibrated(name):
    found = calibration(scores_of(fit_table(name)[1]))
    assert (found.intercept, found.slope) == pytest.approx((0, 1), abs=1e-9)
    assert found.in_the_large == pytest.approx(0, abs=1e-9)


@given(st.integers(0, 10**6), st.floats(0.2, 5), st.floats(-3, 3))
def test_scores_stretched_and_shifted(seed, stretch, shift):
    X, y, c = counted(seed)
    own = scores_of(fit(X, y, c))
    found = calibration(Scores(stretch * own.z + shift, y, c))
    assert found.slope == pytest.approx(1 / stretch, rel=1e-7)
    assert found.intercept == pytest.approx(-shift / stretch, rel=1e-7, abs=1e-7)
    moved = calibration(Scores(own.z + shift, y, c))
    assert moved.in_the_large == pytest.approx(-shift, abs=1e-8)


def test_weights_are_repeated_rows():
    X, y, c = counted()
    z = X[:, 1]
    a = calibration(Scores(z, y, c))
    b = calibration(Scores(*repeated(c, z, y), np.ones(int(c.sum()))))
    np.testing.assert_allclose(
        [a.slope, a.intercept, a.in_the_large], [b.slope, b.intercept, b.in_the_large], rtol=1e-9
    )


def test_the_refit_satisfies_its_equations():
    X, y = noisy()
    z = X[:, 1]
    found = calibration(Scores(z, y, np.ones(80)))
    left = y - 1 / (1 + np.exp(-(found.intercept + found.slope * z)))
    assert abs(left.sum()) < 1e-10
    assert abs(left @ z) < 1e-10
    assert abs((y - 1 / (1 + np.exp(-(found.in_the_large + z)))).sum()) < 1e-10


def test_scores_all_the_same_have_no_slope():
    y = np.array([0.0, 1.0, 1.0, 1.0])
    found = calibration(Scores(np.zeros(4), y, np.ones(4)))
    assert np.isnan(found.slope)
    assert found.intercept == found.in_the_large == pytest.approx(np.log(3))


def test_what_has_no_slope_is_refused():
    with pytest.raises(InputError, match="separate the classes"):
        calibration(Scores(np.arange(4.0), np.array([0.0, 0, 1, 1]), np.ones(4)))
    with pytest.raises(InputError, match="4 successes and 0 failures"):
        calibration(Scores(np.arange(4.0), np.ones(4), np.ones(4)))


def test_it_prints_in_words():
    said = "Calibration slope 0.9000, intercept -0.1000; intercept at slope one 0.0200"
    assert str(Calibration(-0.1, 0.9, 0.02)) == said
