"""Faults in arguments: of another kind, out of range, or with no meaning beside others."""

import numpy as np
import pytest

import oddsmith
from oddsmith import LogisticRegression, Neuron, fit, path, use_threads
from oddsmith.errors import FormulaError, InputError, NotSupportedError
from tests.faults.registry import fault
from tests.faults.tables import N, X, Y, table

STRANGE = pytest.mark.parametrize(
    "value", [np.array(["ml", "firth"]), ["ml"], 3, None, float("nan"), "ML", b"ml", {}]
)
NO_NUMBER = pytest.mark.parametrize(
    "value", ["l2", np.array([1.0, 2.0]), float("nan"), float("inf"), -1.0, 1j, True, [1]]
)


@STRANGE
@pytest.mark.parametrize("name", ["method", "weight_kind", "missing"])
@fault("arguments", "a word that is not one of those allowed, or no word", raises=InputError)
def test_words(name, value):
    fit("y ~ a", table(), weights=np.ones(N), **{name: value})


@NO_NUMBER
@fault("arguments", "a penalty that is no finite number from 0", raises=InputError, says="penalty=")
def test_penalties(value):
    fit("y ~ a", table(), penalty=value)


@NO_NUMBER
@fault("arguments", "an l1_ratio outside of [0, 1]", raises=InputError, says="l1_ratio=")
def test_shares(value):
    fit("y ~ a", table(), penalty=1.0, l1_ratio=value if value is not True else 1.5)


@pytest.mark.parametrize("value", [float("nan"), -1e-9, "1e-8", None, [1e-8]])
@fault("arguments", "a tolerance that is NaN, negative or no number", raises=InputError, says="tol")
def test_tolerances(value):
    fit("y ~ a", table(), tol=value)


@pytest.mark.parametrize("value", [-1, 2.5, float("inf"), float("nan"), "100", None])
@fault("arguments", "a number of steps that is none", raises=InputError, says="max_steps")
def test_steps(value):
    fit("y ~ a", table(), max_steps=value)


@fault(
    "arguments",
    "no steps allowed",
    answer="the start",
    warns=oddsmith.errors.NotConvergedWarning,
    says="limit of steps",
)
def test_no_steps():
    found = fit("y ~ a", table(), max_steps=0)
    assert found.params["a"] == 0
    assert found.certificate.violation > 1e-3


@fault("arguments", "a penalty of 1e308", answer="coefficients of zero")
def test_the_largest_penalty():
    found = fit("y ~ a", table(), penalty=1e308).params
    assert abs(found["a"]) < 1e-300
    np.testing.assert_allclose(found["Intercept"], fit("y ~ 1", table()).params.iloc[0], rtol=1e-12)


@pytest.mark.parametrize(("C", "like"), [(1e-320, 1e-200), (1e308, np.inf)])
@fault("arguments", "a C of 1e-320 or 1e308", answer="the limit that it means")
def test_a_C_that_overflows(C, like):
    found = LogisticRegression(C=C).fit(X, Y)
    limit = LogisticRegression(C=like).fit(X, Y)
    np.testing.assert_allclose(found.coef_, limit.coef_, rtol=1e-9, atol=1e-190)


@pytest.mark.parametrize(
    "name", ["C", "tol", "max_iter", "solver", "fit_intercept", "class_weight"]
)
@pytest.mark.parametrize("value", [float("nan"), -1, "zz", np.array([1, 2])])
@fault("arguments", "an argument of the estimator that is out of range", raises=ValueError)
def test_arguments_of_the_estimator(name, value):
    LogisticRegression(**{name: value}).fit(X, Y)


@pytest.mark.parametrize(
    "weights", [{0: -1, 1: 1}, {0: np.nan, 1: 1}, {5: 1}, {0: 1e308, 1: 1e308}]
)
@fault("arguments", "class weights: negative, NaN, huge, or of no class", raises=ValueError)
def test_class_weights(weights):
    LogisticRegression(class_weight=weights).fit(X, Y)


