"""What weights mean, and which rows are used: repeated rows, trials, zero weights, totals."""

from math import comb, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oddsmith
from oddsmith.result import ARRAY, Sample
from tests.result.r_models import COUNTS, fitted, table_of
from tests.result.tables import doses, fits, noisy, one_by_one, quietly
from tests.truths import certified

FORMULA = "y ~ x + group"
METHODS = ["ml", "firth", "flic", "flac"]


def close(a, b, rtol=1e-9):
    np.testing.assert_allclose(a, b, rtol=rtol, atol=1e-11)


class TestFrequency:
    """A row that is there m times is m rows, whatever is asked."""

    table = noisy()
    again = table.loc[np.repeat(table.index, table.times)]

    def pair(self, **settings):
        weights = {"weights": "times", "weight_kind": "frequency"}
        return (
            oddsmith.fit(FORMULA, self.table, **weights, **settings),
            oddsmith.fit(FORMULA, self.again, **settings),
        )

    @pytest.mark.parametrize("method", METHODS)
    def test_estimates_and_likelihoods(self, method):
        counted, repeated = self.pair(method=method)
        close(counted.params, repeated.params)
        close(counted.vcov(), repeated.vcov())
        for what in ("llf", "llnull", "deviance", "null_deviance", "df_model"):
            close(getattr(counted, what), getattr(repeated, what), rtol=1e-12)
        assert counted.nobs == repeated.nobs == self.table.times.sum()
        assert counted.df_resid == repeated.df_resid
        if method == "ml":
            close([counted.aic, counted.bic], [repeated.aic, repeated.bic], rtol=1e-12)

    @pytest.mark.parametrize("kind", ["HC0", "HC1", "HC2", "HC3"])
    def test_robust_errors(self, kind):
        counted, repeated = (fit.with_errors(kind) for fit in self.pair())
        close(counted.vcov(), repeated.vcov())
        assert counted.errors == repeated.errors

    @pytest.mark.parametrize("ways", ["site", ["site", "year"]])
    def test_clusters(self, ways):
        counted, repeated = self.pair(cluster=ways)
        close(counted.vcov(), repeated.vcov())
        assert counted.errors == repeated.errors

    def test_intervals_and_tests(self):
        counted, repeated = self.pair()
        close(counted.conf_int(method="profile"), repeated.conf_int(method="profile"), rtol=1e-8)
        for ask in ("drop_one", "sequential", "wald_terms"):
            close(getattr(counted, ask)(), getattr(repeated, ask)())
        firth = [fit.drop_one() for fit in self.pair(method="firth")]
        close(*firth)

    def test_rows(self):
        """A row's value is that of one of its repeats."""
        counted, repeated = self.pair()
        first = ~self.again.index.duplicated()
        for kind in ("response", "pearson", "deviance", "studentized"):
            close(counted.residuals(kind), repeated.residuals(kind)[first])
        close(counted.influence(), repeated.influence()[first])
        close(counted.dfbetas(), repeated.dfbetas()[first])
        assert counted.leverages() @ self.table.times == pytest.approx(4, rel=1e-12)

    def test_goodness(self):
        counted, repeated = self.pair()
        close(list(vars(counted.auc()).values()), list(vars(repeated.auc()).values()))
        close(list(vars(counted.pseudo_r2()).values()), list(vars(repeated.pseudo_r2()).values()))
        close(counted.brier(), repeated.brier())
        for ask in ("pearson_test", "deviance_test", "hosmer_lemeshow"):
            a, b = (getattr(fit, ask)() for fit in (counted, repeated))
            close(a.test.statistic, b.test.statistic)
            assert (a.test.df, a.trouble) == (b.test.df, b.trouble)

    def test_the_bootstrap_draws_single_cases(self):
        """Its spread is that of as many cases: more cases, smaller errors."""
        counted, repeated = self.pair()
        a, b = (fit.vcov("bootstrap", replicates=200, seed=1) for fit in (counted, repeated))
        ratio = np.sqrt(np.diag(a) / np.diag(b))
        assert ((ratio > 0.75) & (ratio < 1.33)).all()


