"""Cross-validation: against a loop of separate paths, cv.glmnet, scikit-learn's scorers."""

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from sklearn.metrics import get_scorer
from sklearn.model_selection import GroupKFold, KFold, StratifiedKFold

import oddsmith
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.paths.cross import pooled
from oddsmith.paths.metrics import METRICS
from tests.paths.test_glmnet import rows
from tests.truths import certified

RNG = np.random.default_rng(0)
X = RNG.standard_normal((150, 5)) * [1, 5, 0.1, 1, 1]
Y = (RNG.random(150) < 1 / (1 + np.exp(-X[:, 0] + X[:, 1] / 5))).astype(int)
C, OFFSET = RNG.uniform(0.5, 2, 150), RNG.standard_normal(150) / 2


def loop(path, folds, metric, settings):
    """Scores by separate paths of each fold."""
    scores, total = [], []
    for train, test in folds:
        own = {key: value[train] for key, value in settings.items()}
        shift = settings.get("offset", np.zeros(len(Y)))[test]
        fold = oddsmith.path(X[train], Y[train], penalties=path.penalties, **own)
        c = settings.get("weights", np.ones(len(Y)))[test]
        scores.append(METRICS[metric](fold.decision_function(X[test], shift), Y[test], c))
        total.append(c.sum())
    return np.array(scores), np.array(total)


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("settings", [{}, {"weights": C}, {"weights": C, "offset": OFFSET}])
def test_equals_a_loop_of_separate_paths(metric, settings):
    path = oddsmith.path(X, Y, penalties=12, **settings)
    found = path.cross_validate(5, metric)
    scores, c = loop(path, StratifiedKFold(5).split(X, Y), metric, settings)
    np.testing.assert_allclose(found.fold_scores, scores, rtol=1e-8)
    mean = c @ scores / c.sum()
    np.testing.assert_allclose(found.mean, mean, rtol=1e-8)
    np.testing.assert_allclose(
        found.error, np.sqrt(c @ (scores - mean) ** 2 / c.sum() / 4), rtol=1e-7
    )
    best = mean.argmax() if metric == "auc" else mean.argmin()
    assert found.position("min") == best
    sign = -1 if metric == "auc" else 1
    near = sign * mean <= sign * mean[best] + found.error[best]
    assert found.position("1se") == np.flatnonzero(near)[0]


@pytest.mark.parametrize("name", ["BinomialExample", "SAheart", "birthwt"])
@pytest.mark.parametrize(("measure", "ours"), [("deviance",) * 2, ("class", "error"), ("auc",) * 2])
def test_aligned_as_glmnet_it_is_cv_glmnet(name, measure, ours):
    """glmnet 4.1-6, foldid = 1 + (i - 1) mod 10, stopped at thresh = 1e-12: of BinomialExample, all
    but separated in its far half, glmnet's own coefficients are then not good for more.
    """
    good = 22 if name == "BinomialExample" else None
    Z, y = rows(name)
    truth = certified(f"glmnet_{name}")[f"cv_{measure}"]
    fold = np.arange(len(y)) % 10
    folds = [(np.flatnonzero(fold != k), np.flatnonzero(fold == k)) for k in range(10)]
    found = oddsmith.path(Z, y, penalties=40).cross_validate(folds, ours, align="glmnet")
    np.testing.assert_allclose(found.mean[:good], truth["cvm"][:good], rtol=5e-6)
    np.testing.assert_allclose(found.error[:good], truth["cvsd"][:good], rtol=2e-5)
    assert found.penalty("min") == pytest.approx(truth["lambda_min"], rel=1e-10)
    assert found.penalty("1se") == pytest.approx(truth["lambda_1se"], rel=1e-10)


def test_any_scorer_and_splitter():
    labels = np.where(Y == 1, "yes", "no")
    path = oddsmith.path(X, labels, penalties=6, weights=C)
    groups = np.arange(150) % 7
    folds = list(GroupKFold(7).split(X, Y, groups))
    by_name = path.cross_validate(folds, "neg_log_loss")
    assert by_name.greater_is_better
    np.testing.assert_allclose(
        -2 * by_name.fold_scores, path.cross_validate(folds, "deviance").fold_scores, rtol=1e-10
    )
    accuracy = path.cross_validate(KFold(4), "accuracy")
    np.testing.assert_allclose(
        1 - accuracy.fold_scores, path.cross_validate(KFold(4), "error").fold_scores, atol=1e-12
    )

    def share_of_yes(model, new, y, sample_weight):
        assert new.shape == (len(y), 5)
        return np.mean(model.predict(new) == "yes")

    assert path.cross_validate(3, share_of_yes).fold_scores.shape == (3, 6)
    turned = oddsmith.path(X, labels, penalties=6, weights=C, event="no")
    np.testing.assert_allclose(
        turned.cross_validate(folds, get_scorer("neg_log_loss")).mean, by_name.mean, rtol=1e-9
    )


