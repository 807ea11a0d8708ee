"""A chosen point as a fit: its numbers, what it says, and what it refuses."""

import numpy as np
import pandas as pd
import pytest

import oddsmith
from oddsmith.datasets import load
from oddsmith.errors import NotSupportedError

RNG = np.random.default_rng(0)
X = RNG.standard_normal((200, 8)) * [1, 10, 1, 1, 0.1, 1, 1, 1]
Y = (RNG.random(200) < 1 / (1 + np.exp(-X[:, 0] + X[:, 1] / 10))).astype(int)
FRAME = pd.DataFrame(X, columns=list("abcdefgh")).assign(y=Y)
FORMULA = "y ~ a + b + c + d + e + f + g + h"


@pytest.mark.parametrize("l1_ratio", [1.0, 0.5, 0.0])
@pytest.mark.parametrize("settings", [{}, {"penalty_factor": [1, 1, 0, 2, 1, 1, 1, 1]}])
def test_the_chosen_point_is_the_paths(l1_ratio, settings):
    path = oddsmith.path(FORMULA, FRAME, penalties=10, l1_ratio=l1_ratio, **settings)
    for strength in path.penalties[[2, 6]]:
        fit = path.fit(strength)
        np.testing.assert_allclose(fit.params, path.coefficients.loc[strength], atol=1e-9)
        assert fit.penalty == strength
        assert "selected" in str(fit.summary())
        assert fit.certificate.violation <= 1e-8


def test_of_an_array_the_fit_has_the_columns_that_are_not_zero():
    path = oddsmith.path(X, Y, penalties=20)
    strength = path.penalties[5]
    fit = path.fit(strength)
    assert len(fit.params) == path.n_nonzero[5] + 1
    row = path.coefficients.loc[strength]
    np.testing.assert_allclose(fit.params, row[row != 0], atol=1e-9)
    assert len(path.fit(path.penalties[0]).params) == 1


def test_naive_errors_are_refused():
    path = oddsmith.path(FORMULA, FRAME, penalties=20)
    for fit in (path.fit(path.penalties[5]), path.relaxed(path.penalties[5])):
        page = str(fit.summary())
        assert "columns were selected by these rows" in page
        assert "none" in page
        for ask in (fit.conf_int, fit.vcov, fit.drop_one):
            with pytest.raises(NotSupportedError):
                ask()
    assert path.fit(path.penalties[5]).pvalues.isna().all()
    for ask in (fit.drop_one, lambda: fit.pvalues, lambda: fit.conf_int(method="profile")):
        with pytest.raises(NotSupportedError, match="same rows"):
            ask()


@pytest.mark.parametrize("of_formula", [True, False])
def test_relaxed_is_maximum_likelihood_on_the_selected(of_formula):
    given = (FORMULA, FRAME) if of_formula else (X, Y)
    path = oddsmith.path(*given, penalties=20)
    k = 4
    names = [name for name, w in path.coefficients.iloc[k].items() if w != 0]
    assert 1 < len(names) < 9
    columns = FRAME.rename(columns={c: f"x{j}" for j, c in enumerate("abcdefgh")})
    table = FRAME if of_formula else columns
    plain = oddsmith.fit(f"y ~ {' + '.join(names[1:])}", table)
    fit = path.relaxed(path.penalties[k])
    found = fit.params[fit.params != 0]
    np.testing.assert_allclose(found[names], plain.params, rtol=1e-8)
    assert fit.llf == pytest.approx(plain.llf, rel=1e-12)


def test_a_selected_fit_is_saved_and_loaded_with_its_refusal(tmp_path):
    fit = oddsmith.path("admit ~ gre + gpa", load("admissions"), penalties=9)
    fit = fit.relaxed(fit.penalties[3])
    fit.save(tmp_path / "model.json")
    again = oddsmith.load(tmp_path / "model.json")
    assert str(again.summary()) == str(fit.summary())
    with pytest.raises(NotSupportedError, match="same rows selected"):
        again.vcov()


def test_a_rule_chooses_a_fit():
    found = oddsmith.path(FORMULA, FRAME, penalties=20).cross_validate(5)
    fit = found.fit("1se")
    assert fit.penalty == found.penalty("1se")
