"""Cross-validation: against a loop of separate fits, then against scikit-learn's."""

import inspect
import pickle
import warnings
from contextlib import nullcontext

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
import sklearn
from sklearn import config_context
from sklearn.base import clone
from sklearn.datasets import load_breast_cancer, load_iris
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.linear_model import LogisticRegressionCV as Theirs
from sklearn.metrics import get_scorer, log_loss
from sklearn.model_selection import GroupKFold, KFold, StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler, scale
from sklearn.utils.fixes import parse_version

from oddsmith.errors import InputError
from oddsmith.estimator.cross_validated import LogisticRegressionCV
from oddsmith.estimator.logistic import LogisticRegression

newest = pytest.mark.skipif(
    parse_version(sklearn.__version__) < parse_version("1.9"), reason="the interface is that of 1.9"
)
X3, Y3 = load_iris(return_X_y=True)
X3 = scale(X3)
X2, Y2 = load_breast_cancer(return_X_y=True)
X2, Y2 = scale(X2)[::3, :6], Y2[::3]
DATA = {2: (X2, Y2), 3: (X3, Y3)}
GRID = np.array([0.1, 1.0, 10.0])
PLAIN = {
    "Cs": GRID,
    "cv": 3,
    "l1_ratios": (0,),
    "scoring": "neg_log_loss",
    "use_legacy_attributes": False,
}


def cross_validated(**settings):
    return LogisticRegressionCV(**{**PLAIN, **settings})


def weights_of(n):
    return np.random.default_rng(0).uniform(0.5, 3, n)


