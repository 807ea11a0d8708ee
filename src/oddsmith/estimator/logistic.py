"""LogisticRegression: scikit-learn's interface, attributes and defaults on this package's core.

    minimise   C Σ_i s_i ℓ_i + r ‖w‖₁ + ½ (1 - r) ‖w‖²,     s_i sample weight × class weight,

ℓ the cross-entropy of two classes, or of K classes through a softmax.
"""

from numbers import Integral, Real
from os import PathLike
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from sklearn.base import _fit_context
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import compute_class_weight
from sklearn.utils._param_validation import Hidden, Interval, StrOptions
from sklearn.utils.validation import check_is_fitted

from oddsmith.certificate import MOST
from oddsmith.design import Array
from oddsmith.errors import AliasedWarning, ColumnError, InputError, NotKeptError
from oddsmith.estimate import Estimate, estimate
from oddsmith.estimator.arguments import SOLVERS, Wanted, check_values, wanted
from oddsmith.estimator.as_fit import as_fit, column_names
from oddsmith.estimator.columns import read_bounds, read_factors
from oddsmith.estimator.inputs import check_finite, read_offset, read_weights, read_X, require_sum
from oddsmith.estimator.labels import check_labels, encode
from oddsmith.estimator.lazily import is_dask
from oddsmith.estimator.prediction import LinearClassifier
from oddsmith.estimator.problem import Goal, Problem, build
from oddsmith.existence.separation import Separation, find_separation
from oddsmith.frame.caller import warn
from oddsmith.losses import Multinomial
from oddsmith.memory import memory_told
from oddsmith.result import Fit
from oddsmith.solvers import Record
from oddsmith.sources.beginning import beginning
from oddsmith.trace import Trace, table_of

BETTERED = 1e-2  # up to this tolerance the last steps, which are cheap, are taken too
SMALL_INDICES = ("liblinear", "sag", "saga")  # whose sparse indices have 32 bits in scikit-learn


