"""Model cards: the numbers by group are those of the rows, and values from data stay text."""

import re

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm
from sklearn.metrics import brier_score_loss, confusion_matrix, log_loss, roc_auc_score

import oddsmith
from oddsmith.datasets import load
from oddsmith.errors import InputError
from oddsmith.export.card.facts import facts
from oddsmith.export.card.measures import wilson
from tests.export.scored_models import TABLE, fitted

HOSTILE = "<script>alert(1)</script> | `x` [a](javascript:b)"


def said(fit, data=None, group=None, use=None, limits=(), threshold=0.5):
    return facts(fit, data, group, use, limits, threshold)


def test_measures_are_those_of_other_programs():
    fit = fitted("x + z + town")
    p, y = fit.predict(TABLE), TABLE["y"]
    ((_, found),) = said(fit)["performance"]
    assert found.log_loss == pytest.approx(log_loss(y, p))
    assert found.brier == pytest.approx(brier_score_loss(y, p))
    assert found.auc == pytest.approx(roc_auc_score(y, p))
    tn, fp, fn, tp = confusion_matrix(y, p >= 0.5).ravel()
    assert (found.true_positive, found.false_positive) == (tp / (tp + fn), fp / (fp + tn))
    assert found.chosen == (p >= 0.5).mean()
    assert (found.rows, found.events) == (400, y.sum())


def test_wilson_ends_are_where_the_score_test_turns():
    for events, total in ((3, 20), (0, 7), (19, 20)):
        for end in wilson(events, total):
            if 0 < end < 1:
                z = (events / total - end) / np.sqrt(end * (1 - end) / total)
                assert abs(z) == pytest.approx(norm.ppf(0.975))


def test_groups_are_the_rows_by_a_column():
    fit = fitted("x + z")
    groups = dict(said(fit, TABLE, "town", threshold=0.3)["groups"])
    assert set(groups) == set(TABLE["town"])
    for town, rows in TABLE.groupby("town"):
        ((_, found),) = groups[town]
        p = fit.predict(rows)
        assert found.observed == pytest.approx(rows["y"].mean())
        assert found.predicted == pytest.approx(p.mean())
        z = np.log(p / (1 - p)) + found.in_the_large
        assert (1 / (1 + np.exp(-z))).sum() == pytest.approx(rows["y"].sum())
        assert found.chosen == pytest.approx((p >= 0.3).mean())


def test_an_unpenalised_fit_is_calibrated_in_its_own_groups():
    fit = oddsmith.fit("y ~ x + C(grade)", TABLE)
    for _, ((_, found),) in said(fit, group="grade")["groups"]:
        assert found.in_the_large == pytest.approx(0, abs=1e-6)


def test_small_groups_and_missing_ones_are_marked():
    table = TABLE.assign(place=["tiny"] * 15 + ["large"] * 385)
    table.loc[20:60, "place"] = None
    card = fitted("x").card(table, "place")
    (tiny,) = (line for line in card.splitlines() if line.startswith("| tiny"))
    assert "†" in tiny
    assert "| (missing) | 41 |" in card
    assert "Fewer than 10 events or others" in card
    assert not re.search(r"\| large †", card)


def test_a_group_of_one_class_has_dashes_and_no_error():
    table = TABLE.sort_values("y").assign(half=["a"] * 100 + ["b"] * 300)
    card = fitted("x").card(table, "half")
    assert re.search(r"\| a † \| 100 \| 0.0000 .*\| – \|", card)


def test_many_groups_are_cut_to_the_largest():
    table = pd.concat([TABLE, TABLE.head(40)]).assign(k=[*range(400), *range(40)])
    card = fitted("x").card(table, "k")
    assert "350 smaller groups are left out" in card
    assert sum(line.count(" † | 2 ") for line in card.splitlines()) == 40


def test_several_classes_are_each_held_against_the_rest():
    fit = fitted("x + z", "three")
    found = said(fit, TABLE, "side")
    p = fit.predict(TABLE)
    for label, one in found["performance"]:
        y = TABLE["three"] == label
        assert one.auc == pytest.approx(roc_auc_score(y, p[label]))
        assert one.predicted == pytest.approx(p[label].mean())
    assert [label for label, _ in found["groups"][0][1]] == list(fit.classes)
    assert "held against the rest" in fit.card(TABLE)


