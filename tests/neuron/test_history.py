"""Every update can be recomputed."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oddsmith.errors import NotConvergedWarning, NotKeptError
from oddsmith.neuron import (
    LOSSES,
    Neuron,
    sigmoid,
)
from tests.neuron.tables import AND, X, both_losses, table


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


def test_numbers_far_out_are_silent():
    with pytest.warns(NotConvergedWarning):
        neuron = Neuron(1e308, 3, loss="cross-entropy", seed=0).fit(100 * X, [0, 1, 1, 0])
    assert not np.isfinite(neuron.history.mean_losses()[-1])
    assert len(list(neuron.history)) == 12
    assert neuron.forward(100 * X).shape == (4,)


@both_losses
@pytest.mark.parametrize("batch_size", [2, 7])
def test_the_table_can_be_recomputed(loss, batch_size):
    A, y = table(1)
    neuron = Neuron(0.3, 4, batch_size, loss, seed=2).fit(A, y)
    rows = neuron.history.table
    assert rows["step"].tolist() == list(range(len(neuron.history) + 1))
    assert rows["step_size"].tolist() == [0.0] + [0.3] * len(neuron.history)
    ones = np.column_stack([A, np.ones(7)])

    def mean_loss(w):
        out = 1 / (1 + np.exp(-(ones @ w)))
        entropy = -np.log(np.where(y == 1, out, 1 - out))
        return ((out - y) ** 2 / 2 if loss == "squared" else entropy).mean()

    def slope(w):
        out = 1 / (1 + np.exp(-(ones @ w)))
        return ones.T @ ((out - y) * (out * (1 - out) if loss == "squared" else 1)) / 7

    for _, row in rows.iterrows():
        w = row.iloc[6:].to_numpy()
        assert row["loss"] == row["objective"] == pytest.approx(mean_loss(w), abs=1e-12)
        assert row["gradient_norm"] == pytest.approx(np.linalg.norm(slope(w)), abs=1e-12)
        H = [(slope(w + h) - slope(w - h)) / 2e-6 for h in 1e-6 * np.eye(4)]
        assert row["condition"] == pytest.approx(np.linalg.cond(H), rel=1e-5)
    assert rows.iloc[-1, 6:].tolist() == [*neuron.weights, neuron.bias]
    assert [*rows.columns[6:]] == ["w[x0]", "w[x1]", "w[x2]", "w[bias]"]


def test_without_trace_nothing_is_kept():
    kept = Neuron(epochs=3, seed=0).fit(X, AND)
    plain = Neuron(epochs=3, seed=0, trace=False).fit(X, AND)
    assert plain.weights.tolist() == kept.weights.tolist()
    assert plain.bias == kept.bias
    assert plain.kept is None
    with pytest.raises(NotKeptError, match="trace=True"):
        _ = plain.history