class LogisticRegression(LinearClassifier):
    """Logistic regression of two or more classes, with scikit-learn's interface and defaults.

    Parameters
    ----------
    penalty : {"l1", "l2", "elasticnet"} or None
        Deprecated in scikit-learn 1.8, and here: use `l1_ratio` and ``C=np.inf``.
    C : float
        Inverse strength of the penalty on the sum of losses; ``inf`` for none.
    l1_ratio : float
        Share of L1 in the penalty, from 0 to 1.
    dual : bool
        A way to liblinear's optimum; accepted with ``solver="liblinear"`` and L2 only.
    tol : float
        Largest violation of the optimality condition of the mean objective, each column in units of
        its standard deviation; it decides whether a fit has converged.  Up to 1e-2 a fit that has
        goes on for the step or two that bring the remaining digits.  scikit-learn's default of 1e-4
        leaves wrong ones; here it is 1e-8.
    fit_intercept : bool
        Whether to add an intercept, which is not penalised.
    intercept_scaling : float
        With ``solver="liblinear"``, the value of the intercept's column, which is penalised there.
    class_weight : dict, "balanced" or None
        Weights of the classes.  They shift the probabilities: see `log_odds_shift_`.
    random_state : any
        Accepted; every fit is deterministic.
    solver : str
        One of scikit-learn's names, which all mean the optimum that they would reach; or "auto",
        "newton", "newton-products", "working-set" or "gradient-descent", which choose the way to it
        (the last needs many steps: raise `max_iter`).
    max_iter : int
        Steps of the solver allowed.
    verbose : int
        Above 0 prints a line for each step.
    warm_start : bool
        Whether to start from the last fit's coefficients.
    n_jobs : int or None
        Deprecated in scikit-learn 1.8, and here: it has no effect.
    penalty_factor : dict or array-like of shape (n_features,), optional
        Multiplies the penalty of each column, by name or position: 0 leaves a column free, infinity
        leaves it out.
    bounds : dict or array-like of pairs (low, high), optional
        Where coefficients may lie, by name or position, for every class.
    trace : bool
        Keep every step of the solver, as the table `history_`.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
    coef_ : ndarray of shape (1, n_features) or (n_classes, n_features)
    intercept_ : ndarray of shape (1,) or (n_classes,)
    n_iter_ : ndarray of shape (1,)
    n_features_in_ : int
    feature_names_in_ : ndarray of shape (n_features,)
    certificate_ : Certificate
        How far from the optimum the fit can be.
    history_ : DataFrame
        With `trace`: a row for each step of the solver, the last of which is the fit.
    log_odds_shift_ : ndarray of shape (n_classes,)
        What the class weights add to the log-odds of each class; subtract it from `intercept_` for
        probabilities of the data as they are.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith import LogisticRegression
    >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array(["no", "yes", "no", "yes"])
    >>> LogisticRegression().fit(X, y).predict([[2.5]])
    array(['yes'], dtype='<U3')
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "penalty": [
            StrOptions({"l1", "l2", "elasticnet"}),
            None,
            Hidden(StrOptions({"deprecated"})),
        ],
        "C": [Interval(Real, 0, None, closed="right")],
        "l1_ratio": [Interval(Real, 0, 1, closed="both"), None],
        "dual": ["boolean"],
        "tol": [Interval(Real, 0, None, closed="left")],
        "fit_intercept": ["boolean"],
        "intercept_scaling": [Interval(Real, 0, None, closed="neither")],
        "class_weight": [dict, StrOptions({"balanced"}), None],
        "random_state": ["random_state"],
        "solver": [StrOptions(SOLVERS)],
        "max_iter": [Interval(Integral, 0, None, closed="left")],
        "verbose": ["verbose"],
        "warm_start": ["boolean"],
        "n_jobs": [None, Integral],
        "penalty_factor": [dict, "array-like", None],
        "bounds": [dict, "array-like", None],
        "trace": ["boolean"],
    }

    _behind: tuple[Problem, Estimate, int, bool] | None = None
    _fit: Fit | None = None
    _trace: Trace | None = None

    def __init__(
        self,
        penalty: Any = "deprecated",
        *,
        C: float = 1.0,
        l1_ratio: float = 0.0,
        dual: bool = False,
        tol: float = 1e-8,
        fit_intercept: bool = True,
        intercept_scaling: float = 1,
        class_weight: Any = None,
        random_state: Any = None,
        solver: str = "lbfgs",
        max_iter: int = 100,
        verbose: int = 0,
        warm_start: bool = False,
        n_jobs: int | None = None,
        penalty_factor: Any = None,
        bounds: Any = None,
        trace: bool = False,
    ) -> None:
        self.penalty = penalty
        self.C = C
        self.l1_ratio = l1_ratio
        self.dual = dual
        self.tol = tol
        self.fit_intercept = fit_intercept
        self.intercept_scaling = intercept_scaling
        self.class_weight = class_weight
        self.random_state = random_state
        self.solver = solver
        self.max_iter = max_iter
        self.verbose = verbose
        self.warm_start = warm_start
        self.n_jobs = n_jobs
        self.penalty_factor = penalty_factor
        self.bounds = bounds
        self.trace = trace

    @_fit_context(prefer_skip_nested_validation=True)
    @memory_told
    def fit(
        self,
        X: Any,
        y: ArrayLike,
        sample_weight: ArrayLike | None = None,
        offset: ArrayLike | None = None,
    ) -> Self:
        """Fit to X (n, p), y (n,), weights (n,), and a known part of the log-odds.

        Parameters
        ----------
        X : array-like, sparse matrix or table of shape (n, p), or a Dask array or DataFrame
            Of Dask's only sums over rows are made, where the rows are.
        y : array-like of shape (n,)
        sample_weight : array-like of shape (n,), optional
            2 is the row twice, 0 the row absent.
        offset : array-like of shape (n,), or (n, n_classes) for more than two classes, optional
        """
        goal = wanted(self)
        if is_dask(X):
            from oddsmith.estimator.elsewhere import fit_elsewhere

            return self._finish(*fit_elsewhere(self, X, y, sample_weight, offset, goal))
        small = self.solver in SMALL_INDICES
        X, y = read_X(self, X, reset=True, y=y, large=not small, finite=self.solver == "liblinear")
        labels = np.asarray(y)
        self.classes_, codes = encode(labels)
        check_labels(self.classes_, labels)
        check_classes(self.classes_, self.solver)
        check_liblinear(self.solver, X)
        weight = self._weights(X, y, codes, sample_weight)
        if not weight.all():  # rows that the fit will not read
            check_finite(X, getattr(self, "feature_names_in_", None))
        problem, found = self._solve(X, codes, weight, offset, goal)
        return self._finish(problem, found, X.dtype, X.shape[0], sample_weight is not None)

    def _finish(
        self, problem: Problem, found: Estimate, dtype: np.dtype[Any], n: int, weighted: bool
    ) -> Self:
        """Everything about a fit of n rows that is not a coefficient."""
        if dtype == np.float32 and self.solver != "liblinear":
            self.coef_ = self.coef_.astype(np.float32)
            self.intercept_ = self.intercept_.astype(np.float32)
        self.n_iter_ = np.array([found.solution.steps], dtype=np.int32)
        self.certificate_ = found.certificate
        names = column_names(self) if self.trace else []
        self._trace = problem.trace(found, names, self.classes_)
        self._behind = (problem, found, n, weighted or self.class_weight is not None)
        self._fit = None
        return self

    def _validate_params(self) -> None:
        check_values(self)

    def _solve(
        self, X: Any, codes: NDArray[Any], weight: Array, offset: Any, goal: Wanted
    ) -> tuple[Problem, Estimate]:
        """Fit to checked rows, which need not hold every class of `classes_`; sets coef_."""
        problem = self._problem(X, codes, weight, offset, goal)
        try:
            found = self._estimate(problem, goal)
        except ColumnError as error:
            check_finite(X, getattr(self, "feature_names_in_", None))
            first = [] if problem.constant is None else ["Intercept"]
            raise error.called([*first, *column_names(self)]) from None
        self._take(problem, found)
        return problem, found

    def _take(self, problem: Problem, found: Estimate) -> None:
        self.coef_, self.intercept_ = problem.unpack(found.w)
        self._warn_about(problem, found)

    @property
    def fit_(self) -> Fit:
        """The statistician's `Fit` of two classes: summary, intervals, vcov and model file.

        Made from the rows when it is first asked for; a pickled estimator holds it only if it was.
        """
        check_is_fitted(self)
        if self._fit is None:
            if self._behind is None:
                raise NotKeptError(
                    "fit_ needs the rows of the fit, and neither a pickled estimator nor one that "
                    "searched over penalties keeps them: fit LogisticRegression again."
                )
            problem, found, n, weighted = self._behind
            self._fit = as_fit(self, problem, found, n, weighted)
        return self._fit

    def export(
        self, target: str, path: str | PathLike[str] | None = None, **options: Any
    ) -> str | bytes | None:
        """The model in a form that others read or run; as `Fit.export`.

        Scoring functions take features by their names (x0, x1, … where they came without) and give
        the probability of the second of two classes, ONNX one matrix as `predict_proba` does.  What
        shows standard errors is asked of `fit_`.
        """
        from oddsmith.export.targets import export

        check_is_fitted(self)
        return export(self, target, path, **options)

    @property
    def history_(self) -> pd.DataFrame:
        """Every step of the solver, a row each, with ``trace=True``; the last is the fit.

        Columns ``step``, ``loss`` and ``objective`` (means: scikit-learn's objective is C Σ s times
        as much), ``gradient_norm``, ``violation``, ``step_size``, ``condition`` (of the curvature)
        and ``scaled_condition`` (with columns standardised), and ``w[name]`` for each coefficient,
        ``w[class:name]`` for three classes or more; `oddsmith.trace` has the formulas.
        """
        check_is_fitted(self)
        return table_of(self._trace)

    def __getstate__(self) -> dict[str, Any]:
        state: dict[str, Any] = super().__getstate__()
        if self._trace is not None:
            state = {**state, "_trace": self._trace.plain()}
        return {**state, "_behind": None} if "_behind" in state else state

    def _weights(self, X: Any, y: Any, codes: NDArray[Any], sample_weight: Any) -> Array:
        weight = read_weights(sample_weight, X)
        by_class = self._by_class(y, weight)
        if self.class_weight is not None:
            with np.errstate(over="ignore"):
                weight = np.asarray(weight * by_class[codes], dtype=np.float64)
            require_sum(weight, "sample weights times class weights")
        elif sample_weight is None:
            return weight
        require_two(np.bincount(codes, weights=weight, minlength=len(self.classes_)))
        return weight

    def _by_class(self, y: Any, weight: Array) -> Array:
        """The weight of each class, (K,), for labels that weigh so much; sets the shift."""
        self.log_odds_shift_ = np.zeros(len(self.classes_))
        if self.class_weight is None:
            return np.ones(len(self.classes_))
        by_class: Array = compute_class_weight(
            self.class_weight, classes=self.classes_, y=y, sample_weight=weight
        )
        if not ((by_class >= 0) & (by_class < np.inf)).all():
            raise InputError(
                f"class_weight={self.class_weight!r}: weights are 0 or above, and finite."
            )
        counted = by_class > 0
        logs = np.log(by_class[counted])
        self.log_odds_shift_[counted] = logs - logs[:1]
        return by_class

    def _problem(
        self, X: Any, codes: NDArray[Any], weight: Array, offset: Any, goal: Wanted
    ) -> Problem:
        shift = read_offset(offset, X, len(self.classes_))
        return build(X, codes, weight, shift, self._goal(weight.sum(), X.shape[1], goal))

    def _goal(self, total: float, p: int, goal: Wanted) -> Goal:
        """What is minimised over rows that weigh so much together."""
        names = getattr(self, "feature_names_in_", None)
        scaling = self.intercept_scaling if goal.penalised_intercept else 1.0
        return Goal.of(
            len(self.classes_),
            total,
            goal,
            read_factors(self.penalty_factor, names, p),
            read_bounds(self.bounds, names, p),
            float(scaling) if self.fit_intercept else None,
        )

    def _estimate(self, problem: Problem, goal: Wanted) -> Estimate:
        start = None
        if self.max_iter == 0:
            start = np.zeros_like(problem.penalty.l1)  # before any step, nothing is known
        if self.warm_start and getattr(self, "coef_", None) is not None:
            start = self._last(problem)
        solver = goal.solver
        if start is None:
            first = beginning(problem.rows, problem.intercept, problem.penalty, problem.loss)
            start = first.get("start")
            solver = first.get("solver") if solver is None else solver
        return estimate(
            problem.rows,
            problem.intercept,
            problem.penalty,
            loss=problem.loss,
            start=start,
            solver=solver,
            tol=self.tol,
            max_steps=self.max_iter,
            to_floor=None if self.tol <= BETTERED else False,
            watch=show if self.verbose else None,
            trace=self.trace,
        )

    def _warn_about(self, problem: Problem, found: Estimate) -> None:
        """Say what a reader of coef_ must know, with scikit-learn's category."""
        if found.dependent:
            names = self._names(problem)
            left_out = ", ".join(repr(names[one.column]) for one in found.dependent[:10])
            more = len(found.dependent) - 10
            warn(
                f"{left_out}{f' and {more} more' if more > 0 else ''} repeat what other columns "
                "already say; their coefficients are 0. A finite C would share them out.",
                AliasedWarning,
            )
        separation = self._separation(problem, found)
        if separation is not None:
            free, names = np.flatnonzero(problem.free_columns[found.kept]), self._names(problem)
            told = "" if len(self.classes_) > 2 else ", and fit_ tells what is infinite"
            warn(
                f"{separation.describe([names[found.kept[j]] for j in free])} No finite maximum "
                f"of the likelihood exists: coef_ is where the solver stopped{told}. A finite C "
                "gives an optimum.",
                ConvergenceWarning,
            )
        elif not found.solution.converged:
            solution = found.solution
            warn(
                f"The solver stopped after {solution.steps} of {self.max_iter} iterations with the "
                f"optimality condition violated by {solution.violation:.1e}. "
                f"{solution.verdict.value}",
                ConvergenceWarning,
            )
        elif self._in_doubt(found):
            warn(
                "Some columns so nearly repeat others that no distance from the maximum could be "
                "proven: coef_ may be wrong in every digit. Leave out one, or use a finite C.",
                ConvergenceWarning,
            )

    @staticmethod
    def _in_doubt(found: Estimate) -> bool:
        """Whether there is no penalty, no bound of the gap, and no inverse of the curvature."""
        if found.certificate.proves_minimum or found.penalised or found.w.ndim > 1:
            return False
        kept = found.covariance[np.ix_(found.kept, found.kept)] if len(found.w) <= MOST else 0.0
        return bool(np.isnan(kept).any())

    def _names(self, problem: Problem) -> list[str]:
        """Of the coefficients: of many columns their making takes as long as a sweep."""
        names = column_names(self)
        return names if problem.constant is None else ["Intercept", *names]

    def _separation(self, problem: Problem, found: Estimate) -> Separation | None:
        """Whether columns without penalty and bounds separate the classes."""
        if found.certificate.proves_minimum:
            return None
        free = np.flatnonzero(problem.free_columns[found.kept])
        alone = problem.intercept is not None and len(free) == 1
        if not len(free) or alone:
            return None
        columns = found.kept[free]
        rows = problem.rows.with_design(lambda X: X.columns(columns))
        coding = problem.loss.coding if isinstance(problem.loss, Multinomial) else None
        hint = found.solution.w[free]
        return find_separation(rows, found.coordinates.columns(free), coding=coding, direction=hint)

    def _last(self, problem: Problem) -> Array:
        """The last fit's coefficients as a start."""
        coef = self._dense_coef()
        k = 1 if len(self.classes_) == 2 else len(self.classes_)
        if coef.shape != (k, self.n_features_in_):
            raise InputError(
                f"warm_start: the last fit's coef_ has shape {coef.shape}, and this one's is "
                f"{(k, self.n_features_in_)}. Fit a clone, or set warm_start=False."
            )
        return problem.pack(coef.astype(np.float64), np.asarray(self.intercept_, np.float64))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        tags.classifier_tags.multi_class = self.solver != "liblinear"
        return tags