def explicit_loop(X, y, settings, weight, ratios, score):
    """Coefficients and scores of separate fits: (folds, ratios, Cs, …)."""
    paths, scores = [], []
    for train, test in StratifiedKFold(3).split(X, y):
        for ratio in ratios:
            for C in GRID:
                model = LogisticRegression(C=C, l1_ratio=ratio, **settings)
                model.fit(X[train], y[train], weight[train])
                w = model.coef_
                if model.fit_intercept:
                    w = np.column_stack([w, model.intercept_])
                paths.append(w)
                scores.append(score(model, X[test], y[test], sample_weight=weight[test]))
    shape = (3, len(ratios), len(GRID))
    return np.reshape(paths, (*shape, *paths[0].shape)), np.reshape(scores, shape)


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("kind", [np.asarray, sp.csr_matrix, sp.csc_array])
@pytest.mark.parametrize(
    ("settings", "ratios"),
    [
        ({}, (0,)),
        ({"fit_intercept": False}, (0,)),
        ({"solver": "saga"}, (0.0, 0.4, 1.0)),
        ({"solver": "liblinear", "intercept_scaling": 3.0}, (0,)),
    ],
)
def test_equals_a_loop_of_separate_fits(classes, kind, settings, ratios):
    if classes == 3 and settings.get("solver") == "liblinear":
        pytest.skip("two classes only")
    X, y = DATA[classes]
    X, weight = kind(X), weights_of(len(y))
    ours = cross_validated(l1_ratios=ratios, **settings).fit(X, y, weight)
    paths, scores = explicit_loop(X, y, settings, weight, ratios, get_scorer("neg_log_loss"))
    np.testing.assert_allclose(ours.coefs_paths_, paths, rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose(ours.scores_, scores, rtol=1e-8)
    ratio, C = np.unravel_index(scores.sum(axis=0).argmax(), scores.shape[1:])
    assert (ours.C_, ours.l1_ratio_) == (GRID[C], ratios[ratio])
    last = LogisticRegression(C=ours.C_, l1_ratio=ours.l1_ratio_, **settings).fit(X, y, weight)
    np.testing.assert_allclose(ours.coef_, last.coef_, rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose(ours.intercept_, last.intercept_, rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose(ours.predict_proba(X), last.predict_proba(X), atol=1e-8)
    assert ours.certificate_.violation < 1e-8


@newest
@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("legacy", [False, True])
@pytest.mark.parametrize("refit", [False, True])
@pytest.mark.parametrize("ratios", [None, (0,)])
def test_attributes_are_scikit_learns(classes, legacy, refit, ratios):
    X, y = DATA[classes]
    settings = {
        **PLAIN,
        "l1_ratios": ratios,
        "class_weight": "balanced",
        "refit": refit,
        "solver": "newton-cholesky",
        "use_legacy_attributes": legacy,
    }
    with nullcontext() if ratios else pytest.warns(FutureWarning, match="l1_ratios=None"):
        ours = LogisticRegressionCV(**settings).fit(X, y, weights_of(len(y)))
        theirs = Theirs(**settings, tol=1e-12).fit(X, y, weights_of(len(y)))
    names = {name for name in vars(theirs) if name.endswith("_")}
    assert names <= set(vars(ours))
    for name in sorted(names - {"n_iter_"}):
        compare(getattr(ours, name), getattr(theirs, name))
    assert ours.n_iter_.shape == theirs.n_iter_.shape
    assert ours.n_iter_.dtype == theirs.n_iter_.dtype


def compare(ours, theirs):
    assert type(ours) is type(theirs)
    if isinstance(ours, dict):
        assert ours.keys() == theirs.keys()
        for key in ours:
            compare(ours[key], theirs[key])
    elif np.asarray(theirs).dtype.kind == "f":
        np.testing.assert_allclose(ours, theirs, rtol=1e-7, atol=1e-9)
        assert np.shape(ours) == np.shape(theirs)
    else:
        np.testing.assert_array_equal(ours, theirs)


@newest
@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("refit", [False, True])
def test_shapes_with_ratios_are_scikit_learns(classes, refit):
    X, y = DATA[classes]
    ratios = np.array([0.0, 0.5])  # a list fails there without refit
    settings = {**PLAIN, "l1_ratios": ratios, "refit": refit, "use_legacy_attributes": True}
    ours = LogisticRegressionCV(**settings, solver="auto").fit(X, y)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        theirs = Theirs(**settings, solver="saga", max_iter=2).fit(X, y)
    for name in ("coefs_paths_", "scores_"):
        a, b = getattr(ours, name), getattr(theirs, name)
        assert {k: v.shape for k, v in a.items()} == {k: v.shape for k, v in b.items()}
    for name in ("C_", "l1_ratio_", "l1_ratios_", "Cs_", "n_iter_", "coef_", "intercept_"):
        assert getattr(ours, name).shape == getattr(theirs, name).shape


@newest
def test_arguments_and_defaults_are_scikit_learns():
    ours, theirs = (inspect.signature(cls).parameters for cls in (LogisticRegressionCV, Theirs))
    assert list(ours) == [*theirs, "trace"]
    defaults = {name: p.default for name, p in ours.items()}
    others = {name: p.default for name, p in theirs.items()}
    assert defaults == others | {"tol": 1e-8, "trace": False}
    for method in ("fit", "score", "get_metadata_routing"):
        a, b = (getattr(cls, method) for cls in (LogisticRegressionCV, Theirs))
        assert list(inspect.signature(a).parameters) == list(inspect.signature(b).parameters)


def test_a_count_of_Cs_spreads_from_1e_minus_4_to_1e4():
    model = cross_validated(Cs=5).fit(X2, Y2)
    np.testing.assert_allclose(model.Cs_, [1e-4, 1e-2, 1, 1e2, 1e4])


@pytest.mark.parametrize(
    ("good", "chosen"),
    [
        ({(C, r) for C in GRID for r in (0.5, 0.0)}, (0.1, 0.5)),
        ({(1.0, 0.5), (0.1, 0.0)}, (0.1, 0.0)),
    ],
)
def test_of_equal_scores_the_first_C_is_taken_then_the_first_ratio(good, chosen):
    def score(model, X, y):
        return float((model.C, model.l1_ratio) in good)

    model = cross_validated(scoring=score, l1_ratios=[0.5, 0.0], solver="auto").fit(X2, Y2)
    assert (model.C_, model.l1_ratio_) == chosen


def test_no_penalty():
    model = cross_validated(Cs=[np.inf]).fit(X2, Y2)
    free = LogisticRegression(C=np.inf).fit(X2, Y2)
    assert np.isinf(model.C_)
    np.testing.assert_allclose(model.coef_, free.coef_, rtol=1e-8)


def test_labels_names_and_tables():
    table = pd.DataFrame(X3, columns=list("abcd"))
    labels = np.array(["x", "y", "z"])[Y3]
    model = cross_validated().fit(table, labels)
    assert model.feature_names_in_.tolist() == list("abcd")
    assert model.classes_.tolist() == ["x", "y", "z"]
    assert set(model.predict(table)) == {"x", "y", "z"}
    np.testing.assert_allclose(model.coef_, cross_validated().fit(X3, Y3).coef_, rtol=1e-8)


def test_coefficients_of_float32_rows_are_float64():
    assert cross_validated().fit(X2.astype(np.float32), Y2).coef_.dtype == np.float64


@pytest.mark.parametrize("classes", [2, 3])
def test_blocks_of_rows_and_threads_change_nothing(classes, monkeypatch):
    X, y = DATA[classes]
    whole = cross_validated().fit(X, y)
    threads = cross_validated(n_jobs=2).fit(X, y)
    monkeypatch.setattr("oddsmith.data.block_rows", lambda p: 7)
    blocks = cross_validated().fit(X, y)
    for other in (threads, blocks):
        np.testing.assert_allclose(other.coefs_paths_, whole.coefs_paths_, rtol=1e-8, atol=1e-10)
        np.testing.assert_allclose(other.coef_, whole.coef_, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("classes", [2, 3])
def test_weight_2_is_the_row_twice_and_0_the_row_absent(classes):
    X, y = DATA[classes]
    fold = np.arange(len(y)) % 3
    times = np.random.default_rng(1).integers(0, 3, len(y))
    weighted = cross_validated(cv=split(fold)).fit(X, y, times)
    each = np.repeat(np.arange(len(y)), times)
    repeated = cross_validated(cv=split(fold[each])).fit(X[each], y[each])
    for name in ("coefs_paths_", "scores_", "coef_", "intercept_", "C_"):
        np.testing.assert_allclose(
            getattr(weighted, name), getattr(repeated, name), rtol=1e-8, atol=1e-9
        )


def split(fold):
    return [(np.flatnonzero(fold != k), np.flatnonzero(fold == k)) for k in np.unique(fold)]


def test_balanced_weights_are_those_of_all_rows():
    count = np.bincount(Y2)
    by_hand = dict(enumerate(len(Y2) / (2 * count)))
    kfold = KFold(3, shuffle=True, random_state=0)  # whose parts have other shares
    balanced = cross_validated(class_weight="balanced", cv=kfold).fit(X2, Y2)
    given = cross_validated(class_weight=by_hand, cv=kfold).fit(X2, Y2)
    np.testing.assert_allclose(balanced.coefs_paths_, given.coefs_paths_, rtol=1e-10)
    np.testing.assert_allclose(balanced.log_odds_shift_, [0, np.log(count[0] / count[1])])


def test_a_class_that_the_training_rows_lack_has_no_probability():
    """Of three classes, two are left: with w₀ = -w₁ their penalty is ¼ (w₁ - w₀)², so C doubles."""
    ours = cross_validated(cv=split(Y3), Cs=[1.0, 0.5]).fit(X3, Y3)  # without class 0, 1, 2
    for k, (a, b) in enumerate([(1, 2), (0, 2), (0, 1)]):
        w = ours.coefs_paths_[k, 0, 0]
        np.testing.assert_allclose(w[k, :-1], 0, atol=1e-10)
        assert w[k, -1] < w[[a, b], -1].min() - 20
        two = LogisticRegression(C=2.0).fit(X3[k != Y3], Y3[k != Y3])
        np.testing.assert_allclose(w[b] - w[a], np.r_[two.coef_[0], two.intercept_], rtol=1e-7)
    assert (cross_validated(cv=split(Y3), scoring="accuracy").fit(X3, Y3).scores_ == 0).all()


def test_one_class_alone_in_the_training_rows():
    fold = (np.arange(len(Y2)) % 2) * (Y2 == 1)
    folds = [*split(fold)[1:], (np.flatnonzero(Y2 == 0), np.flatnonzero(Y2 == 1))]
    model = cross_validated(cv=folds, scoring="accuracy").fit(X2, Y2)
    w, b = model.coefs_paths_[1, ..., :-1], model.coefs_paths_[1, ..., -1:]
    assert (b < -20).all()
    # a row's residual is eᵇ; the penalty holds w to the rounding of Σ x_i eᵇ, 1e-33 here
    room = model.Cs_[:, None, None] * np.abs(X2).sum() * np.finfo(float).eps * np.exp(b)
    assert (np.abs(w) <= room).all()
    assert (model.scores_[1] == 0).all()


def test_sample_weights_count_in_the_score():
    weight = weights_of(len(Y2))
    model = cross_validated().fit(X2, Y2, weight)
    train, test = next(StratifiedKFold(3).split(X2, Y2))
    once = LogisticRegression(C=0.1).fit(X2[train], Y2[train], weight[train])
    loss = log_loss(Y2[test], once.predict_proba(X2[test]), sample_weight=weight[test])
    assert model.scores_[0, 0, 0] == pytest.approx(-loss, rel=1e-9)
    loss = log_loss(Y2, model.predict_proba(X2), sample_weight=weight)
    assert model.score(X2, Y2, sample_weight=weight) == pytest.approx(-loss, rel=1e-12)


@config_context(enable_metadata_routing=True)
def test_metadata_reach_the_splitter_and_the_scorer():
    groups, weight = np.arange(len(Y2)) % 7, weights_of(len(Y2))
    scorer = get_scorer("neg_log_loss").set_score_request(sample_weight=True)
    model = cross_validated(cv=GroupKFold(3), scoring=scorer)
    model.fit(X2, Y2, sample_weight=weight, groups=groups)
    by_hand = list(GroupKFold(3).split(X2, Y2, groups))
    with config_context(enable_metadata_routing=False):
        expected = cross_validated(cv=by_hand).fit(X2, Y2, weight)
    np.testing.assert_allclose(model.scores_, expected.scores_, rtol=1e-10)
    assert model.score(X2, Y2, sample_weight=weight) != model.score(X2, Y2)
    unweighted = scorer.set_score_request(sample_weight=False)
    model = cross_validated(cv=by_hand, scoring=unweighted).fit(X2, Y2, sample_weight=weight)
    assert not np.allclose(model.scores_, expected.scores_)
    with pytest.raises(TypeError, match="sample_weight"):
        model.score(X2, Y2, sample_weight=weight)


def test_metadata_without_routing_are_refused():
    with pytest.raises(ValueError, match="enable_metadata_routing=True"):
        cross_validated().fit(X2, Y2, groups=Y2)
    with pytest.raises(ValueError, match="enable_metadata_routing=True"):
        cross_validated().fit(X2, Y2).score(X2, Y2, groups=Y2)


def test_score_takes_weights_by_name():
    model = cross_validated().fit(X2, Y2)
    with pytest.warns(FutureWarning, match="keyword"):
        positional = model.score(X2, Y2, weights_of(len(Y2)))
    assert positional == model.score(X2, Y2, sample_weight=weights_of(len(Y2)))


@pytest.mark.parametrize("scoring", ["f1", "neg_brier_score", "roc_auc"])
def test_scorers_of_two_labels_in_words(scoring):
    labels = np.array(["benign", "malignant"])[Y2]
    if scoring == "f1":  # whose positive label is 1 by default
        scores = cross_validated(scoring=scoring).fit(X2, labels).scores_
        np.testing.assert_allclose(scores, cross_validated(scoring=scoring).fit(X2, Y2).scores_)
    else:
        assert np.isfinite(cross_validated(scoring=scoring).fit(X2, labels).scores_).all()


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"l1_ratios": "warn"}, "The default value for l1_ratios will change"),
        ({"l1_ratios": None}, "'l1_ratios=None' was deprecated"),
        ({"scoring": "warn"}, "default value of the parameter 'scoring' will change"),
        ({"use_legacy_attributes": "warn"}, "default value of use_legacy_attributes will change"),
        ({"penalty": "l2", "l1_ratios": None}, "'penalty' was deprecated"),
    ],
)
def test_what_is_deprecated_warns_once_and_where_fit_is_called(settings, text):
    with pytest.warns(FutureWarning, match=text) as caught:
        cross_validated(**settings).fit(X2, Y2)
    assert [w.filename for w in caught] == [__file__]


