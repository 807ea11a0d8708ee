"""Rows appended to a saved fit: within the stated bound of the fit of all rows."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oddsmith
from oddsmith.appending import append
from oddsmith.errors import InputError, MissingValuesError, NotSupportedError, UnseenLevelError
from tests.sources.streams import cut, town_table

TABLE = town_table(4000)
FORMULA = "y ~ x + scale(z) + town"


def distance(found, whole):
    return float(((found.fit.params - whole.params).abs() / found.fit.bse).max())


@given(st.integers(1500, 3990), st.integers(0, 50))
@settings(max_examples=8)
def test_coefficients_are_within_the_bound_of_the_fit_of_all_rows(at, seed):
    table = town_table(4000, seed)
    formula = "y ~ x + z + town"
    found = append(oddsmith.fit(formula, table[:at]), table[at:])
    whole = oddsmith.fit(formula, table)
    assert distance(found, whole) <= found.within
    assert found.rows == 4000 - at


@pytest.mark.parametrize("settings", [{}, {"weights": "w", "offset": "shift"}])
def test_few_rows_are_appended_to_many_almost_exactly(tmp_path, settings):
    formula = "y ~ x + z + town"
    oddsmith.fit(formula, TABLE[:3980], **settings).save(tmp_path / "m.json")
    found = append(oddsmith.load(tmp_path / "m.json"), cut(TABLE[3980:], 5))
    whole = oddsmith.fit(formula, TABLE, **settings)
    assert distance(found, whole) <= found.within < 0.01
    assert found.fit.llf == pytest.approx(whole.llf, abs=1e-3)
    assert found.fit.nobs == whole.nobs
    np.testing.assert_allclose(found.fit.vcov(), whole.vcov(), rtol=0.01, atol=1e-6)


def test_an_appended_fit_is_saved_and_appended_to_again(tmp_path):
    first = append(oddsmith.fit(FORMULA, TABLE[:3900]), TABLE[3900:3950])
    first.fit.save(tmp_path / "m.json")
    again = oddsmith.load(tmp_path / "m.json")
    np.testing.assert_array_equal(again.predict(TABLE), first.fit.predict(TABLE))
    second = append(again, TABLE[3950:])
    assert second.fit.nobs == 4000
    assert "100 appended" not in str(second.fit.summary())
    assert str(second.fit.summary()).count("50 rows appended: within") == 2


def test_rows_unlike_all_before_have_no_bound():
    far = TABLE[3900:].assign(x=40 * TABLE["x"], y="no")
    assert append(oddsmith.fit(FORMULA, TABLE[:3900]), far).within == np.inf


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"penalty": 0.1}, "a penalty"),
        ({"method": "firth"}, "another method than maximum likelihood"),
        ({"cluster": "school"}, "robust errors"),
        ({"weights": np.ones(4000)}, "came as arrays"),
    ],
)
def test_fits_without_their_curvature_are_refused(settings, said):
    with pytest.raises(NotSupportedError, match=f"{said}. Fit all rows again"):
        append(oddsmith.fit(FORMULA, TABLE, **settings), TABLE)


def test_what_is_no_fit_of_two_classes_is_refused(tmp_path):
    oddsmith.fit("C(town) ~ x", TABLE).save(tmp_path / "m.json")
    with pytest.raises(NotSupportedError, match=r"two classes, and this fit has \d.*event="):
        append(oddsmith.load(tmp_path / "m.json"), TABLE[:10])
    with pytest.raises(InputError, match=r"append adds rows to a fit .*'m.json' is none"):
        append("m.json", TABLE[:10])


def test_faults_of_new_rows_are_told():
    fit = oddsmith.fit(FORMULA, TABLE)
    with pytest.raises(MissingValuesError, match=r"table 2: 100 rows of 100 .* 'x' \(100 missing"):
        append(fit, [TABLE[:100], TABLE[:100].assign(x=np.nan)])
    with pytest.raises(UnseenLevelError, match="'town' holds 'elsewhere'"):
        append(fit, TABLE[:3].assign(town="elsewhere"))
    with pytest.raises(InputError, match="no new row that counts"):
        append(fit, [pd.DataFrame(TABLE[:0])])
