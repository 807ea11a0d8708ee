"""Several classes at the statistician's door: nnet's optimum, and the binary fit as two classes."""

import warnings

import numpy as np
import pandas as pd
import pytest

import oddsmith
from oddsmith.errors import InputError, NotSupportedError, SeparationWarning


def table(seed=0, n=300):
    rng = np.random.default_rng(seed)
    x, group = rng.standard_normal(n), rng.choice(["u", "v"], n)
    noise = rng.gumbel(size=(n, 3))
    scores = np.column_stack([np.zeros(n), 0.5 + x, -0.3 - x + (group == "v")]) + noise
    y = np.array(["a", "b", "c"])[scores.argmax(axis=1)]
    return pd.DataFrame({"y": y, "x": x, "group": group, "school": rng.integers(0, 20, n)})


@pytest.fixture(scope="module")
def fit():
    return oddsmith.fit("y ~ x + group", table())


def test_the_score_equations_hold(fit):
    data = table()
    p = fit.predict(data)
    X = fit.terms.design(data).toarray()
    for label in fit.classes:
        np.testing.assert_allclose(X.T @ ((data.y == label) - p[label]), 0, atol=1e-10)
    np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-14)


def test_shapes_and_names(fit):
    assert isinstance(fit, oddsmith.MultinomialFit)
    assert list(fit.params.columns) == ["b", "c"]
    assert list(fit.params.index) == ["Intercept", "x", "group[T.v]"]
    assert fit.rank == 6
    tidy = fit.tidy()
    assert list(tidy["class"]) == ["b"] * 3 + ["c"] * 3
    np.testing.assert_array_equal(tidy.estimate, fit.params.to_numpy().T.ravel())
    np.testing.assert_array_equal(tidy.std_error, fit.bse.to_numpy().T.ravel())
    np.testing.assert_allclose(
        fit.vcov().loc["b:x", "b:x"] ** 0.5, fit.bse.loc["x", "b"], rtol=1e-14
    )
    assert fit.conf_int().loc[("c", "x"), "lower"] == tidy.conf_low[4]
    assert fit.tidy(exponentiate=True).estimate[1] == pytest.approx(np.exp(fit.params.b.x))


def test_another_reference_is_the_same_model(fit):
    other = oddsmith.fit("y ~ x + group", table(), reference="c")
    assert other.classes == ("c", "a", "b")
    np.testing.assert_allclose(other.params["a"], -fit.params["c"], rtol=1e-8, atol=1e-10)
    difference = fit.params["b"] - fit.params["c"]
    np.testing.assert_allclose(other.params["b"], difference, rtol=1e-8, atol=1e-10)
    assert other.llf == pytest.approx(fit.llf, rel=1e-12)


def test_tests_and_comparison_of_models(fit):
    smaller = oddsmith.fit("y ~ x", table())
    lr = fit.test("group", method="lr")
    assert lr.df == 2
    assert lr.statistic == pytest.approx(2 * (fit.llf - smaller.llf), rel=1e-9)
    assert fit.drop_one().loc["group", "lr"] == pytest.approx(lr.statistic, rel=1e-9)
    z = fit.zvalues.loc["x", "b"]
    assert fit.test("b:x = 0").statistic == pytest.approx(z**2, rel=1e-10)
    assert "group" in str(lr)


def test_frequencies_are_repeated_rows():
    data = table(1)
    counts = np.random.default_rng(1).integers(1, 4, len(data))
    weighted = oddsmith.fit("y ~ x", data, weights=counts, weight_kind="frequency")
    repeated = oddsmith.fit("y ~ x", data.loc[data.index.repeat(counts)])
    np.testing.assert_allclose(weighted.params, repeated.params, rtol=1e-9)
    np.testing.assert_allclose(weighted.bse, repeated.bse, rtol=1e-9)
    assert weighted.nobs == repeated.nobs
    assert weighted.bic == pytest.approx(repeated.bic, rel=1e-12)
    assert weighted.bic == pytest.approx(4 * np.log(counts.sum()) - 2 * weighted.llf, rel=1e-14)
    assert weighted.df_resid == 2 * counts.sum() - 4


