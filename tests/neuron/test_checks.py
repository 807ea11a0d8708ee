"""What a neuron refuses, and steps that are too long."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oddsmith.errors import InputError, NotConvergedWarning
from oddsmith.neuron import (
    Neuron,
    safe_rate,
)
from tests.neuron.tables import AND, XOR, X, both_losses, table


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ({"learning_rate": 0}, "learning_rate=0:"),
        ({"learning_rate": -0.1}, "learning_rate=-0.1:"),
        ({"learning_rate": float("nan")}, "learning_rate=nan:"),
        ({"learning_rate": float("inf")}, "learning_rate=inf:"),
        ({"learning_rate": "0.1"}, "learning_rate='0.1'"),
        ({"epochs": 0}, "epochs=0: give a whole number"),
        ({"epochs": 2.5}, "epochs=2.5"),
        ({"batch_size": 0}, "batch_size=0"),
        ({"batch_size": "all"}, "batch_size='all'"),
        ({"loss": "hinge"}, "loss='hinge' is not known: choose from squared, cross-entropy"),
        ({"epochs": True}, "epochs=True"),
        ({"learning_rate": True}, "learning_rate=True"),
        ({"loss": ["squared"]}, r"loss=\['squared'\] is not known"),
        ({"seed": -1}, "seed=-1"),
        ({"seed": 2**40}, "seed=1099511627776: give a whole number from 0 to 4,294,967,295"),
        ({"seed": True}, "seed=True"),
        ({"trace": "no"}, "trace='no'"),
    ],
)
def test_settings_out_of_range_are_refused(setting, says):
    with pytest.raises(InputError, match=says):
        Neuron(**setting)


def test_a_setting_changed_later_is_checked_by_fit():
    neuron = Neuron()
    neuron.epochs = -1
    with pytest.raises(InputError, match="epochs=-1"):
        neuron.fit(X, AND)


@pytest.mark.parametrize(
    ("A", "y", "says"),
    [
        ([0, 1, 1, 0], AND, r"X has shape \(4,\)"),
        (np.zeros((0, 2)), [], r"X has shape \(0, 2\)"),
        (np.zeros((4, 0)), AND, r"X has shape \(4, 0\)"),
        ([[0, 1], [1]], [0, 1], "row 0 has 2 values and row 1 has 1"),
        ([["a"], ["b"]], [0, 1], "which is no number"),
        ([[np.nan, 1], [np.inf, 0]], [0, 1], "2 missing or infinite values in 4"),
        (X, [0, 1, 1], r"y has shape \(3,\), X 4 rows"),
        (X, np.zeros((4, 2)), r"y has shape \(4, 2\)"),
        (X, [0, 1, 2, 1], "y holds 0, 1, 2: .* targets are 0 and 1"),
        (X, ["no", "no", "no", "yes"], "y holds 'no', 'yes': .*y == label"),
        (X, [0, 1, np.nan, 1], "1 missing values"),
    ],
)
def test_tables_that_cannot_be_used_are_refused(A, y, says):
    with pytest.raises(InputError, match=says):
        Neuron().fit(A, y)


@both_losses
@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_one_over_the_curvature_never_climbs(loss, seed):
    A, y = table(seed)
    rate = safe_rate(A, len(y), loss)
    losses = Neuron(rate, 50, len(y), loss, seed).fit(A, y).history.mean_losses()
    assert (np.diff(losses) <= 1e-15).all()


def test_safe_rate_closed_forms():
    # the largest 1 + ‖x‖² of a gate is 3; on all rows it is the largest eigenvalue of XᵀX / 4
    assert safe_rate(X, 1, "cross-entropy") == pytest.approx(4 / 3)
    ones = np.column_stack([X, np.ones(4)])
    largest = np.linalg.eigvalsh(ones.T @ ones / 4)[-1]
    assert safe_rate(X, 4, "cross-entropy") == pytest.approx(4 / largest)


def test_a_loss_that_rose_is_warned_of_with_a_step_that_works():
    rate = safe_rate(X, 4, "cross-entropy")
    with pytest.warns(NotConvergedWarning, match=f"={rate:.3g} surely goes downhill: .* 1/L"):
        Neuron(100, 3, 4, "cross-entropy", seed=0).fit(X, XOR)
    Neuron(rate, 3, 4, "cross-entropy", seed=0).fit(X, XOR)


def test_a_step_that_overflows_is_warned_of():
    with pytest.warns(NotConvergedWarning, match="The mean loss rose from .* to nan"):
        Neuron(1e308, 100, loss="cross-entropy", seed=0).fit(100 * X, XOR)


def test_a_short_step_that_follows_single_rows_upwards_is_told_to_take_all_rows():
    A, y = [[1.0], [1.0], [1.0], [1.0]], [1, 1, 0, 0]
    start = np.random.default_rng(3).random(2)
    assert start.sum() < 1
    neuron = Neuron(1.9, 1000, 1, "cross-entropy", seed=3)
    with pytest.warns(NotConvergedWarning, match="batch_size=4 with learning_rate="):
        neuron.fit(A, y)


def test_no_step_is_promised_for_a_part_of_the_rows():
    """1/L of single rows sends a line that no row fits up and down for ever."""
    A, y = [[1.0]] * 4, [1, 1, 0, 0]
    with pytest.warns(
        NotConvergedWarning, match="minimum of one batch .* no length of step"
    ) as seen:
        Neuron(3.0, 1000, 1, "cross-entropy", seed=3).fit(A, y)
    whole = safe_rate(np.array(A), 4, "cross-entropy")
    assert f"batch_size=4 with learning_rate={whole:.3g} does" in str(seen[0].message)
    assert f"{safe_rate(np.array(A), 1, 'cross-entropy'):.3g} is" not in str(seen[0].message)
