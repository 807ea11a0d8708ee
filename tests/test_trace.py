"""Every row of a trace, computed again in NumPy from the module's formulas; the last is the fit."""

import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, log_softmax

import oddsmith
from oddsmith import LogisticRegression, LogisticRegressionCV
from oddsmith.datasets import load
from oddsmith.errors import NotKeptError
from oddsmith.estimator.arguments import SOLVERS
from oddsmith.trace import condition_number

ROUNDING = 1e-12


def table(seed=0, n=60, classes=2):
    """Columns of unlike size, a third of the rows twice, and labels that no line separates."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 3)) * [1.0, 3.0, 0.5] + [0.0, 2.0, -1.0]
    y = rng.integers(0, classes, n)
    y[: 2 * classes] = np.tile(np.arange(classes), 2)
    return X, y, rng.integers(1, 3, n).astype(float)


def numbers(X, Y, c, w, l2):
    """Loss, smooth gradient and curvature at w (p, m), Y (n, m): m = 1 is the sigmoid's."""
    z, C = X @ w, c.sum()
    if w.shape[1] == 1:
        p = expit(z)
        loss = c @ (np.logaddexp(0, z) - Y * z)[:, 0] / C
        d = (p * (1 - p))[:, :, None]
    else:
        log_p = log_softmax(z, axis=1)
        p = np.exp(log_p)
        loss = -c @ (Y * log_p).sum(axis=1) / C
        d = p[:, :, None] * (np.eye(w.shape[1]) - p[:, None, :])
    gradient = X.T @ (c[:, None] * (p - Y)) / C + l2 * w
    H = np.einsum("i,ij,ikl,im->jkml", c, X, d, X) / C
    return loss, gradient, H.reshape(w.size, w.size) + np.diag(np.broadcast_to(l2, w.shape).ravel())


def standardised(X, c):
    """The columns with mean 0 and standard deviation 1, but for a first of ones."""
    m = np.average(X, axis=0, weights=c)
    s = np.sqrt(np.average((X - m) ** 2, axis=0, weights=c))
    m[0], s[0] = 0, 1
    return (X - m) / s, m, s


def assert_row(row, X, Y, c, w, l1, l2, coding):
    """A row of a table; X with its column of ones first, l1 and l2 (p, 1), w (p, K) of classes."""
    loss, g, H = numbers(X, Y, c, w, l2)
    assert row["loss"] == pytest.approx(loss, rel=ROUNDING)
    objective = loss + (l1 * np.abs(w)).sum() + (l2 * w**2).sum() / 2
    assert row["objective"] == pytest.approx(objective, rel=ROUNDING)
    assert row["gradient_norm"] == pytest.approx(np.linalg.norm(g), rel=ROUNDING, abs=ROUNDING)
    U, m, s = standardised(X, c)
    u, at = w * s[:, None], l2 / s[:, None] ** 2
    u[0] += m @ w
    _, _, inside = numbers(U, Y, c, u, at)
    E = np.kron(np.eye(len(w)), coding)
    for name, curvature in (("condition", H), ("scaled_condition", inside)):
        expected = np.linalg.cond(E.T @ curvature @ E)
        assert row[name] == pytest.approx(expected, rel=max(ROUNDING, 1e-15 * expected))


def penalties(p, strength, ratio):
    each = np.r_[0.0, np.full(p, strength)][:, None]
    return each * ratio, each * (1 - ratio)


def orthonormal(K):
    """A basis of the contrasts of K classes: (K, K - 1)."""
    return np.linalg.svd(np.eye(K) - 1 / K)[0][:, : K - 1]


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("solver", sorted(SOLVERS - {"liblinear"}))
def test_every_solver_and_number_of_classes(solver, classes):
    X, y, c = table(classes=classes)
    model = LogisticRegression(solver=solver, C=0.5, trace=True, max_iter=2000).fit(X, y, c)
    rows, K = model.history_, 1 if classes == 2 else 3
    ones = np.column_stack([np.ones(len(X)), X])
    Y = np.eye(classes)[y][:, -K:]
    l1, l2 = penalties(3, 1 / (0.5 * c.sum()), 0)
    coding = np.eye(1) if K == 1 else orthonormal(3)
    for _, row in [*rows.iloc[:3].iterrows(), *rows.iloc[-2:].iterrows()]:
        w = row.iloc[8:].to_numpy(float).reshape(K, 4).T
        assert_row(row, ones, Y, c, w, l1, l2, coding)
    last = rows.iloc[-1, 8:].to_numpy(float).reshape(K, 4)
    assert np.array_equal(last, np.column_stack([model.intercept_, model.coef_]))
    assert rows["step"].tolist() == list(range(model.n_iter_[0] + 1))
    assert rows["violation"].iloc[-1] == model.certificate_.violation