def test_robust_errors_are_of_their_kind(fit):
    clustered = oddsmith.fit("y ~ x + group", table(), cluster="school")
    by_hand = fit.vcov("cluster", cluster=table().school.to_numpy())
    np.testing.assert_allclose(clustered.vcov(), by_hand, rtol=1e-12)
    assert "CR1" in str(clustered.summary())
    assert "cluster errors" in str(clustered.summary())
    assert (clustered.aic, clustered.bic) == (fit.aic, fit.bic)
    with pytest.raises(NotSupportedError, match="clusters"):
        clustered.drop_one()
    with pytest.raises(NotSupportedError, match="HC3"):
        fit.vcov("HC3")
    robust = fit.with_errors("HC1")
    assert not np.allclose(robust.vcov(), fit.vcov())
    for one in (clustered, robust):
        np.testing.assert_array_equal(one.vcov("model"), fit.vcov())
        back = one.with_errors("model")
        np.testing.assert_array_equal(back.bse, fit.bse)
        pd.testing.assert_frame_equal(back.predict_interval(table()), fit.predict_interval(table()))


@pytest.mark.parametrize(
    ("settings", "arguments", "error", "says"),
    [
        ({}, {"kind": "HC4"}, InputError, "the kinds are 'model', 'HC0'"),
        ({}, {"kind": "sampling"}, InputError, "is for sampling weights"),
        ({}, {"kind": "HC1", "cluster": "school"}, InputError, "cluster= has no use for"),
        ({}, {"kind": "cluster"}, InputError, "needs clusters"),
        ({}, {"kind": "cluster", "cluster": "school"}, InputError, "keeps no columns but"),
        ({}, {"kind": "bootstrap"}, NotSupportedError, "two classes only"),
        ({"weight_kind": "sampling"}, {"kind": "model"}, NotSupportedError, "on their total"),
        ({"weight_kind": "sampling"}, {"kind": "HC0"}, NotSupportedError, "not defined for samp"),
    ],
)
def test_kinds_that_make_no_sense_are_refused(settings, arguments, error, says):
    weights = {"weights": np.ones(300)} if settings else {}
    one = oddsmith.fit("y ~ x", table(), **settings, **weights)
    for ask in (one.vcov, one.with_errors):
        with pytest.raises(error, match=says):
            ask(**arguments)
    with pytest.raises(InputError, match='cluster= needs kind="cluster"'):
        one.vcov(cluster="school")


def logit(p):
    return np.log(p / (1 - p))


@pytest.mark.parametrize("kind", ["model", "HC1", "cluster"])
def test_errors_of_probabilities_are_the_delta_method_s(fit, kind):
    """∂ logit p / ∂w by differences, with the covariance that `vcov` gives."""
    data = table().assign(x=lambda t: 40 + t.x)  # far from zero, where digits could be lost
    there = oddsmith.fit("y ~ x + group", data)
    if kind != "model":
        there = there.with_errors(kind, **({"cluster": data.school} if kind == "cluster" else {}))
    X, w, V = there.terms.design(data[:5]).toarray(), there.params.to_numpy(), there.vcov()

    def probabilities(w):
        f = np.exp(np.column_stack([np.zeros(5), X @ w]))
        return f / f.sum(axis=1, keepdims=True)

    h = 1e-5 * there.bse.to_numpy()
    steps = [np.where(np.arange(6).reshape(3, 2) == k, h, 0) for k in range(6)]
    J = np.stack(
        [
            (logit(probabilities(w + s)) - logit(probabilities(w - s))) / (2 * s.sum())
            for s in steps
        ],
        axis=2,
    )
    found, z = there.predict_interval(data[:5]), 1.959963984540054
    errors = np.sqrt(np.einsum("nka,ab,nkb->nk", J, V, J))
    for k, label in enumerate(there.classes):
        half = (logit(found[label].upper) - logit(found[label].lower)) / (2 * z)
        np.testing.assert_allclose(half, errors[:, k], rtol=1e-5)
    p = found.xs("probability", axis=1, level=1).to_numpy()
    errors_of_p = found.xs("std_error", axis=1, level=1)
    np.testing.assert_allclose(errors_of_p, p * (1 - p) * errors, rtol=1e-5)


