"""Measures of probabilities against their formulas, in memory and by pieces."""

import numpy as np
import pytest

import oddsmith
from oddsmith.errors import InputError
from oddsmith.scoring import evaluate
from tests.sources.streams import cut, town_table

TABLE = town_table(700)
FIT = oddsmith.fit("y ~ x + town", TABLE)
CLASSES = oddsmith.fit("k ~ x + town", TABLE)


def test_measures_are_their_formulas():
    found = evaluate(FIT, TABLE)
    p, y = FIT.predict(TABLE).to_numpy(), (TABLE["y"] == "yes").to_numpy()
    assert found.log_loss == pytest.approx(-FIT.llf / 700, rel=1e-12)
    assert found.brier == pytest.approx(np.mean((p - y) ** 2), rel=1e-12)
    assert found.accuracy == pytest.approx(np.mean((p > 0.5) == y), rel=1e-12)
    assert found.area.auc == pytest.approx(FIT.auc().auc, rel=1e-12)
    assert found.area.within == 0
    assert found.calibration.slope == pytest.approx(1, abs=1e-8)
    first = found.ranges.iloc[0]
    here = p < 0.1 if found.ranges.index[0].startswith("0.0") else (p < 0.2) & (p >= 0.1)
    assert first["weight"] == here.sum()
    assert first["predicted"] == pytest.approx(p[here].mean(), rel=1e-12)
    assert first["observed"] == pytest.approx(y[here].mean(), rel=1e-12)


@pytest.mark.parametrize("model", [FIT, CLASSES])
@pytest.mark.parametrize("weights", [None, "w"])
def test_pieces_are_the_whole(model, weights):
    whole = evaluate(model, TABLE, weights=weights)
    found = evaluate(model, cut(TABLE, 1, 1, 300), weights=weights)
    assert (found.rows, found.left_out) == (whole.rows, whole.left_out)
    for name in ("log_loss", "brier", "accuracy"):
        assert getattr(found, name) == pytest.approx(getattr(whole, name), rel=1e-12), name
    if model is FIT:
        assert abs(found.area.auc - whole.area.auc) <= found.area.within
        np.testing.assert_allclose(found.ranges, whole.ranges, rtol=1e-12)


def test_several_classes_are_their_formulas():
    p, k = CLASSES.predict(TABLE).to_numpy(), TABLE["k"].to_numpy()
    found = evaluate(CLASSES, TABLE)
    assert found.log_loss == pytest.approx(-np.log(p[np.arange(700), k]).mean(), rel=1e-12)
    assert found.accuracy == pytest.approx((p.argmax(axis=1) == k).mean())
    assert found.brier == pytest.approx(((p - np.eye(3)[k]) ** 2).sum(axis=1).mean(), rel=1e-12)
    assert found.area is None


def test_rows_without_outcome_or_probability_are_counted():
    table = TABLE.copy()
    table.loc[3, "x"], table.loc[4, "y"] = np.nan, None
    found = evaluate(FIT, table)
    assert (found.rows, found.left_out) == (698, 2)
    assert "698; 2 left out" in str(found)


def test_one_class_alone_has_no_area():
    found = evaluate(FIT, TABLE[TABLE["y"] == "yes"])
    assert (found.area, found.calibration) == (None, None)


def test_nothing_to_compare_is_refused():
    with pytest.raises(InputError, match="no row has both"):
        evaluate(FIT, TABLE.assign(x=np.nan))
    with pytest.raises(InputError, match="'y'"):
        evaluate(FIT, TABLE.drop(columns="y"))


def test_trials_are_weights():
    table = TABLE.assign(n=5, s=TABLE["k"] + 1)
    fit = oddsmith.fit("s / n ~ x", table)
    p, share = fit.predict(table), table["s"] / 5
    expected = -np.mean(share * np.log(p) + (1 - share) * np.log(1 - p))
    assert evaluate(fit, table).log_loss == pytest.approx(expected, rel=1e-12)
