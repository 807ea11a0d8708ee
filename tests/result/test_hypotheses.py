"""Tests through the door: R's tables of terms, certified p-values, closed forms, separation."""

import numpy as np
import pytest

import oddsmith
from oddsmith.errors import InputError, NotSupportedError
from tests.result.r_models import (
    SEPARATED,
    as_ours,
    fitted,
    formula_of,
    listed,
    table_of,
)
from tests.result.tables import exposed, fits, noisy, quietly
from tests.truths import certified

TERMS = certified("likelihood/r_terms")
CERTIFIED = certified("likelihood/certified_profile_ci")
CLOSE = {"rtol": 1e-9, "atol": 1e-10}


# R 4.2.2: drop1(test = "LRT"), drop1(test = "Rao")
@pytest.mark.parametrize("name", TERMS)
def test_leaving_terms_out(name):
    found, r = fitted(name).drop_one(), TERMS[name]["drop1"]
    assert found.index.to_list() == r["term"]
    assert found["df"].to_list() == r["df"]
    np.testing.assert_allclose(found["deviance"], r["deviance"], rtol=1e-12)
    np.testing.assert_allclose(found["lr"], r["LRT"], **CLOSE)
    np.testing.assert_allclose(found["lr_p_value"], listed(r["LRT_p"]), rtol=1e-8)
    if name != "admissions_fracw":  # R rounds weights that are not whole in its likelihood
        np.testing.assert_allclose(found["aic"], r["aic"], rtol=1e-12)
    if not name.endswith("noint"):  # R centres the residuals as if there were an intercept
        np.testing.assert_allclose(found["score"], r["Rao"], rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(found["score_p_value"], listed(r["Rao_p"]), rtol=1e-5)


# R 4.2.2: anova(test = "Chisq")
@pytest.mark.parametrize("name", TERMS)
def test_adding_terms_in_order(name):
    fit, r = fitted(name), TERMS[name]["anova_seq"]
    found = fit.sequential()
    assert found.index.to_list() == r["term"]
    assert found["df"].to_list() == r["df"]
    np.testing.assert_allclose(found["lr"], r["dev"], **CLOSE)
    np.testing.assert_allclose(found["lr_p_value"], listed(r["p"]), rtol=1e-8)
    assert found["deviance"].iloc[-1] == pytest.approx(fit.deviance, rel=1e-13)


# R 4.2.2: car::Anova(type = 2, test.statistic = "Wald")
@pytest.mark.parametrize("name", [k for k, v in TERMS.items() if "wald_terms_type2" in v])
def test_type_two(name):
    found, r = fitted(name).wald_terms(), TERMS[name]["wald_terms_type2"]
    assert found.index.to_list() == r["term"]
    assert found["df"].to_list() == r["df"]
    np.testing.assert_allclose(found["wald"], r["chisq"], rtol=1e-7)
    np.testing.assert_allclose(found["wald_p_value"], listed(r["p"]), rtol=1e-6)


@pytest.mark.parametrize("name", CERTIFIED)
def test_certified_likelihood_ratios_of_each_coefficient(name):
    for method, key, said in [
        ("ml", "LR_p", "Likelihood-ratio test"),
        ("firth", "p", "Penalised likelihood-ratio test"),
    ]:
        if method not in CERTIFIED[name]:
            continue
        fit = fitted(name, method)
        tests = [fit.test(f"{column} = 0", method="lr") for column in fit.names]
        assert {test.method for test in tests} == {said}
        expected = as_ours(name, CERTIFIED[name][method][key])
        np.testing.assert_allclose([test.pvalue for test in tests], expected, rtol=1e-10)


@pytest.mark.parametrize("name", [k for k, v in CERTIFIED.items() if "firth" in v])
def test_terms_of_a_penalised_likelihood(name):
    """A term of one column has the certified p-value of its coefficient."""
    fit = fitted(name, "firth")
    found, p = fit.drop_one(), as_ours(name, CERTIFIED[name]["firth"]["p"])
    assert found.columns.to_list() == ["df", "penalised_lr", "penalised_lr_p_value"]
    for term, row in found.iterrows():
        here = fit.terms.slices[term]
        assert row["df"] == here.stop - here.start
        if row["df"] == 1:
            assert row["penalised_lr_p_value"] == pytest.approx(p[here.start], rel=1e-10)
            assert fit.test(term).pvalue == pytest.approx(p[here.start], rel=1e-10)


@pytest.mark.parametrize("kind", ["model", "HC3"])
def test_linear_hypotheses_are_the_closed_form(kind):
    """(R w - r)ᵀ (R V Rᵀ)⁻¹ (R w - r), with the fit's own covariance."""
    fit = fitted("titanic").with_errors(kind)
    assert list(fit.names)[1:4] == ["sex[T.male]", "age", "passengerClass[T.2nd]"]
    test = fit.test("2 * age = 0.1 + sex[T.male], passengerClass[T.2nd] = passengerClass[T.3rd]")
    R, r = np.array([[0, -1, 2, 0, 0], [0, 0, 0, 1, -1]]), np.array([0.1, 0])
    V, away = R @ fit.vcov().to_numpy() @ R.T, R @ fit.params.to_numpy() - r
    assert test.statistic == pytest.approx(away @ np.linalg.solve(V, away), rel=1e-10)
    assert test.df == 2
    assert test.method == ("Wald test" if kind == "model" else "Wald test, HC3 errors")
    assert test.method in str(test)


def test_a_term_is_all_of_its_coefficients():
    fit = fitted("titanic")
    both = fit.test("passengerClass[T.2nd] = 0, passengerClass[T.3rd] = 0")
    assert fit.test(" passengerClass ").statistic == pytest.approx(both.statistic, rel=1e-14)
    assert fit.test("passengerClass").about == "passengerClass"
    assert fit.test("age").statistic == pytest.approx(fit.zvalues["age"] ** 2, rel=1e-12)
    for method in ("lr", "score"):
        expected = fit.drop_one().loc["passengerClass"]
        found = fit.test("passengerClass", method=method)
        assert found.statistic == pytest.approx(expected[method], rel=1e-12)


def test_an_aliased_column_adds_no_degree_of_freedom():
    fit = fitted("admissions_collinear")
    assert fit.test("lin").df == 0
    assert np.isnan(fit.test("lin").pvalue)
    with pytest.raises(InputError, match="'lin = 0' is about 'lin', which repeats"):
        fit.test("lin = 0")
    with pytest.raises(InputError, match="is about 'lin'"):
        fit.test("lin = 0", method="lr")


class TestSeparated:
    """What is finite is tested in the limit problem; the rest by likelihoods alone."""

    table = exposed()
    fit = quietly("y ~ exposed + x", table)
    limit = oddsmith.fit("y ~ x", table[table.exposed == 0])

    @pytest.mark.parametrize("method", ["wald", "lr", "score"])
    @pytest.mark.parametrize("about", ["x", "x = 0.3", "x = 1, Intercept = 0"])
    def test_finite_coefficients(self, about, method):
        found, expected = (fit.test(about, method=method) for fit in (self.fit, self.limit))
        assert found.statistic == pytest.approx(expected.statistic, rel=1e-10)
        assert (found.df, found.method) == (expected.df, expected.method)

    def test_the_infinite_one(self):
        without = oddsmith.fit("y ~ x", self.table)
        test = self.fit.test("exposed", method="lr")
        assert test.statistic == pytest.approx(without.deviance - self.fit.deviance, rel=1e-10)
        assert self.fit.test("exposed", method="score").pvalue < 0.05
        with pytest.raises(InputError, match=r"'exposed': the columns separate .* method='lr'"):
            self.fit.test("exposed")
        with pytest.raises(InputError, match="'exposed': the columns separate"):
            self.fit.wald_terms()


@pytest.mark.parametrize("name", SEPARATED)
def test_terms_of_separated_tables(name):
    """Deviances are those of the fits without each term, and up to each term."""
    fit, table = fitted(name), table_of(name)
    terms = formula_of(name).partition("~")[2].split(" + ")
    dropped, added = fit.drop_one(), fit.sequential()
    assert dropped.index.to_list() == [term.strip(" `") for term in terms]
    for k, (one, up_to) in enumerate(zip(dropped.itertuples(), added.itertuples(), strict=True)):
        without = quietly(f"y ~ {' + '.join(terms[:k] + terms[k + 1 :])}", table)
        assert one.deviance == pytest.approx(without.deviance, rel=1e-10, abs=1e-12)
        assert one.aic == pytest.approx(without.aic, rel=1e-10)
        assert one.lr == pytest.approx(one.deviance - fit.deviance, rel=1e-9, abs=1e-11)
        so_far = quietly(f"y ~ {' + '.join(terms[: k + 1])}", table)
        assert up_to.deviance == pytest.approx(so_far.deviance, rel=1e-10, abs=1e-12)


def test_where_the_other_columns_separate_too():
    """The score is that of the rows that they leave undecided, or NaN if it drowns in rounding."""
    table = exposed().assign(also=lambda t: ((t.index % 7 == 0) & (t.y == 1)).astype(int))
    fit = quietly("y ~ exposed + also + x", table)
    assert np.isinf(fit.params[["exposed", "also"]]).all()
    found = fit.drop_one()
    for term, other in [("also", "exposed"), ("exposed", "also")]:
        row = quietly(f"y ~ {term} + x", table[table[other] == 0]).drop_one().loc[term]
        assert found.loc[term, "lr"] == pytest.approx(row["lr"], rel=1e-9)
        if np.isnan(found.loc[term, "score"]):
            with pytest.raises(InputError, match="still separate the classes"):
                fit.test(term, method="score")
        else:
            assert found.loc[term, "score"] == pytest.approx(row["score"], rel=1e-9)
    rest = table[(table.exposed == 0) & (table.also == 0)]
    row = oddsmith.fit("y ~ x", rest).drop_one().loc["x"]
    assert found.loc["x", "score"] == pytest.approx(row["score"], rel=1e-10)


def test_with_frequencies_the_likelihood_is_that_of_repeated_rows():
    table = noisy()
    counted = fits()["frequency"]
    repeated = oddsmith.fit("y ~ x + group", table.loc[np.repeat(table.index, table.times)])
    for method in ("wald", "lr", "score"):
        a, b = (fit.test("group", method=method) for fit in (counted, repeated))
        assert a.statistic == pytest.approx(b.statistic, rel=1e-9)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("sampling", "with sampling weights the weighted likelihood"),
        ("clusters", "rows of one cluster depend"),
        ("clusters later", "rows of one cluster depend"),
        ("flic", "FLIC corrects the intercept"),
        ("flac", "FLAC corrects the intercept"),
    ],
)
def test_no_likelihood_to_compare(name, says):
    fit = fits()[name]
    asked = [
        lambda: fit.test("x", method="lr"),
        lambda: fit.test("x", method="score"),
        fit.drop_one,
    ]
    for ask in asked:
        with pytest.raises(NotSupportedError, match=says):
            ask()
    with pytest.raises(NotSupportedError):
        fit.sequential()
    assert 0 < fit.test("group").pvalue < 1
    assert fit.wald_terms().loc["group", "wald"] == pytest.approx(fit.test("group").statistic)


