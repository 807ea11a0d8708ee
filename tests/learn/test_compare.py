"""Every model that a learner may have fitted is recognised by its coefficients."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression as Reference

from oddsmith import LogisticRegression, Neuron
from oddsmith.datasets import load
from oddsmith.errors import InputError
from oddsmith.learn import Likeness, compare, suggest_learning_rate
from oddsmith.learn.convergence import optimum
from tests.learn.gradients import sigmoid, vectors, with_ones

some = settings(max_examples=12)
seeds = given(seed=st.integers(0, 10**6))


def drawn(seed, n=150, p=3):
    """A table whose classes overlap, with columns of other sizes and places than 0 and 1."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, p)) * [2.0, 0.5, 7.0][:p] + [1.0, -3.0, 10.0][:p]
    z = (X - X.mean(axis=0)) / X.std(axis=0) @ rng.uniform(0.5, 1.5, p) - 0.4
    y = (rng.random(n) < sigmoid(z)).astype(float)
    y[:4] = 0, 1, 0, 1
    X[:2], X[2:4] = X.mean(axis=0), X.mean(axis=0)
    return X, y


def fitted(X, y, **settings):
    """scikit-learn's own solver, to the end."""
    model = Reference(**{"tol": 1e-12, "max_iter": 10_000, "solver": "newton-cholesky"} | settings)
    model.fit(X, y)
    return model.coef_, model.intercept_


@some
@seeds
def test_maximum_likelihood(seed):
    X, y = drawn(seed)
    w, b = fitted(X, y, C=np.inf)
    found = compare(w, b, X, y)
    assert found.likeness is Likeness.MAXIMUM_LIKELIHOOD
    assert found.digits >= 6
    assert found.maximum_likelihood == pytest.approx(np.append(w, b), rel=1e-6)
    assert found.gradient < 1e-8
    assert found.loss == pytest.approx(found.best_loss, rel=1e-12)
    assert "Same model, scikit-learn adds ½‖w‖² with C=1." in found.words
    assert f"Yours is maximum likelihood to {found.digits} digits" in found.words


@some
@seeds
def test_the_default_of_scikit_learn(seed):
    X, y = drawn(seed, n=60)
    w, b = fitted(X, y)
    found = compare(w[0], b[0], X, y)
    assert found.likeness is Likeness.SCIKIT_LEARN
    assert found.digits >= 6
    model = LogisticRegression().fit(X, y)
    ours = np.append(model.coef_, model.intercept_)
    assert found.scikit_learn == pytest.approx(ours, rel=1e-9)
    tenth = compare(w, b, X, y, C=0.1)
    assert tenth.likeness is Likeness.OTHER_PENALTY
    assert "scikit-learn's C = 1; scikit-learn adds ½‖w‖² with C=0.1" in tenth.words
    assert tenth.digits is None
    assert compare(*fitted(X, y, C=0.1), X, y, C=0.1).likeness is Likeness.SCIKIT_LEARN


@some
@seeds
def test_digits_are_those_that_agree(seed):
    X, y = drawn(seed)
    best = optimum(X, y).at
    for digits in (3, 5, 8):
        off = best * (1 + 2 * 10.0 ** -(digits + 1))
        assert compare(off[:-1], off[-1], X, y).digits == digits


@some
@seeds
def test_flipped_labels(seed):
    X, y = drawn(seed)
    for model in ({"C": np.inf}, {}):
        w, b = fitted(X, 1 - y, **model)
        found = compare(w, b, X, y)
        assert found.likeness is Likeness.FLIPPED
        assert "labels are flipped" in found.words


@some
@seeds
def test_a_missing_bias(seed):
    X, y = drawn(seed)
    for model in ({"C": np.inf}, {}):
        w, _ = fitted(X, y, fit_intercept=False, **model)
        found = compare(w, 0.0, X, y)
        assert found.likeness is Likeness.NO_BIAS
        assert "bias is missing" in found.words


@some
@seeds
@pytest.mark.parametrize(
    ("scaled", "words"),
    [
        (lambda X: (X - X.mean(axis=0)) / X.std(axis=0), "mean 0 and standard deviation 1"),
        (lambda X: (X - X.mean(axis=0)) / X.std(axis=0, ddof=1), "with n - 1"),
        (lambda X: (X - X.min(axis=0)) / np.ptp(X, axis=0), "between 0 and 1"),
        (lambda X: X / np.abs(X).max(axis=0), "divided by their largest value"),
        (lambda X: X - X.mean(axis=0), "columns of mean 0:"),
    ],
)
def test_scaled_columns(scaled, words, seed):
    X, y = drawn(seed, n=60)
    for model in ({"C": np.inf}, {}):
        w, b = fitted(scaled(X), y, **model)
        found = compare(w, b, X, y)
        assert found.likeness is Likeness.SCALED
        assert words in found.words
        assert "columns were scaled" in found.words


@some
@given(seed=st.integers(0, 10**6), C=st.sampled_from([0.003, 0.02, 0.1, 5.0]))
def test_penalties_of_scikit_learn_s_own_precision(seed, C):
    X, y = drawn(seed, n=60)
    X = X / X.std(axis=0)
    for given_too, likeness in [
        ({}, Likeness.OTHER_PENALTY),
        ({"solver": "liblinear", "intercept_scaling": 1}, Likeness.PENALISED_BIAS),
        ({"l1_ratio": 1, "solver": "saga", "max_iter": 5000}, Likeness.L1_PENALTY),
    ]:
        w, b = fitted(X, y, **{"solver": "lbfgs", "C": C, "tol": 1e-6} | given_too)
        if np.count_nonzero(w) > 1:
            found = compare(w, b, X, y)
            assert found.likeness in (likeness, Likeness.MAXIMUM_LIKELIHOOD), found.words


