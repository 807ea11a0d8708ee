"""What a fit is made of: Firth and its corrections, the limit of separated classes, every door."""

import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import ConvergenceWarning

import oddsmith
from oddsmith import LogisticRegression
from oddsmith.cli import main
from oddsmith.errors import InputError, NotConvergedWarning, SeparationWarning
from tests.result.r_models import SEPARATED, as_ours, fitted, formula_of, table_of
from tests.result.tables import exposed, fits, noisy, quietly
from tests.truths import certified

FIRTH = certified("likelihood/certified_firth")
R = certified("likelihood/r_firth")
LIMITS = certified("separation/limits")


@pytest.mark.parametrize("name", FIRTH)
def test_certified_firth(name):
    fit, exact = fitted(name, "firth"), FIRTH[name]
    w, se = (as_ours(name, exact[what]) for what in ("coef", "se_fisher"))
    assert np.abs((fit.params - w) / se).max() < 1e-12
    np.testing.assert_allclose(fit.bse, se, rtol=1e-12)
    np.testing.assert_allclose(fit.zvalues, w / se, rtol=1e-10)
    assert fit.separation == ""


# R 4.2.2: logistf 1.26.1, flic() and flac(), which stop at about 1e-7 standard errors
@pytest.mark.parametrize("method", ["flic", "flac"])
def test_logistf_s_corrections(method):
    found = {k: v["logistf"][f"{method}_coef"] for k, v in R.items()
             if f"{method}_coef" in v.get("logistf", {})}  # fmt: skip
    assert len(found) >= 10
    for name, expected in found.items():
        away = (fitted(name, method).params - as_ours(name, expected)) / fitted(name, "firth").bse
        assert np.abs(away).max() < 1e-6, name


def test_corrected_fits_are_right_on_average():
    table = noisy()
    for method in ("flic", "flac"):
        fit = oddsmith.fit("y ~ x + group", table, method=method, offset="off")
        assert fit.predict(table).mean() == pytest.approx(table.y.mean(), rel=1e-12)
    slopes = fits()["flic"].params - fits()["firth"].params
    np.testing.assert_array_equal(slopes.iloc[1:], 0)
    assert slopes.iloc[0] != 0


@pytest.mark.parametrize("method", ["flic", "flac"])
def test_without_an_intercept_there_is_nothing_to_correct(method):
    with pytest.raises(InputError, match=f"{method.upper()} corrects the intercept"):
        oddsmith.fit("y ~ 0 + x", noisy(), method=method)


def test_errors_after_complete_separation_carry_a_warning():
    said = "separate the two classes completely"
    for method in ("firth", "flic", "flac"):
        assert said in " ".join(fitted("iris_complete_sep", method).notes)
        assert said in str(fitted("iris_complete_sep", method).summary())
        notes = fitted("endometrial", method).notes  # only a part of it is separated
        assert len(notes) == 1
        assert notes[0].startswith("'NV' separates the classes: all 13 rows with NV = 1")


# R 4.2.2: detectseparation::detect_separation; glm where it stopped, near the limit
@pytest.mark.parametrize("name", SEPARATED)
def test_the_limit_of_separated_classes(name):
    r = LIMITS[name]
    with pytest.warns(SeparationWarning, match="separates? the classes"):
        fit = oddsmith.fit(formula_of(name), table_of(name))
    assert fit.deviance == pytest.approx(r["deviance"], rel=1e-9, abs=1e-10)
    if name == "iris_complete_sep":  # R names a sign, and there are directions of either
        assert fit.params.isna().all()
        return
    infinite = np.array([v == "Inf" for v in r["limits"].values()])
    np.testing.assert_array_equal(np.isposinf(fit.params), infinite)
    w = as_ours(name, r["coef"])
    np.testing.assert_allclose(fit.params[~infinite], w[~infinite], rtol=1e-6)
    np.testing.assert_array_equal(fit.bse.isna(), infinite)
    assert fit.zvalues[infinite].isna().all()
    assert fit.conf_int()[infinite].isna().all().all()


SAID = "'{}' separates the classes: all 10 rows with {} = 1 have y = 1"