def test_values_from_data_stay_text():
    table = TABLE.assign(town=TABLE["town"].replace("Ulm", HOSTILE), **{HOSTILE: TABLE["side"]})
    fit = oddsmith.fit("y ~ town", table, penalty=1e-3)
    card = fit.card(table, HOSTILE, intended_use=HOSTILE, limits=[HOSTILE])
    bare = re.sub(r"\\.", "", card)
    assert "<script" not in bare
    assert "`x`" not in bare
    assert "[a]" not in bare
    for line in card.splitlines():
        if line.startswith("| left"):
            assert len(re.findall(r"(?<!\\)\|", line)) == 13


def test_what_the_caller_says_is_there_and_what_nobody_said_is_too():
    fit = fitted("x")
    card = fit.card(intended_use="To show a card.", limits="Not for people.")
    assert "## Intended use\n\nTo show a card." in card
    assert "- Not for people." in card
    assert "which flatters it" in card
    assert "Not stated" in fit.card(TABLE)
    assert "flatters" not in fit.card(TABLE)
    assert fit.export("card", data=TABLE, group="grade") == fit.card(TABLE, "grade")


def test_a_loaded_fit_has_a_card_without_performance(tmp_path):
    fitted("x + town").save(tmp_path / "m.json")
    again = oddsmith.load(tmp_path / "m.json")
    card = again.card()
    assert "## Performance" not in card
    assert "no rows were given" in card
    assert "## Performance" in again.card(TABLE)
    with pytest.raises(InputError, match="give data="):
        again.card(group="town")


def test_few_events_for_each_coefficient_are_a_limit():
    fit = oddsmith.fit("y ~ x + z + town", TABLE.head(60), penalty=0.1)
    assert "fewer than 10 each" in fit.card()


def test_refusals():
    fit = fitted("x")
    with pytest.raises(InputError, match=r"group='town': the fit keeps .* give data="):
        fit.card(group="town")
    with pytest.raises(InputError, match="threshold=1"):
        fit.card(threshold=1)
    with pytest.raises(InputError, match=r"'twon' \(close: 'town'\)"):
        fit.card(TABLE, "twon")
    with pytest.raises(InputError, match="do not match: no column is called 'x'"):
        fit.card(TABLE.drop(columns="x"))
    with pytest.raises(InputError, match="None of the 400 rows can be used"):
        fit.card(TABLE.assign(x=np.nan))


def test_weights_and_offsets_of_the_fit_count_in_its_own_rows():
    table = pd.DataFrame({"y": [0, 1, 0, 1], "x": [0, 0, 1, 1], "w": [10, 5, 4, 9]})
    counted = oddsmith.fit("y ~ x", table, weights="w", weight_kind="frequency")
    rows = table.loc[table.index.repeat(table["w"])]
    ((_, found),) = said(counted)["performance"]
    ((_, single),) = said(oddsmith.fit("y ~ x", rows))["performance"]
    for name in ("observed", "low", "log_loss", "brier", "auc", "slope", "in_the_large"):
        assert getattr(found, name) == pytest.approx(getattr(single, name), abs=1e-9)
    shift = TABLE["shift"].to_numpy()
    given, named = fitted("x", offset=shift), fitted("x", offset="shift")
    assert said(given)["performance"] == said(named)["performance"]


def test_rows_that_were_streamed_are_not_at_hand(tmp_path):
    pytest.importorskip("pyarrow")
    TABLE[["y", "x", "town"]].to_parquet(tmp_path / "t.parquet")
    fit = oddsmith.fit("y ~ x", tmp_path / "t.parquet")
    assert "no rows were given" in fit.card()
    assert "## By town" in fit.card(TABLE, "town")


def test_a_shift_that_rounds_to_nothing_has_no_minus():
    table = load("admissions")
    card = oddsmith.fit("admit ~ gre + C(rank)", table).card(table, group="rank")
    assert "+0.000" in card
    assert "-0.000" not in card
