"""glmnet's paths (glmnet 4.1-6 in R, `make_truths_glmnet.R`): λ, coefficients, deviance, counts."""

import numpy as np
import pytest

import oddsmith
from tests.truths import DATA, certified, design

TABLES = ["BinomialExample", "SAheart", "birthwt", "endometrial"]
VARIANTS = {
    "weighted": lambda i, p: {"weights": 1 + i % 3, "l1_ratio": 0.7},
    "offset": lambda i, p: {"offset": np.sin(i), "l1_ratio": 0.7},
    "penalty_factor": lambda i, p: {"penalty_factor": [0, 2] + [1] * (p - 2)},
    "nonneg": lambda i, p: {"bounds": [(0, None)] * p},
}


def rows(name):
    columns = design(f"glmnet_{name}")
    y = columns.pop("y")
    return np.column_stack(list(columns.values())), y


def coefficients(path, k):
    return np.r_[path.intercepts[k], path.sparse_coefficients[[k]].toarray()[0]]


def assert_close(ours, theirs):
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=2e-7 * max(1, np.abs(theirs).max()))


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6])
def test_whole_paths(name, number):
    X, y = rows(name)
    truth = certified(f"glmnet_{name}")[f"fit{number}"]
    path = oddsmith.path(
        X,
        y,
        l1_ratio=truth["alpha"],
        standardize=truth["standardize"],
        intercept=truth["intercept"],
        penalties=40,
    )
    np.testing.assert_allclose(path.penalties, truth["lambda_seq"], rtol=1e-12)
    first = truth["alpha"] == 0  # glmnet's first point of a ridge path is that of an infinite λ
    for position, theirs in zip(truth["sel"][first:], truth["sel_coef"][first:], strict=True):
        assert_close(coefficients(path, position - 1), np.array(theirs))
    np.testing.assert_allclose(path.deviance_ratio[1:], truth["dev_ratio"][1:], atol=2e-9)
    np.testing.assert_array_equal(path.n_nonzero, truth["df"])
    assert path.violations.max() <= 1e-8
    assert path.gaps.max() <= 1e-12
    assert path.complete


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("variant", VARIANTS)
def test_weights_offset_factors_and_limits(name, variant):
    X, y = rows(name)
    truth = certified(f"glmnet_{name}").get(variant)
    if not truth:  # endometrial's unpenalised NV separates the classes: see test_door
        pytest.skip("glmnet fails here too")
    i = np.arange(1, len(y) + 1)
    path = oddsmith.path(X, y, penalties=30, **VARIANTS[variant](i, X.shape[1]))
    for strength, theirs in zip(truth["lambda"], truth["coef"], strict=True):
        k = int(np.argmin(np.abs(path.penalties - strength)))
        assert path.penalties[k] == pytest.approx(strength, rel=1e-12)
        assert_close(coefficients(path, k), np.array(theirs))
    assert path.gaps.max() <= 1e-12


def test_the_tables_are_there():
    assert {f"glmnet_{name}.json" for name in TABLES} <= {
        file.name for file in (DATA / "truths").iterdir()
    }