@given(st.integers(0, 10**6), st.sampled_from(["ml", "firth"]))
@settings(max_examples=20)
def test_any_table_of_frequencies(seed, method):
    table = noisy(40, seed)
    counted = quietly("y ~ x + v", table, weights="times", weight_kind="frequency", method=method)
    again = table.loc[np.repeat(table.index, table.times)]
    repeated = quietly("y ~ x + v", again, method=method)
    assert (counted.separation == "") == (repeated.separation == "")
    close(counted.params, repeated.params, rtol=1e-7)
    close(counted.bse, repeated.bse, rtol=1e-7)
    close(counted.drop_one(), repeated.drop_one(), rtol=1e-6)


def test_weights_are_precisions_unless_it_is_said():
    """R's meaning: estimates of repeated rows, and as many rows as the table has."""
    table = noisy()
    precise = oddsmith.fit(FORMULA, table, weights="times")
    counted = fits()["frequency"]
    close(precise.params, counted.params)
    close(precise.vcov(), counted.vcov())
    assert precise.llf == pytest.approx(counted.llf, rel=1e-12)
    assert (precise.nobs, precise.df_resid) == (120, 116)
    assert precise.bic == pytest.approx(-2 * precise.llf + 4 * np.log(120), rel=1e-14)
    assert (precise.vcov("HC1") != counted.vcov("HC1")).all().all()


def test_sampling_weights_of_any_total_are_the_same():
    table = noisy()
    fit = fits()["sampling"]
    for total in (1e-3, 7.0, 1e5):
        weights = table.w * total / table.w.sum()
        other = oddsmith.fit(FORMULA, table, weights=weights, weight_kind="sampling")
        close(other.params, fit.params)
        close(other.vcov(), fit.vcov())
        close(other.pvalues, fit.pvalues)
        assert other.test("group").statistic == pytest.approx(fit.test("group").statistic)
    assert fit.nobs == 120
    assert fit.errors.kind == "sampling"


def test_sampling_weights_that_are_all_the_same_are_hc0():
    """Times n / (n - 1)."""
    table = noisy()
    fit = oddsmith.fit(FORMULA, table, weights=np.full(120, 3.0), weight_kind="sampling")
    plain = oddsmith.fit(FORMULA, table)
    close(fit.vcov(), plain.vcov("HC0") * 120 / 119)


class TestTrials:
    """Numbers of successes out of numbers of trials are the trials, a row each."""

    table = doses()
    grouped = oddsmith.fit("killed / exposed ~ dose", table)
    single = oddsmith.fit("y ~ dose", one_by_one(table))

    def test_estimates(self):
        close(self.grouped.params, self.single.params)
        close(self.grouped.vcov(), self.single.vcov())
        close(
            self.grouped.conf_int(method="profile"),
            self.single.conf_int(method="profile"),
            rtol=1e-8,
        )

    @pytest.mark.parametrize("method", ["firth", "flic"])
    def test_firth(self, method):
        grouped = oddsmith.fit("killed / exposed ~ dose", self.table, method=method)
        close(
            grouped.params, oddsmith.fit("y ~ dose", one_by_one(self.table), method=method).params
        )

    def test_tests_do_not_see_the_grouping(self):
        for ask in ("drop_one", "sequential"):
            a, b = (getattr(fit, ask)() for fit in (self.grouped, self.single))
            close(a.filter(regex="lr|score|df"), b.filter(regex="lr|score|df"))
        a, b = (fit.auc() for fit in (self.grouped, self.single))
        close(list(vars(a).values()), list(vars(b).values()))
        assert self.grouped.brier() == pytest.approx(self.single.brier(), rel=1e-12)
        close(list(vars(self.grouped.pseudo_r2()).values()),
              list(vars(self.single.pseudo_r2()).values()))  # fmt: skip

    def test_the_likelihood_counts_the_ways(self):
        """R's: with binomial coefficients, and as many rows as there are groups."""
        pairs = zip(self.table.exposed.tolist(), self.table.killed.tolist(), strict=True)
        ways = [log(comb(n, k)) for n, k in pairs]
        assert self.grouped.llf == pytest.approx(self.single.llf + sum(ways), rel=1e-12)
        assert self.grouped.nobs == len(self.table)
        assert self.grouped.null_deviance - self.grouped.deviance == pytest.approx(
            self.single.null_deviance - self.single.deviance, rel=1e-11
        )
        assert self.grouped.sample.trials == "exposed"
        assert f"{self.table.exposed.sum()} trials in column 'exposed'" in str(
            self.grouped.summary()
        )

    def test_shares_with_weights_are_the_same_fit(self):
        shares = self.table.assign(share=self.table.killed / self.table.exposed)
        other = oddsmith.fit("share ~ dose", shares, weights="exposed")
        np.testing.assert_array_equal(other.params, self.grouped.params)
        np.testing.assert_array_equal(other.vcov("HC3"), self.grouped.vcov("HC3"))
        assert other.llf == self.grouped.llf

    def test_groups_without_trials_are_no_rows(self):
        more = self.table.copy()
        more.loc[len(more)] = [0, 0, 9.0]
        fit = oddsmith.fit("killed / exposed ~ dose", more)
        np.testing.assert_array_equal(fit.params, self.grouped.params)
        assert (fit.nobs, fit.sample.zero_weight) == (len(self.table), 1)