class TestEveryDoor:
    """A column that is always a success where it is one: no large number with a p-value."""

    table = exposed()
    limit = oddsmith.fit("y ~ x", table[table.exposed == 0])

    def check(self, fit, one, other):
        assert fit.params[one] == np.inf
        assert fit.pvalues[one] != fit.pvalues[one]
        assert fit.params[other] == pytest.approx(self.limit.params["x"], rel=1e-10)
        assert fit.bse[other] == pytest.approx(self.limit.bse["x"], rel=1e-10)
        assert fit.pvalues[other] == pytest.approx(self.limit.pvalues["x"], rel=1e-9)
        low, high = fit.conf_int(method="profile").loc[one]
        assert (low > 0, high) == (True, np.inf)
        rise = oddsmith.fit("y ~ x", self.table).deviance - self.limit.deviance
        assert fit.test(one, method="lr").statistic == pytest.approx(rise, rel=1e-10)
        assert SAID.format(one, one) in str(fit.summary())

    def test_fit(self):
        with pytest.warns(SeparationWarning, match=SAID.format("exposed", "exposed")):
            fit = oddsmith.fit("y ~ exposed + x", self.table)
        self.check(fit, "exposed", "x")

    @pytest.mark.parametrize("named", [True, False])
    def test_estimator(self, named):
        X = self.table[["exposed", "x"]]
        one, other = ("exposed", "x") if named else ("x0", "x1")
        with pytest.warns(ConvergenceWarning, match=SAID.format(one, one)):
            model = LogisticRegression(C=np.inf).fit(X if named else X.to_numpy(), self.table.y)
        assert np.isfinite(model.coef_).all()
        self.check(model.fit_, one, other)

    def test_command_line(self, tmp_path, capsys):
        self.table.to_csv(tmp_path / "t.csv", index=False)
        words = ["fit", str(tmp_path / "t.csv"), "y ~ exposed + x", "--intervals", "profile"]
        with warnings.catch_warnings():
            warnings.simplefilter("default")  # as on a command line
            with pytest.raises(SystemExit) as end:
                main(words)
        seen = capsys.readouterr()
        assert not end.value.code
        assert SAID.format("exposed", "exposed") in seen.err
        fit = quietly("y ~ exposed + x", self.table)
        assert seen.out == f"{fit.summary(method='profile')}\n"
        (line,) = (row for row in seen.out.splitlines() if row.startswith("exposed "))
        assert line.split()[1:3] == ["inf", "–"]
        assert line.split()[-1] == "inf"

    def test_counts(self):
        """A dose at which all died: rows of trials are decided, too."""
        counts = {"dead": [2, 4, 9, 9], "all": [9, 9, 9, 9], "x": [1.0, 2, 3, 3], "d": [0, 0, 1, 1]}
        with pytest.warns(SeparationWarning, match="'d' separates the classes"):
            fit = oddsmith.fit("dead / all ~ x + d", counts)
        assert np.isinf(fit.params["d"])
        shares = fit.predict(pd.DataFrame(counts)).to_numpy()
        np.testing.assert_allclose(shares, [2 / 9, 4 / 9, 1, 1], rtol=1e-12)
        assert fit.deviance == pytest.approx(0, abs=1e-12)


def test_a_solver_that_stops_early_says_so():
    for method in ("ml", "firth"):
        with pytest.warns(NotConvergedWarning, match="limit of steps"):
            fit = oddsmith.fit("y ~ x + group", noisy(), max_steps=1, method=method)
        assert fit.verdict.value in str(fit.summary())


def test_blocks_of_rows_do_not_matter(monkeypatch):
    """Every answer of the door, from the same rows in blocks of seven."""
    table = noisy()

    def answers():
        fit = oddsmith.fit("y ~ x + group", table, weights="w", offset="off")
        clustered = oddsmith.fit("y ~ x + group", table, cluster=["site", "year"])
        firth = oddsmith.fit("y ~ x + group", table, method="flac")
        return [
            fit.tidy(method="profile").drop(columns="term"),
            fit.vcov("HC3"),
            clustered.vcov(),
            fit.drop_one(),
            fit.sequential(),
            fit.influence(),
            fit.dfbetas(),
            fit.residuals("studentized"),
            fit.predict_interval(table),
            firth.params,
            quietly("y ~ exposed + x", exposed()).vcov("model"),
        ]

    whole = answers()
    monkeypatch.setattr("oddsmith.data.block_rows", lambda p: 7)
    for one, parts in zip(whole, answers(), strict=True):
        np.testing.assert_allclose(parts.astype(float), one.astype(float), rtol=1e-8, atol=1e-11)
