"""Beyond scikit-learn's: offset, penalty factors, bounds; and weights, solvers, pipelines."""

import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression as Theirs
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler, scale

from oddsmith import LogisticRegression
from oddsmith.losses import sigmoid

RAW, Y = load_breast_cancer(return_X_y=True)
X = scale(RAW)[:, :8]
NAMES = [f"f{j}" for j in range(8)]
TABLE = pd.DataFrame(X, columns=NAMES)


def gradient(model, C=1.0, weight=None, offset=0.0):
    """Of the mean loss and the L2 part, at the model's coefficients."""
    s = np.ones(len(Y)) if weight is None else weight
    r = s * (sigmoid(X @ model.coef_[0] + model.intercept_[0] + offset) - Y) / s.sum()
    return X.T @ r, r.sum(), 1 / (C * s.sum())


def test_offset_in_the_span_of_X_shifts_the_coefficients():
    w = np.linspace(-1, 1, 8)
    plain = LogisticRegression(C=np.inf).fit(X, Y)
    shifted = LogisticRegression(C=np.inf).fit(X, Y, offset=X @ w)
    np.testing.assert_allclose(shifted.coef_[0], plain.coef_[0] - w, atol=1e-8)
    np.testing.assert_allclose(
        shifted.predict_proba(X, offset=X @ w), plain.predict_proba(X), atol=1e-9
    )
    assert shifted.score(X, Y, offset=X @ w) == plain.score(X, Y)
    with pytest.raises(ValueError, match="offset has shape"):
        plain.predict(X, offset=np.ones((3, len(Y))).T)


def test_a_multinomial_offset_of_the_logits():
    y = Y + (X[:, 0] > 1)
    shift = np.random.default_rng(0).standard_normal((len(y), 3))
    model = LogisticRegression().fit(X, y, offset=shift)
    p = model.predict_proba(X, offset=shift)
    np.testing.assert_allclose((p - (y[:, None] == np.arange(3))).sum(axis=0), 0, atol=1e-8)


@pytest.mark.parametrize("l1_ratio", [0.0, 0.7])
def test_penalty_factors_by_name_and_position(l1_ratio):
    factors = {"f0": 0.0, "f3": 5.0, "f5": np.inf}
    a = LogisticRegression(l1_ratio=l1_ratio, solver="auto", penalty_factor=factors).fit(TABLE, Y)
    b = LogisticRegression(
        l1_ratio=l1_ratio, solver="auto", penalty_factor=[0, 1, 1, 5, 1, np.inf, 1, 1]
    ).fit(X, Y)
    np.testing.assert_allclose(a.coef_, b.coef_, rtol=1e-11)
    w, (g, g0, strength) = a.coef_[0], gradient(a)
    pull = g + strength * (1 - l1_ratio) * np.array([0, 1, 1, 5, 1, 0, 1, 1]) * w
    kink = strength * l1_ratio * np.array([0, 1, 1, 5, 1, 0, 1, 1])
    assert w[5] == 0
    others = np.delete(np.arange(8), 5)
    moved = others[w[others] != 0]
    np.testing.assert_allclose(pull[moved] + kink[moved] * np.sign(w[moved]), 0, atol=1e-10)
    still = others[w[others] == 0]
    assert (np.abs(pull[still]) <= kink[still] + 1e-10).all()
    assert abs(g0) < 1e-12


def test_bounds_by_name_hold_and_are_optimal():
    bounds = {"f0": (0, None), "f1": (-0.1, 0.1), "f7": (None, 0)}
    model = LogisticRegression(bounds=bounds).fit(TABLE, Y)
    w, (g, g0, strength) = model.coef_[0], gradient(model)
    slope = g + strength * w
    low = np.array([0, -0.1, *[-np.inf] * 6])
    high = np.array([np.inf, 0.1, *[np.inf] * 5, 0])
    assert ((low <= w) & (w <= high)).all()
    inside = (w > low) & (w < high)
    np.testing.assert_allclose(slope[inside], 0, atol=1e-10)
    assert (slope[w == low] >= -1e-10).all()
    assert (slope[w == high] <= 1e-10).all()
    assert not inside.all()
    assert abs(g0) < 1e-12


def test_every_class_is_bounded():
    y = Y + (X[:, 0] > 1)
    model = LogisticRegression(bounds={0: (-0.2, 0.2)}).fit(X, y)
    assert np.abs(model.coef_[:, 0]).max() <= 0.2 + 1e-12