# 220-bit arithmetic; the tables of R's cbind(successes, failures)
@pytest.mark.parametrize("name", [name for name in COUNTS if name != "rare_grouped"])
def test_counts_one_by_one(name):
    table = table_of(name)
    single = one_by_one(table.rename(columns={"successes": "killed", "trials": "exposed"}))
    fit = oddsmith.fit(f"y ~{fitted(name).formula.partition('~')[2]}", single)
    exact = certified("certified_ml")[name]
    np.testing.assert_allclose(fit.params, [float(w) for w in exact["coef"].values()], rtol=1e-9)
    np.testing.assert_allclose(fit.bse, [float(se) for se in exact["se"].values()], rtol=1e-9)
    assert fit.nobs == table["trials"].sum()


def test_rows_of_weight_zero_are_no_rows():
    table = noisy()
    fit, kept = fits()["weight zero"], oddsmith.fit(FORMULA, table[5:])
    np.testing.assert_array_equal(fit.params, kept.params)
    assert (fit.nobs, fit.df_resid, fit.sample.zero_weight) == (115, 111, 5)
    np.testing.assert_array_equal(fit.vcov("HC1"), kept.vcov("HC1"))
    assert fit.leverages().index.equals(table.index[5:])


def test_what_was_given_is_remembered():
    table = noisy()
    w, off = table.w.to_numpy(), table.off
    for given_as, expected in [
        ({}, Sample(120, 0, 0, 120.0)),
        ({"weights": "times", "weight_kind": "frequency"},
         Sample(120, 0, 0, float(table.times.sum()), "times", None, "frequency")),
        ({"weights": w, "offset": off, "weight_kind": "sampling"},
         Sample(120, 0, 0, w.sum(), ARRAY, ARRAY, "sampling")),
        ({"offset": "off", "cluster": ["site", table.year.to_numpy()]},
         Sample(120, 0, 0, 120.0, None, "off", clusters=("site", ARRAY))),
    ]:  # fmt: skip
        assert oddsmith.fit(FORMULA, table, **given_as).sample == expected
    assert Sample(3, 0, 0, 7.0, "n", None, "frequency").cases == 7
    assert Sample(3, 0, 0, 7.0, "n").cases == 3


def test_dropped_rows_are_counted_apart_from_those_of_weight_zero():
    table = noisy().assign(x=lambda t: t.x.where(t.index % 10 != 0))
    weights = (table.index >= 5).astype(float)  # of rows 0 to 4 the first is missing, too
    fit = quietly("y ~ x", table, weights=weights, missing="drop")
    assert (fit.sample.dropped, fit.sample.zero_weight, fit.nobs) == (11, 5, 104)
    assert "104 used; 11 dropped for missing values; 5 of weight zero left out" in str(
        fit.summary()
    )
