"""The neuron: what the text prints, and its public face."""

import numpy as np
import pytest

from oddsmith.errors import InputError
from oddsmith.neuron import (
    Neuron,
    sigmoid,
)
from tests.neuron.tables import AND, NAND, OR, XOR, X, both_losses


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


def test_a_start_that_is_given_is_the_start():
    neuron = Neuron(epochs=3, seed=5).fit(X, AND)
    start = neuron.history.weights[0], neuron.history.bias[0]
    again = Neuron(epochs=3).fit(X, AND, start=start)
    assert again.history.weights.tolist() == neuron.history.weights.tolist()
    assert again.history.bias.tolist() == neuron.history.bias.tolist()


@pytest.mark.parametrize(
    "start", [([0.0], 0.0), ([0.0, np.inf], 0.0), ([0.0, 0.0], np.nan), [0.0, 0.0, 0.0], 1.0, "ab"]
)
def test_a_start_of_another_form_is_refused(start):
    with pytest.raises(InputError, match=r"one for each of the 2 columns, and the bias"):
        Neuron(epochs=1).fit(X, AND, start=start)


def test_a_start_and_a_seed_exclude_each_other():
    with pytest.raises(InputError, match="seed=3 chooses a random start"):
        Neuron(seed=3).fit(X, AND, start=([0.0, 0.0], 0.0))


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
        "Neuron(learning_rate=0.1, epochs=1000, batch_size=1, loss='squared', seed=1, trace=True)"
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
