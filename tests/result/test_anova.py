"""Nested models compared: R's analysis of deviance, the tests of one model, what is refused."""

import numpy as np
import pytest

import oddsmith
from oddsmith.errors import InputError, NotSupportedError
from tests.result.r_models import fitted, listed, settings_of, table_of, truth
from tests.result.tables import exposed, fits, noisy, quietly
from tests.truths import certified

TERMS = certified("likelihood/r_terms")
NESTED = ["SAheart", "admissions_freqw", "admissions_offset2", "birthwt_mass", "lbw_stata"]


def growing(name):
    """The model term by term, from the intercept alone."""
    table, settings = table_of(name), settings_of(name)
    terms = truth(name)["formula"].partition("~")[2].split(" + ")
    sides = ["1", *(" + ".join(terms[: k + 1]) for k in range(len(terms)))]
    return [oddsmith.fit(f"y ~ {side}", table, **settings) for side in sides]


# R 4.2.2: anova(test = "Chisq")
@pytest.mark.parametrize("name", NESTED)
def test_r(name):
    r, models = TERMS[name]["anova_seq"], growing(name)
    found = oddsmith.anova(*models)
    assert found.index.to_list() == [model.formula for model in models]
    np.testing.assert_array_equal(found["deviance"], [model.deviance for model in models])
    np.testing.assert_array_equal(found["df_resid"], [model.df_resid for model in models])
    assert found.iloc[0][["df", "lr", "lr_p_value"]].isna().all()
    np.testing.assert_array_equal(found["df"][1:], r["df"])
    np.testing.assert_allclose(found["lr"][1:], r["dev"], rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(found["lr_p_value"][1:], listed(r["p"]), rtol=1e-8)


@pytest.mark.parametrize("test", ["wald", "score"])
def test_other_tests_are_those_of_the_larger_model(test):
    small, large = growing("admissions_freqw")[2:]
    found = oddsmith.anova(small, large, test=test)
    assert found.columns.to_list() == ["df_resid", "deviance", "df", test, f"{test}_p_value"]
    assert found[test].iloc[1] == pytest.approx(large.test("rank", method=test).statistic)
    assert found["df"].iloc[1] == 3


@pytest.mark.parametrize("test", ["lr", "wald", "score"])
def test_a_column_that_repeats_others_adds_nothing(test):
    found = oddsmith.anova(fitted("admissions"), fitted("admissions_collinear"), test=test)
    assert found["df"].iloc[1] == found[test].iloc[1] == 0
    assert np.isnan(found[f"{test}_p_value"].iloc[1])


def test_separated_classes_have_a_likelihood_to_compare():
    table = exposed()
    small, large = (quietly(f"y ~ {side}", table) for side in ("x", "x + exposed"))
    found = oddsmith.anova(small, large)
    assert found["lr"].iloc[1] == pytest.approx(small.deviance - large.deviance, rel=1e-12)
    with pytest.raises(InputError, match="'exposed': the columns separate"):
        oddsmith.anova(small, large, test="wald")


def test_an_offset_that_the_larger_model_can_make_up_for():
    """That the coefficient of v is one half: an offset against a free column."""
    table = noisy()
    fixed = oddsmith.fit("y ~ x", table, offset=table.v / 2)
    free = oddsmith.fit("y ~ x + v", table)
    found = oddsmith.anova(fixed, free)
    expected = free.test("v = 0.5", method="lr").statistic
    assert found["lr"].iloc[1] == pytest.approx(expected, rel=1e-10)
    with pytest.raises(InputError, match=r"offsets of .* differ, so their wald test"):
        oddsmith.anova(fixed, free, test="wald")
    with pytest.raises(InputError, match=r"offsets of .* differ, by more than columns"):
        oddsmith.anova(oddsmith.fit("y ~ x", table, offset="off"), free)


def test_what_cannot_be_compared():
    table, found = noisy(), fits()
    fit = oddsmith.fit("y ~ x", table)
    for models, says in [
        ((fit,), "two models at least"),
        ((fit, "y ~ x + v"), "compares fits of oddsmith.fit"),
        ((found["maximum likelihood"], fit), "smaller model first"),
        ((fit, oddsmith.fit("y ~ x + v", table[3:])), "120 and 117 rows"),
        ((fit, oddsmith.fit("y ~ x + v", table, event=0)), "differ in their response"),
        ((fit, oddsmith.fit("y ~ x + v", table, weights="times")), "differ in their response"),
    ]:
        with pytest.raises(InputError, match=says):
            oddsmith.anova(*models)
    with pytest.raises(InputError, match="does not hold the columns"):
        oddsmith.anova(oddsmith.fit("y ~ v", table), found["maximum likelihood"], test="wald")
    with pytest.raises(InputError, match="test='chisq'"):
        oddsmith.anova(fit, found["maximum likelihood"], test="chisq")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("firth", "Test terms within one model"),
        ("flac", "whose penalty is another"),
        ("ridge", "carries a penalty"),
        ("sampling", "sampling weights"),
        ("clusters", "rows of one cluster"),
        ("clusters later", "rows of one cluster"),
    ],
)
def test_fits_without_a_likelihood_of_their_own(name, says):
    fit = oddsmith.fit("y ~ x", noisy())
    for pair in ((fit, fits()[name]), (fits()[name], fit)):
        with pytest.raises(NotSupportedError, match=says):
            oddsmith.anova(*pair)