def test_formulas_sparse_matrices_and_threads_say_the_same():
    path = oddsmith.path(X, Y, penalties=8)
    plain = path.cross_validate(5)
    frame = pd.DataFrame(X, columns=list("abcde")).assign(y=Y)
    for other in (
        oddsmith.path("y ~ a + b + c + d + e", frame, penalties=8),
        oddsmith.path(sp.csr_array(X), Y, penalties=8),
    ):
        np.testing.assert_allclose(other.cross_validate(5).mean, plain.mean, rtol=1e-8)
        other.cross_validate(3, "accuracy")
    for number in (1, 3):
        with oddsmith.use_threads(number):
            np.testing.assert_array_equal(path.cross_validate(5).mean, plain.mean)


def test_a_fold_that_cannot_be_scored_is_left_out():
    folds = [
        (np.r_[10:150], np.r_[0:10]),
        (np.r_[0:130], np.flatnonzero(Y[130:] == 1) + 130),
        (np.r_[0:90], np.r_[90:150]),
    ]
    found = oddsmith.path(X, Y, penalties=5).cross_validate(folds, "auc")
    assert np.isnan(found.fold_scores[1]).all()
    mean, error = pooled(found.fold_scores[[0, 2]], np.array([10.0, 60.0]))
    np.testing.assert_allclose(found.mean, mean)
    np.testing.assert_allclose(found.error, error)


@pytest.mark.parametrize("l1_ratio", [1.0, 0.5, 0.0])
def test_leaving_one_out_approximately_is_within_a_hundredth(l1_ratio):
    path = oddsmith.path(X, Y, penalties=6, smallest=0.02, l1_ratio=l1_ratio, weights=C)
    quick = path.cross_validate(method="leave-one-out")
    every = np.arange(150)
    exact = path.cross_validate([(np.delete(every, i), [i]) for i in every])
    np.testing.assert_allclose(quick.mean, exact.mean, rtol=0.01)
    assert quick.position("min") == exact.position("min")
    np.testing.assert_allclose(quick.error, exact.error, rtol=0.1)


def test_progress_and_words():
    lines = []
    found = oddsmith.path(X, Y, penalties=4).cross_validate(3, progress=lines.append)
    assert [line.split(":")[0] for line in lines] == [f"fold {k} of 3" for k in (1, 2, 3)]
    assert "3 folds" in repr(found)
    assert found.table["min"].sum() == found.table["1se"].sum() == 1


REFUSED = {
    "more folds than rows": ({"cv": 1000}, "rows of the rarer class"),
    "one fold": ({"cv": 1}, "possible"),
    "no class to learn": ({"cv": [(np.flatnonzero(Y == 0), [0])]}, "hold one class"),
    "nothing held out": ({"cv": [(np.arange(150), [])]}, "no row out"),
    "no fold": ({"cv": []}, "no fold"),
    "scoring": ({"scoring": "beauty"}, "scorer of scikit-learn"),
    "method": ({"method": "guess"}, "one of"),
    "align": ({"align": "left"}, "one of"),
    "auc of nothing": ({"cv": [(np.arange(150), [0, 0])], "scoring": "auc"}, "no fold can be"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_bad_folds_are_refused(name):
    given, said = REFUSED[name]
    with pytest.raises(InputError, match=said):
        oddsmith.path(X, Y, penalties=3).cross_validate(**given)


def test_what_does_not_go_together_is_refused():
    path = oddsmith.path(X, Y, penalties=3)
    with pytest.raises(NotSupportedError, match="log-odds are all"):
        path.cross_validate(scoring="accuracy", method="leave-one-out")
    with pytest.raises(NotSupportedError, match="are for folds"):
        path.cross_validate(5, method="leave-one-out")
