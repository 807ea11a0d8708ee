"""Scorers: which column is the offset, and what is refused."""

import pytest

from oddsmith.errors import InputError
from oddsmith.export.scoring.scorer import offset_column, scorer_of
from oddsmith.result import ARRAY
from tests.export.scored_models import fitted


def test_the_column_of_the_offset():
    assert offset_column(None, None) is None
    assert offset_column("shift", None) == "shift"
    assert offset_column("shift", "other") == "other"
    assert offset_column(ARRAY, "other") == "other"
    with pytest.raises(InputError, match="fitted without an offset"):
        offset_column(None, "other")
    with pytest.raises(InputError, match="say which column"):
        offset_column(ARRAY, None)


def test_columns_and_what_they_are_used_as():
    scorer = scorer_of(fitted("town + C(grade) + log(z)", offset="shift"))
    kinds = {"town": "text", "grade": "number", "z": "number", "shift": "number"}
    assert scorer.columns == kinds
    assert scorer.about == "P(y = 1)"
    assert scorer.classes == ()


def test_an_offset_that_is_text():
    fit = fitted("x + town", offset=fitted("x").predict().to_numpy())
    with pytest.raises(InputError, match="'town' is a column of text"):
        scorer_of(fit, offset="town")


def test_several_classes_have_one_sum_less():
    fit = fitted("x", "three")
    assert len(scorer_of(fit).logits) == len(fit.classes) - 1