@some
@seeds
def test_balanced_classes(seed):
    X, y = drawn(seed)
    for C in (np.inf, 1.0):
        found = compare(*fitted(X, y, C=C, class_weight="balanced"), X, y)
        assert found.likeness is Likeness.CLASS_WEIGHTS, found.words
        assert found.digits >= 5
        assert "class_weight='balanced'" in found.words


@some
@given(seed=st.integers(0, 10**6), steps=st.integers(1, 40), share=st.floats(1e-6, 1.0))
def test_a_short_descent_is_no_penalty(seed, steps, share):
    X, y = drawn(seed)
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    w = descent(X, y, share * suggest_learning_rate(X).rate, steps)
    assert compare(w[1:], w[0], X, y).likeness in (
        Likeness.NOT_CONVERGED,
        Likeness.MAXIMUM_LIKELIHOOD,
    )


@pytest.mark.parametrize("steps", [1, 30, 1000, 20_000])
@pytest.mark.parametrize("seed", range(3))
def test_a_descent_between_separated_classes_is_no_penalty(seed, steps):
    X, _ = drawn(seed)
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    y = (X @ [1.0, -2.0, 0.5] > 0.3).astype(float)
    w = descent(X, y, suggest_learning_rate(X).rate, steps)
    found = compare(w[1:], w[0], X, y)
    assert found.likeness is Likeness.SEPARATED
    assert found.words.startswith("Classes separated: ")


@some
@seeds
def test_a_penalised_bias(seed):
    X, y = drawn(seed, n=60)
    w, _ = fitted(with_ones(X), y, C=0.5, fit_intercept=False)
    found = compare(w[0, 1:], w[0, 0], X, y)
    assert found.likeness is Likeness.PENALISED_BIAS
    assert "scikit-learn's C = 0.5, on the bias too" in found.words


def descent(X, y, rate, steps):
    """Gradient descent as a learner writes it."""
    A, w = with_ones(X), np.zeros(len(X.T) + 1)
    for _ in range(steps):
        w -= rate * vectors(w, A, y)
    return w


@pytest.mark.parametrize("seed", range(4))
def test_a_descent_that_has_not_ended_is_told_how_far_it_has_to_go(seed):
    X, y = drawn(seed)
    X = (X - X.mean(axis=0)) / X.std(axis=0) * [1, 2, 3]
    rate = suggest_learning_rate(X).rate
    w = descent(X, y, rate, 10)
    found = compare(w[1:], w[0], X, y)
    assert found.likeness is Likeness.NOT_CONVERGED
    assert found.digits is None
    assert found.loss > found.best_loss
    assert f"Not converged: gradient {found.gradient:.2g}," in found.words
    assert f"about {found.steps:,.0f} more steps" in found.words
    on = descent(X, y, rate, 10 + int(found.steps))
    done = compare(on[1:], on[0], X, y)
    assert done.likeness is Likeness.MAXIMUM_LIKELIHOOD
    assert done.digits in (5, 6)


def test_separated_classes_have_no_optimum_but_a_penalised_one():
    X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1]
    neuron = Neuron(seed=0).fit(X, y)
    found = compare(neuron.weights, neuron.bias, X, y)
    assert found.likeness is Likeness.SEPARATED
    assert "no finite optimum: the weights grow for ever" in found.words
    assert found.maximum_likelihood.tolist() == [np.inf, np.inf, -np.inf]
    assert found.best_loss == 0
    assert found.steps == np.inf
    w, b = fitted(X, y)
    assert compare(w, b, X, y).likeness is Likeness.SCIKIT_LEARN


def test_columns_that_repeat_each_other_are_compared_by_predictions():
    X, y = drawn(3)
    twice = np.column_stack([X, X[:, 0]])
    w, b = fitted(X, y, C=np.inf)
    shared = np.append(w, 0.3)
    shared[0] -= 0.3
    found = compare(shared, b, twice, y)
    assert found.likeness is Likeness.MAXIMUM_LIKELIHOOD
    assert "Columns repeat each other" in found.words


def test_a_column_of_ones_is_the_bias():
    X, y = drawn(3)
    w, b = fitted(X, y, C=np.inf)
    found = compare(np.append(b, w), 0.0, with_ones(X), y)
    assert found.likeness is Likeness.MAXIMUM_LIKELIHOOD
    assert found.yours == pytest.approx(np.append(w, b))
    assert found.names == ("x2", "x3", "x4", "b")


def test_the_page_names_the_columns():
    table = load("admissions")
    found = compare([0.0, 0.0], 0.0, table[["gre", "gpa"]], table["admit"])
    lines = str(found).splitlines()
    assert any(line.startswith("gre ") for line in lines)
    assert "maximum likelihood" in str(found)
    assert found.names == ("gre", "gpa", "b")
    infinite = compare([1.0], 0.0, pd.DataFrame({"dose": [0.0, 1.0]}), [0, 1])
    assert "'dose' separates the classes" in infinite.words


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"C": 0}, "C=0: scikit-learn's C"),
        ({"C": "1"}, "C='1'"),
        ({"b": np.nan}, "b=nan: a bias"),
        ({"b": [1.0, 2.0]}, "a bias is one finite number"),
        ({"w": [1.0, 2.0]}, r"w has shape \(2,\), and X has 1 columns"),
        ({"y": [0, 1, 2, 1]}, "targets are 0 and 1"),
        ({"X": np.ones((4, 1))}, "columns of ones alone"),
    ],
)
def test_bad_arguments_are_refused(arguments, says):
    good = {"w": [1.0], "b": 0.0, "X": [[0.0], [1.0], [2.0], [3.0]], "y": [0, 1, 0, 1]}
    with pytest.raises(InputError, match=says):
        compare(**(good | arguments))
