"""Robust errors through the door: R's sandwich, closed forms, clusters, and what is refused."""

import numpy as np
import pandas as pd
import pytest

import oddsmith
from oddsmith.errors import InputError, MissingValuesError, NotSupportedError, OddsmithWarning
from tests.result.r_models import as_ours, fitted, formula_of, table_of
from tests.result.tables import exposed, fits, noisy, quietly
from tests.truths import certified

SANDWICH = certified("rows/robust")
KINDS = ["HC0", "HC1", "HC2", "HC3"]


def errors(covariance):
    return np.sqrt(np.diag(covariance))


# R 4.2.2: sandwich::vcovHC
@pytest.mark.parametrize("name", SANDWICH)
def test_heteroscedasticity(name):
    fit = fitted(name)
    for kind in KINDS:
        found = fit.vcov(kind)
        assert found.index.to_list() == found.columns.to_list() == list(fit.names)
        np.testing.assert_allclose(
            errors(found), as_ours(name, SANDWICH[name][kind]), rtol=1e-8, err_msg=kind
        )


# R 4.2.2: sandwich::vcovCL(cadjust = TRUE), type HC1
def test_clusters_by_name_and_by_array_and_later():
    table, formula = table_of("glow500"), formula_of("glow500")
    expected = as_ours("glow500", SANDWICH["glow500"]["CL_HC1_cadjustTRUE"])
    plain = fitted("glow500")
    for fit in (
        oddsmith.fit(formula, table, cluster="site"),
        oddsmith.fit(formula, table, cluster=table.site.to_numpy()),
        oddsmith.fit(formula, table, cluster=table.site.map(lambda k: f"clinic {k:g}").to_list()),
        plain.with_errors("cluster", cluster=table.site),
    ):
        np.testing.assert_allclose(fit.bse, expected, rtol=1e-10)
        assert fit.errors.kind == "cluster"
        assert fit.errors.detail == (
            "small-sample factor G / (G - 1) · (n - 1) / (n - p) = 6 / 5 · 499 / 490"
        )
    np.testing.assert_array_equal(fit.vcov("model"), plain.vcov())


def middle(scores, ids):
    """G / (G - 1) Σ_g S_g S_gᵀ."""
    sums = pd.DataFrame(scores).groupby(np.asarray(ids)).sum().to_numpy()
    return sums.T @ sums * len(sums) / (len(sums) - 1)


def bread_and_scores(fit, table, weights):
    """H⁻¹ and the rows c (y - p) x, by hand."""
    X = fit.terms.design(table).toarray()
    p = fit.predict(table).to_numpy()
    H = X.T @ (X * (weights * p * (1 - p))[:, None])
    return np.linalg.inv(H), X * (weights * (table.y - p).to_numpy())[:, None]


def test_two_ways_are_the_sum_less_the_pairs():
    table = noisy()
    fit = oddsmith.fit("y ~ x + group", table, cluster=["site", "year"])
    V, S = bread_and_scores(fit, table, np.ones(120))
    pairs = table.site * 10_000 + table.year
    M = middle(S, table.site) + middle(S, table.year) - middle(S, pairs)
    np.testing.assert_allclose(fit.vcov(), V @ M @ V * 119 / 116, rtol=1e-9)
    assert fit.sample.clusters == ("site", "year")
    mixed = oddsmith.fit("y ~ x + group", table, cluster=(table.site.to_numpy(), "year"))
    np.testing.assert_array_equal(mixed.vcov(), fit.vcov())
    assert mixed.sample.clusters == ("(array)", "year")


