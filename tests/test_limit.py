"""Separated classes: what is finite, what is infinite, and what is said, at every front door."""

import warnings

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning

import oddsmith
from oddsmith import LogisticRegression, LogisticRegressionCV
from oddsmith.cli import main
from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.errors import SeparationWarning
from oddsmith.estimate import estimate
from oddsmith.limit import limit_of
from oddsmith.penalties import Penalty
from tests.truths import problem

rng = np.random.default_rng(0)
EXPOSED = np.r_[np.ones(13), np.zeros(27)]
TABLE = {
    "y": np.r_[np.ones(13), rng.integers(0, 2, 27)].astype(int),
    "exposed": EXPOSED.astype(int),
    "x": rng.standard_normal(40),
}
SAID = "'exposed' separates the classes: all 13 rows with exposed = 1 have y = 1"


def quasi():
    with pytest.warns(SeparationWarning, match=SAID):
        return oddsmith.fit("y ~ exposed + x", TABLE)


def test_finite_coefficients_are_those_of_the_rows_that_are_left():
    fit = quasi()
    rest = oddsmith.fit("y ~ x", {name: values[13:] for name, values in TABLE.items()})
    names = ["Intercept", "x"]
    assert fit.params["exposed"] == np.inf
    np.testing.assert_allclose(fit.params[names], rest.params[names], rtol=1e-12)
    np.testing.assert_allclose(fit.bse[names], rest.bse[names], rtol=1e-12)
    assert np.isnan(fit.pvalues["exposed"])
    assert np.isnan(fit.conf_int().loc["exposed"]).all()
    assert fit.llf == pytest.approx(rest.llf, rel=1e-13)
    assert fit.rank == 3


def test_predictions_are_those_of_the_limit_also_after_reload(tmp_path):
    fit = quasi()
    rest = oddsmith.fit("y ~ x", {name: values[13:] for name, values in TABLE.items()})
    p = fit.predict(TABLE)
    assert (p[:13] == 1).all()
    np.testing.assert_allclose(p[13:], rest.predict(TABLE)[13:], rtol=1e-12)
    fit.save(tmp_path / "m.json")
    again = oddsmith.load(tmp_path / "m.json")
    np.testing.assert_array_equal(again.predict(TABLE), p)
    assert str(again.summary()) == str(fit.summary())


def test_every_door_says_so(tmp_path, capsys):
    assert SAID in str(quasi().summary())
    X = np.column_stack([TABLE["exposed"], TABLE["x"]])
    with pytest.warns(ConvergenceWarning, match="'x0' separates the classes: all 13 rows"):
        model = LogisticRegression(C=np.inf).fit(X, TABLE["y"])
    settings = {"l1_ratios": (0,), "scoring": "neg_log_loss", "use_legacy_attributes": False}
    with warnings.catch_warnings(record=True) as told:  # of each fold, and of all rows
        warnings.simplefilter("always")
        LogisticRegressionCV(Cs=[np.inf], cv=3, **settings).fit(X, TABLE["y"])
    assert any("'x0' separates the classes: all 13 rows" in str(one.message) for one in told)
    for method in ("firth", "flic", "flac"):
        fit = oddsmith.fit("y ~ exposed + x", TABLE, method=method)
        assert SAID in str(fit.summary())
        assert np.isfinite(fit.params).all()
    assert np.isfinite(model.coef_).all()
    assert model.fit_.params["x0"] == np.inf
    assert "inf" in str(model.fit_.summary())
    lines = ["y,exposed,x", *(f"{a},{b},{c}" for a, b, c in zip(*TABLE.values(), strict=True))]
    (tmp_path / "t.csv").write_text("\n".join(lines))
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        with pytest.raises(SystemExit):
            main(["fit", str(tmp_path / "t.csv"), "y ~ exposed + x"])
    assert SAID in capsys.readouterr().err


def test_complete_separation_estimates_nothing():
    with pytest.warns(SeparationWarning, match=r"all 3 rows with x > 3\.5 have y = 1"):
        fit = oddsmith.fit("y ~ x", {"y": [0, 0, 0, 1, 1, 1], "x": [1.0, 2, 3, 4, 5, 6]})
    assert fit.params.tolist() == [-np.inf, np.inf]
    assert fit.deviance == 0
    assert fit.predict({"x": [0.0, 3, 4, 9.0]}).tolist() == [0, 0, 1, 1]
    said = "2 of 4 rows lie where the columns separate the classes and the data do not tell"
    with pytest.warns(SeparationWarning, match=said):
        between = fit.predict({"x": [2.9, 3.4, 3.6, 4.1]})
    np.testing.assert_array_equal(between, [0, np.nan, np.nan, 1])


@pytest.mark.parametrize(("name", "infinite"), [("endometrial", ["NV"]), ("iris_complete_sep", [])])
def test_known_tables(name, infinite):
    names, X, y, weights, _ = problem(name)
    rows = InMemory(Dense(X), y, weights)
    limit = limit_of(estimate(rows, names.index("(Intercept)"), Penalty.none(len(names))), rows)
    assert [n for n, w in zip(names, limit.w, strict=True) if np.isinf(w)] == infinite
    assert np.isnan(limit.w).all() == (name == "iris_complete_sep")


def test_a_penalty_gives_finite_estimates_and_no_warning():
    fit = oddsmith.fit("y ~ exposed + x", TABLE, penalty=0.01)
    assert np.isfinite(fit.params).all()
    assert fit.separation == ""


def test_one_far_out_value_is_not_separation():
    """Its row is decided by any slope of the right sign, and says nothing about its size."""
    x = rng.standard_normal(60)
    y = rng.integers(0, 2, 60)
    plain = oddsmith.fit("y ~ x", {"x": x[1:], "y": y[1:]})
    x[0] = 1e6 * (1 if (y[0] == 1) == (plain.params["x"] > 0) else -1)
    fit = oddsmith.fit("y ~ x", {"x": x, "y": y})
    assert fit.separation == ""
    assert (np.abs(fit.params - plain.params) < 1e-6 * plain.bse).all()
    np.testing.assert_allclose(fit.bse, plain.bse, rtol=1e-6)


@pytest.mark.parametrize("shift", [-50.0, 30.0, 1000.0])
def test_a_constant_offset_moves_the_intercept_alone(shift):
    table = {"y": rng.integers(0, 2, 60), "x": rng.standard_normal(60)}
    plain = oddsmith.fit("y ~ x", table)
    moved = oddsmith.fit("y ~ x", table, offset=np.full(60, shift))
    assert moved.params["x"] == pytest.approx(plain.params["x"], rel=1e-9, abs=1e-11)
    assert moved.params["Intercept"] + shift == pytest.approx(plain.params["Intercept"], abs=1e-10)
    assert moved.llnull == pytest.approx(plain.llnull, rel=1e-12)


def test_a_large_offset_along_a_column_is_undone():
    table = {"y": rng.integers(0, 2, 60), "x": rng.standard_normal(60)}
    plain = oddsmith.fit("y ~ x", table)
    moved = oddsmith.fit("y ~ x", table, offset=1e4 * table["x"])
    assert moved.params["x"] + 1e4 == pytest.approx(plain.params["x"], abs=1e-8)


def test_firth_is_silent_where_there_is_an_estimate():
    rest = {name: values[13:] for name, values in TABLE.items()}
    assert not oddsmith.fit("y ~ x", rest, method="firth").notes
