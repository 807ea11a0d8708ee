"""The order of arguments is found from their names."""

import functools

import numpy as np
import pytest

from oddsmith.errors import InputError
from oddsmith.learn.calling import call_of


@pytest.mark.parametrize(
    ("function", "order"),
    [
        (lambda w, X, y: w, "w X y"),
        (lambda X, y, w: w, "X y w"),
        (lambda a, b, c: a, "w X y"),
        (lambda theta, X, y: theta, "w X y"),
        (lambda Features, labels, my_weights: 0, "X y w"),
        (lambda inputs, whatever, weights: 0, "X y w"),
        (lambda w, b, X, y: w, "w b X y"),
        (lambda X, y, w, b: w, "X y w b"),
        (lambda X, y, w, b=0.0, rate=0.1: w, "X y w b"),
        (lambda X, y, theta, lambda_=1: theta, "X y w"),
        (lambda w, X, y, params=None: w, "w X y"),
        (lambda a, b, c, d: a, "w b X y"),
        (lambda *arguments: 0, "w X y"),
        (lambda w, X, y, **settings: w, "w X y"),
        (lambda y, x, intercept, coef: 0, "y X b w"),
        (max, "w X y"),
    ],
)
def test_order(function, order):
    assert " ".join(call_of(function).order) == order


def test_what_was_called_is_said():
    def gradient(theta, X, y):
        return theta

    assert str(call_of(gradient)) == "gradient(w, X, y)"
    assert str(call_of(lambda X, y, w: w)) == "function(X, y, w)"
    assert str(call_of(functools.partial(gradient))) == "partial(w, X, y)"

    def named(*, weights, X, y):
        return weights

    assert str(call_of(named)) == "named(weights=w, X=X, y=y)"
    assert call_of(named)(np.ones(2), 0.0, np.ones((3, 2)), np.zeros(3)).dw.tolist() == [1, 1]


def test_methods_and_callable_objects():
    class Model:
        def gradient(self, X, y, w):
            return w

        def __call__(self, w, X, y):
            return w

    assert call_of(Model().gradient).order == ("X", "y", "w")
    assert str(call_of(Model())) == "Model(w, X, y)"


@pytest.mark.parametrize("function", [lambda: 0, lambda w, X: 0, lambda a, b, c, d, e: 0])
def test_other_numbers_of_arguments_are_refused(function):
    with pytest.raises(InputError, match="have no default"):
        call_of(function)


def test_what_is_no_function_is_refused():
    with pytest.raises(InputError, match="without brackets"):
        call_of(np.zeros(3))
