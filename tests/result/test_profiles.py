"""Profile intervals through the door: certified ends, the limit of separated classes, refusals."""

import numpy as np
import pytest

import oddsmith
from oddsmith.errors import InputError, NotSupportedError
from tests.result.r_models import as_ours, fitted, formula_of, table_of
from tests.result.tables import exposed, fits, quietly
from tests.truths import certified

CERTIFIED = certified("likelihood/certified_profile_ci")
R = certified("likelihood/r_profile")


def distance(fit, expected, name):
    """Of both ends, in standard errors: (p, 2)."""
    ends = np.column_stack([as_ours(name, expected[side]) for side in ("lower", "upper")])
    return np.abs((fit.conf_int(method="profile") - ends).to_numpy() / fit.bse.to_numpy()[:, None])


@pytest.mark.parametrize("name", [k for k, v in CERTIFIED.items() if "ml" in v])
def test_certified_maximum_likelihood(name):
    assert distance(fitted(name), CERTIFIED[name]["ml"], name).max() < 1e-10


@pytest.mark.parametrize("name", [k for k, v in CERTIFIED.items() if "firth" in v])
def test_certified_firth(name):
    fit = fitted(name, "firth")
    assert distance(fit, CERTIFIED[name]["firth"], name).max() < 1e-10


# R 4.2.2: root of the deviance, glm.fit with an offset
def test_a_column_left_out_has_none():
    far = distance(
        fitted("admissions_collinear"), R["admissions_collinear"], "admissions_collinear"
    )
    out = np.array([name == "lin" for name in fitted("admissions_collinear").names])
    assert np.isnan(far[out]).all()
    assert far[~out].max() < 1e-9


@pytest.mark.parametrize(("name", "column"), [("endometrial", "NV"), ("sex2", "dia")])
def test_where_classes_are_separated(name, column):
    """The ends of finite coefficients are those of the rows that stay undecided."""
    fit, table = fitted(name), table_of(name)
    limits = fit.conf_int(method="profile")
    assert limits.loc[column, "upper"] == np.inf
    end = fit.test(f"{column} = {limits.loc[column, 'lower']:.17g}", method="lr")
    assert end.pvalue == pytest.approx(0.05, rel=1e-9)
    formula = formula_of(name).replace(f" + {column}", "").replace(f"{column} + ", "")
    rest = oddsmith.fit(formula, table[table[column] == 0])
    far = limits.drop(index=column) - rest.conf_int(method="profile")
    assert np.abs(far.to_numpy() / rest.bse.to_numpy()[:, None]).max() < 1e-12


def test_what_is_undetermined_has_no_ends():
    limits = fitted("iris_complete_sep").conf_int(method="profile")
    np.testing.assert_array_equal(limits, np.tile([-np.inf, np.inf], (5, 1)))


@pytest.mark.parametrize("level", [0.5, 0.99])
def test_any_level(level):
    fit = fitted("budworm")
    for name, (low, high) in fit.conf_int(level=level, method="profile").iterrows():
        for end in (low, high):
            found = fit.test(f"{name} = {end:.17g}", method="lr").pvalue
            assert found == pytest.approx(1 - level, rel=1e-7)


def test_an_event_that_is_turned_round_turns_the_ends():
    table = exposed()
    one, other = (quietly("y ~ exposed + x", table, event=k) for k in (1, 0))
    np.testing.assert_allclose(
        other.conf_int(method="profile"), -one.conf_int(method="profile").iloc[:, ::-1], rtol=1e-8
    )


def test_robust_errors_leave_the_likelihood_as_it_is():
    a, b = (fits()[name].conf_int(method="profile") for name in ("maximum likelihood", "HC3"))
    np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("ridge", "carries a penalty"),
        ("lasso", "carries a penalty"),
        ("sampling", "with sampling weights"),
        ("clusters", "rows of one cluster depend"),
        ("clusters later", "rows of one cluster depend"),
        ("flic", "FLIC corrects the intercept"),
        ("flac", "FLAC corrects the intercept"),
    ],
)
def test_where_there_is_no_likelihood_to_follow(name, says):
    for ask in (fits()[name].conf_int, fits()[name].summary):
        with pytest.raises(NotSupportedError, match=f"Profile intervals: .*{says}"):
            ask(method="profile")


def test_levels_are_checked():
    with pytest.raises(InputError, match="level=2"):
        fitted("budworm").conf_int(level=2, method="profile")
