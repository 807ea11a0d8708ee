"""What breaks first in the naive loss, and the true loss beside it."""

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oddsmith.errors import InputError
from oddsmith.learn import explain_nan

mpmath.mp.dps = 50


def true_loss(z, y):
    return mpmath.log1p(mpmath.exp(mpmath.mpf(-z if y else z)))


def naive_mean(X, y, w, b):
    """The loss as a learner writes it, with NumPy's own verdict."""
    with np.errstate(all="ignore"):
        p = 1 / (1 + np.exp(-(X @ w + b)))
        return np.mean(-(y * np.log(p) + (1 - y) * np.log(1 - p)))


def test_one_less_p_is_zero():
    X = np.array([[0.5]] * 17 + [[40.2], [50.0]])
    y = np.zeros(19)
    found = explain_nan(X, y, [1.0])
    assert found.broken
    assert (found.operation, found.row) == ("log(1 - p)", 17)
    assert found.z == 40.2
    assert found.true_loss == pytest.approx(40.2, rel=1e-15)
    assert found.naive_loss == np.inf
    text = " ".join(str(found).split())
    assert (
        "1 - p = 0 at row 17, where z = 40.2 and y = 0. The true loss of this row is 40.2" in text
    )
    assert "Instead of log(1 - p): -np.logaddexp(0, z)" in text
    steps = {step.operation: step.rows for step in found.steps}
    assert steps["exp(-z)"] == 0
    assert steps["log(1 - p)"] == 2


@pytest.mark.parametrize(
    ("dtype", "z", "y", "operation"),
    [
        (np.float64, -709.0, 1, None),
        (np.float64, -710.0, 1, "exp(-z)"),
        (np.float64, -710.0, 0, "exp(-z)"),
        (np.float64, 36.0, 0, None),
        (np.float64, 37.0, 0, "log(1 - p)"),
        (np.float64, 37.0, 1, "log(1 - p)"),
        (np.float32, -88.0, 1, None),
        (np.float32, -89.0, 1, "exp(-z)"),
        (np.float32, 16.0, 0, None),
        (np.float32, 17.5, 0, "log(1 - p)"),
        (np.float16, -12.0, 1, "exp(-z)"),
    ],
)
def test_where_each_type_ends(dtype, z, y, operation):
    found = explain_nan(np.array([[z]], dtype), [y], np.ones(1, dtype))
    assert found.operation == operation
    assert found.dtype == np.dtype(dtype).name
    assert found.broken is (operation is not None)


@settings(max_examples=200)
@given(
    z=st.lists(st.floats(-2000, 2000), min_size=1, max_size=8),
    y=st.integers(0, 255),
    single=st.booleans(),
)
def test_broken_exactly_where_numpy_says_so_and_true_losses_are_true(z, y, single):
    dtype = np.float32 if single else np.float64
    X = np.array(z, dtype)[:, None]
    labels = np.array([y >> i & 1 for i in range(len(z))])
    found = explain_nan(X, labels, np.ones(1, dtype))
    with np.errstate(all="ignore"):
        naive = naive_mean(X, labels, np.ones(1, dtype), 0.0)
    assert found.broken == (not np.isfinite(naive))
    assert found.naive_mean == pytest.approx(float(naive), nan_ok=True)
    exact = [true_loss(float(x), t) for x, t in zip(X[:, 0], labels, strict=True)]
    assert found.true_mean == pytest.approx(float(sum(exact) / len(exact)), rel=1e-13)
    row = int(np.argmax(np.array(exact, float))) if found.row is None else found.row
    assert found.true_loss == pytest.approx(float(exact[row]), rel=1e-13)


def test_the_first_operation_comes_before_the_first_row():
    found = explain_nan([[40.0], [-800.0]], [0, 1], [1.0])
    assert (found.operation, found.row) == ("exp(-z)", 1)
    assert "exp(800) is above 1.8e+308" in " ".join(str(found).split())


def test_a_sum_that_overflows():
    found = explain_nan([[1e200]], [1], [1e200])
    assert found.operation == "z = X @ w + b"
    assert "overflows" in found.reason
    both = explain_nan([[1e200, 1e200]], [1], [1e200, -1e200])
    assert (both.operation, both.row) == ("z = X @ w + b", 0)
    half = np.full((100_000, 1), 11.0, np.float16)
    mean = explain_nan(half, np.zeros(100_000), np.ones(1, np.float16))
    assert mean.operation in ("log(1 - p)", "mean of the losses")


