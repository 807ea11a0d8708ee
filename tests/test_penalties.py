"""Penalties against their definitions."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from oddsmith.penalties import Penalty

numbers = st.floats(-5, 5)


def test_value_is_the_formula():
    penalty = Penalty(np.array([0.0, 2.0]), np.array([0.0, 3.0]))
    assert penalty.value(np.array([7.0, -2.0])) == 2 * 2 + 3 * 4 / 2


def test_elastic_net_leaves_the_free_columns_alone():
    penalty = Penalty.elastic_net(3, 0.4, 0.25, free=[1])
    assert penalty.l1.tolist() == [0.1, 0.0, 0.1]
    np.testing.assert_allclose(penalty.l2, [0.3, 0.0, 0.3])


@given(w=numbers, l1=st.floats(0, 3), step=st.floats(0.01, 2))
def test_prox_minimises_its_definition(w, l1, step):
    penalty = Penalty(np.array([l1]), np.array([9.0]))  # the L2 part plays no role
    u = float(penalty.prox(np.array([w]), step)[0])

    def definition(v):
        return l1 * abs(v) + (v - w) ** 2 / (2 * step)

    best = minimize_scalar(definition, bounds=(-6, 6), method="bounded", options={"xatol": 1e-10})
    assert definition(u) <= best.fun + 1e-9


@given(w=numbers, gradient=numbers, l1=st.floats(0, 3))
def test_violation_is_the_distance_from_the_subdifferential(w, gradient, l1):
    penalty = Penalty(np.array([l1]), np.zeros(1))
    got = float(penalty.violation(np.array([w]), np.array([gradient]))[0])
    slopes = np.linspace(-l1, l1, 1001) if w == 0 else np.array([l1 * np.sign(w)])
    assert abs(got - np.abs(gradient + slopes).min()) <= l1 / 500 + 1e-12


def test_rescaled_is_the_same_penalty_in_other_units():
    penalty, scale = Penalty(np.array([1.0, 2.0]), np.array([3.0, 4.0])), np.array([10.0, 0.1])
    w = np.array([0.3, -0.7])
    np.testing.assert_allclose(penalty.rescaled(scale).value(w * scale), penalty.value(w))


def test_columns_are_taken_from_both_parts():
    part = Penalty(np.arange(3.0), np.arange(3.0) + 10).columns(np.array([2, 0]))
    assert part.l1.tolist() == [2, 0]
    assert part.l2.tolist() == [12, 10]


@given(w=numbers, s=numbers, l1=st.floats(0, 3))
def test_l1_growth_is_the_difference_of_values(w, s, l1):
    penalty = Penalty(np.array([l1]), np.zeros(1))
    w, s = np.array([w]), np.array([s])
    np.testing.assert_allclose(
        penalty.l1_growth(w, s), penalty.value(w + s) - penalty.value(w), atol=1e-14
    )