@pytest.mark.parametrize("value", [7, float("nan"), "yes", [1], np.array([0, 1]), object()])
@pytest.mark.parametrize("name", ["event", "reference"])
@fault(
    "arguments", "an event or reference that is no level", raises=InputError, says="no level|one"
)
def test_events(name, value):
    fit("y ~ a", table(), **{name: value})


@pytest.mark.parametrize(
    "value", [np.ones(3), np.ones((N, 1)), ["x"] * N, "zz", np.ones(N) * 1j, object(), 1.0]
)
@pytest.mark.parametrize("name", ["weights", "offset"])
@fault("arguments", "weights or offsets of another length, shape or kind", raises=InputError)
def test_roles(name, value):
    fit("y ~ a", table(), **{name: value})


@pytest.mark.parametrize("value", [np.ones(3), np.ones((N, 2, 2)), "zz", ["a", "b", "c"]])
@fault("arguments", "clusters of another length, shape or kind", raises=InputError)
def test_clusters(value):
    fit("y ~ a", table(), cluster=value)


@fault("arguments", "an l1_ratio without a penalty", raises=InputError, says="no effect")
def test_a_share_of_no_penalty():
    fit("y ~ a", table(), l1_ratio=0.5)


@fault("arguments", "a penalty and clusters", raises=NotSupportedError, says="robust standard err")
def test_a_penalty_and_clusters():
    fit("y ~ a", table(), penalty=0.1, cluster=np.arange(N) // 2)


@pytest.mark.parametrize("formula", [None, 3, b"y ~ a", "", "~", "y ~", "y ~ a ~ b", "y ~ (a", "a"])
@fault("arguments", "a formula that is none", raises=FormulaError)
def test_formulas(formula):
    fit(formula, table())


@pytest.mark.parametrize("given", [None, 3, X, [1, 2], object(), {"y": 3, "a": 4}, {}])
@fault("arguments", "a table that is none", raises=InputError)
def test_tables(given):
    fit("y ~ a", given)


@pytest.mark.parametrize("level", [0, 1, -1, 2, float("nan"), "0.95", None])
@fault("arguments", "a coverage outside of (0, 1)", raises=InputError, says="level")
def test_levels(level):
    fit("y ~ a", table()).conf_int(level=level)


@pytest.mark.parametrize("number", [0, -1, 1.5, True, "2", None])
@fault("arguments", "a number of threads that is none", raises=InputError, says="1 or more")
def test_numbers_of_threads(number):
    with use_threads(number):
        pass


@pytest.mark.parametrize("values", [[], [0.0, -1], [float("nan")], "auto", 0, -3, 1.5])
@fault("arguments", "penalties of a path that are none", raises=InputError)
def test_penalties_of_a_path(values):
    path("y ~ a", table(), penalties=values)


@pytest.mark.parametrize("rate", [0, -1, float("nan"), float("inf"), "0.1", None])
@fault("arguments", "a learning rate of a neuron that is none", raises=InputError)
def test_learning_rates(rate):
    Neuron(learning_rate=rate).fit(X, Y)


@fault("arguments", "a name in `context` that is also a column", raises=FormulaError, says="rename")
def test_an_ambiguous_name():
    fit("y ~ I(a * 2)", table(), context={"a": 3})


@pytest.mark.parametrize("attack", ["__import__('os').system('x')", "a.__class__", "I(9**9**9)"])
@fault("arguments", "a formula that reaches for Python", raises=FormulaError, says="not allowed")
def test_attacks(attack):
    fit(f"y ~ {attack}", table())


@fault("arguments", "a formula that multiplies out without end", raises=FormulaError)
def test_a_formula_without_end():
    fit("y ~ " + " * ".join(f"I(a > {k})" for k in range(40)), table())


@fault("arguments", "an estimator that was not fitted", raises=ValueError, says="not fitted")
def test_prediction_before_the_fit():
    LogisticRegression().predict(X)


@fault("arguments", "new rows of another width", raises=ValueError, says="2 features")
def test_rows_of_another_width():
    LogisticRegression().fit(X, Y).predict(X[:, :2])