@pytest.mark.parametrize("l1_ratio", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("solver", ["auto", "newton", "working-set"])
def test_solvers_reach_the_same_optimum(solver, l1_ratio):
    a = LogisticRegression(l1_ratio=l1_ratio, solver=solver, C=0.5).fit(X, Y)
    b = LogisticRegression(l1_ratio=l1_ratio, solver="saga", C=0.5).fit(X, Y)
    np.testing.assert_allclose(a.coef_, b.coef_, rtol=1e-7, atol=1e-9)


def test_products_reach_the_same_optimum():
    a = LogisticRegression(solver="newton-products").fit(X, Y)
    np.testing.assert_allclose(a.coef_, LogisticRegression().fit(X, Y).coef_, rtol=1e-6)


@pytest.mark.parametrize("dual", [True, False])
@pytest.mark.parametrize("l1_ratio", [0.0, 1.0])
def test_liblinear_penalises_its_intercept(l1_ratio, dual):
    if dual and l1_ratio:
        pytest.skip("not there in liblinear")
    settings = {"solver": "liblinear", "intercept_scaling": 3.0, "l1_ratio": l1_ratio, "C": 0.3}
    a = LogisticRegression(**settings, dual=dual).fit(X, Y)
    wide = np.column_stack([X, np.full(len(Y), 3.0)])
    b = LogisticRegression(C=0.3, l1_ratio=l1_ratio, solver="auto", fit_intercept=False).fit(
        wide, Y
    )
    np.testing.assert_allclose(a.coef_[0], b.coef_[0, :8], rtol=1e-7, atol=1e-9)
    assert a.intercept_[0] == pytest.approx(3 * b.coef_[0, 8], rel=1e-7, abs=1e-9)
    if l1_ratio == 0:
        c = Theirs(solver="liblinear", intercept_scaling=3.0, C=0.3, tol=1e-10, max_iter=5000)
        np.testing.assert_allclose(a.coef_, c.fit(X, Y).coef_, rtol=1e-4)


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.sampled_from([0.0, 0.5]), st.sampled_from([2, 3]))
def test_weights_are_repeated_rows_and_permutations_change_nothing(seed, l1_ratio, classes):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((60, 3))
    y = np.arange(60) % classes
    counts = rng.integers(0, 3, 60)
    counts[:classes] = 1
    model = LogisticRegression(l1_ratio=l1_ratio, solver="auto")
    a = clone(model).fit(x, y, counts)
    b = clone(model).fit(np.repeat(x, counts, axis=0), np.repeat(y, counts))
    np.testing.assert_allclose(a.coef_, b.coef_, rtol=1e-8, atol=1e-9)
    order, columns = rng.permutation(60), rng.permutation(3)
    c = clone(model).fit(x[order][:, columns], y[order], counts[order])
    np.testing.assert_allclose(c.coef_, a.coef_[:, columns], rtol=1e-8, atol=1e-9)


def test_class_weights_shift_the_log_odds_by_what_is_said():
    y = (X[:, 0] + np.random.default_rng(0).standard_normal(len(Y)) > 1.5).astype(int)
    plain = LogisticRegression().fit(0 * X[:, :1], y)
    balanced = LogisticRegression(class_weight="balanced").fit(0 * X[:, :1], y)
    assert balanced.predict_proba(0 * X[:, :1])[0, 1] == pytest.approx(0.5)
    corrected = balanced.intercept_[0] - balanced.log_odds_shift_[1]
    assert corrected == pytest.approx(plain.intercept_[0], rel=1e-8)


def test_a_warm_start_goes_on_from_where_it_was():
    cold = LogisticRegression(C=10).fit(X, Y)
    warm = LogisticRegression(C=1, warm_start=True).fit(X, Y)
    warm.set_params(C=10).fit(X, Y)
    np.testing.assert_allclose(warm.coef_, cold.coef_, rtol=1e-9)
    again = warm.fit(X, Y)
    assert again.n_iter_[0] <= 1


def test_columns_of_any_scale():
    units = 10.0 ** np.linspace(-8, 8, 8)
    a = LogisticRegression(C=np.inf).fit(X, Y)
    b = LogisticRegression(C=np.inf).fit(X * units + 0 * 1e6, Y)
    np.testing.assert_allclose(b.coef_ * units, a.coef_, rtol=1e-6)


def test_it_lives_in_pipelines_and_searches():
    pipe = make_pipeline(StandardScaler(), LogisticRegression())
    assert cross_val_score(pipe, RAW, Y, cv=3).mean() > 0.95
    found = GridSearchCV(LogisticRegression(), {"C": [0.1, 1.0]}, cv=3).fit(X, Y)
    assert found.best_params_["C"] in (0.1, 1.0)


def test_a_pickled_model_predicts_the_same_and_holds_no_rows():
    model = LogisticRegression().fit(X, Y)
    data = pickle.dumps(model)
    assert len(data) < 20_000 < X.nbytes
    np.testing.assert_array_equal(pickle.loads(data).predict_proba(X), model.predict_proba(X))


