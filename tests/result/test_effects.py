"""Effects and odds ratios asked of a fit."""

import numpy as np
import pytest

import oddsmith
from oddsmith.datasets import load


@pytest.fixture(scope="module")
def fit():
    return oddsmith.fit("admit ~ gre + gpa + C(rank)", load("admissions"))


def test_effects_are_averages_over_the_rows(fit):
    table, h = load("admissions"), 1e-5
    up, down = (fit.predict(table.assign(gpa=table.gpa + s)).mean() for s in (h, -h))
    effect = fit.marginal_effects("gpa")
    assert effect.estimate[0] == pytest.approx((up - down) / (2 * h), rel=1e-8)
    given = fit.marginal_effects("gpa", data=table.iloc[:50])
    assert given.estimate[0] != effect.estimate[0]
    at = fit.predict_at({"rank": [1, 2]})
    for rank, estimate in zip((1, 2), at.estimate, strict=True):
        assert fit.predict(table.assign(rank=rank)).mean() == pytest.approx(estimate, rel=1e-12)


def test_odds_ratios_exponentiate_the_ends(fit):
    unit, sd = fit.odds_ratios(), fit.odds_ratios("sd", level=0.9)
    np.testing.assert_allclose(unit.odds_ratio, np.exp(fit.params), rtol=1e-14)
    np.testing.assert_allclose(unit.lower, np.exp(fit.conf_int().lower), rtol=1e-14)
    spread = load("admissions").gre.std()
    ends = np.exp(spread * fit.conf_int(level=0.9).loc["gre"])
    assert sd.loc["gre", ["lower", "upper"]].tolist() == pytest.approx(ends.tolist(), rel=1e-12)
    assert sd.loc["C(rank)[T.2]", "per"] == "unit"
