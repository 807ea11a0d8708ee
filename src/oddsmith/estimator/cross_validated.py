"""LogisticRegressionCV: C and l1_ratio chosen by cross-validation, with scikit-learn's interface.

Fits along the grid are those of `LogisticRegression`; the score summed over folds chooses, and a
last fit to all rows follows.
"""

from copy import copy
from numbers import Integral
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import _fit_context
from sklearn.metrics import get_scorer, get_scorer_names
from sklearn.model_selection import check_cv
from sklearn.utils._param_validation import Hidden, Interval, StrOptions
from sklearn.utils.metadata_routing import (
    UNUSED,
    MetadataRouter,
    MethodMapping,
    _raise_for_params,
)
from sklearn.utils.parallel import Parallel, delayed
from sklearn.utils.validation import _deprecate_positional_args

from oddsmith.errors import InputError, NotSupportedError
from oddsmith.estimator.as_fit import column_names
from oddsmith.estimator.at_once import at_once
from oddsmith.estimator.folds import Paths, Rows, along, separate, solve
from oddsmith.estimator.grid import Grid, read_grid
from oddsmith.estimator.inputs import read_X
from oddsmith.estimator.labels import check_labels, encode
from oddsmith.estimator.lazily import is_dask
from oddsmith.estimator.logistic import (
    SMALL_INDICES,
    LogisticRegression,
    check_classes,
    check_liblinear,
)
from oddsmith.estimator.scoring import (
    Score,
    held_out,
    metric_of,
    of_log_odds,
    routed,
    with_classes,
)

SHARED = (  # arguments handed on to each fit
    "dual",
    "fit_intercept",
    "intercept_scaling",
    "max_iter",
    "random_state",
    "solver",
    "tol",
)


