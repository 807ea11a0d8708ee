"""Rows with levels that training did not hold: refused, left open, or taken for the reference."""

import warnings

import numpy as np
import pandas as pd
import pytest

import oddsmith
from oddsmith.errors import (
    InputError,
    MissingValuesWarning,
    OddsmithWarning,
    UnseenLevelError,
    UnseenLevelWarning,
)

RNG = np.random.default_rng(7)
TRAINING = pd.DataFrame(
    {
        "y": RNG.integers(0, 2, 200),
        "kind": RNG.choice(["p", "q", "r"], 200),
        "town": RNG.choice(["b", "a", "c"], 200),
        "rank": RNG.integers(1, 4, 200),
        "x": RNG.standard_normal(200),
    }
)
NEW = pd.DataFrame(
    {"town": ["a", "d", None, "b", "d"], "rank": [1, 2, 3, 9, 9], "x": [0.1, 0.2, 0.3, 0.4, 0.5]}
)
FORMULA = '~ x * C(town, Treatment("b")) + C(rank)'


@pytest.fixture(scope="module", params=["y", "kind"])
def fit(request):
    return oddsmith.fit(f"{request.param} {FORMULA}", TRAINING)


def quietly(function, *args, **kwargs):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", OddsmithWarning)
        return function(*args, **kwargs)


@pytest.mark.parametrize("ask", ["predict", "predict_interval"])
def test_each_way(fit, ask):
    ask = getattr(fit, ask)
    with pytest.raises(UnseenLevelError, match="'d' in 2 rows"):
        ask(NEW)
    known = ask(NEW.assign(town=["a", "b", "b", "b", "b"], rank=[1, 2, 3, 1, 1])).to_numpy()
    left_open = quietly(ask, NEW, unseen="nan").to_numpy()
    np.testing.assert_array_equal(left_open[0], known[0])
    assert np.isnan(left_open[1:]).all()
    taken = quietly(ask, NEW, unseen="reference").to_numpy()
    np.testing.assert_array_equal(taken[[0, 1, 3, 4]], known[[0, 1, 3, 4]])
    assert np.isnan(taken[2]).all()


@pytest.mark.parametrize(("how", "what"), [("nan", "is NaN"), ("reference", "reference level")])
def test_they_are_counted(fit, how, what):
    with pytest.warns(UnseenLevelWarning, match=f"^3 of 4 rows hold levels .*{what}"):
        fit.predict(NEW.drop(index=2), unseen=how)
    with pytest.warns(MissingValuesWarning, match="^1 of 2 rows have missing"):
        fit.predict(NEW.iloc[[0, 2]], unseen=how)


def test_no_reference_or_no_such_way():
    fit = oddsmith.fit("y ~ x + C(town, Sum)", TRAINING)
    with pytest.raises(InputError, match="holds no level against the others"):
        fit.predict(NEW.drop(index=2), unseen="reference")
    with pytest.raises(InputError, match="unseen='drop' is not known"):
        fit.predict(NEW, unseen="drop")


def test_a_category_that_is_never_expanded():
    wide = pd.DataFrame({"y": RNG.integers(0, 2, 400), "code": np.arange(400) % 40})
    fit = oddsmith.fit("y ~ C(code)", wide, penalty=0.01)
    asked = pd.DataFrame({"code": [3, 99, 0]})
    assert np.isnan(quietly(fit.predict, asked, unseen="nan")).tolist() == [False, True, False]
    taken = quietly(fit.predict, asked, unseen="reference")
    assert taken[1] == taken[2] != taken[0]
