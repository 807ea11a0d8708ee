"""Rows of a table: blocks, settings, and what cannot be averaged over."""

import numpy as np
import pandas as pd
import pytest

from oddsmith.errors import InputError, MissingValuesError
from oddsmith.frame import Terms
from oddsmith.inference.table_rows import TableRows, codes, table_rows
from tests.inference.effects_models import drawn

TABLE, _, WEIGHTS, OFFSET = drawn()


def test_blocks_hold_every_row_once(monkeypatch):
    monkeypatch.setattr("oddsmith.data.block_rows", lambda p: 7)
    rows = TableRows(TABLE, WEIGHTS, OFFSET)
    parts = [rows.rows(here) for here in rows.blocks(3)]
    assert [len(part.table) for part in parts] == [7] * 8 + [4]
    pd.testing.assert_frame_equal(pd.concat([part.table for part in parts]), TABLE)
    np.testing.assert_array_equal(np.concatenate([part.weights for part in parts]), WEIGHTS)
    np.testing.assert_array_equal(np.concatenate([part.shift for part in parts]), OFFSET)
    total = rows.total(lambda part: part.weights.sum(), 3)
    assert total == WEIGHTS.sum()


def test_what_is_not_given_is_neutral():
    rows = TableRows(TABLE.head(3))
    np.testing.assert_array_equal(rows.weights, np.ones(3))
    assert rows.shift == 0.0


@pytest.mark.parametrize("rhs", ["town", "C(town)", "Q('town')", "C(data=town)", "I(town == 'b')"])
@pytest.mark.parametrize("kind", ["text", "category"])
def test_a_setting_is_the_same_table_with_other_values(rhs, kind):
    table = TABLE if kind == "text" else TABLE.astype({"town": "category"})
    terms = Terms.learn(f"x + {rhs} + C(rank)", table)
    rows = table_rows(terms, table)
    moved = terms.design(rows.setting({"town": "b", "rank": 2, "x": 0.5}).table).toarray()
    by_hand = terms.design(table.assign(town="b", rank=2, x=0.5)).toarray()
    np.testing.assert_array_equal(moved, by_hand)
    still = terms.design(rows.setting({}).table).toarray()
    np.testing.assert_array_equal(still, terms.design(table).toarray())


def test_text_that_is_more_than_a_category_stays_text():
    def length(values):
        return np.array([len(value) for value in values], dtype=float)

    terms = Terms.learn("town + length(town)", TABLE, {"length": length})
    assert not isinstance(table_rows(terms, TABLE).table["town"].dtype, pd.CategoricalDtype)
    plain = Terms.learn("town", TABLE)
    assert isinstance(table_rows(plain, TABLE).table["town"].dtype, pd.CategoricalDtype)


def test_which_factors_code_a_column():
    terms = Terms.learn("town + C(rank) + Q('town'):x + C(I(rank > 2)) + rank", TABLE)
    found = {
        name: [v for v in ("town", "rank") if codes(f, v)] for name, f in terms.factors.items()
    }
    assert found["town"] == found["Q('town')"] == ["town"]
    assert found["C(rank)"] == ["rank"]
    assert found["C(I(rank > 2))"] == found["rank"] == found["x"] == []


def test_a_quoted_name():
    table = TABLE.rename(columns={"town": "my town"})
    terms = Terms.learn("`my town` + C(`my town`, Sum):x", table)
    assert all(codes(f, "my town") for name, f in terms.factors.items() if "town" in name)


def test_missing_values_have_no_average():
    terms = Terms.learn("x + town", TABLE)
    gaps = TABLE.copy()
    gaps.loc[3, "x"], gaps.loc[5, "town"] = np.inf, None
    with pytest.raises(
        MissingValuesError, match=r"2 rows of 60 .*'x' \(1 infinite\), 'town' \(1 m"
    ):
        table_rows(terms, gaps)
    with pytest.raises(MissingValuesError, match=r"'offset=' \(60 missing\)"):
        table_rows(terms, TABLE, None, np.full(60, np.nan))
    with pytest.raises(InputError, match="no column is called 'town'"):
        table_rows(terms, TABLE[["x"]])


def test_what_the_formula_does_not_use_is_not_read():
    table = TABLE.assign(when=pd.Timestamp("2020-01-01"))
    rows = table_rows(Terms.learn("x", TABLE), table)
    assert rows.table.columns.tolist() == ["x"]
