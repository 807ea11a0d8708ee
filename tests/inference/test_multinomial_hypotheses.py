"""Tests of terms and equations between classes: R, formulas by hand, and refits."""

import numpy as np
import pytest
from scipy.optimize import brentq

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.inference.multinomial import multinomial
from oddsmith.inference.multinomial_hypotheses import (
    add_terms,
    class_hypothesis,
    classes_test,
    compare_classes,
    drop_terms,
    profile_classes,
    term_hypothesis,
    wald_terms,
)
from oddsmith.inference.profile import profile_intervals
from tests.inference.class_tables import TABLES, R, fit, fit_table, noisy, rows_of, three_of_forty
from tests.inference.fits import fit as fit_binary

TERMS = {
    "alligators": {"size": slice(1, 2), "lake": slice(2, 5)},
    "fgl_mg": {"RI": slice(1, 2), "Mg": slice(2, 3), "Al": slice(3, 4)},
    "hsbdemo_prog": {"ses": slice(1, 3), "write": slice(3, 4)},
}
FACTORS = {name: {term: frozenset([term]) for term in terms} for name, terms in TERMS.items()}


def without(name, columns):
    """The table fitted anew without these columns."""
    rows, names, classes = rows_of(name)
    left = np.delete(np.arange(len(names)), columns)
    part = rows.with_design(lambda X: X.columns(left))
    return multinomial(part, 0, [names[j] for j in left], classes)


@pytest.mark.parametrize("name", TABLES)
def test_likelihood_ratios_of_terms_are_r_s(name):
    found, truth = fit_table(name), R[name]["LR_terms"]
    dropped = drop_terms(found, TERMS[name])
    assert list(dropped) == truth["term"]
    for (term, one), statistic in zip(dropped.items(), truth["LRT"], strict=True):
        columns = TERMS[name][term]
        q = (columns.stop - columns.start) * (len(found.classes) - 1)
        assert one.ratio.df == one.score.df == q
        assert one.ratio.statistic == pytest.approx(statistic, rel=1e-12)
        again = classes_test(found, term_hypothesis(found, columns), "lr")
        assert again.statistic == pytest.approx(statistic, rel=1e-12)
        less = without(name, columns)
        aic = 2 * less.rank - 2 * less.likelihoods.model
        assert one.aic == pytest.approx(aic, rel=1e-12)
        assert one.deviance == pytest.approx(less.likelihoods.deviance, rel=1e-12)


@pytest.mark.parametrize("name", TABLES)
def test_score_and_wald_by_hand(name):
    """Score: gradient and information at the smaller model.  Wald: the inverse of a block."""
    found, (rows, _, _) = fit_table(name), rows_of(name)
    p, m = found.w.shape
    for columns in TERMS[name].values():
        here = np.arange(p * m)[columns.start * m : columns.stop * m]
        hypothesis = term_hypothesis(found, columns)
        b, V = found.w.ravel()[here], found.covariance[np.ix_(here, here)]
        wald = classes_test(found, hypothesis, "wald")
        assert wald.statistic == pytest.approx(b @ np.linalg.solve(V, b), rel=1e-9)
        w = np.insert(
            without(name, columns).w, [columns.start] * (columns.stop - columns.start), 0, 0
        )
        X = rows.X.toarray()
        f = np.column_stack([np.zeros(len(X)), X @ w])
        prob = np.exp(f) / np.exp(f).sum(axis=1, keepdims=True)
        c, P = rows.whole.weights, prob[:, 1:]
        g = X.T @ (c[:, None] * ((rows.y[:, None] == np.arange(1, m + 1)) - P))
        d = c[:, None, None] * (P[:, :, None] * np.eye(m) - P[:, :, None] * P[:, None, :])
        H = np.einsum("ni,nab,nj->iajb", X, d, X).reshape(p * m, p * m)
        score = classes_test(found, hypothesis, "score")
        assert score.statistic == pytest.approx(g.ravel() @ np.linalg.solve(H, g.ravel()), rel=1e-7)
    terms = wald_terms(found, TERMS[name], FACTORS[name])
    assert terms[list(terms)[-1]].statistic == pytest.approx(wald.statistic, rel=1e-10)


@pytest.mark.parametrize("method", ["wald", "lr", "score"])
def test_equal_coefficients_of_two_classes(method):
    """general and vocation with the same slopes: a hypothesis that can be fitted by hand, since
    the slopes against the two joined are those of a model in which their ratio is constant.
    """
    found = fit_table("hsbdemo_prog")
    text = "general:write = vocation:write, general:seshigh = vocation:seshigh"
    test = classes_test(found, class_hypothesis(found, text), method)
    assert test.df == 2
    turned = fit_table("hsbdemo_prog", "general")
    same = "vocation:write = 0, vocation:seshigh = 0"
    again = classes_test(turned, class_hypothesis(turned, same), method)
    assert again.statistic == pytest.approx(test.statistic, rel=1e-9)


