"""Fits of drawn tables: counted, spread and told as NumPy does it."""

import numpy as np
import pytest

import oddsmith
from oddsmith.lessons.figures.resampling import ENOUGH, Resampled, resampling

B, n = 60, 80


@pytest.fixture(scope="module")
def here():
    rng = np.random.default_rng(4)
    X = rng.normal([5.0, 3.0], [1.0, 0.5], size=(n, 2))
    y = (rng.random(n) < 1 / (1 + np.exp(-(X[:, 0] - 5)))).astype(int)
    rows = np.vstack([np.arange(n), rng.integers(n, size=(B, n))])
    tables = [{"a": X[drawn, 0], "b": X[drawn, 1], "y": y[drawn]} for drawn in rows]
    fits = [oddsmith.fit("y ~ a + b", table) for table in tables]
    return Resampled(
        X,
        y,
        ("a", "b"),
        ("no", "yes"),
        np.array([fit.params for fit in fits]),
        rows,
        float(fits[0].bse["b"]),
        fits[0].conf_int().loc["b"].to_numpy(),
    )


@pytest.fixture(scope="module")
def figure(here):
    return resampling(here)


def values(table, example, step):
    return {line.name: line.value for line in table.lines[example][step]}


def test_steps_count_the_resamples(here, figure):
    assert here.after[0] == 0
    assert here.after[-1] == B
    assert figure.steps[:3] == ("All rows", "After 1 resample", "After 2 resamples")
    assert len(figure.steps) == len(here.after)


def test_forward_pass_of_the_row_shown(here, figure):
    for step, k in enumerate(here.after):
        b, *w = here.weights[k]
        for example, i in enumerate(here.shown):
            z = here.X[i] @ w + b
            said = values(figure.panels[-1], example, step)
            assert float(said["z"]) == pytest.approx(z, abs=5.1e-5)
            assert float(said["out"]) == pytest.approx(1 / (1 + np.exp(-z)), abs=5.1e-5)


def test_the_slope_is_zero_for_all_rows_and_for_no_others(here, figure):
    name = "∂loss/∂w, ∂loss/∂b"
    slopes = [values(figure.panels[-1], 0, step)[name] for step in range(len(here.after))]
    assert slopes[0] == "[0.0000, 0.0000, 0.0000]"
    assert slopes[0] not in slopes[1:]
    w = here.weights[0]
    k = here.after[-1]
    X = np.column_stack([here.X, np.ones(n)])[here.rows[k]]
    r = 1 / (1 + np.exp(-(X @ w[[1, 2, 0]]))) - here.y[here.rows[k]]
    assert slopes[-1] == f"[{', '.join(f'{v:.4f}' for v in X.T @ r / n)}]"


def test_spread_and_interval_are_those_of_the_weights_so_far(here, figure):
    for step, k in enumerate(here.after):
        said, w = values(figure.panels[-1], 0, step), here.weights[1 : k + 1, 2]
        assert said["rows drawn"] == f"{len(set(here.rows[k].tolist()))}"
        assert said["spread"] == (f"{np.std(w, ddof=1):.4f}" if k > 1 else "–")
        low, high = np.percentile(w, [2.5, 97.5]) if k >= ENOUGH else (np.nan, np.nan)
        ends = f"{low:.3f} to {high:.3f}" if k >= ENOUGH else "–"
        assert figure.panels[2].captions[0][step].endswith(f"by resampling {ends}")


def test_rows_from_the_lowest_to_the_highest_output(here, figure):
    b, *w = here.weights[0]
    z = here.X @ w + b
    assert here.shown[0] == z.argmin()
    assert here.shown[2] == z.argmax()
    assert (z < z[here.shown[1]]).sum() == n // 2
    assert figure.examples[0].startswith(f"Row {here.shown[0]}: a ")
