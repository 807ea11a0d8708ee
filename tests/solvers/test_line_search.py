"""Line search: what is taken and what is not, where values tell and where they are noise."""

from dataclasses import replace

import numpy as np
import pytest

from oddsmith.penalties import Penalty
from oddsmith.solvers.driver import State
from oddsmith.solvers.line_search import flat, search
from tests.solvers.classes import start, table

OBJECTIVE = table(strength=1.0)
AT = State(start(OBJECTIVE), OBJECTIVE(start(OBJECTIVE)))
NEWTON = -np.linalg.solve(
    OBJECTIVE(AT.w, order=2).hessian, AT.at.gradient.ravel()
).reshape(AT.w.shape)  # fmt: skip


def noisy(amount):
    """The objective, each value of which is off by `amount`, up and down in turn."""
    sign = [1.0]

    def evaluate(w):
        sign[0] = -sign[0]
        there = OBJECTIVE(w)
        return replace(there, value=there.value + sign[0] * amount)

    return evaluate


def test_a_full_step_that_falls_is_taken():
    new = search(OBJECTIVE, AT, NEWTON, OBJECTIVE, 40)
    assert (new.step_size, new.steps) == (1.0, 1)
    np.testing.assert_array_equal(new.w, AT.w + NEWTON)


@pytest.mark.parametrize("times", [2.5, 40.0])
def test_a_step_too_long_is_halved_until_it_falls(times):
    new = search(OBJECTIVE, AT, times * NEWTON, OBJECTIVE, 40)
    assert 0 < new.step_size < 1
    assert new.at.value < AT.at.value


def test_where_values_are_noise_the_slopes_decide():
    """Of a hundredth of the way, F tells nothing: its fall is below the noise."""
    short = 0.01 * NEWTON
    rise = 2 * abs(float((AT.at.gradient * short).sum()))
    taken = search(OBJECTIVE, AT, short, noisy(-rise), 40, noise=2 * rise)
    assert taken.step_size == 1
    beyond = search(OBJECTIVE, AT, 2.5 * NEWTON, OBJECTIVE, 1, noise=10.0)
    assert beyond.step_size == 0


def test_uphill_no_length_is_taken():
    new = search(OBJECTIVE, AT, -NEWTON, OBJECTIVE, 12)
    assert new.step_size == 0
    np.testing.assert_array_equal(new.w, AT.w)


def test_slopes_say_nothing_of_a_penalty_with_corners():
    l1 = Penalty(np.ones_like(AT.w), np.zeros_like(AT.w))
    there = OBJECTIVE(AT.w + NEWTON)
    fall = float((AT.at.gradient * NEWTON).sum())
    assert flat(OBJECTIVE, there, NEWTON, fall)
    assert not flat(replace(OBJECTIVE, penalty=l1), there, NEWTON, fall)
