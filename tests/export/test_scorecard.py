"""Scorecards: points that add up to the model, and what rounding costs."""

from math import log

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import log_loss, roc_auc_score

import oddsmith
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.export.scorecard import make_scorecard
from tests.export.scored_models import TABLE, fitted, rows_of, same, table_of

CATEGORIES = "town*side + C(grade)"


@settings(max_examples=20)
@given(
    rows=rows_of(missing=False),
    pdo=st.floats(1, 100),
    odds=st.floats(0.01, 100),
    base=st.floats(-1e3, 1e3),
)
def test_fine_points_of_categories_are_the_model(rows, pdo, odds, base):
    fit = fitted(CATEGORIES)
    card = make_scorecard(fit, pdo=pdo, base_odds=odds, base_score=base, decimals=9)
    same(card.probability(table_of(rows)), fit.predict(table_of(rows)), 1e-7)


def test_the_scale_is_what_was_asked_for():
    fit = fitted(CATEGORIES)
    card = make_scorecard(fit, pdo=30, base_score=500, base_odds=4, decimals=9)
    p = fit.predict(TABLE).to_numpy()
    wanted = 500 + 30 / log(2) * (np.log(p / (1 - p)) - log(4))
    np.testing.assert_allclose(card.score(TABLE), wanted, atol=1e-7)


def test_points_are_whole_and_start_at_zero():
    card = make_scorecard(fitted(CATEGORIES))
    assert (card.table["points"] % 1 == 0).all()
    assert (card.table["points"] - card.table["exact"]).abs().max() <= 0.5
    rest = card.table[card.table["column"] != "start"]
    assert (rest.groupby("column")["points"].min() == 0).all()
    assert card.points.start <= card.score(TABLE).min()


def test_a_bin_has_the_mean_of_its_rows():
    fit = fitted("log(z) + bs(z, df=4, extrapolation='extend') + side")
    card = make_scorecard(fit, bins={"z": [1.0, 2.0]}, decimals=9)
    parts = fit.contributions(TABLE)
    own = parts.drop(columns=["base", "side", "log_odds"]).sum(axis=1)
    means = own.groupby(np.digitize(TABLE["z"], [1.0, 2.0])).mean()
    exact = card.table.set_index("column")["exact"]["z"]
    factor = 20 / log(2)
    np.testing.assert_allclose(exact, factor * (means - means.min()), rtol=1e-9)
    labels = card.table.set_index("column")["attribute"]["z"].tolist()
    assert labels == ["below 1", "1 to below 2", "2 or more"]


def test_a_line_has_points_per_unit():
    fit = fitted("x + far + side")
    card = make_scorecard(fit, bins={"x": "linear", "far": 3})
    line = card.table[card.table["attribute"] == "per unit"].iloc[0]
    assert line.exact == pytest.approx(20 / log(2) * fit.params["x"])
    assert line.points == pytest.approx(line.exact, rel=5e-3)
    moved = TABLE.assign(x=TABLE["x"] + 1)
    change = card.score(moved) - card.score(TABLE)
    assert (change - line.points).abs().max() <= 1


def test_a_number_far_from_zero_keeps_its_digits_as_a_line():
    fit = fitted("x")
    card = make_scorecard(fit, bins="linear", decimals=9)
    assert card.exact.start == pytest.approx(
        600 + 20 / log(2) * (fit.params["Intercept"] - log(50))
    )


def test_the_cost_is_that_of_the_predictions():
    fit = fitted("x + z + town")
    card = make_scorecard(fit)
    for name, p in (("model", fit.predict(TABLE)), ("scorecard", card.probability(TABLE))):
        assert card.cost.loc[name, "log_loss"] == pytest.approx(log_loss(TABLE["y"], p))
        assert card.cost.loc[name, "auc"] == pytest.approx(roc_auc_score(TABLE["y"], p), abs=1e-3)
    coarse = make_scorecard(fit, pdo=1).cost["log_loss"]
    assert coarse["scorecard"] > coarse["exact points"]


def test_on_other_rows_with_gaps():
    other = TABLE.sample(150, random_state=1).reset_index(drop=True)
    other.loc[3, "x"] = np.nan
    other.loc[5, "y"] = np.nan
    card = make_scorecard(fitted("x + town"), other)
    assert (card.rows, card.left_out) == (148, 2)
    assert np.isnan(card.score(other)[3])
    assert np.isnan(card.score(pd.DataFrame({"x": [1.0], "town": ["Bonn"]}))[0])


def test_the_page_says_it_all():
    page = fitted("x + town").export("scorecard", bins={"x": [0.0]}, pdo=25)
    assert "| town | O'Hara |" in page
    assert "every 25 points more double the odds" in page
    assert page.count("\n| ") == (2 + 1 + 2 + 5) + (2 + 3)  # two heads; start, bins, towns; costs
    assert "Costs are of 400 rows" in page


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        ("x*town", r"'x', 'town', 'x:town' join 'x', 'town'"),
        ("x:z", r"'x:z' join 'x', 'z'"),
        ("I(x / z) + town", "join 'x', 'z'"),
    ],
)
def test_numbers_that_interact_are_refused(formula, says):
    with pytest.raises(NotSupportedError, match=says):
        make_scorecard(fitted(formula))


def test_what_makes_no_sense_is_refused():
    fit = fitted("x + town")
    for options, says in (
        ({"pdo": 0}, "pdo=0"),
        ({"base_odds": -1}, "base_odds"),
        ({"base_score": float("nan")}, "base_score"),
        ({"decimals": 1.5}, "decimals"),
        ({"bins": {"y": 3}}, "bins names 'y'"),
        ({"bins": {"x": [2, 1]}}, "edges that grow"),
        ({"bins": {"x": "many"}}, "edges that grow"),
        ({"bins": {"x": [50.0]}}, "no row has 'x' in the bin 50 or more"),
        ({"data": TABLE[["x", "y"]]}, "no column is called 'town'"),
    ):
        with pytest.raises(InputError, match=says):
            make_scorecard(fit, **options)
    with pytest.raises(NotSupportedError, match="several classes"):
        make_scorecard(fitted("x", "three"))
    with pytest.raises(NotSupportedError, match="offset"):
        make_scorecard(fitted("x", offset="shift"))
    with pytest.raises(NotSupportedError, match="which is no line"):
        make_scorecard(fitted("log(z)"), bins="linear")


def test_a_loaded_fit_needs_rows(tmp_path):
    fitted("x + town").save(tmp_path / "m.json")
    again = oddsmith.load(tmp_path / "m.json")
    with pytest.raises(InputError, match="give data="):
        make_scorecard(again)
    pd.testing.assert_frame_equal(
        make_scorecard(again, TABLE).table, make_scorecard(fitted("x + town")).table
    )
