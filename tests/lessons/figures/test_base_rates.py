"""One more of a column from every base rate, against the odds of a 2 x 2 table."""

import numpy as np
import pytest

import oddsmith
from oddsmith.lessons.figures.base_rates import RATES, one_more_from_each

a, b, c, d = 20, 30, 5, 45  # exposed cases and controls, others
RATIO = a * d / (b * c)


@pytest.fixture(scope="module")
def figure():
    counts = [a, b, c, d]
    exposed, ill = np.repeat([1, 1, 0, 0], counts), np.repeat([1, 0, 1, 0], counts)
    fit = oddsmith.fit("ill ~ exposed", {"exposed": exposed, "ill": ill})
    return one_more_from_each(fit, "exposed")


def test_each_step_is_a_base_rate(figure):
    assert figure.steps == tuple(f"Base rate {rate:.0%}" for rate in RATES)
    assert figure.title == "One more of exposed, from every base rate"


def test_the_step_on_the_log_odds_is_always_the_same(figure):
    for rate, frame in zip(RATES, figure.panels[0].frames[0], strict=True):
        (x0, x1), (y0, y1) = frame[3]["x"], frame[3]["y"]
        assert x1 - x0 == pytest.approx(np.log(RATIO), abs=2e-5)
        assert y0 == pytest.approx(rate)
        assert y1 / (1 - y1) == pytest.approx(rate / (1 - rate) * RATIO, rel=1e-3)
        assert frame[1]["y"] == [y0, y0]
        assert frame[2]["x"] == [x1, x1]


def test_the_arithmetic_is_that_of_odds(figure):
    for rate, lines in zip(RATES, figure.panels[2].lines[0], strict=True):
        value = {line.name: float(line.value) for line in lines}
        odds = rate / (1 - rate) * RATIO
        after = odds / (1 + odds)
        assert value == pytest.approx(
            {
                "odds": rate / (1 - rate),
                "z": np.log(rate / (1 - rate)),
                "new z": np.log(odds),
                "new odds": odds,
                "new p": after,
                "change": after - rate,
                "ratio": after / rate,
            },
            abs=5.1e-5,
        )


def test_the_curve_meets_the_caption(figure):
    panel = figure.panels[1]
    for k, rate in enumerate(RATES):
        after = panel.traces[2]["y"][k]
        assert panel.captions[0][k].startswith(f"From {rate:.1%} to {after:.1%} (interval ")
        assert panel.frames[0][k][3] == {"x": [rate, rate], "y": [rate, after]}