def check_classes(classes: NDArray[Any], solver: str) -> None:
    if len(classes) < 2:
        raise InputError(
            "This solver needs samples of at least 2 classes in the data, but the data contains "
            f"only one class: {classes[0]!r}"
        )
    if len(classes) > 2 and solver == "liblinear":
        raise InputError(
            "The 'liblinear' solver does not support multiclass classification (n_classes >= 3). "
            "Only binary classification is supported. The type of the target is multiclass. Use "
            "another solver, or sklearn.multiclass.OneVsRestClassifier."
        )


def require_two(weights: NDArray[Any]) -> None:
    """Refuse rows of which but one class weighs anything: (K,)."""
    if (weights > 0).sum() < 2:
        raise InputError(
            "only one class is left once rows of weight zero are put aside: a classifier needs "
            "samples of at least 2 classes in the data."
        )


def check_liblinear(solver: str, X: Any) -> None:
    if solver == "liblinear" and X.max() > 1e30:
        raise InputError(
            "Using the 'liblinear' solver while X contains a maximum value > 1e30 results in a "
            "frozen fit. Please choose another solver or rescale the input X."
        )


def show(record: Record) -> None:
    print(
        f"step {record.step}: objective {record.value:.12g}, violation {record.violation:.1e}, "
        f"step size {record.step_size:g}"
    )