@pytest.mark.parametrize("name", ["ridge", "lasso"])
def test_no_tests_after_a_penalty(name):
    fit = fits()[name]
    for ask in (
        lambda: fit.test("x"),
        lambda: fit.test("x", method="lr"),
        fit.drop_one,
        fit.sequential,
        fit.wald_terms,
    ):
        with pytest.raises(NotSupportedError, match="penalty"):
            ask()


def test_a_score_test_is_not_known_for_firth():
    fit = fits()["firth"]
    with pytest.raises(NotSupportedError, match="penalised likelihood-ratio test"):
        fit.test("x", method="score")
    with pytest.raises(NotSupportedError, match=r"Adding terms: .* method='firth'"):
        fit.sequential()
    assert fit.test("x", method="wald").statistic == pytest.approx(fit.zvalues["x"] ** 2)


@pytest.mark.parametrize("hypothesis", ["", "nothing", "x", None, "x = ", "x * x = 0"])
def test_hypotheses_that_cannot_be_read(hypothesis):
    with pytest.raises(InputError):
        fitted("titanic").test(hypothesis)
    with pytest.raises(InputError, match="method='f': tests are 'wald', 'lr', 'score'"):
        fitted("titanic").test("age", method="f")


@pytest.mark.parametrize("errors", [{"kind": "cluster"}, {"kind": "bootstrap"}])
def test_more_equations_than_clusters_or_resamples(errors):
    """Three clusters, or three resamples, say nothing of three directions at once."""
    table = noisy()
    more = (
        {"cluster": np.arange(120) % 3}
        if errors["kind"] == "cluster"
        else {"replicates": 3, "seed": 0}
    )
    fit = oddsmith.fit("y ~ x + group + v", table).with_errors(**errors, **more)
    assert fit.errors.rank == 2
    with pytest.raises(InputError, match="are 3 equations, and the covariance"):
        fit.test("x = 0, v = 0, group[T.b] = 0")
    two = fit.test("group")
    w, V = fit.params[["group[T.b]", "group[T.c]"]], fit.vcov().iloc[2:4, 2:4]
    assert two.statistic == pytest.approx(w @ np.linalg.solve(V, w), rel=1e-6)
    table = oddsmith.fit("y ~ group * x + C(year)", table, cluster=np.arange(120) % 3).wald_terms()
    assert table.wald.isna().to_dict() == {
        "group": True,
        "x": True,
        "C(year)": True,
        "group:x": False,
    }