def test_the_bias_is_part_of_z():
    assert explain_nan([[1.0]], [0], [1.0], 40.0).z == 41.0


def test_nothing_breaks_and_digits_that_are_lost():
    found = explain_nan([[0.5], [-1.0]], [1, 0], [[2.0]])
    assert not found.broken
    assert found.operation is None
    assert found.row is None
    assert "Nothing breaks" in str(found)
    assert "Digits are lost" not in str(found)
    lost = explain_nan([[-40.0]], [0], [1.0])
    assert lost.true_loss == pytest.approx(np.exp(-40), rel=1e-12)
    assert "Digits are lost" in str(lost)


@pytest.mark.parametrize(
    ("X", "y", "w", "b", "operation", "row", "says"),
    [
        ([[1.0], [np.nan]], [0, 1], [1.0], 0.0, "X", 1, "X holds nan at row 1, column 0"),
        ([[np.inf], [np.nan]], [0, 1], [1.0], 0.0, "X", 0, "the first of 2 values"),
        ([[1.0], [2.0]], [0, 1], [np.nan], 0.0, "w", None, "w holds nan"),
        ([[1.0], [2.0]], [0, 1], [1.0], -np.inf, "b", None, "b holds -inf"),
        ([[1.0], [2.0]], [0, np.nan], [1.0], 0.0, "y", 1, "y is nan at row 1"),
        ([[1.0], [2.0]], [-1, 1], [1.0], 0.0, "y", 0, "y is -1 at row 0"),
    ],
)
def test_arguments_that_are_no_good_already(X, y, w, b, operation, row, says):
    found = explain_nan(X, y, w, b)
    assert found.broken
    assert (found.operation, found.row) == (operation, row)
    assert says in found.reason
    assert f"Instead of {operation}: " in str(found)
    assert found.steps == ()


@pytest.mark.parametrize(
    ("X", "y", "w", "b", "says"),
    [
        ([1.0, 2.0], [0, 1], [1.0], 0.0, r"X has shape \(2,\)"),
        ([[1.0], [2.0]], [0], [1.0], 0.0, "a label for each of n rows"),
        ([[1.0], [2.0]], [0, 1], [1.0, 2.0], 0.0, "a weight for each"),
        (np.zeros((0, 1)), [], [1.0], 0.0, r"X has shape \(0, 1\)"),
        ([["a"]], [0], [1.0], 0.0, "X holds .* which is no number"),
        ([[1.0]], ["no"], [1.0], 0.0, "y holds .* which is no number"),
        ([[1.0]], [0], [1.0], [0.0], r"b=\[0.0\]"),
        ([[1.0]], [0], [1.0], "0", "b='0'"),
    ],
)
def test_bad_arguments_are_refused(X, y, w, b, says):
    with pytest.raises(InputError, match=says):
        explain_nan(X, y, w, b)


@given(z=st.floats(-600, 600), y=st.sampled_from([0, 1]))
def test_the_stable_values_stand_beside_the_naive_ones(z, y):
    found = explain_nan([[z], [1.0]], [y, 0], [1.0])
    row = 0 if found.row is None and z * (1 - 2 * y) > 1 else found.row
    true = {step.operation: step.true for step in found.steps}
    if row == 0:
        softplus = max(z, 0) + np.log1p(np.exp(-abs(z)))
        assert true["log(1 - p)"] == pytest.approx(-softplus, rel=1e-14)
        assert true["log(p)"] == pytest.approx(z - softplus, rel=1e-13, abs=1e-13)
        assert true["loss"] == found.true_loss == pytest.approx(softplus - y * z, abs=1e-13)
    assert true["mean of the losses"] == found.true_mean
    assert np.isfinite([step.true for step in found.steps]).all()
    assert "stable" in str(found)


@pytest.mark.skipif(np.finfo(np.longdouble).max == np.finfo(float).max, reason="no longer floats")
def test_a_sum_that_overflows_on_the_way_has_its_true_value():
    found = explain_nan([[1e200, -1e200], [0, 0]], [0, 0], [1e200, 1e200])
    assert (found.operation, found.row, found.z) == ("z = X @ w + b", 0, 0.0)
    assert found.true_loss == pytest.approx(np.log(2))