class LogisticRegressionCV(LogisticRegression):
    """Logistic regression whose C and l1_ratio are chosen by cross-validation.

    Parameters
    ----------
    Cs : int or array-like
        Values of C; a count is so many from 1e-4 to 1e4, evenly spaced in logarithms.
    l1_ratios : array-like
        Shares of L1 in the penalty, from 0 to 1, each tried with every C.
    fit_intercept : bool
        Whether to add an intercept, which is not penalised.
    cv : int, splitter or iterable of (train, test)
        The folds; a count, 5 if None, is of stratified folds.
    dual : bool
        A way to liblinear's optimum; accepted with ``solver="liblinear"`` and L2 only.
    penalty : {"l1", "l2", "elasticnet"}
        Deprecated in scikit-learn 1.8, and here: use `l1_ratios`.
    scoring : str, callable or None
        What chooses; the accuracy if None.
    solver : str
        As in `LogisticRegression`.
    tol : float
        Largest violation of the optimality condition, as in `LogisticRegression`.
    max_iter : int
        Steps of the solver allowed in each fit.
    class_weight : dict, "balanced" or None
        Weights of the classes; balanced by the counts of all rows, in every fold.
    n_jobs : int or None
        Threads over folds and l1_ratios.
    verbose : int
        Above 0 prints progress.
    refit : bool
        Fit all rows with the best C and l1_ratio; or else take the mean, over folds, of each fold's
        best C, l1_ratio and coefficients.
    intercept_scaling : float
        With ``solver="liblinear"``, the value of the intercept's column, which is penalised there.
    random_state : any
        Accepted; every fit is deterministic.
    use_legacy_attributes : bool
        Whether the attributes marked below are those of scikit-learn before 1.10.
    trace : bool
        Keep every step of the last fit, that on all rows, as the table `history_`; with `refit`.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
    coef_ : ndarray of shape (1, n_features) or (n_classes, n_features)
    intercept_ : ndarray of shape (1,) or (n_classes,)
    Cs_ : ndarray of shape (n_cs,)
    l1_ratios_ : ndarray of shape (n_l1_ratios,)
    C_, l1_ratio_ : float
        The chosen ones.  Legacy: arrays of one value for each row of `coef_`.
    coefs_paths_ : ndarray of shape (n_folds, n_l1_ratios, n_cs, 1 or n_classes, n_features + 1)
        Coefficients of each fit, the intercept, if any, last.  Legacy: a dict by class of
        (n_folds, n_cs, n_l1_ratios, n_features + 1), without the ratios' axis if none was given.
    scores_, n_iter_ : ndarray of shape (n_folds, n_l1_ratios, n_cs)
        Legacy: a dict by class of (n_folds, n_cs, n_l1_ratios), and (1, n_folds, n_cs,
        n_l1_ratios), likewise.
    certificate_ : Certificate
        How far from the optimum the last fit can be; with `refit`.
    history_ : DataFrame
        With `trace`: every step of the last fit, as in `LogisticRegression`.
    log_odds_shift_ : ndarray of shape (n_classes,)
        What the class weights add to the log-odds of each class.
    n_features_in_, feature_names_in_
        As in `LogisticRegression`.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from oddsmith import LogisticRegressionCV
    >>> X, y = load_iris(return_X_y=True)
    >>> model = LogisticRegressionCV(
    ...     Cs=[0.1, 1, 10], l1_ratios=(0,), scoring="neg_log_loss", use_legacy_attributes=False
    ... ).fit(X, y)
    >>> model.C_
    10.0
    >>> model.scores_.shape
    (5, 1, 3)
    """

    __metadata_request__score: ClassVar[dict[str, Any]] = {"sample_weight": UNUSED}

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **{
            name: LogisticRegression._parameter_constraints[name]
            for name in (*SHARED, "class_weight", "n_jobs", "verbose", "trace")
        },
        "Cs": [Interval(Integral, 1, None, closed="left"), "array-like"],
        "l1_ratios": ["array-like", None, Hidden(StrOptions({"warn"}))],
        "cv": ["cv_object"],
        "scoring": [
            StrOptions(set(get_scorer_names())),
            callable,
            None,
            Hidden(StrOptions({"warn"})),
        ],
        "refit": ["boolean"],
        "penalty": [
            StrOptions({"l1", "l2", "elasticnet"}),
            Hidden(StrOptions({"deprecated"})),
        ],
        "use_legacy_attributes": ["boolean", Hidden(StrOptions({"warn"}))],
    }

    C_: Any
    l1_ratio_: Any
    coefs_paths_: Any
    scores_: Any

    def __init__(
        self,
        *,
        Cs: Any = 10,
        l1_ratios: Any = "warn",
        fit_intercept: bool = True,
        cv: Any = None,
        dual: bool = False,
        penalty: Any = "deprecated",
        scoring: Any = "warn",
        solver: str = "lbfgs",
        tol: float = 1e-8,
        max_iter: int = 100,
        class_weight: Any = None,
        n_jobs: int | None = None,
        verbose: int = 0,
        refit: bool = True,
        intercept_scaling: float = 1.0,
        random_state: Any = None,
        use_legacy_attributes: Any = "warn",
        trace: bool = False,
    ) -> None:
        self.Cs = Cs
        self.l1_ratios = l1_ratios
        self.fit_intercept = fit_intercept
        self.cv = cv
        self.dual = dual
        self.penalty = penalty
        self.scoring = scoring
        self.solver = solver
        self.tol = tol
        self.max_iter = max_iter
        self.class_weight = class_weight
        self.n_jobs = n_jobs
        self.verbose = verbose
        self.refit = refit
        self.intercept_scaling = intercept_scaling
        self.random_state = random_state
        self.use_legacy_attributes = use_legacy_attributes
        self.trace = trace

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(
        self, X: Any, y: ArrayLike, sample_weight: ArrayLike | None = None, **params: Any
    ) -> Self:
        """Choose C and l1_ratio, then fit to X (n, p), y (n,), weights (n,).

        Parameters
        ----------
        X : array-like, sparse matrix or table of shape (n, p)
        y : array-like of shape (n,)
        sample_weight : array-like of shape (n,), optional
            2 is the row twice, 0 the row absent.
        **params : dict
            Handed on to the splitter and the scorer, with metadata routing.
        """
        _raise_for_params(params, self, "fit")
        if self.trace and not self.refit:
            raise InputError(
                "trace=True keeps the steps of the last fit, that on all rows, and refit=False "
                "makes none: set one of them otherwise."
            )
        if is_dask(X):
            raise NotSupportedError(
                "cross-validation of rows in Dask: its folds are cut from rows in memory. Choose C "
                "on a sample (X.sample(frac=…).compute()), and fit LogisticRegression(C=…) to all."
            )
        grid = read_grid(self)
        X, labels = read_X(self, X, reset=True, y=y, large=self.solver not in SMALL_INDICES)
        model, rows = self._prepare(X, labels, sample_weight)
        splitting, scoring = routed(self, "fit", sample_weight, params)
        folds = list(check_cv(self.cv, labels, classifier=True).split(X, labels, **splitting))
        scores = self._scores(X, labels, [test for _, test in folds], scoring)
        paths = self._along(model, rows, grid, [train for train, _ in folds], scores)
        if self.refit:
            self._fit_all(model, rows, grid, paths)
        else:
            self._average(grid, paths)
        self._keep(grid, paths)
        return self

    def _prepare(
        self, X: Any, y: NDArray[Any], sample_weight: Any
    ) -> tuple[LogisticRegression, Rows]:
        """A model that knows the classes, and the rows with their weights."""
        self.classes_, codes = encode(y)
        check_labels(self.classes_, y)
        check_classes(self.classes_, self.solver)
        check_liblinear(self.solver, X)
        check_class_weight(self.class_weight, self.classes_)
        model = LogisticRegression(
            **{name: getattr(self, name) for name in SHARED},
            class_weight=self.class_weight,
            verbose=max(0, int(self.verbose) - 1),
            warm_start=True,
        )
        model.classes_, model.n_features_in_ = self.classes_, X.shape[1]
        weight = model._weights(X, y, codes, sample_weight)
        self.log_odds_shift_ = model.log_odds_shift_
        return model, Rows(X, codes, weight)

    def _scores(
        self, X: Any, y: NDArray[Any], tests: list[NDArray[Any]], given: dict[str, Any]
    ) -> list[Score]:
        """What judges a model on the rows that each fold holds out."""
        metric = metric_of(self.scoring, self.classes_, given)
        if metric is not None:
            return [of_log_odds(metric, X, y == self.classes_[1], test, given) for test in tests]
        scorer = with_classes(self._get_scorer(), self.classes_)
        return [held_out(scorer, X, y, test, given) for test in tests]

    def _along(
        self,
        model: LogisticRegression,
        rows: Rows,
        grid: Grid,
        trains: list[NDArray[Any]],
        scores: list[Score],
    ) -> Paths:
        """Every fold along C for every l1_ratio: together where that can be, or else one by one."""
        models = [at_ratio(model, grid, ratio) for ratio in grid.ratios]
        quick = [at_once(copy(one), rows, trains, grid.Cs, scores) for one in models]
        slow = [one for one, found in zip(models, quick, strict=True) if found is None]
        found = Parallel(n_jobs=self.n_jobs, verbose=self.verbose, prefer="threads")(
            delayed(along)(copy(one), rows, train, grid.Cs, score)
            for one in slow
            for train, score in zip(trains, scores, strict=True)
        )
        rest = iter(found)
        by_ratio = [[next(rest) for _ in trains] if one is None else one for one in quick]
        return Paths.gather([each[k] for k in range(len(trains)) for each in by_ratio], len(trains))

    def _fit_all(self, model: LogisticRegression, rows: Rows, grid: Grid, paths: Paths) -> None:
        """Fit all rows at the best C and l1_ratio, from the mean of the folds' coefficients."""
        ratio, c = paths.best()
        self.C_, self.l1_ratio_ = grid.Cs[c], grid.ratios[ratio]
        model = at_ratio(model, grid, self.l1_ratio_)
        model.C = self.C_
        start = paths.coefs[:, ratio, c].mean(axis=0)
        model.coef_, model.intercept_ = separate(start, self.fit_intercept)
        model.trace = self.trace
        problem, found = solve(model, rows)
        self.coef_, self.intercept_ = model.coef_, model.intercept_
        self.certificate_ = found.certificate
        steps = problem.trace(found, column_names(self), self.classes_)
        self._trace = None if steps is None else steps.plain()

    def _average(self, grid: Grid, paths: Paths) -> None:
        """The mean over folds of what is best in each."""
        best = paths.best_of_each()
        w = np.mean([paths.coefs[i, ratio, c] for i, (ratio, c) in enumerate(best)], axis=0)
        self.coef_, self.intercept_ = separate(w, self.fit_intercept)
        self.C_ = np.mean([grid.Cs[c] for _, c in best])
        self.l1_ratio_ = np.mean([grid.mixing(grid.ratios[ratio]) for ratio, _ in best])

    def _keep(self, grid: Grid, paths: Paths) -> None:
        """The attributes of the grid and of every fit along it."""
        self.Cs_, self.l1_ratios_ = grid.Cs, np.asarray(grid.ratios)
        self.coefs_paths_, self.scores_, self.n_iter_ = paths.coefs, paths.scores, paths.steps
        if self.use_legacy_attributes:
            self._keep_legacy(no_ratio=grid.ratios == [None])
        else:
            self.C_ = float(self.C_)
            self.l1_ratio_ = grid.mixing(None) if self.l1_ratio_ is None else float(self.l1_ratio_)

    def _keep_legacy(self, no_ratio: bool) -> None:
        rows = len(self.coef_)
        classes = self.classes_[-rows:]
        ratios = 0 if no_ratio else slice(None)
        scores = self.scores_.swapaxes(1, 2)[:, :, ratios]
        self.coefs_paths_ = {
            label: self.coefs_paths_[..., k, :].swapaxes(1, 2)[:, :, ratios]
            for k, label in enumerate(classes)
        }
        self.scores_ = {label: scores.copy() for label in classes}
        self.n_iter_ = self.n_iter_.swapaxes(1, 2)[None][..., ratios]
        self.C_ = np.array([self.C_] * rows)
        self.l1_ratio_ = np.array([self.l1_ratio_] * rows)

    @_deprecate_positional_args(version="1.11")
    def score(
        self, X: Any, y: ArrayLike, *, sample_weight: ArrayLike | None = None, **score_params: Any
    ) -> float:
        """Score of the predictions for X (n, p) by `scoring`.

        Parameters
        ----------
        X : array-like, sparse matrix or table of shape (n, p)
        y : array-like of shape (n,)
        sample_weight : array-like of shape (n,), optional
        **score_params : dict
            Handed on to the scorer, with metadata routing.
        """
        _raise_for_params(score_params, self, "score")
        _, given = routed(self, "score", sample_weight, score_params)
        return float(self._get_scorer()(self, X, y, **given))

    def get_metadata_routing(self) -> MetadataRouter:
        """Who receives what is handed to `fit` and `score`: the splitter and the scorer."""
        split = MethodMapping().add(caller="fit", callee="split")
        score = MethodMapping().add(caller="fit", callee="score")
        score.add(caller="score", callee="score")
        router = MetadataRouter(owner=self).add_self_request(self)
        router.add(splitter=self.cv, method_mapping=split)
        return router.add(scorer=self._get_scorer(), method_mapping=score)

    def _get_scorer(self) -> Any:
        scoring = self.scoring
        if scoring is None or (isinstance(scoring, str) and scoring == "warn"):
            scoring = "accuracy"
        return get_scorer(scoring)


def at_ratio(model: LogisticRegression, grid: Grid, ratio: float | None) -> LogisticRegression:
    """A copy of the model, not fitted, with that l1_ratio."""
    model = copy(model)
    model.l1_ratio = grid.mixing(ratio)
    return model


def check_class_weight(class_weight: Any, classes: NDArray[Any]) -> None:
    if isinstance(class_weight, dict) and not set(class_weight) <= set(classes):
        raise InputError(
            "The given class_weight dict must have the class labels as keys; "
            f"classes={classes.tolist()} but key={list(class_weight)}."
        )