def test_an_old_penalty_outweighs_the_ratios():
    sparse = cross_validated(l1_ratios=(1,), solver="saga").fit(X2, Y2)
    with pytest.warns(FutureWarning, match="'penalty'"):
        old = cross_validated(penalty="l1", solver="saga", l1_ratios=None).fit(X2, Y2)
    np.testing.assert_allclose(old.coef_, sparse.coef_, rtol=1e-8)
    assert old.l1_ratio_ == 1.0
    with (
        pytest.warns(FutureWarning, match="'penalty'"),
        pytest.warns(UserWarning, match="l1_ratios parameter is only used"),
    ):
        old = cross_validated(penalty="l1", solver="saga", l1_ratios=[0.5]).fit(X2, Y2)
    np.testing.assert_allclose(old.coef_, sparse.coef_, rtol=1e-8)


def test_a_limit_of_steps_warns():
    with pytest.warns(ConvergenceWarning, match="limit of steps"):
        model = cross_validated(max_iter=1).fit(X2, Y2)
    assert (model.n_iter_ == 1).all()


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"Cs": [1.0, -1.0]}, "values of C above 0"),
        ({"Cs": []}, "values of C above 0"),
        ({"Cs": ["a"]}, "values of C above 0"),
        ({"Cs": [1.0, np.nan]}, "values of C above 0"),
        ({"Cs": 0}, "'Cs' parameter"),
        ({"l1_ratios": []}, "between 0 and 1"),
        ({"l1_ratios": [0.5, 2]}, "between 0 and 1"),
        ({"l1_ratios": [None]}, "between 0 and 1"),
        ({"l1_ratios": [np.nan]}, "between 0 and 1"),
        ({"l1_ratios": (1,)}, "Solver lbfgs supports only 'l2'"),
        ({"l1_ratios": (0, 1), "solver": "liblinear"}, "Only 'saga' solver supports elasticnet"),
        ({"dual": True}, "dual=False"),
        ({"class_weight": {0: 1, 7: 2}}, "must have the class labels as keys"),
        ({"scoring": "nothing"}, "'scoring' parameter"),
        ({"solver": "nothing"}, "'solver' parameter"),
        ({"penalty": None}, "'penalty' parameter"),
        ({"cv": "nothing"}, "'cv' parameter"),
    ],
)
def test_bad_arguments(settings, text):
    with pytest.raises(ValueError, match=text):
        cross_validated(**settings).fit(X2, Y2)