@pytest.mark.parametrize("response", ["y", "group"])
def test_two_ways_can_leave_a_negative_variance_and_say_so(response):
    table, row = noisy(), np.arange(120)
    fit = oddsmith.fit(f"{response} ~ x + v", table)
    with pytest.warns(OddsmithWarning, match="Clustered two ways, .*negative variance") as seen:
        two = fit.with_errors("cluster", cluster=(row // 40, row % 4))
    assert seen[0].filename == __file__
    variances = np.diag(two.vcov())
    negative = variances < 0
    assert 0 < negative.sum() < len(negative)
    errors = np.ravel(two.bse)  # of three classes laid out by term, as vcov is
    np.testing.assert_array_equal(np.isnan(errors), negative)
    np.testing.assert_allclose(errors[~negative] ** 2, variances[~negative], rtol=1e-12)
    assert "would have a negative variance" in str(two.summary())


def test_sampling_weights_are_svyglm_s_formula():
    """HC0 · n / (n - 1); with sampling units, the spread of their sums · G / (G - 1)."""
    table = noisy()
    c = table.w.to_numpy()
    fit = fits()["sampling"]
    V, S = bread_and_scores(fit, table, c)
    np.testing.assert_allclose(fit.vcov(), V @ (S.T @ S) @ V * 120 / 119, rtol=1e-9)
    np.testing.assert_array_equal(fit.vcov("sampling"), fit.vcov())
    units = fits()["sampling clusters"]
    np.testing.assert_allclose(units.vcov(), V @ middle(S, table.site) @ V, rtol=1e-9)
    np.testing.assert_allclose(units.vcov("sampling"), fit.vcov(), rtol=1e-12)
    assert units.errors.detail == "small-sample factor G / (G - 1) = 12 / 11"


def test_clusters_follow_the_rows_that_are_used():
    """A dropped row takes its label along, and so does one of weight zero."""
    table = noisy()
    gaps = table.assign(x=table.x.where(table.index % 10 != 3))
    kept = table[gaps.x.notna() & (table.index > 7)]
    weights = (table.index > 7).astype(float)
    for cluster in ("site", table.site, table.site.to_numpy()):
        fit = quietly("y ~ x", gaps, cluster=cluster, missing="drop", weights=weights)
        expected = oddsmith.fit("y ~ x", kept, cluster="site")
        np.testing.assert_allclose(fit.vcov(), expected.vcov(), rtol=1e-12)
        assert fit.errors == expected.errors
    again = quietly("y ~ x", gaps, missing="drop", weights=weights)
    np.testing.assert_allclose(
        again.vcov("cluster", cluster=kept.site), expected.vcov(), rtol=1e-12
    )
    with pytest.raises(InputError, match="whose index is not the table's"):
        again.vcov("cluster", cluster=table.site)


def test_the_bootstrap_is_the_same_for_the_same_seed():
    fit = fits()["maximum likelihood"]
    a, b, c = (fit.vcov("bootstrap", replicates=50, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(a, b)
    assert (a != c).any().any()
    again = fit.with_errors("bootstrap", replicates=50, seed=1)
    np.testing.assert_array_equal(again.bse, errors(a))
    assert again.errors.detail == "50 resamples. Seed 1."
    assert ((errors(a) / fit.bse).between(0.5, 2)).all()


def test_where_classes_are_separated():
    """The model's errors are those of the limit, whatever was asked first; others are refused."""
    table = exposed()
    plain = quietly("y ~ exposed + x", table)
    clustered = quietly("y ~ exposed + x", table, cluster="clinic")
    limit = oddsmith.fit("y ~ x", table[table.exposed == 0])
    assert clustered.bse.isna().all()
    assert clustered.errors.detail == "none: no finite estimate exists"
    assert "no finite estimate exists" in str(clustered.summary())
    finite = ["Intercept", "x"]
    for fit in (plain, clustered):
        V = fit.vcov("model")
        np.testing.assert_allclose(V.loc[finite, finite], limit.vcov(), rtol=1e-11)
        assert V["exposed"].isna().all()
        for kind in KINDS:
            with pytest.raises(InputError, match=f"'{kind}': 'exposed' separates the classes.* No"):
                fit.vcov(kind)
        with pytest.raises(InputError, match=r"'cluster': 'exposed' separates.*No finite estimate"):
            fit.with_errors("cluster", cluster=table.clinic)
    with pytest.raises(InputError, match=r"'bootstrap': 'exposed' separates.*No finite estimate"):
        plain.vcov("bootstrap", replicates=20, seed=1)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"kind": "HC4"}, "kind='HC4': the kinds are 'model', 'HC0'"),
        ({"kind": "HC1", "cluster": "site"}, "cluster= has no use for .* 'HC1'"),
        ({"kind": "model", "seed": 1}, "seed= has no use for .* 'model'"),
        ({"kind": "cluster", "replicates": 5}, "replicates= has no use for"),
        ({"kind": "cluster"}, "needs clusters"),
        ({"kind": "cluster", "cluster": "site"}, "keeps no columns but those of its formula"),
        ({"kind": "cluster", "cluster": [1, 2]}, r"shape \(2,\), and the table 120 rows"),
        ({"kind": "cluster", "cluster": np.zeros(120)}, "All rows are in one cluster"),
        ({"kind": "bootstrap"}, "give seed="),
        ({"kind": "bootstrap", "seed": 1, "replicates": 1}, "replicates=1"),
        ({"kind": "sampling"}, "is for sampling weights"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments, says):
    fit = fits()["maximum likelihood"]
    for ask in (fit.vcov, fit.with_errors):
        with pytest.raises(InputError, match=says):
            ask(**arguments)


def test_arguments_without_a_kind():
    with pytest.raises(InputError, match='need kind="cluster" or "bootstrap"'):
        fits()["clusters"].vcov(cluster="site")


@pytest.mark.parametrize(
    ("name", "kind", "says"),
    [
        ("sampling", "model", "depend on their total"),
        ("sampling", "HC0", "not defined for sampling weights"),
        ("clusters", "bootstrap", "draws rows one by one"),
        ("ridge", "HC1", "L2 penalty"),
        ("lasso", "HC1", "after an L1 penalty"),
        ("firth", "HC1", "Standard errors of kind 'HC1'.* method='firth'"),
        ("flac", "bootstrap", "Standard errors of kind 'bootstrap'.* method='flac'"),
    ],
)
def test_kinds_that_a_fit_has_not(name, kind, says):
    seed = {"seed": 1} if kind == "bootstrap" else {}
    with pytest.raises(NotSupportedError, match=says):
        fits()[name].vcov(kind, **seed)


def test_a_row_whose_cluster_is_missing():
    table = noisy().assign(site=lambda t: t.site.where(t.site > 0))
    with pytest.raises(MissingValuesError, match=r"'cluster' \(6 missing\)"):
        oddsmith.fit("y ~ x", table, cluster="site")


def test_clusters_where_no_certificate_proves_the_estimate():
    """The sandwich by hand; one value far out leaves the curvature near singular."""
    table = noisy().assign(v=lambda t: t.v.where(t.index > 0, 1e5))
    fit = oddsmith.fit("y ~ x + v", table, cluster="site")
    assert not fit.certificate.proves_minimum
    H, S = bread_and_scores(fit, table, np.ones(120))
    expected = H @ middle(S, table.site) @ H * 119 / 117
    np.testing.assert_allclose(fit.bse, errors(expected), rtol=1e-6)