def test_fit_is_the_statistician_s(tmp_path):
    import oddsmith

    model = LogisticRegression(C=np.inf).fit(TABLE, Y)
    direct = oddsmith.fit("y ~ " + " + ".join(NAMES), TABLE.assign(y=Y))
    np.testing.assert_allclose(model.fit_.params, direct.params, rtol=1e-9)
    np.testing.assert_allclose(model.fit_.bse, direct.bse, rtol=1e-9)
    assert model.fit_.llf == pytest.approx(direct.llf, rel=1e-12)
    assert "P(y = 1)" in str(model.fit_.summary())
    model.fit_.save(tmp_path / "m.json")
    again = oddsmith.load(tmp_path / "m.json")
    np.testing.assert_allclose(again.predict(TABLE), model.predict_proba(TABLE)[:, 1], rtol=1e-9)


def test_fit_says_what_class_weights_do_and_refuses_what_it_does_not_know():
    model = LogisticRegression(class_weight="balanced").fit(X, Y)
    assert f"shift the log-odds by {model.log_odds_shift_[1]:.6g}" in str(model.fit_.summary())
    assert "L2 penalty" in str(model.fit_.summary())
    for other in (
        LogisticRegression(l1_ratio=1.0, solver="saga").fit(X, Y),
        LogisticRegression().fit(X, Y + (X[:, 0] > 1)),
        LogisticRegression(bounds={0: (0, 1)}).fit(X, Y),
        pickle.loads(pickle.dumps(model.fit(X, Y))),
    ):
        with pytest.raises(NotImplementedError):
            _ = other.fit_
        assert not hasattr(other, "fit_")
        assert "coef_" in dir(other)


def test_repeated_columns_are_said():
    with pytest.warns(UserWarning, match="'x2' repeat what other columns"):
        model = LogisticRegression(C=np.inf).fit(np.column_stack([X[:, :2], X[:, 0]]), Y)
    assert model.coef_[0, 2] == 0


def test_bounds_hold_without_a_penalty_for_every_class():
    y = Y + (X[:, 0] > 1)
    noisy = np.where(np.random.default_rng(0).random(len(y)) < 0.3, (y + 1) % 3, y)
    model = LogisticRegression(C=np.inf, bounds={0: (0, 0.1)}).fit(X[:, :3], noisy)
    assert ((model.coef_[:, 0] >= 0) & (model.coef_[:, 0] <= 0.1)).all()


def test_a_repeated_column_takes_what_a_bound_cuts_off():
    y = np.where(np.random.default_rng(0).random(len(Y)) < 0.3, 1 - Y, Y)
    plain = LogisticRegression(C=np.inf).fit(X[:, :2], y)
    twice = np.column_stack([X[:, :2], X[:, 0]])
    cut = plain.coef_[0, 0] / 2
    bounds = {0: (cut, 0)} if cut < 0 else {0: (0, cut)}
    model = LogisticRegression(C=np.inf, bounds=bounds).fit(twice, y)
    assert model.coef_[0, 0] + model.coef_[0, 2] == pytest.approx(plain.coef_[0, 0], rel=1e-6)


def test_separation_by_a_free_column_beside_penalised_ones_is_said():
    rng = np.random.default_rng(0)
    x = np.r_[-1 - rng.random(20), 1 + rng.random(20)]
    table = np.column_stack([x, rng.standard_normal(40)])
    with pytest.warns(UserWarning, match="'x0' separates the classes"):
        LogisticRegression(penalty_factor=[0, 1]).fit(table, np.repeat([0, 1], 20))


def test_float32_columns_predict_in_float64():
    far = (X + 1e4).astype(np.float32)
    a = LogisticRegression().fit(far, Y)
    z = far.astype(np.float64) @ a.coef_[0].astype(np.float64) + np.float64(a.intercept_[0])
    np.testing.assert_allclose(a.decision_function(far), z, rtol=1e-9, atol=1e-9)


def test_a_series_of_factors_goes_by_its_names():
    by_dict = LogisticRegression(penalty_factor={"f1": 0.0, "f0": 5.0}).fit(TABLE, Y)
    series = pd.Series([0.0, 5.0], index=["f1", "f0"])
    by_series = LogisticRegression(penalty_factor=series).fit(TABLE, Y)
    np.testing.assert_array_equal(by_series.coef_, by_dict.coef_)


def test_a_looser_tolerance_stops_earlier():
    loose, tight = (LogisticRegression(tol=tol).fit(X, Y).n_iter_[0] for tol in (1e-1, 1e-8))
    assert loose < tight


def test_a_warm_start_of_another_shape_is_refused():
    model = LogisticRegression(warm_start=True).fit(X, Y)
    with pytest.raises(ValueError, match="warm_start"):
        model.fit(X[:, :3], Y)


@pytest.mark.parametrize("l1_ratio", [0.0, 0.5])
def test_gradient_descent_gets_there_in_many_steps(l1_ratio):
    settings = {"l1_ratio": l1_ratio, "C": 0.01}
    slow = LogisticRegression(**settings, solver="gradient-descent", max_iter=20_000)
    quick = LogisticRegression(**settings, solver="auto")
    np.testing.assert_allclose(slow.fit(X, Y).coef_, quick.fit(X, Y).coef_, rtol=1e-5, atol=1e-6)
