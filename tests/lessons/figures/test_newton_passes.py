"""Newton's method as data and text: the formulas' numbers, and the optimum at the end."""

import re

import numpy as np
import pytest

from oddsmith.datasets import load
from oddsmith.learn.convergence import optimum
from oddsmith.lessons.figures.newton_passes import descent, passes

TABLE = load("admissions")
x, y = TABLE["gpa"].to_numpy(float), TABLE["admit"].to_numpy(float)
X = np.column_stack([x, np.ones(len(x))])


@pytest.fixture(scope="module", params=[(0.0, 0.0), (0.0, 3.0)], ids=["near", "far"])
def made(request):
    return descent(x, y, np.array(request.param), 7)


def test_states_are_those_of_the_formulas_and_end_at_the_optimum(made):
    for k, w in enumerate(made.w):
        out = 1 / (1 + np.exp(-(X @ w)))
        g = X.T @ (out - y) / len(y)
        H = X.T @ np.diag(out * (1 - out)) @ X / len(y)
        assert made.gradient[k] == pytest.approx(g, rel=1e-11, abs=1e-14)
        assert made.H[k] == pytest.approx(H, rel=1e-12)
        assert H @ made.full[k] == pytest.approx(-g, rel=1e-9, abs=1e-13)
        if k + 1 < len(made.w):
            assert w + made.share[k + 1] * made.full[k] == pytest.approx(made.w[k + 1], rel=1e-9)
    assert made.w[-1] == pytest.approx(optimum(x[:, None], y).at, rel=1e-8)
    assert (np.diff(made.value) <= 1e-15).all()


def test_steps_are_halved_only_from_far_away():
    shares = [descent(x, y, np.array(start), 5).share[1:] for start in ((0.0, 0), (0.0, 3))]
    assert shares[0].tolist() == [1, 1, 1, 1, 1]
    assert shares[1][0] < 1
    assert shares[1][-1] == 1


def test_the_table_says_the_numbers_of_the_passes(made):
    for k, lines in enumerate(passes(made, 2).lines[0]):
        said = {line.name: line.value for line in lines}
        out = 1 / (1 + np.exp(-(X[2] @ made.w[k])))
        expected = {
            "z": X[2] @ made.w[k],
            "out": out,
            "delta": out - y[2],
            "d": out * (1 - out),
        }
        for name, value in expected.items():
            assert float(said[name]) == pytest.approx(value, abs=5.1e-5)
        for name, value in (("g", made.gradient[k]), ("H", made.H[k]), ("s", made.full[k])):
            read = [float(number) for number in re.findall(r"-?[\d.]+(?:e-?\d+)?", said[name])]
            assert read == pytest.approx(value.ravel(), rel=1e-3)