def test_effects_use_the_fit_s_own_errors(fit):
    plain, robust = (one.marginal_effects("x") for one in (fit, fit.with_errors("HC1")))
    np.testing.assert_array_equal(plain.estimate, robust.estimate)
    ratio = robust.std_error / plain.std_error
    assert ratio.between(0.8, 1.25).all()
    assert (ratio != 1).all()


def test_the_symmetric_parametrisation_is_the_same_model(fit):
    """Coefficients of a term add to zero; the difference of two classes is that of the others."""
    tidy = fit.tidy(parametrisation="symmetric")
    assert list(tidy["class"]) == ["a"] * 3 + ["b"] * 3 + ["c"] * 3
    w = tidy.pivot(index="term", columns="class", values="estimate").loc[list(fit.names)]
    np.testing.assert_allclose(w.sum(axis=1), 0, atol=1e-15)
    for label in "bc":
        np.testing.assert_allclose(w[label] - w["a"], fit.params[label], rtol=1e-12)
    errors = tidy.pivot(index="term", columns="class", values="std_error").loc[list(fit.names)]
    for term in fit.names:  # var of (2 b - c) / 3, and of -(b + c) / 3
        V = fit.vcov().loc[[f"b:{term}", f"c:{term}"], [f"b:{term}", f"c:{term}"]].to_numpy()
        for label, a in (("b", [2, -1]), ("a", [-1, -1])):
            a = np.array(a) / 3
            assert errors.loc[term, label] == pytest.approx(np.sqrt(a @ V @ a), rel=1e-12)
    other = oddsmith.fit("y ~ x + group", table(), reference="c")
    again = other.tidy(parametrisation="symmetric").set_index(["class", "term"])
    for column in ("estimate", "std_error", "p_value", "conf_low"):
        mine = tidy.set_index(["class", "term"])[column]
        np.testing.assert_allclose(again[column][mine.index], mine, rtol=1e-7, atol=1e-10)
    odds = fit.tidy(True, parametrisation="symmetric", level=0.9)
    np.testing.assert_array_equal(odds.estimate, np.exp(tidy.estimate))
    assert (odds.conf_low > np.exp(tidy.conf_low)).all()


def test_parametrisations_that_are_not_there(fit):
    with pytest.raises(InputError, match="'softmax': it is"):
        fit.tidy(parametrisation="softmax")
    with pytest.raises(InputError, match="profiles are of coefficients against the reference"):
        fit.tidy(parametrisation="symmetric", method="profile")
    data = table(2).assign(flag=lambda t: ((t.y == "a") & (np.arange(len(t)) % 2 == 0)) * 1.0)
    with pytest.warns(SeparationWarning, match="flag"):
        lost = oddsmith.fit("y ~ x + flag", data)
    with pytest.raises(InputError, match=r"'flag' separates .* mean of infinite coefficients"):
        lost.tidy(parametrisation="symmetric")


def test_it_shows_itself_and_its_objective_in_a_line(fit):
    assert fit.objective() == "maximum likelihood, no penalty"
    assert "each against a, 300 rows, 6 coefficients, maximum likelihood, no pen" in repr(fit)


def test_the_rows_of_the_fit_where_none_are_given(fit, tmp_path):
    pd.testing.assert_frame_equal(fit.predict(), fit.predict(table()))
    pd.testing.assert_frame_equal(fit.predict_interval(), fit.predict_interval(table()))
    fit.save(tmp_path / "m.json")
    with pytest.raises(NotSupportedError, match="Predictions of the rows of the fit"):
        oddsmith.load(tmp_path / "m.json").predict()


def test_degrees_of_freedom_and_the_null_model(fit):
    assert (fit.df_model, fit.df_resid) == (4, 594)
    shares = table().y.value_counts()
    null = -2 * (shares * np.log(shares / 300)).sum()
    assert fit.null_deviance == pytest.approx(null, rel=1e-12)