def test_nested_models_are_compared():
    name = "fgl_mg"
    found, less, least = fit_table(name), without(name, [3]), without(name, [1, 2, 3])
    first, second = compare_classes([least, less, found])
    assert (first.df, second.df) == (10, 5)
    assert second.statistic == pytest.approx(R[name]["LR_terms"]["LRT"][2], rel=1e-11)
    whole = R[name]["null_deviance"] - R[name]["nnet_deviance"]
    assert first.statistic + second.statistic == pytest.approx(whole, rel=1e-11)
    added = add_terms(found, TERMS[name])
    assert added["Al"].ratio.statistic == pytest.approx(second.statistic, rel=1e-10)
    assert added["Al"].deviance == pytest.approx(found.likelihoods.deviance, rel=1e-12)
    total = sum(one.ratio.statistic for one in added.values())
    assert total == pytest.approx(whole, rel=1e-11)
    with pytest.raises(InputError, match="the same classes and the same reference"):
        compare_classes([least, fit_table(name, "Veh")])
    rows, names, classes = rows_of(name)
    fewer = multinomial(rows.rows(slice(1, None)), 0, names, classes)
    with pytest.raises(InputError, match="fitted to 213 and 214 rows"):
        compare_classes([fewer, found])


def test_columns_left_out_are_not_counted():
    X, y = noisy(4)
    more = np.column_stack([X, X[:, 2] + X[:, 1]])
    found, less = fit(more, y), fit(X, y)
    for method in ("wald", "lr", "score"):
        a = classes_test(found, term_hypothesis(found, slice(1, 4)), method)
        b = classes_test(less, term_hypothesis(less, slice(1, 3)), method)
        assert (a.df, a.statistic) == (4, pytest.approx(b.statistic, rel=1e-9))
    with pytest.raises(InputError, match="about 'b:x3', which repeats other columns"):
        classes_test(found, class_hypothesis(found, "b:x3 = 0"), "lr")
    dropped = drop_terms(found, {"x2": slice(2, 3), "x3": slice(3, 4)})
    assert [one.ratio.df for one in dropped.values()] == [0, 0]
    wide = np.column_stack([X, X[:, 1] + 1, X[:, 2] * 2])
    with pytest.raises(NotSupportedError, match="Without 'x' the model would take back 'x3'"):
        drop_terms(fit(wide, y), {"x": slice(1, 3)})


def test_what_cannot_be_read_or_asked():
    found = fit_table("hsbdemo_prog")
    with pytest.raises(InputError, match="no column is called 'gpa'"):
        class_hypothesis(found, "gpa = 0")
    with pytest.raises(InputError, match='"wald", "lr" or "score"'):
        classes_test(found, term_hypothesis(found, slice(1, 2)), "exact")
    X, y = noisy(0)
    twice = fit(X, y, classes=["a", "b", "b:x"], names=["1", "x:z", "z"])
    with pytest.raises(InputError, match="'b:x:z' is the name of two coefficients"):
        class_hypothesis(twice, "b:x:z = 0")


# -- profiles ------------------------------------------------------------------------------------


def test_profile_limits_are_where_the_likelihood_ratio_test_rejects():
    found = fit_table("hsbdemo_prog")
    ends = profile_classes(found, 0.9)
    assert ends.shape == (4, 2, 2)
    for label, (low, high) in zip(found.labels, ends.reshape(-1, 2), strict=True):
        for end in (low, high):
            test = classes_test(found, class_hypothesis(found, f"{label} = {end:.17g}"), "lr")
            assert test.pvalue == pytest.approx(0.1, rel=1e-7)


def test_profiles_of_two_classes_are_the_binary_ones():
    X, y = noisy(5, K=2)
    binary = profile_intervals(fit_binary(X, y.astype(float)))
    np.testing.assert_allclose(profile_classes(fit(X, y))[:, 0], binary, rtol=1e-9)


def test_of_intercepts_alone_they_are_roots_of_a_closed_form():
    """The profile of log n_1/n_0: the third class keeps its share."""
    n = np.array([8, 5, 7])
    found = fit(np.ones((20, 1)), np.repeat(np.arange(3), n))

    def excess(b):
        q = np.exp(b) / (1 + np.exp(b))  # of class 1 among the first two
        return 2 * (5 * np.log(5 / 13 / q) + 8 * np.log(8 / 13 / (1 - q))) - 3.841458820694124

    at = np.log(5 / 8)
    expected = [brentq(excess, at - 5, at, xtol=1e-14), brentq(excess, at, at + 5, xtol=1e-14)]
    np.testing.assert_allclose(profile_classes(found)[0, 0], expected, rtol=1e-9)