def test_an_l1_penalty_and_liblinear():
    X, y, c = table()
    ones, C = np.column_stack([np.ones(len(X)), X]), c.sum()
    l1, l2 = penalties(3, 1 / (0.2 * C), 0.7)
    mixed = LogisticRegression(solver="saga", C=0.2, l1_ratio=0.7, trace=True).fit(X, y, c)
    lib = LogisticRegression(solver="liblinear", intercept_scaling=2.0, trace=True).fit(X, y, c)
    for _, row in mixed.history_.iterrows():
        w = row.iloc[8:].to_numpy(float)[:, None]
        assert_row(row, ones, y[:, None], c, w, l1, l2, np.eye(1))
    for _, row in lib.history_.iterrows():  # without a free intercept columns are not shifted
        w = row.iloc[8:].to_numpy(float)[:, None] / np.array([2.0, 1, 1, 1])[:, None]
        loss, g, H = numbers(ones * [2.0, 1, 1, 1], y[:, None], c, w, 1 / C)
        assert row["objective"] == pytest.approx(loss + (w**2).sum() / 2 / C, rel=ROUNDING)
        assert row["gradient_norm"] == pytest.approx(np.linalg.norm(g), rel=1e-12, abs=1e-12)
        assert row["condition"] == pytest.approx(np.linalg.cond(H), rel=1e-12)
    assert np.array_equal(lib.history_.iloc[-1, 8:], [*lib.intercept_, *lib.coef_[0]])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([2, 3, 4]), st.sampled_from([0.0, 0.1]))
def test_the_statisticians_fit(seed, classes, penalty):
    X, y, c = table(seed, 80, classes)
    data = pd.DataFrame(X, columns=["a", "loss", "step"]).assign(y=y, c=c)
    penalty = penalty if classes == 2 else 0.0
    fit = oddsmith.fit("y ~ a + loss + step", data, weights="c", penalty=penalty, trace=True)
    ones, m = np.column_stack([np.ones(len(X)), X]), classes - 1
    l1, l2 = penalties(3, penalty, 0)
    Y = np.eye(classes)[y][:, -1:] if m == 1 else np.eye(classes)[y]
    coding = np.eye(1) if m == 1 else np.eye(classes)[:, 1:]
    for _, row in fit.history.iterrows():
        w = row.iloc[8:].to_numpy(float).reshape(4, m) @ coding.T
        _, full, _ = numbers(ones, Y, c, w, l2)
        reduced = np.linalg.norm(full @ coding)  # the reference class has no coefficients
        assert row["gradient_norm"] == pytest.approx(reduced, rel=ROUNDING, abs=ROUNDING)
        at = row.copy()
        at["gradient_norm"] = np.linalg.norm(full)
        assert_row(at, ones, Y, c, w, l1, l2, coding)
    assert np.array_equal(fit.history.iloc[-1, 8:], np.ravel(fit.params))
    assert fit.history.columns[8] == ("w[Intercept]" if m == 1 else "w[1:Intercept]")


def log_det(X, c, w):
    p = expit(X @ w)
    return np.linalg.slogdet((X.T * (c * p * (1 - p))) @ X)[1]


