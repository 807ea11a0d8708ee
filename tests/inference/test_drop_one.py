"""Drop-one and sequential tables against R's, and what R leaves unsaid."""

import numpy as np
import pytest

from oddsmith.errors import NotSupportedError
from oddsmith.estimate import estimate
from oddsmith.inference.drop_one import drop_one, droppable, sequential
from oddsmith.penalties import Penalty
from tests.inference.likelihood_models import fitted, listed, maximum, noisy, table, truth
from tests.inference.terms_of import factors_of, slices_of

TABLES = list(truth("r_terms"))
ALIASED = "admissions_collinear"


# R 4.2.2: drop1(fit, test = "LRT"), drop1(fit, test = "Rao")
@pytest.mark.parametrize("name", TABLES)
def test_drop_one(name):
    expected = truth("r_terms")[name]["drop1"]
    terms = slices_of(name)
    chosen = {term: terms[term] for term in droppable(factors_of(terms))}
    assert list(chosen) == expected["term"]
    found = drop_one(fitted(name), chosen, table(name)[0]).values()
    assert [row.ratio.df for row in found] == expected["df"]
    assert [row.score.df for row in found] == expected["df"]
    close = {"rtol": 1e-9, "atol": 1e-9}
    np.testing.assert_allclose([row.deviance for row in found], expected["deviance"], rtol=1e-12)
    np.testing.assert_allclose([row.ratio.statistic for row in found], expected["LRT"], **close)
    np.testing.assert_allclose(
        [row.ratio.pvalue for row in found], listed(expected["LRT_p"]), rtol=1e-8
    )
    if name != "admissions_fracw":  # R rounds weights that are not whole in its likelihood
        np.testing.assert_allclose([row.aic for row in found], expected["aic"], rtol=1e-12)
    if not name.endswith("noint"):  # R centres the residuals as if there were an intercept
        tolerance = 1e-6 if name == ALIASED else 2e-7  # its weights are an iteration old
        np.testing.assert_allclose(
            [row.score.statistic for row in found], expected["Rao"], rtol=tolerance, atol=1e-9
        )
        np.testing.assert_allclose(
            [row.score.pvalue for row in found], listed(expected["Rao_p"]), rtol=20 * tolerance
        )


# R 4.2.2: anova(fit, test = "Chisq")
@pytest.mark.parametrize("name", TABLES)
def test_sequential(name):
    expected = truth("r_terms")[name]["anova_seq"]
    found = sequential(fitted(name), slices_of(name), table(name)[0])
    assert list(found) == expected["term"]
    assert [row.ratio.df for row in found.values()] == expected["df"]
    falls = [row.ratio.statistic for row in found.values()]
    np.testing.assert_allclose(falls, expected["dev"], rtol=1e-9, atol=1e-9)
    pvalues = [row.ratio.pvalue for row in found.values()]
    np.testing.assert_allclose(pvalues, listed(expected["p"]), rtol=1e-8)


def test_a_score_in_forty_digits():
    """mroz without exper, by mpmath; R's is 45.2105157743, off by 1e-7."""
    names = table("mroz")[0]
    at = names.index("exper")
    found = drop_one(fitted("mroz"), {"exper": slice(at, at + 1)}, names)["exper"]
    assert found.score.statistic == pytest.approx(45.210510981327404608, rel=1e-12)


def test_a_score_test_without_intercept_is_the_closed_form():
    """Where R is not to be trusted: the score of each column at zero over its information."""
    names, rows, _ = table("spector_noint")
    found = drop_one(fitted("spector_noint"), {"all": slice(0, 3)}, names)["all"]
    X, y = rows.X.toarray(), rows.y
    g = X.T @ (y - 0.5)
    assert found.score.statistic == pytest.approx(g @ np.linalg.solve(X.T @ X / 4, g), rel=1e-11)


def test_a_column_that_would_come_back():
    """b = a + c is left out; without the term (a, c) it would stand in for one of the two."""
    X, y = noisy(3, p=2)
    found = maximum(np.column_stack([X, X[:, 1] + X[:, 2]]), y)
    names = ["one", "a", "c", "b"]
    assert drop_one(found, {"a": slice(1, 2)}, names)["a"].ratio.df == 0
    assert drop_one(found, {"all": slice(1, 4)}, names)["all"].ratio.df == 2
    with pytest.raises(NotSupportedError, match="would take back 'b'"):
        drop_one(found, {"both": slice(1, 3)}, names)


def test_penalised_fits_are_refused():
    names, rows, _ = table("admissions")
    ridge = estimate(rows, 0, Penalty.elastic_net(len(names), 0.1, free=[0]))
    with pytest.raises(NotSupportedError, match="penalty"):
        drop_one(ridge, {"gre": slice(1, 2)}, names)
    with pytest.raises(NotSupportedError, match="penalty"):
        sequential(ridge, {"gre": slice(1, 2)}, names)
