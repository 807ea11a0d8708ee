"""Rows beside what came true: the same from the fit and from its table."""

import numpy as np
import pytest

import oddsmith
from oddsmith.errors import InputError
from oddsmith.export.judged_rows import judged_rows
from tests.export.scored_models import TABLE, fitted, same


@pytest.mark.parametrize("left", ["y", "three"])
def test_the_fits_own_rows_are_those_of_its_table(left):
    fit = fitted("x + town", left)
    own, given = judged_rows(fit, None), judged_rows(fit, TABLE)
    same(own.p, given.p, 0)
    same(own.y, given.y, 0)
    same(own.p.squeeze(), fit.predict(TABLE), 1e-15)
    assert own.left_out == given.left_out == 0


def test_log_odds_are_finite_where_probabilities_are_not():
    fit = oddsmith.fit("y ~ x", TABLE, penalty=0.01)
    rows = judged_rows(fit, TABLE.assign(x=1e6 * np.sign(TABLE["x"])))
    assert np.isfinite(rows.z).all()


def test_weights_come_from_the_columns_that_the_fit_had():
    table = TABLE.assign(w=np.arange(400) % 3)
    fit = oddsmith.fit("y ~ x", table, weights="w")
    rows = judged_rows(fit, table)
    assert rows.weight.sum() == table["w"].sum()
    assert rows.left_out == (table["w"] == 0).sum()


def test_every_column_that_lacks_is_named():
    with pytest.raises(InputError, match=r"do not match: no column is called 'y', 'town'"):
        judged_rows(fitted("x + town"), TABLE[["x"]])