def test_firth_and_its_corrections():
    X, y, _ = table(3)
    ones, data = np.column_stack([np.ones(len(X)), X]), pd.DataFrame(X, columns=list("abc"))
    data = data.assign(y=y)
    made = {
        method: oddsmith.fit("y ~ a + b + c", data, method=method, trace=True)
        for method in ("firth", "flic", "flac")
    }
    one = np.ones(len(X))
    for method in ("firth", "flic"):
        history = made[method].history
        assert np.array_equal(history.iloc[-1, 8:], made[method].params)
        for _, row in history.iterrows():
            w = row.iloc[8:].to_numpy(float)
            loss, _, _ = numbers(ones, y[:, None], one, w[:, None], 0)
            prior = log_det(ones, one, w) / 2 / len(X)
            assert row["loss"] == pytest.approx(loss, rel=ROUNDING)
            assert row["objective"] == pytest.approx(loss - prior, rel=ROUNDING)
            steps = 1e-6 * np.eye(4)
            slope = [(F(ones, y, w + h) - F(ones, y, w - h)) / 2e-6 for h in steps]
            assert row["gradient_norm"] == pytest.approx(np.linalg.norm(slope), abs=1e-8)
    pd.testing.assert_frame_equal(made["flic"].history.iloc[:-1], made["firth"].history)
    flac = made["flac"].history
    assert flac.columns[-1] == "w[added rows]"
    assert np.array_equal(flac.iloc[-1, 8:-1], made["flac"].params)


def F(X, y, w):
    loss, _, _ = numbers(X, y[:, None], np.ones(len(y)), w[:, None], 0)
    return loss - log_det(X, np.ones(len(y)), w) / 2 / len(y)


@pytest.mark.filterwarnings("ignore::oddsmith.errors.SeparationWarning")
@pytest.mark.parametrize("y", [[0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 2, 2], [0, 0, 1, 1, 1, 1]])
def test_where_classes_are_separated_the_last_row_is_the_limit(y):
    fit = oddsmith.fit("y ~ x", {"y": y, "x": [1.0, 2, 2, 3, 4, 5]}, trace=True)
    last = fit.history.iloc[-1]
    np.testing.assert_array_equal(last.iloc[8:].to_numpy(float), np.ravel(fit.params))
    assert last["loss"] == pytest.approx(-fit.llf / 6)
    assert fit.history["loss"].iloc[-2] >= last["loss"]
    assert np.isinf(last["condition"])


def test_columns_left_out_take_no_part():
    X, y, _ = table(5)
    data = pd.DataFrame(X, columns=list("abc")).assign(y=y, twice=2 * X[:, 0])
    with pytest.warns(oddsmith.errors.AliasedWarning):
        fit = oddsmith.fit("y ~ a + twice + b + c", data, trace=True)
    without = oddsmith.fit("y ~ a + b + c", data, trace=True).history
    unlike = ["violation", "step_size"]  # at the floor of rounding
    pd.testing.assert_frame_equal(
        fit.history.drop(columns=["w[twice]", *unlike]), without.drop(columns=unlike), rtol=1e-9
    )
    assert fit.history["w[twice]"].isna().all()


@pytest.mark.parametrize("kind", [LogisticRegression, LogisticRegressionCV])
def test_an_estimator_keeps_steps_where_asked_and_only_there(kind):
    X, y, _ = table()
    given = {"l1_ratios": (0,), "scoring": "neg_log_loss", "use_legacy_attributes": False}
    given = given if kind is LogisticRegressionCV else {}
    model = kind(trace=True, **given).fit(X, y)
    again = pickle.loads(pickle.dumps(model))
    pd.testing.assert_frame_equal(again.history_, model.history_)
    assert np.array_equal(model.history_.iloc[-1, 9:], model.coef_[0])
    plain = kind(**given).fit(X, y)
    assert np.array_equal(plain.coef_, model.coef_)
    assert plain._trace is None
    assert not hasattr(plain, "history_")
    with pytest.raises(NotKeptError, match="trace=True"):
        _ = model.set_params(trace=False).fit(X, y).history_


def test_feature_names_head_the_columns():
    data = load("admissions")
    model = LogisticRegression(trace=True).fit(data[["gre", "gpa"]], data["admit"])
    assert list(model.history_.columns[8:]) == ["w[Intercept]", "w[gre]", "w[gpa]"]


def test_a_curvature_without_numbers_has_no_condition():
    assert condition_number(np.zeros((2, 2))) == np.inf
    assert np.isnan(condition_number(np.full((2, 2), np.inf)))
    assert np.isnan(condition_number(np.zeros((0, 0))))