def test_bad_rows():
    with pytest.raises(InputError, match="only one class"):
        cross_validated().fit(X2, np.zeros(len(X2)))
    with pytest.raises(InputError, match="NaN"):
        cross_validated().fit(np.where(X2 > 2, np.nan, X2), Y2)
    with pytest.raises(InputError, match="training rows of a fold all have weight zero"):
        cross_validated(cv=split(Y2 * 0 + (np.arange(len(Y2)) > 99))).fit(
            X2, Y2, 1.0 * (np.arange(len(Y2)) < 99)
        )
    with pytest.raises(ValueError, match="multiclass classification"):
        cross_validated(solver="liblinear").fit(X3, Y3)
    with pytest.raises(NotFittedError):
        cross_validated().predict(X2)


def test_without_refit_there_is_no_certificate():
    model = cross_validated(refit=False).fit(X2, Y2)
    assert not hasattr(model, "certificate_")
    with pytest.raises(InputError, match="refit=False"):
        cross_validated(refit=False, trace=True).fit(X2, Y2)


def test_clone_pickle_and_pipelines():
    model = cross_validated(Cs=[0.1, 1.0, 10.0], class_weight="balanced")
    copied = clone(model)
    assert copied.get_params().keys() == model.get_params().keys()
    assert copied.set_params(Cs=4).Cs == 4
    fitted = model.fit(X2, Y2)
    again = pickle.loads(pickle.dumps(fitted))
    np.testing.assert_array_equal(again.predict_proba(X2), fitted.predict_proba(X2))
    line = make_pipeline(StandardScaler(), cross_validated(scoring="accuracy"))
    assert cross_val_score(line, X2, Y2, cv=3).min() > 0.85
    assert isinstance(fitted, LogisticRegression)
    assert fitted._repr_html_()


@pytest.mark.parametrize("classes", [2, 3])
def test_each_C_starts_from_the_last_solution(classes):
    steps = cross_validated(Cs=[1.0, 1.0]).fit(*DATA[classes]).n_iter_
    assert (steps[..., 0] > 2).all()
    assert (steps[..., 1] <= 1).all()