def test_intervals_of_probabilities_lie_inside(fit):
    found = fit.predict_interval(table())
    for label in fit.classes:
        one = found[label]
        assert ((one.lower > 0) & (one.lower < one.probability)).all()
        assert ((one.upper < 1) & (one.upper > one.probability)).all()
    effects = fit.marginal_effects("x")
    assert effects.estimate.sum() == pytest.approx(0, abs=1e-12)
    h = 1e-5
    up, down = (fit.predict(table().assign(x=lambda t, s=s: t.x + s)).mean() for s in (h, -h))
    np.testing.assert_allclose(effects.estimate, (up - down) / (2 * h), rtol=1e-7)
    assert fit.predict_at({"group": ["u", "v"]}).estimate.sum() == pytest.approx(2, rel=1e-12)


def test_separated_classes_say_so_and_are_the_limit():
    data = table(2).assign(flag=lambda t: (t.y == "a") & (np.arange(len(t)) % 2 == 0))
    with pytest.warns(SeparationWarning, match="flag"):
        fit = oddsmith.fit("y ~ x + flag", data.assign(flag=data.flag * 1.0))
    assert (fit.params.loc["flag"] == -np.inf).all()
    text = str(fit.summary())
    assert "No finite estimate exists" in text
    rest = oddsmith.fit("y ~ x", data[~data.flag])
    np.testing.assert_allclose(fit.params.loc["x"], rest.params.loc["x"], rtol=1e-8)
    assert fit.llf == pytest.approx(rest.llf, rel=1e-10)


def test_every_p_value_has_its_label(fit):
    for one in (fit, fit.with_errors("HC1")):
        for page in (str(one.summary()), one._repr_html_()):
            assert "p (Wald)" in page
            assert "Wald tests against zero" in page


@pytest.mark.parametrize(
    ("settings", "error", "says"),
    [
        ({"method": "firth"}, NotSupportedError, "firth"),
        ({"penalty": 0.1}, NotSupportedError, "penalty"),
        ({"offset": "x"}, NotSupportedError, "offset"),
        ({"reference": "z"}, InputError, "'z' is no level"),
    ],
)
def test_what_is_refused(settings, error, says):
    with warnings.catch_warnings(), pytest.raises(error, match=says):
        oddsmith.fit("y ~ group", table(), **settings)


def test_terms_one_by_one_and_in_order(fit):
    """The last term added is the one left out; each Wald statistic is a closed form."""
    added, dropped, wald = fit.sequential(), fit.drop_one(), fit.wald_terms()
    assert added.lr["group"] == pytest.approx(dropped.lr["group"], rel=1e-8)
    assert added.lr.sum() == pytest.approx(2 * (fit.llf - fit.llnull), rel=1e-10)
    for term, column in (("x", "x"), ("group", "group[T.v]")):
        labels = [f"{k}:{column}" for k in "bc"]
        w, V = fit.params.loc[column], fit.vcov().loc[labels, labels]
        assert wald.wald[term] == pytest.approx(w @ np.linalg.solve(V, w), rel=1e-10)
        assert wald.df[term] == 2


def test_a_robust_wald_test_says_so(fit):
    assert fit.test("x").method == "Wald test"
    assert fit.with_errors("HC0").test("x").method == "Wald test, HC0 errors"
    assert fit.test("x", method=None) == fit.test("x", method="wald")
    with pytest.raises(InputError, match="tests are 'wald', 'lr', 'score'"):
        fit.test("x", method="LR")


def test_nested_models_are_compared(fit):
    small = oddsmith.fit("y ~ x", table())
    found = oddsmith.anova(small, fit)
    assert found.lr.iloc[1] == pytest.approx(fit.drop_one().lr["group"], rel=1e-8)
    assert found.df.iloc[1] == 2
    assert found.df_resid.tolist() == [596, 594]
    with pytest.raises(NotSupportedError, match="compared by their likelihoods"):
        oddsmith.anova(small, fit, test="score")
    with pytest.raises(InputError, match="of 3 classes, and another is of two"):
        oddsmith.anova(oddsmith.fit("y ~ x", table(), event="a"), fit)
    with pytest.raises(NotSupportedError, match="likelihood is not that"):
        oddsmith.anova(oddsmith.fit("y ~ x", table(), cluster="school"), fit)
