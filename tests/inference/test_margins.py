"""Effects and predictions at values: R's, closed forms, differences of the whole pipeline."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oddsmith.errors import InputError, UnseenLevelError
from oddsmith.estimate import Predictor
from oddsmith.existence.horizon import Horizon
from oddsmith.inference.margins import marginal_effects, predict_at
from oddsmith.inference.prediction import predict
from oddsmith.inference.table_rows import table_rows
from oddsmith.losses import sigmoid
from tests.inference.effects_models import R, chosen, drawn, fitted, of_design

NUMBERS = ["estimate", "std_error"]
SLOPES = [
    name for name in R if set(R[name].get("ame_continuous", {}).get("dydx", {})) > {"(Intercept)"}
]
SLOPES += ["admissions_noint", "spector_noint"]
EVERY_KIND = (
    "poly(x, 3) + log(x):town + I(x**2):z + bs(z, df=5) + old + C(rank) * x + I(town == 'b'):old"
)


# R 4.2.2: mean of p(1-p) times b, at each row and at the mean of all columns (make_truths.R)
@pytest.mark.parametrize("at", ["ame_continuous", "mem_continuous"])
@pytest.mark.parametrize("name", SLOPES)
def test_slopes_are_those_of_r(name, at):
    link, terms, rows, columns = of_design(name)
    found = marginal_effects(link, terms, rows, at="mean" if at == "mem_continuous" else "overall")
    for field, theirs in (("estimate", "dydx"), ("std_error", "se")):
        expected = [R[name][at][theirs][column] for column in columns]
        rtol = 1e-11 if field == "estimate" else 1e-8  # R's covariance is off by up to 5e-9 there
        np.testing.assert_allclose(found[field], expected, rtol, err_msg=field)


def moved(link, j, h):
    """The link with one coefficient moved."""
    b = link.predictor.coefficients.copy()
    b[j] += h
    return replace(link, predictor=Predictor(link.predictor.center, b))


def by_differences(link, ask, reach):
    """Standard errors of what `ask` gives, from its differences in the coefficients."""
    columns = []
    for j, h in enumerate(reach):
        one, two, three = (
            ask(moved(link, j, k * h)) - ask(moved(link, j, -k * h)) for k in (1, 2, 3)
        )
        columns.append((45 * one - 9 * two + three) / (60 * h))
    return np.linalg.norm(np.stack(columns, axis=1) @ link.root, axis=1)


@pytest.mark.parametrize("at", ["overall", "mean", {"x": [2.0, 5.5], "town": "b"}])
def test_standard_errors_are_those_of_the_pipelines_own_differences(at):
    table, _, weights, offset = drawn(n=20)
    rhs = "poly(x, 2) + log(x):town + I(x * z**2) + old"
    link, terms, rows = chosen(rhs, table, [0.3, -0.2, 0.1], None, weights, offset)

    def ask(link):
        return marginal_effects(link, terms, rows, at=at)["estimate"].to_numpy()

    errors = marginal_effects(link, terms, rows, at=at)["std_error"]
    reach = 0.02 / terms.design(table).largest()
    np.testing.assert_allclose(errors, by_differences(link, ask, reach), rtol=1e-9)


def average(link, terms, rows, **columns):
    """The weighted mean of predictions, with columns replaced: nothing of margins is used."""
    found = predict(link, terms, replace(rows, table=rows.table.assign(**columns)))
    return np.average(found.probability, weights=rows.weights)


@pytest.mark.parametrize("name", ["x", "z"])
def test_a_slope_is_the_change_of_the_mean_prediction(name):
    table, _, weights, offset = drawn()
    link, terms, rows = chosen(EVERY_KIND, table, [0.3, -0.2, 0.1], None, weights, offset)
    found = marginal_effects(link, terms, rows, name)
    v, h = table[name].to_numpy(), 1e-3
    inside = np.sort(v)[[0, -1]]  # a spline is not known beyond its ends: these two rows stay
    still = (v == inside[0]) | (v == inside[1])

    def change(k):
        up, down = (np.where(still, v, v + s * k * h) for s in (1, -1))
        both = (average(link, terms, rows, **{name: each}) for each in (up, down))
        return next(both) - next(both)

    some = replace(rows, case_weight=np.where(still, 0, rows.weights))
    part = marginal_effects(link, terms, some, name)["estimate"][0]
    share = (rows.weights * ~still).sum() / rows.weights.sum()
    slope = (8 * change(1) - change(2)) / (12 * h)
    np.testing.assert_allclose(part * share, slope, rtol=1e-7)
    assert found["contrast"].tolist() == ["dP/dx"]


def test_contrasts_are_differences_of_mean_predictions():
    table, _, weights, offset = drawn()
    link, terms, rows = chosen(EVERY_KIND, table, [0.3, -0.2, 0.1], None, weights, offset)
    found = marginal_effects(link, terms, rows, ["town", "rank", "old"])
    expected = [
        average(link, terms, rows, **{name: level}) - average(link, terms, rows, **{name: base})
        for name, base, levels in (
            ("town", "a", "bc"),
            ("rank", 1, (2, 3)),
            ("old", False, (True,)),
        )
        for level in levels
    ]
    assert found["contrast"].tolist() == ["b - a", "c - a", "2 - 1", "3 - 1", "True - False"]
    np.testing.assert_allclose(found["estimate"], expected, rtol=1e-11)


def two_by_two():
    """A treatment with 3 of 10 and 12 of 20 successes."""
    table = pd.DataFrame({"treated": np.repeat(["no", "yes"], [10, 20])})
    return table, np.repeat([1.0, 0, 1, 0], [3, 7, 12, 8])


def test_a_saturated_table_is_a_closed_form():
    found = marginal_effects(*fitted("treated", *two_by_two()))
    error = np.sqrt(0.3 * 0.7 / 10 + 0.6 * 0.4 / 20)
    np.testing.assert_allclose(found[NUMBERS].to_numpy(), [[0.3, error]], rtol=1e-12)
    assert found["z"][0] == pytest.approx(0.3 / error, rel=1e-12)
    half = 1.959963984540054 * error
    ends = found[["lower", "upper"]].to_numpy()
    np.testing.assert_allclose(ends, [[0.3 - half, 0.3 + half]], rtol=1e-12)


def test_predictions_of_a_saturated_table_are_its_shares():
    link, terms, rows = fitted("treated", *two_by_two())
    found = predict_at(link, terms, rows, {"treated": ["yes", "no"]})
    assert found.columns.tolist() == ["treated", "estimate", "std_error", "lower", "upper"]
    assert found["treated"].tolist() == ["yes", "no"]
    errors = np.sqrt([0.24 / 20, 0.21 / 10])
    np.testing.assert_allclose(found["estimate"], [0.6, 0.3], rtol=1e-12)
    np.testing.assert_allclose(found["std_error"], errors, rtol=1e-12)
    one = predict(link, terms, replace(rows, table=rows.table.iloc[[-1, 0]]))
    np.testing.assert_allclose(found["lower"], one.lower, rtol=1e-12)
    np.testing.assert_allclose(found["upper"], one.upper, rtol=1e-12)


def test_a_logistic_curve_has_its_known_slope():
    """One column: dP/dx = b p q at each x, and the variance of b p q by hand."""
    table = pd.DataFrame({"x": [0.5]})
    V = np.array([[0.2, 0.05], [0.05, 0.1]])
    link, terms, rows = chosen("x", table, [-1.0, 1.5], V)
    p = sigmoid(np.array(-0.25))
    q = 1 - p
    J = 1.5 * p * q * (q - p) * np.array([1, 0.5]) + p * q * np.array([0, 1])
    found = marginal_effects(link, terms, rows)
    expected = [[1.5 * p * q, np.sqrt(J @ V @ J)]]
    np.testing.assert_allclose(found[NUMBERS].to_numpy(), expected, rtol=1e-13)


def test_a_variable_counts_through_all_its_terms():
    """b1 + 2 b2 x + b3 / x + b4 z, by hand."""
    table, _, _, _ = drawn()
    link, terms, rows = chosen("x + I(x**2) + log(x) + x:z", table, [-1, 0.3, -0.02, 0.5, 0.1])
    b = dict(zip(terms.names, link.predictor.coefficients, strict=True))
    x, z = table["x"], table["z"]
    p = predict(link, terms, rows).probability
    dz = b["x"] + 2 * b["I(x ** 2)"] * x + b["log(x)"] / x + b["x:z"] * z
    found = marginal_effects(link, terms, rows, "x")["estimate"][0]
    assert found == pytest.approx((p * (1 - p) * dz).mean(), rel=1e-12)


def test_blocks_do_not_matter(monkeypatch):
    table, _, weights, offset = drawn(n=30)
    link, terms, rows = chosen(EVERY_KIND, table, [0.3, -0.2, 0.1], None, weights, offset)
    at = {"x": [4.0, 5.0]}
    whole = [marginal_effects(link, terms, rows), marginal_effects(link, terms, rows, at=at)]
    whole.append(predict_at(link, terms, rows, at))
    monkeypatch.setattr("oddsmith.data.block_rows", lambda p: 7)
    split = [marginal_effects(link, terms, rows), marginal_effects(link, terms, rows, at=at)]
    split.append(predict_at(link, terms, rows, at))
    for a, b in zip(split, whole, strict=True):
        pd.testing.assert_frame_equal(a, b, rtol=1e-11, atol=1e-15)


@settings(max_examples=8)
@given(st.integers(0, 10**6))
def test_weights_are_repeated_rows_and_order_does_not_matter(seed):
    table, _, weights, offset = drawn(seed=seed, n=30)
    link, terms, rows = chosen("x * town + C(rank) + z", table, [0.3, -0.2], None, weights, offset)
    again = np.random.default_rng(seed).permutation(np.repeat(np.arange(30), weights.astype(int)))
    repeated = table_rows(terms, table.iloc[again], None, offset[again])
    for at in ("overall", "mean", {"rank": [1, 2]}):
        a, b = (marginal_effects(link, terms, each, at=at) for each in (rows, repeated))
        np.testing.assert_allclose(a[NUMBERS], b[NUMBERS], rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("unit", [1e-6, 1e6])
def test_the_unit_of_a_variable_divides_its_slope(unit):
    table, y, weights, offset = drawn()
    plain = marginal_effects(*fitted("x * z + town", table, y, weights, offset))
    scaled = table.assign(x=table["x"] * unit)
    other = marginal_effects(*fitted("x * z + town", scaled, y, weights, offset))
    factor = np.where(plain["variable"] == "x", unit, 1.0)
    for field in NUMBERS:
        np.testing.assert_allclose(other[field] * factor, plain[field], rtol=1e-9)
    np.testing.assert_allclose(other["p_value"], plain["p_value"], rtol=1e-7)


@pytest.mark.parametrize("far", [1e4, 1e8])
def test_a_column_far_from_zero_loses_no_digit(far):
    rng = np.random.default_rng(5)
    x = rng.integers(-16, 16, 300) / 8
    y = (rng.random(300) < sigmoid(x)).astype(float)
    near = marginal_effects(*fitted("x", pd.DataFrame({"x": x}), y))
    away = marginal_effects(*fitted("x", pd.DataFrame({"x": x + far}), y))
    np.testing.assert_allclose(away[NUMBERS], near[NUMBERS], rtol=1e-12)


def test_the_parametrisation_does_not_matter():
    """Other bases of the same columns, other references, other codings: the same effects."""
    table, y, weights, offset = drawn()

    def ask(rhs):
        link, terms, rows = fitted(rhs, table, y, weights, offset)
        return marginal_effects(link, terms, rows, ["x", "z"])[NUMBERS]

    plain = ask("x + I(x**2) + town + z")
    for rhs in (
        "poly(x, 2) + C(town, Treatment('b')) + z",
        "center(x) + I(center(x)**2) + C(town, Sum) + scale(z)",
        "0 + town + poly(x, 2, raw=True) + z",
        "bs(x, degree=2) + C(town, Helmert) + z",
    ):
        np.testing.assert_allclose(ask(rhs), plain, rtol=1e-8, err_msg=rhs)


def test_at_the_mean_is_one_row():
    table, _, weights, _ = drawn()
    link, terms, rows = chosen("x * z + town + old + C(rank)", table, [0.3, -0.2], None, weights)
    found = marginal_effects(link, terms, rows, at="mean")
    counts = {name: table.groupby(name)["x"].agg(lambda s: weights[s.index].sum()).idxmax()
              for name in ("town", "old", "rank")}  # fmt: skip
    one = {name: [np.average(table[name], weights=weights)] for name in ("x", "z")}
    one |= {name: [level] for name, level in counts.items()}
    expected = marginal_effects(link, terms, table_rows(terms, pd.DataFrame(one)))
    pd.testing.assert_frame_equal(found, expected, rtol=1e-12)


def test_values_are_combined_and_shown():
    table, _, _, _ = drawn()
    link, terms, rows = chosen("x * town + z", table, [0.3, -0.2])
    found = marginal_effects(link, terms, rows, at={"town": ["a", "c"], "z": 0})
    assert found.columns.tolist()[:4] == ["variable", "contrast", "town", "z"]
    assert found["variable"].tolist() == ["x", "z", "x", "z"]
    assert found["town"].tolist() == ["a", "a", "c", "c"]
    held = marginal_effects(
        link, terms, replace(rows, table=table.assign(town="c", z=0.0)), ["x", "z"]
    )
    np.testing.assert_allclose(found[NUMBERS].iloc[2:], held[NUMBERS], rtol=1e-12)
    everywhere = predict_at(link, terms, rows, {})
    assert everywhere["estimate"][0] == pytest.approx(predict(link, terms, rows).probability.mean())


def test_a_column_named_like_a_result_is_not_lost():
    table = pd.DataFrame({"estimate": [0.0, 1.0, 2.0]})
    found = predict_at(*chosen("estimate", table, [0.1, 0.2]), {"estimate": [1.0]})
    assert found.columns.tolist() == ["estimate", "estimate", "std_error", "lower", "upper"]


def test_what_a_column_left_out_would_tell_is_not_told():
    """twice = 2 x: its coefficient is left out, so no change of it alone was seen."""
    table, y, _, _ = drawn()
    table["twice"] = 2 * table["x"]
    link, terms, rows = fitted("x + twice + town", table, y)
    found = marginal_effects(link, terms, rows).set_index("variable")
    plain = marginal_effects(*fitted("x + town", table, y)).set_index("variable")
    assert found.loc["twice", ["estimate", "std_error", "p_value", "upper"]].isna().all()
    for name in ("x", "town"):
        np.testing.assert_allclose(found.loc[name][NUMBERS].astype(float),
                                   plain.loc[name][NUMBERS].astype(float), rtol=1e-10)  # fmt: skip
    asked = predict_at(link, terms, rows, {"twice": 3.0, "x": [1.0, 2.0]})
    assert asked[NUMBERS].isna().all().all()
    assert predict_at(link, terms, rows, {"town": "a"})[NUMBERS].notna().all().all()


def test_an_empty_cell_is_not_told():
    """No old row in town c: the contrast c - a would need one."""
    table, y, _, _ = drawn(n=120)
    table["old"] &= table["town"] != "c"
    found = marginal_effects(*fitted("old * town", table, y)).set_index("contrast")["estimate"]
    assert found.isna().to_dict() == {"True - False": True, "b - a": False, "c - a": True}


def test_where_rows_are_decided_there_is_no_error():
    table = pd.DataFrame({"x": [0.0, 1.0, 2.0], "z": [0.0, 0.0, 1.0]})
    link, terms, rows = chosen("x + z", table, [-0.5, 0.7, 0.0])
    far = Horizon(np.array([0.0, 0, 1]), np.array([[0.0], [0], [1]]), np.ones((1, 1)))
    away = Predictor(np.zeros(3), link.predictor.coefficients, far)
    found = marginal_effects(replace(link, predictor=away), terms, rows).set_index("variable")
    p = sigmoid(np.array([-0.5, 0.2]))
    assert found["estimate"]["x"] == pytest.approx((0.7 * p * (1 - p)).sum() / 3, rel=1e-12)
    assert np.isnan(found["estimate"]["z"])
    assert found["std_error"].isna().all()
    asked = predict_at(replace(link, predictor=away), terms, rows, {"z": [0, 1]})
    assert asked["estimate"][1] == 1.0
    assert asked["std_error"].isna().tolist() == [False, True]
    assert np.isnan(asked["upper"][1])


def test_what_makes_no_sense_is_refused():
    table, _, _, _ = drawn()
    link, terms, rows = chosen("x + town + I(z > 0) + bs(x, df=4)", table, [0.1])
    for variables, message in (
        ("gpa", "no column is called 'gpa'.*The columns are: x, town, z"),
        ("bs(x, df=4)", "a column of the table"),
        ([], r"variables=\[\]: name one"),
        (["x", "x"], "each once"),
        ("z", r"'z' enters through 'z > 0', which goes in steps"),
    ):
        with pytest.raises(InputError, match=message):
            marginal_effects(link, terms, rows, variables)
    for at, message in (
        ("median", "at='median': it is"),
        (3, "at=3: it is"),
        ({"gpa": 1}, "no column is called 'gpa'"),
        ({"x": []}, "name one value or more"),
        ({"x": np.nan}, "missing or infinite"),
        ({"x": [1.0, np.inf]}, "missing or infinite"),
        ({"x": 100.0}, "outside the range of training"),
        ({"x": "high"}, "needs numbers|holds text"),
        ({"x": range(200), "z": range(200)}, "40,000 combinations"),
        ({"town": "a"}, "at= sets 'town' to a value"),
    ):
        with pytest.raises(InputError, match=message):
            marginal_effects(link, terms, rows, ["x", "town"], at=at)
    with pytest.raises(UnseenLevelError, match="'d'"):
        predict_at(link, terms, rows, {"town": "d"})
    with pytest.raises(InputError, match=r"level=1\.5"):
        predict_at(link, terms, rows, {"town": "a"}, level=1.5)
    with pytest.raises(InputError, match="at='mean'"):
        predict_at(link, terms, rows, "mean")


def test_a_model_without_variables_has_no_effects():
    link, terms, rows = chosen("1", drawn()[0], [0.1])
    with pytest.raises(InputError, match="No variable is left to move"):
        marginal_effects(link, terms, rows)
    assert predict_at(link, terms, rows, {})["estimate"][0] == pytest.approx(sigmoid(np.array(0.1)))


def test_a_column_of_ones_is_no_variable():
    table = drawn()[0].assign(ones=1.0)
    link, terms, rows = chosen("0 + ones + x", table, [0.1, 0.2])
    assert marginal_effects(link, terms, rows)["variable"].tolist() == ["x"]
    with pytest.raises(InputError, match="'ones' makes the column of ones"):
        marginal_effects(link, terms, rows, "ones")


def test_categories_with_many_levels_stay_codes():
    """More than 32 columns are kept as codes; the effects are those of the table written out."""
    rng = np.random.default_rng(2)
    table = pd.DataFrame(
        {"g": rng.permutation(np.arange(200) % 40).astype(str), "x": rng.normal(size=200)}
    )
    link, terms, rows = chosen("x + g", table, rng.normal(size=41))
    found = marginal_effects(link, terms, rows)
    z = link.predictor.coefficients
    base = z[0] + z[1] * table["x"].to_numpy()
    shift = dict(zip(terms.names, z, strict=True))
    expected = [
        (sigmoid(base + shift[f"g[T.{level}]"]) - sigmoid(base)).mean()
        for level in sorted(set(table["g"]))[1:]
    ]
    np.testing.assert_allclose(found["estimate"][1:], expected, rtol=1e-11)
