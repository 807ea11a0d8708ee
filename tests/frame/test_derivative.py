"""Slopes of a model's columns: SciPy's splines, and differences of designs."""

import numpy as np
import pandas as pd
import pytest
from scipy.interpolate import BSpline, CubicSpline

from oddsmith.errors import InputError
from oddsmith.frame import Terms
from oddsmith.frame.derivative import derivative

RNG = np.random.default_rng(0)
N = 60
TABLE = pd.DataFrame({
    "x": np.round(RNG.uniform(1, 9, N), 1), "z": RNG.normal(size=N),
    "town": list("abcd") * 15, "my x": RNG.uniform(1, 2, N), "whole": RNG.integers(1, 9, N),
})  # fmt: skip


def own(a):
    return np.log(a) / (1 + np.exp(-a))


def full_slopes(rhs, variable, table=TABLE):
    """Slopes of all columns, zeros included."""
    terms = Terms.learn(rhs, table, {"own": own})
    columns = {name: table[name].to_numpy() for name in terms.variables}
    positions, slopes = derivative(terms, columns, variable)
    full = np.zeros((len(table), len(terms.names)))
    full[:, positions] = slopes
    return terms, full


SMOOTH = [
    ("poly(x, 3)", "x"), ("poly(x, 3, raw=True):town", "x"), ("center(x) + scale(x):z", "x"),
    ("standardize(log(x)) * z", "x"), ("poly(center(x), 2):poly(z, 2)", "x"), ("x:town:z + x", "z"),
    ("poly(center(x), 2):poly(z, 2)", "z"), ("I(x**2) * x + log(x):x", "x"), ("`my x` * x", "my x"),
    ("Q('my x'):z + log(Q('my x'))", "my x"), ("whole + I(whole**2):town", "whole"),
    ("own(x):town + own(x * whole)", "x"), ("bs(x, degree=3):town", "x"), ("0 + x + town:z", "z"),
    ("C(town, Sum):x", "x"), ("z + town", "z"),
]  # fmt: skip


@pytest.mark.parametrize(("rhs", "variable"), SMOOTH)
def test_designs_change_as_their_slopes_say(rhs, variable):
    terms, slopes = full_slopes(rhs, variable)
    v = TABLE[variable].to_numpy(float)
    inside = (v > v.min()) & (v < v.max())  # a spline ends at its bounds
    table, v, h = TABLE[inside], v[inside], 1e-3

    def design(k):
        return terms.design(table.assign(**{variable: v + k * h})).toarray()

    one, two = (design(k) - design(-k) for k in (1, 2))
    differences = (8 * one - two) / (12 * h)
    scale = np.abs(slopes).max()
    np.testing.assert_allclose(slopes[inside], differences, atol=2e-9 * scale)


@pytest.mark.parametrize("degree", [1, 2, 3])
@pytest.mark.parametrize("inner", ["x", "log(x)"])
def test_b_splines_also_at_their_knots(degree, inner):
    name = f"bs({inner}, df=6, degree={degree})"
    terms, slopes = full_slopes(f"0 + {name}", "x")
    t = np.array(terms.transform_state[name]["knots"])
    x = TABLE["x"].to_numpy()
    u, du = (np.log(x), 1 / x) if inner == "log(x)" else (x, np.ones(N))
    basis = BSpline(t, np.eye(len(t) - degree - 1)[:, 1:], degree).derivative()
    at = np.isin(u, t[degree + 1 : -degree - 1]) if degree == 1 else np.zeros(N, bool)
    np.testing.assert_allclose(slopes[~at], (basis(u) * du[:, None])[~at], rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize(("call", "ends"), [("cr", "natural"), ("cc", "periodic")])
def test_cubic_splines_also_beyond_their_bounds(call, ends):
    name = f"{call}(x, df=5)"
    terms, slopes = full_slopes(f"0 + {name}", "x")
    knots = np.array(terms.transform_state[name]["knots"])
    values = np.eye(len(knots))
    if ends == "periodic":
        values = np.vstack([values[:-1, :-1], values[:1, :-1]])
    spline = CubicSpline(knots, values, bc_type=ends)
    x = TABLE["x"].to_numpy()
    np.testing.assert_allclose(slopes, spline(x, 1), rtol=1e-10, atol=1e-11)
    width = knots[-1] - knots[0]
    out = np.array([knots[0] - 0.3 * width, knots[-1] + 1.2 * width])
    _, beyond = derivative(terms, {"x": out}, "x")
    inside = {
        "natural": knots[[0, -1]],
        "periodic": np.array([knots[0] + 0.7 * width, knots[0] + 0.2 * width]),
    }
    np.testing.assert_allclose(beyond, spline(inside[ends], 1), rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize(("mode", "outside"), [("clip", 0.0), ("zero", 0.0), ("extend", None)])
def test_b_splines_beyond_their_bounds(mode, outside):
    name = f"bs(x, df=5, extrapolation='{mode}')"
    terms, _ = full_slopes(f"0 + {name}", "x")
    t = np.array(terms.transform_state[name]["knots"])
    _, found = derivative(terms, {"x": np.array([-1.0, 12.0])}, "x")
    basis = BSpline(t, np.eye(len(t) - 4)[:, 1:], 3).derivative()(np.array([-1.0, 12.0]))
    np.testing.assert_allclose(found, basis if outside is None else outside, rtol=1e-9, atol=1e-12)


def test_one_row_is_enough():
    """At a mean there is but one, and no spread to tell a scale from."""
    for rhs in ("poly(x, 3)", "cr(x, df=4)", "bs(x, df=5)", "center(x):scale(x)", "own(x)"):
        terms, slopes = full_slopes(rhs, "x")
        for i in (0, 17, 59):
            _, one = derivative(terms, {"x": TABLE["x"].to_numpy()[[i]]}, "x")
            np.testing.assert_allclose(one[0], slopes[i, 1:], rtol=1e-9, atol=1e-12, err_msg=rhs)


def test_a_column_far_from_zero():
    far = TABLE.assign(x=1e6 + TABLE["x"])
    for rhs in ("poly(x, 3)", "bs(x, df=5)", "cr(x, df=4)"):
        near, away = full_slopes(rhs, "x")[1], full_slopes(rhs, "x", far)[1]
        np.testing.assert_allclose(away, near, rtol=1e-6, atol=1e-8 * np.abs(near).max())


def test_only_columns_that_depend_are_named():
    terms = Terms.learn("x + town + z:town", TABLE)
    columns = {name: TABLE[name].to_numpy() for name in terms.variables}
    positions, slopes = derivative(terms, columns, "z")
    assert [terms.names[j] for j in positions] == [f"z:town[{level}]" for level in "abcd"]
    assert slopes.shape == (N, 4)


def test_what_has_no_finite_slope_is_refused():
    table = pd.DataFrame({"x": [0.0, 1.0, 4.0], "z": [1, 2, 3]})
    with pytest.raises(
        InputError, match=r"'sqrt\(x\)' has no finite slope along 'x' in 1 of 3 rows"
    ):
        full_slopes("sqrt(x):z", "x", table)
    with pytest.raises(InputError, match=r"'x' enters through 'C\(x\)', which goes in steps"):
        full_slopes("C(x)", "x", table)
