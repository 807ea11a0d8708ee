"""The neuron: closed forms, finite differences, loops against vectors, and what the text prints."""

import warnings
from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.errors import InputError, NotConvergedWarning
from oddsmith.losses import CrossEntropy, SquaredError
from oddsmith.neuron import (
    LOSSES,
    Neuron,
    backward,
    forward,
    safe_rate,
    sigmoid,
    sigmoid_derivative,
    train_loops,
    train_vectors,
)
from oddsmith.objective import Objective
from oddsmith.penalties import Penalty
from oddsmith.solvers import GradientDescent, iterate

X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
AND, OR, NAND, XOR = map(np.array, ([0, 0, 0, 1], [0, 1, 1, 1], [1, 1, 1, 0], [0, 1, 1, 0]))
both_losses = pytest.mark.parametrize("loss", sorted(LOSSES))


def table(seed, n=7, p=3):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, p)), (rng.random(n) < 0.5).astype(float)


# sigmoid


def test_sigmoid_far_out_is_exact_and_silent():
    assert sigmoid(np.array([-1000.0, 0.0, 1000.0])).tolist() == [0.0, 0.5, 1.0]
    assert sigmoid(-1000.0) == 0.0
    assert sigmoid(1000.0) == 1.0


@given(st.floats(-700, 700))
def test_sigmoid_is_its_formula(z):
    # the logarithm is about z, so its rounding makes a relative error of about z times 1e-16
    assert sigmoid(z) == pytest.approx(1 / (1 + np.exp(-z)), rel=1e-12)
    assert sigmoid(z) + sigmoid(-z) == pytest.approx(1, abs=1e-15)


@given(st.floats(-10, 10))
def test_sigmoid_derivative_takes_the_activation(z):
    h = 1e-6
    slope = (sigmoid(z + h) - sigmoid(z - h)) / (2 * h)
    assert sigmoid_derivative(sigmoid(z)) == pytest.approx(slope, abs=1e-9)


# losses


@both_losses
@pytest.mark.parametrize("y", [0.0, 1.0])
def test_steepest_bounds_the_curvature_and_is_reached(loss, y):
    z = np.linspace(-12, 12, 24_001)
    delta = LOSSES[loss].delta(sigmoid(z), y)
    curvature = np.abs(np.gradient(delta, z))
    assert curvature.max() == pytest.approx(LOSSES[loss].steepest, rel=1e-5)


def test_squared_error_is_not_convex():
    z = np.linspace(-12, 12, 24_001)
    curvature = np.gradient(LOSSES["squared"].delta(sigmoid(z), 0.0), z)
    assert curvature.min() == pytest.approx(-0.0601, abs=1e-4)
    assert LOSSES["squared"].steepest == pytest.approx(0.0770, abs=5e-5)


def test_cross_entropy_far_out_is_exact_and_silent():
    z, y = np.array([-1000.0, -1000, 1000, 1000]), np.array([0.0, 1, 0, 1])
    assert LOSSES["cross-entropy"].value(z, y).tolist() == [0, 1000, 1000, 0]


@both_losses
@given(seed=st.integers(0, 10_000))
def test_gradient_is_the_slope_of_the_mean_loss(loss, seed):
    A, y = table(seed)
    w, b = np.random.default_rng(seed).normal(size=3), 0.3
    dw, db = backward(A, LOSSES[loss].delta(forward(A, w, b)[1], y))

    def mean(w, b):
        return LOSSES[loss].value(A @ w + b, y).mean()

    h = 1e-6
    slopes = [(mean(w + h * e, b) - mean(w - h * e, b)) / (2 * h) for e in np.eye(3)]
    assert dw == pytest.approx(slopes, abs=1e-8)
    assert db == pytest.approx((mean(w, b + h) - mean(w, b - h)) / (2 * h), abs=1e-8)


# loops, vectors and the solver are one calculation


@both_losses
@pytest.mark.parametrize("batch_size", [1, 3, 4])
def test_loops_equal_vectors_at_every_update_on_and(loss, batch_size):
    neuron = Neuron(batch_size=batch_size, loss=loss)
    w, b = np.array([0.6, 0.3]), 0.04
    pairs = zip(
        train_loops(neuron, X.tolist(), AND.tolist(), w.tolist(), b),
        train_vectors(neuron, X, AND, w, b),
        strict=True,
    )
    count = 0
    for (w_loops, b_loops), (w_vectors, b_vectors) in pairs:
        assert np.abs(np.array(w_loops) - w_vectors).max() <= 1e-12
        assert abs(b_loops - b_vectors) <= 1e-12
        count += 1
    assert count == 1000 * {1: 4, 3: 2, 4: 1}[batch_size]


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), batch_size=st.integers(1, 9), loss=st.sampled_from([*LOSSES]))
def test_loops_equal_vectors_on_any_table(seed, batch_size, loss):
    A, y = table(seed)
    neuron = Neuron(0.5, 20, batch_size, loss)
    for (w, b), (v, c) in zip(
        train_loops(neuron, A, y, np.zeros(3), 0.0),
        train_vectors(neuron, A, y, np.zeros(3), 0.0),
        strict=True,
    ):
        assert np.array([*w, b]) == pytest.approx(np.array([*v, c]), abs=1e-12)