# -- separated classes -----------------------------------------------------------------------------


def separated():
    X, y = three_of_forty()
    y[:13] = 1 + np.arange(13) % 2  # class 0 is never exposed
    return fit(X, y, names=["1", "exposed", "x"])


def test_wald_is_refused_where_nothing_is_finite_and_the_ratio_holds():
    found = separated()
    exposed = term_hypothesis(found, slice(1, 2))
    with pytest.raises(InputError, match="Wald test of 'b:exposed', 'c:exposed': the columns sep"):
        classes_test(found, exposed, "wald")
    with pytest.raises(InputError, match="Wald test of"):
        wald_terms(found, {"x": slice(2, 3)}, {"x": frozenset("x")})
    X, y = three_of_forty()
    y[:13] = 1 + np.arange(13) % 2
    less = fit(X[:, [0, 2]], y)
    ratio = 2 * (found.likelihoods.model - less.likelihoods.model)
    assert classes_test(found, exposed, "lr").statistic == pytest.approx(ratio, rel=1e-7)
    assert classes_test(found, term_hypothesis(found, slice(2, 3)), "wald").df == 2


def test_profiles_of_separated_classes():
    """Finite ends of infinite coefficients are where the likelihood ratio rejects them."""
    found = separated()
    ends = profile_classes(found)
    assert np.isfinite(ends[[0, 2]]).all()
    assert (ends[1, :, 1] == np.inf).all()
    assert np.isfinite(ends[1, :, 0]).all()
    for label, end in zip(("b:exposed", "c:x"), (ends[1, 0, 0], ends[2, 1, 1]), strict=True):
        test = classes_test(found, class_hypothesis(found, f"{label} = {end:.17g}"), "lr")
        assert test.pvalue == pytest.approx(0.05, rel=1e-4)
    X, y = three_of_forty()  # exposed rows decided: the others are a model of their own
    whole, rest = fit(X, y), fit(X[13:][:, [0, 2]], y[13:])
    np.testing.assert_allclose(profile_classes(whole)[[0, 2]], profile_classes(rest), rtol=1e-8)
    nothing = multinomial(InMemory(Dense(X[:, :2]), (X[:, 1] > 0) * 1), 0, ["1", "x"], "ab")
    assert (profile_classes(nothing)[1, 0, 1], nothing.likelihoods.model) == (np.inf, 0.0)


def one_class_apart():
    """Class 0 lies beyond x = 2, so all its coefficients are infinite; b and c overlap."""
    rng = np.random.default_rng(11)
    x, v = np.r_[rng.uniform(2, 3, 20), rng.uniform(-1, 1, 60)], rng.standard_normal(80)
    y = np.r_[np.zeros(20, int), 1 + (rng.random(60) < 1 / (1 + np.exp(-x[20:]))).astype(int)]
    return np.column_stack([np.ones(80), x, v]), y


def test_profiles_where_no_coefficient_is_finite():
    """Against the class that is apart nothing is finite: v can have any value, 1 and x one sign."""
    ends = profile_classes(fit(*one_class_apart(), names=["1", "x", "v"]))
    np.testing.assert_array_equal(ends[2], np.tile([-np.inf, np.inf], (2, 1)))
    assert np.isinf(ends).any(axis=2).all()


def test_between_the_classes_that_overlap_all_is_as_if_the_third_were_not_there():
    X, y = one_class_apart()
    whole = fit(X, (y + 2) % 3, names=["1", "x", "v"])  # c is apart
    two = fit(X[y > 0], y[y > 0] - 1, names=["1", "x", "v"], classes="ab")
    far, near = profile_classes(whole), profile_classes(two)
    np.testing.assert_allclose(far[:, 0], near[:, 0], rtol=1e-8)
    np.testing.assert_array_equal(far[2, 1], [-np.inf, np.inf])
    for method in ("lr", "score", "wald"):
        a, b = (
            classes_test(found, class_hypothesis(found, "b:v = 0.3"), method).statistic
            for found in (whole, two)
        )
        assert a == pytest.approx(b, rel=1e-8)


def test_a_score_that_is_not_defined_is_refused_and_left_out_of_a_table():
    """Without v, x still separates class 0, in an infinity that leaves no curvature."""
    found = fit(*one_class_apart(), names=["1", "x", "v"])
    with pytest.raises(InputError, match=r"score test of 'b:v = c:v'.*still separate.*'lr' holds"):
        classes_test(found, class_hypothesis(found, "b:v = c:v"), "score")
    (table,) = drop_terms(found, {"v": slice(2, 3)}).values()
    assert np.isnan(table.score.statistic)
    assert np.isfinite(table.ratio.statistic)
