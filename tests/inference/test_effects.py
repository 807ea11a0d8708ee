"""What a block of rows adds: the curve's derivatives, sums, and gradients by differences."""

from dataclasses import replace

import mpmath
import numpy as np
import pytest

from oddsmith.estimate import Predictor
from oddsmith.inference.effects import Contrasts, Prediction, Slopes, curve
from tests.inference.effects_models import chosen, drawn

EFFECTS = [
    Prediction({}),
    Prediction({"x": 2.0, "town": "b"}),
    Contrasts({}, "town", ("a", "b", "c")),
    Contrasts({"x": 3.0}, "town", ("c", "a")),
    Slopes({}, ("x", "z")),
    Slopes({"town": "c"}, ("z",)),
]


@pytest.mark.parametrize("z", [-700.0, -40.0, -0.5, 0.0, 3.0, 36.9, 700.0])
def test_the_curve_to_its_last_digit(z):
    with mpmath.workdps(400):
        p = 1 / (1 + mpmath.exp(-mpmath.mpf(z)))
        exact = [float(v) for v in (p, p * (1 - p), p * (1 - p) * (1 - 2 * p))]
    found = [float(v[0]) for v in curve(np.array([z]))]
    assert found == pytest.approx(exact, rel=1e-14, abs=1e-320)


def test_the_curve_at_its_ends():
    for values, expected in zip(
        curve(np.array([-np.inf, np.inf])), ([0, 1], [0, 0], [0, 0]), strict=True
    ):
        np.testing.assert_array_equal(values, expected)


@pytest.mark.parametrize("effect", EFFECTS, ids=str)
def test_gradients_are_differences_of_sums(effect):
    table, _, weights, offset = drawn(n=25)
    link, terms, rows = chosen("x * town + z + I(z**2)", table, [0.2, -0.3], None, weights, offset)
    b, center = link.predictor.coefficients, np.linspace(-1, 1, len(terms.names))

    def sums(b):
        predictor = Predictor(center, b)
        return effect.sums(replace(link, predictor=predictor), terms, rows)

    found, h = sums(b), 2e-4
    for j in range(len(b)):
        e = np.eye(len(b))[j] * h
        one, two = (sums(b + k * e).values - sums(b - k * e).values for k in (1, 2))
        differences = (8 * one - two) / (12 * h)
        np.testing.assert_allclose(found.gradients[:, j], differences, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("effect", EFFECTS, ids=str)
def test_sums_add_over_rows_and_count_weights(effect):
    table, _, weights, offset = drawn(n=24)
    link, terms, rows = chosen("x * town + z", table, [0.2, -0.3], None, weights, offset)
    whole = effect.sums(link, terms, rows)
    parts = [effect.sums(link, terms, rows.rows(slice(k, k + 8))) for k in (0, 8, 16)]
    twice = effect.sums(link, terms, replace(rows, case_weight=2 * rows.weights))
    for k in range(2):
        np.testing.assert_allclose(sum(part[k] for part in parts), whole[k], rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(twice[k], 2 * whole[k], rtol=1e-14)