@pytest.mark.parametrize("batch_size", [1, 3, 4])
@pytest.mark.parametrize(
    ("loss", "same"), [("squared", SquaredError), ("cross-entropy", CrossEntropy)]
)
def test_every_update_is_the_solvers(loss, same, batch_size):
    history = Neuron(batch_size=batch_size, loss=loss, seed=0).fit(X, AND).history
    with_ones = np.column_stack([X, np.ones(4)])
    data = InMemory(Dense(with_ones), AND.astype(float))
    objective = Objective(data, same(), Penalty.none(3))
    ours = np.column_stack([history.weights, history.bias])
    states = iterate(GradientDescent(0.1, batch_size=batch_size), objective, ours[0])
    theirs = np.array([state.w for state in islice(states, len(ours))])
    assert np.abs(ours - theirs).max() <= 1e-12
    assert LOSSES[loss].steepest == pytest.approx(same.steepest, abs=1e-7)


# what the text prints


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_and_is_learned_with_the_weights_of_the_text(seed):
    neuron = Neuron(seed=seed).fit(X, AND)
    assert neuron.predict(X).tolist() == [0, 0, 0, 1]
    # printed by the text: 2.64924114, 2.6467143 and -4.09029157, from a start it does not name
    assert neuron.weights == pytest.approx([2.649, 2.647], abs=0.05)
    assert neuron.bias == pytest.approx(-4.090, abs=0.07)


def test_a_tenth_of_the_learning_rate_mostly_does_not_learn_and():
    learned = [(Neuron(0.01, seed=seed).fit(X, AND).predict(X) == AND).all() for seed in range(50)]
    assert 0 < sum(learned) < 25


@pytest.mark.parametrize("seed", [0, 2])
def test_a_tenth_of_the_learning_rate_learns_and_in_ten_times_the_epochs(seed):
    neuron = Neuron(0.01, 10_000, seed=seed).fit(X, AND)
    assert neuron.predict(X).tolist() == [0, 0, 0, 1]
    assert neuron.weights == pytest.approx([2.649, 2.647], abs=0.07)


@both_losses
@pytest.mark.parametrize("y", [OR, NAND])
def test_or_and_nand_are_learned(loss, y):
    assert (Neuron(loss=loss, seed=0).fit(X, y).predict(X) == y).all()


@both_losses
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("batch_size", [1, 4])
def test_xor_is_never_learned(loss, seed, batch_size):
    neuron = Neuron(0.5, 500, batch_size, loss, seed).fit(X, XOR)
    assert (neuron.predict(X) == XOR).sum() <= 3


@both_losses
def test_weights_of_a_separable_gate_keep_growing(loss):
    lengths = [
        np.linalg.norm(Neuron(1.0, epochs, loss=loss, seed=0).fit(X, AND).weights)
        for epochs in (100, 1000, 5000)
    ]
    assert lengths[0] < lengths[1] < lengths[2]


def test_start_is_weights_then_bias_uniform_from_the_seed():
    history = Neuron(epochs=1, seed=5).fit(X, AND).history
    rng = np.random.RandomState(5)
    assert history.weights[0].tolist() == rng.rand(2).tolist()
    assert history.bias[0] == rng.random()


