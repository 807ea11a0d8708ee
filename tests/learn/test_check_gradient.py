"""Right gradients are never accused, and each usual fault is named."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oddsmith.errors import InputError
from oddsmith.learn import check_gradient
from tests.learn.gradients import (
    FAULTS,
    FAULTS_WITH_BIAS,
    RIGHT,
    RIGHT_WITH_BIAS,
    THREE,
    pair,
    sigmoid,
    table,
    vectors,
    with_loss,
    with_ones,
)

tables = given(seed=st.integers(0, 10**6), n=st.integers(5, 40), p=st.integers(1, 6))
squares = given(seed=st.integers(0, 10**6), p=st.integers(3, 9))
few = settings(max_examples=10)


def each(faults):
    return pytest.mark.parametrize(
        ("fault", "function"),
        [
            pytest.param(name, function, id=f"{name} {k}")
            for name, functions in faults.items()
            for k, function in enumerate(functions)
        ],
    )


def assert_right(check):
    assert check.ok, str(check)
    assert check.fault is None
    assert check.wrong == check.advice == ()
    assert "is right" in str(check)


@few
@pytest.mark.parametrize("function", RIGHT)
@tables
def test_right_versions_are_never_accused(function, seed, n, p):
    X, y, w = table(seed, n, p)
    before = X.copy(), y.copy(), w.copy()
    for A, v in ((X, w), (with_ones(X), np.append(0.3, w)), (X, 0 * w)):
        assert_right(check := check_gradient(function, A, y, v))
        assert check.relative_difference < 1e-7
        assert check.yours == pytest.approx(check.right, rel=1e-9, abs=1e-12)
    for mine, theirs in zip(before, (X, y, w), strict=True):
        assert (mine == theirs).all()


@few
@pytest.mark.parametrize("function", RIGHT_WITH_BIAS)
@tables
def test_right_versions_with_a_bias_are_never_accused(function, seed, n, p):
    X, y, w = table(seed, n, p)
    for b in (None, -0.7):
        assert_right(check := check_gradient(function, X, y, w, b))
        assert check.names[-1] == "b"
        assert len(check.yours) == p + 1


@settings(max_examples=15)
@pytest.mark.parametrize("function", RIGHT)
@squares
def test_right_versions_of_square_tables_are_never_accused(function, seed, p):
    X, y, w = table(seed, p, p)
    assert_right(check_gradient(function, X, y, w))


@settings(max_examples=10)
@pytest.mark.parametrize("function", RIGHT)
@tables
def test_float32_is_judged_by_its_own_rounding(function, seed, n, p):
    X, y, w = (part.astype(np.float32) for part in table(seed, n, p))
    check = check_gradient(function, X, y, w)
    assert_right(check)
    assert check.limit == pytest.approx(1e4 * np.finfo(np.float32).eps)


@few
@tables
def test_columns_of_labels_and_weights(seed, n, p):
    X, y, w = table(seed, n, p)
    assert_right(check := check_gradient(vectors, X, y[:, None], w[:, None]))
    assert check.shapes == {"w": (p, 1), "X": (n, p), "y": (n, 1), "gradient": (p, 1)}


@few
@tables
def test_examples_in_columns(seed, n, p):
    X, y, w = table(seed, n, p)

    def propagate(w, b, X, Y):
        A = sigmoid(w.T @ X + b)
        return {"dw": X @ (A - Y).T / Y.shape[1], "db": np.mean(A - Y)}

    assert_right(check_gradient(propagate, X.T, y[None, :], w[:, None], 0.2))
    starred = check_gradient(
        lambda w, X, Y: X * (sigmoid(w.T @ X) - Y) / Y.size, X.T, y[None, :], w[:, None]
    )
    assert starred.fault.startswith("* for @") if p > 1 else not starred.ok


@few
@tables
def test_labels_of_minus_one_and_one(seed, n, p):
    X, y, w = table(seed, n, p)
    labels = 2 * y - 1

    def margins(w, X, y):
        return X.T @ (-y * sigmoid(-y * (X @ w))) / len(y)

    assert_right(check_gradient(margins, X, labels, w))
    assert check_gradient(vectors, X, labels, w).fault == "labels -1/1 against 0/1"


def squared(w, X, y):
    out = sigmoid(X @ w)
    return np.mean((out - y) ** 2) / 2, X.T @ ((out - y) * out * (1 - out)) / len(y)


@few
@tables
def test_squared_error_and_its_faults(seed, n, p):
    X, y, w = table(seed, n, p)
    assert_right(check := check_gradient(squared, X, y, w, loss="squared-error"))
    assert check.own_loss.agrees
    assert_right(check_gradient(squared, X, y, w, loss="squared"))
    assert (
        check_gradient(vectors, X, y, w, loss="squared-error").fault == "sigmoid derivative missing"
    )

    def at_out(w, X, y):
        out = sigmoid(X @ w)
        return X.T @ ((out - y) * sigmoid(out) * (1 - sigmoid(out))) / len(y)

    said = check_gradient(at_out, X, y, w, loss="squared-error").fault
    assert said == "sigmoid derivative taken at out"


@few
@tables
def test_sum_losses(seed, n, p):
    X, y, w = table(seed, n, p)

    def summed(w, X, y):
        loss, gradient = with_loss(w, X, y)
        return len(y) * loss, len(y) * gradient

    assert_right(check := check_gradient(summed, X, y, w, reduction="sum"))
    assert check.own_loss.agrees
    assert check_gradient(vectors, X, y, w, reduction="sum").fault == "1/n too many"
    mean = check_gradient(summed, X, y, w)
    assert mean.fault == "1/n missing" or p == 1
    assert mean.own_loss.agrees
    assert "the gradient of the loss that you return" in str(mean)


@few
@each(FAULTS)
@tables
def test_faults_are_named(fault, function, seed, n, p):
    X, y, w = table(seed, n, max(p, 2))
    if len(y) == len(w):
        y, X = np.append(y, 0.0), np.vstack([X, X[0] + 1])
    check = check_gradient(function, X, y, w)
    same = fault == "divided by p" and len(y) == 2 * len(w)  # which is a factor 2
    assert not check.ok
    assert check.fault == ("factor 2 or " * same + fault), str(check)
    assert f"Fault: {fault}." in str(check)


@few
@each({name: FAULTS[name] for name in ("(n, n) broadcast", "* for @", "X transposed")})
@squares
def test_faults_of_square_tables_are_named(fault, function, seed, p):
    X, y, w = table(seed, p, p)
    check = check_gradient(function, X, y, w)
    assert check.error == ""
    assert check.fault == fault, str(check)


@few
@each(FAULTS_WITH_BIAS)
@tables
def test_faults_with_a_bias_apart_are_named(fault, function, seed, n, p):
    X, y, w = table(seed, n + p, max(p, 2))
    assert check_gradient(function, X, y, w, 0.4).fault == fault


@few
@tables
def test_a_column_of_ones_left_out_is_named(seed, n, p):
    X, y, w = table(seed, n, p)
    A, v = with_ones(X), np.append(0.8, w)

    def untouched(w, X, y):
        return np.append(0.0, vectors(w, X, y)[1:])

    def ignored(w, X, y):
        return X.T @ (sigmoid(X[:, 1:] @ w[1:]) - y) / len(y)

    def dropped(w, X, y):
        return vectors(w, X, y)[1:]

    for function in (untouched, ignored, dropped):
        check = check_gradient(function, A, y, v)
        assert check.fault == "bias left out", str(check)
        assert not check.ok


PENALTIES = {
    "penalty left out": lambda w, b, n: (0 * w, 0.0),
    "penalty with the wrong sign": lambda w, b, n: (-0.2 * w, 0.0),
    "penalty on the bias": lambda w, b, n: (0.2 * w, 0.2 * b),
    "penalty 1/n missing": lambda w, b, n: (0.2 * n * w, 0.0),
    "penalty 1/n too many": lambda w, b, n: (0.2 / n * w, 0.0),
    "penalty factor 2": lambda w, b, n: (0.4 * w, 0.0),
}


@few
@pytest.mark.parametrize("fault", PENALTIES)
@tables
def test_penalties(fault, seed, n, p):
    X, y, w = table(seed, n, p)

    def penalised(w, b, X, y):
        of_w, of_b = PENALTIES[fault](w, b, len(y))
        return pair(w, b, X, y)[0] + of_w, pair(w, b, X, y)[1] + of_b

    def right(w, b, X, y):
        return pair(w, b, X, y)[0] + 0.2 * w, pair(w, b, X, y)[1]

    assert_right(check_gradient(right, X, y, w, 0.5, penalty=0.2))
    check = check_gradient(penalised, X, y, 0 * w, 0.0, penalty=0.2)
    assert check.fault == fault
    assert check.elsewhere
    assert "at yours it does not show" in str(check)


def test_a_penalty_of_the_column_of_ones():
    X, y, w = table(1, 20, 3)
    A, v = with_ones(X), np.append(0.8, w)

    def all_of_it(w, X, y):
        return vectors(w, X, y) + 0.2 * w

    def without(w, X, y):
        return vectors(w, X, y) + 0.2 * w * (np.arange(len(w)) > 0)

    assert_right(check_gradient(without, A, y, v, penalty=0.2))
    assert check_gradient(all_of_it, A, y, v, penalty=0.2).fault == "penalty on the bias"
    unasked = check_gradient(all_of_it, A, y, v)
    assert unasked.fault == "penalty not asked for"
    assert "penalty=0.2" in unasked.advice[0]


PAIRS = [
    ("1/n missing", "sign flipped", lambda w, X, y: X.T @ (y - sigmoid(X @ w))),
    ("sign flipped", "* for @", lambda w, X, y: X.T * (y - sigmoid(X @ w)) / len(y)),
    ("1/n missing", "* for @", lambda w, X, y: X.T * (sigmoid(X @ w) - y)),
    (
        "1/n missing",
        "sigmoid derivative too many",
        lambda w, X, y: X.T @ ((o := sigmoid(X @ w)) * (1 - o) * (o - y)),
    ),
    (
        "sign flipped",
        "(n, n) broadcast",
        lambda w, X, y: X.T @ (y - sigmoid(X @ w.reshape(-1, 1))) / len(y),
    ),
]


@few
@pytest.mark.parametrize(("one", "other", "function"), PAIRS)
@tables
def test_two_faults_at_once(one, other, function, seed, n, p):
    X, y, w = table(seed, n + p, p + 1)
    said = check_gradient(function, X, y, w).fault
    assert one in said
    assert other in said
    assert " and " in said


@few
@pytest.mark.parametrize("fault", THREE)
@tables
def test_sign_and_scale_beside_another_fault(fault, seed, n, p):
    X, y, w = table(seed, n + p, p + 1)
    assert check_gradient(THREE[fault], X, y, w).fault == fault


@few
@tables
def test_a_column_of_ones_left_out_beside_another_fault(seed, n, p):
    X, y, w = table(seed, n + 3, p)
    A, v = with_ones(X), np.append(0.8, w)
    named = {
        "sign flipped": lambda w, X, y: -vectors(w, X, y)[1:],
        "1/n missing": lambda w, X, y: len(y) * vectors(w, X, y)[1:],
        "(n, n) broadcast": lambda w, X, y: X[:, 1:].T @ (sigmoid(X @ w) - y[:, None]) / len(y),
        "": lambda w, X, y: vectors(w, X, y)[1:] * np.exp(X[0, 1:]),
    }
    for fault, function in named.items():
        said = check_gradient(function, A, y, v).fault
        assert (said is None) if not fault else ("bias left out" in said and fault in said)


@few
@tables
def test_what_no_fault_explains_is_not_named(seed, n, p):
    X, y, w = table(seed, n, p)

    def odd(w, X, y):
        return vectors(w, X, y) + 0.1 * (np.arange(len(w)) == 0)

    check = check_gradient(odd, X, y, w)
    assert check.fault is None
    assert check.wrong == ("w1",)
    assert "None of the usual faults explains it" in str(check)
    assert str(check).count("<- differs") == 1


def test_differences_of_the_loss_are_the_gradient():
    """The slopes shown are those of the loss by its definition, far finer than the limit."""
    X, y, w = table(3, 30, 4)
    X[:, 1] *= 1e6
    w[1] /= 1e6
    check = check_gradient(pair, X, y, w, 0.2)
    assert check.slopes == pytest.approx(check.right, rel=1e-8)
    assert check.right[:-1] == pytest.approx(pair(w, 0.2, X, y)[0], rel=1e-12)


def test_the_gradient_at_an_optimum_is_right_though_its_relative_difference_is_large():
    X = np.array([[1.0, 0], [1, 0], [1, 0], [1, 1], [1, 1], [1, 1]])
    y = np.array([0.0, 0, 1, 0, 1, 1])
    w = np.array([np.log(1 / 2), 2 * np.log(2)])
    check = check_gradient(vectors, X, y, w)
    assert_right(check)
    assert check.relative_difference > check.limit
    assert "nearly zero" in str(check)


def test_saturated_rows_and_columns_of_any_size_are_no_fault():
    X, y, w = table(5, 60, 3)
    for A in (X * 1e4, X * 1e-6, X + 1e5, X * [1, 1e5, 1e-5]):
        for function in (vectors, *RIGHT[:1], *RIGHT[3:6]):
            assert_right(check_gradient(function, A, y, w))
    assert_right(check_gradient(pair, X + 1e5, y, w, 3.0))


def test_many_rows_are_told_from_a_part_of_them():
    X, y, w = table(7, 20_000, 3)
    order = np.argsort(y)
    assert_right(check_gradient(vectors, X[order], y[order], w))
    wrong = check_gradient(lambda w, X, y: -vectors(w, X, y), X[order], y[order], w)
    assert wrong.fault == "sign flipped"


def test_names_of_columns_and_long_pages():
    X, y, w = table(2, 30, 25)
    named = pd.DataFrame(X, columns=[f"c{j}" for j in range(25)])
    check = check_gradient(lambda w, X, y: -vectors(w, X, y), named, pd.Series(y), w)
    assert check.names[:2] == ("c0", "c1")
    assert "… and 5 more coefficients" in str(check)


@pytest.mark.parametrize("kind", [list, np.int64, np.bool_, object, "int8"])
def test_labels_of_any_type(kind):
    X, y, w = table(4, 12, 3)
    labels = y.tolist() if kind is list else y.astype(kind)
    assert_right(check_gradient(vectors, X.tolist(), labels, list(w)))


def test_an_exception_is_shown_and_told_from_its_shapes():
    X, y, w = table(4, 12, 3)
    check = check_gradient(lambda w, X, y: X @ (sigmoid(X @ w) - y), X, y, w)
    assert check.error.startswith("ValueError: matmul")
    assert check.relative_difference == np.inf
    assert check.fault == "X transposed"
    broken = check_gradient(lambda w, X, y: undefined, X, y, w)  # noqa: F821
    assert broken.error == "NameError: name 'undefined' is not defined"
    assert broken.fault is None
    assert "raised an error" in str(broken)


def test_nan_is_no_fault_but_sends_to_where_it_is_explained():
    X, y, w = table(4, 12, 3)
    check = check_gradient(lambda w, X, y: np.nan * w, X, y, w)
    assert not check.ok
    assert check.fault is None
    assert "explain_nan(X, y, w)" in str(check)


def test_a_loss_that_is_not_that_of_the_gradient_is_said():
    X, y, w = table(4, 12, 3)
    check = check_gradient(lambda w, X, y: (-with_loss(w, X, y)[0], vectors(w, X, y)), X, y, w)
    assert_right(check)
    assert not check.own_loss.agrees
    assert "not that of the loss that you return" in str(check)
    infinite = check_gradient(lambda w, X, y: (np.inf, vectors(w, X, y)), X, y, w)
    assert "Your loss is not finite" in str(infinite)


def test_a_right_gradient_of_a_shape_that_would_broadcast_is_said():
    X, y, w = table(4, 12, 3)
    check = check_gradient(lambda w, X, y: vectors(w, X, y)[:, None], X, y, w)
    assert_right(check)
    assert "w - rate * gradient has (3, 3)" in str(check)


def test_alternatives_that_a_table_cannot_tell_apart_are_both_named():
    X, y, w = table(4, 2, 3)
    check = check_gradient(lambda w, X, y: vectors(w, X, y) / 2, X, y, w)
    assert check.fault == "1/n too many or factor ½"
    assert "cannot tell which" in str(check)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"loss": "hinge"}, "loss='hinge' is not known"),
        ({"loss": ["squared"]}, "is not known"),
        ({"reduction": "none"}, "reduction='none' is not known"),
        ({"penalty": -1}, "penalty=-1: λ"),
        ({"penalty": np.nan}, "penalty=nan"),
        ({"b": 0.5}, "takes no bias: leave b out"),
        ({"w": np.zeros(4)}, r"w has shape \(4,\), and X has 3 columns: .* column of ones"),
        ({"w": np.zeros((3, 4))}, r"w has shape \(3, 4\), .* several classes, as softmax"),
        ({"w": ["a", "b", "c"]}, "which is no number"),
        ({"w": [0, np.nan, 0]}, "w holds NaN"),
        ({"y": np.arange(12)}, "targets are 0 and 1"),
        ({"y": np.zeros((1, 9))}, "X needs 9 columns"),
        ({"X": np.full((12, 3), np.nan)}, "missing or infinite"),
        ({"X": np.zeros((12, 3), np.float16), "w": np.zeros(3, np.float16)}, "float16"),
        ({"function": 3}, "give the function itself"),
        ({"function": lambda w: w}, r"takes \(w, X, y\) or"),
        ({"function": lambda w, X, y: None}, "returned None"),
        ({"function": lambda w, X, y: "abc"}, "returned str"),
        ({"function": lambda w, X, y: (1, 2, 3, 4)}, "that is no gradient"),
    ],
)
def test_bad_arguments_are_refused(arguments, says):
    X, y, w = table(4, 12, 3)
    with pytest.raises(InputError, match=says):
        check_gradient(**{"function": vectors, "X": X, "y": y, "w": w} | arguments)


def test_a_bias_is_a_number():
    X, y, w = table(4, 12, 3)
    with pytest.raises(InputError, match="a bias is one finite number"):
        check_gradient(pair, X, y, w, np.inf)