# history


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    batch_size=st.integers(1, 9),
    loss=st.sampled_from([*LOSSES]),
    k=st.integers(0, 10**6),
)
def test_any_row_of_the_history_can_be_recomputed(seed, batch_size, loss, k):
    A, y = table(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotConvergedWarning)
        history = Neuron(0.3, 5, batch_size, loss, seed).fit(A, y).history
    per_epoch = -(-len(y) // batch_size)
    assert len(history) == 5 * per_epoch
    k %= len(history)
    row = history[k]
    first = k % per_epoch * batch_size
    assert row.epoch == k // per_epoch + 1
    assert list(row.rows) == list(range(first, min(first + batch_size, 7)))
    assert (row.inputs == A[first : first + batch_size]).all()
    w, b, lr = row.old_weights, row.old_bias, 0.3
    dw, db = np.zeros(3), 0.0
    for x, target, z, out, value in zip(
        row.inputs, row.target, row.z, row.out, row.loss, strict=True
    ):
        assert z == pytest.approx(sum(x * w) + b, abs=1e-12)
        assert out == pytest.approx(1 / (1 + np.exp(-z)), abs=1e-12)
        entropy = -np.log(out if target else 1 - out)
        assert value == pytest.approx((out - target) ** 2 / 2 if loss == "squared" else entropy)
        slope = (out - target) * (out * (1 - out) if loss == "squared" else 1)
        dw, db = dw + slope * x / len(row.rows), db + slope / len(row.rows)
    assert row.gradient == pytest.approx(dw, abs=1e-12)
    assert row.gradient_bias == pytest.approx(db, abs=1e-12)
    assert row.weights == pytest.approx(w - lr * dw, abs=1e-12)
    assert row.bias == pytest.approx(b - lr * db, abs=1e-12)


def test_history_is_a_sequence():
    neuron = Neuron(epochs=3, seed=0).fit(X, AND)
    history = neuron.history
    assert len(list(history)) == len(history) == 12
    assert history[-1].weights.tolist() == neuron.weights.tolist()
    assert history[-1].bias == neuron.bias
    assert [row.epoch for row in history[3:6]] == [1, 2, 2]
    assert (history[1].old_weights == history[0].weights).all()
    with pytest.raises(IndexError):
        history[12]


def test_mean_losses_are_over_the_table_after_each_epoch():
    history = Neuron(epochs=3, batch_size=3, seed=0).fit(X, AND).history
    expected = [
        np.mean((sigmoid(X @ history.weights[k] + history.bias[k]) - AND) ** 2 / 2)
        for k in (0, 2, 4, 6)
    ]
    assert history.mean_losses() == pytest.approx(expected)


# the public face


def test_inputs_of_other_kinds_give_the_same_neuron():
    neuron = Neuron(epochs=10, seed=0).fit(X, AND)
    for A, y in [
        (X.tolist(), AND.tolist()),
        (X.astype(int), AND == 1),
        (X, AND[:, None]),
        (X, AND.astype(object)),
    ]:
        assert Neuron(epochs=10, seed=0).fit(A, y).weights.tolist() == neuron.weights.tolist()


def test_repr_shows_the_settings():
    assert repr(Neuron(seed=1)) == (
        "Neuron(learning_rate=0.1, epochs=1000, batch_size=1, loss='squared', seed=1)"
    )


def test_threshold_moves_the_predictions():
    neuron = Neuron(seed=0).fit(X, AND)
    assert neuron.predict(X, threshold=0).tolist() == [1, 1, 1, 1]
    assert neuron.predict(X, threshold=0.1).tolist() == [0, 1, 1, 1]
    assert neuron.predict(X, threshold=0.9).tolist() == [0, 0, 0, 0]
    assert neuron.forward(X) == pytest.approx(sigmoid(X @ neuron.weights + neuron.bias))


def test_changing_weights_or_the_table_leaves_the_neuron_alone():
    A = X.copy()
    neuron = Neuron(epochs=5, seed=0).fit(A, AND)
    z = neuron.history[0].z.copy()
    A += 1
    neuron.weights[:] = 0
    assert neuron.history[0].z == z
    assert neuron.weights.any()


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
        ({"seed": -1}, "seed=-1"),
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
        ([[0, 1], [1]], [0, 1], "rows of one length"),
        ([["a"], ["b"]], [0, 1], "not a table of numbers"),
        ([[np.nan, 1], [np.inf, 0]], [0, 1], "2 missing or infinite values in 4"),
        (X, [0, 1, 1], r"y has shape \(3,\), X 4 rows"),
        (X, np.zeros((4, 2)), r"y has shape \(4, 2\)"),
        (X, [0, 1, 2, 1], "y holds 0, 1, 2: .* targets are 0 and 1"),
        (X, ["no", "no", "no", "yes"], "y holds 'no', 'yes': .*y == label"),
        (X, [0, 1, np.nan, 1], "y holds 0.0, 1.0, nan"),
    ],
)
def test_tables_that_cannot_be_used_are_refused(A, y, says):
    with pytest.raises(InputError, match=says):
        Neuron().fit(A, y)


def test_an_untrained_neuron_says_so():
    for ask in (lambda n: n.weights, lambda n: n.bias, lambda n: n.history, lambda n: n.predict(X)):
        with pytest.raises(InputError, match=r"call \.fit\(X, y\) first"):
            ask(Neuron())


def test_prediction_refuses_other_columns_and_thresholds():
    neuron = Neuron(epochs=1, seed=0).fit(X, AND)
    with pytest.raises(InputError, match="X has 1 columns; this neuron was trained on 2"):
        neuron.predict([[1.0]])
    with pytest.raises(InputError, match=r"threshold=1\.5"):
        neuron.predict(X, threshold=1.5)


# learning rates that are too large


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
    with pytest.warns(NotConvergedWarning, match=f"learning_rate={rate:.3g} is 1/L"):
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
