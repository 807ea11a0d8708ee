"""LogisticRegression: scikit-learn's door.

    minimise   C Σ_i s_i ℓ(z_i, y_i) + ½ ‖w‖²,     z = X w + b,  s_i sample weight × class weight

Divided by C Σ s this is the package's own scale, a mean loss with an L2 penalty of 1 / (C Σ s).
"""

import warnings
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import compute_class_weight
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from oddsmith.data import InMemory
from oddsmith.design import Array, Beside, Dense
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.estimate import Estimate, estimate
from oddsmith.losses import decay, sigmoid_pair
from oddsmith.penalties import Penalty

SAME_OPTIMUM = ("lbfgs", "newton-cg", "newton-cholesky", "sag", "saga")


class LogisticRegression(ClassifierMixin, BaseEstimator):
    """Logistic regression with scikit-learn's interface and defaults.

    Binary y and dense X.  What is not available yet raises `NotSupportedError`, by name.

    Parameters
    ----------
    C : float
        Inverse strength of the L2 penalty on the sum of losses; ``inf`` for none.
    l1_ratio : float
        Only 0, the L2 penalty.
    dual, intercept_scaling, n_jobs, penalty, random_state
        Only scikit-learn's defaults; they choose between solvers that are not used here.
        (`random_state` is accepted: the fit is deterministic.)
    tol : float
        Largest violation of the optimality condition of the mean objective, each column in units of
        its standard deviation.  scikit-learn's 1e-4 leaves wrong digits; here it is 1e-8.
    fit_intercept : bool
        Whether to add an intercept, which is not penalised.
    class_weight : dict, "balanced" or None
        Weights of the classes.
    solver : str
        Any of scikit-learn's names but "liblinear"; they all mean the same optimum, which Newton's
        method reaches.
    max_iter : int
        Newton steps allowed.
    verbose : int
        Above 0 prints a line for each step.
    warm_start : bool
        Only False.

    Attributes
    ----------
    classes_ : ndarray of shape (2,)
    coef_ : ndarray of shape (1, n_features_in_)
    intercept_ : ndarray of shape (1,)
    n_iter_ : ndarray of shape (1,)
    n_features_in_ : int
    feature_names_in_ : ndarray of shape (n_features_in_,)
    certificate_ : Certificate
        How far from the optimum the fit can be.

    Examples
    --------
    >>> import numpy as np
    >>> from oddsmith import LogisticRegression
    >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array(["no", "yes", "no", "yes"])
    >>> LogisticRegression().fit(X, y).predict([[2.5]])
    array(['yes'], dtype='<U3')
    """

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

    def fit(self, X: Any, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Fit to X (n, p), y (n,) with two classes, and weights (n,)."""
        self._check_settings()
        X, y = validate_data(self, X, y, dtype=[np.float64, np.float32])
        check_classification_targets(y)
        self.classes_ = np.unique(y)
        check_two_classes(self.classes_)
        weight = self._case_weight(X, y, sample_weight)
        found = self._estimate(X, (y == self.classes_[1]).astype(np.float64), weight)
        self.certificate_ = found.certificate
        w = np.nan_to_num(found.w)
        self.intercept_ = w[:1] if self.fit_intercept else np.zeros(1)
        self.coef_ = w[None, 1:] if self.fit_intercept else w[None, :]
        self.n_iter_ = np.array([found.solution.steps], dtype=np.int32)
        if not found.solution.converged:
            warnings.warn(found.solution.verdict.value, ConvergenceWarning, stacklevel=2)
        return self

    def decision_function(self, X: Any) -> Array:
        """Log-odds of the second class: (n, p) -> (n,)."""
        check_is_fitted(self)
        X = validate_data(self, X, reset=False, dtype=[np.float64, np.float32])
        z: Array = X @ self.coef_[0] + self.intercept_[0]
        return z

    def predict(self, X: Any) -> NDArray[Any]:
        """The more probable class: (n, p) -> (n,)."""
        second = self.decision_function(X) > 0
        labels: NDArray[Any] = self.classes_[second.astype(int)]
        return labels

    def predict_proba(self, X: Any) -> Array:
        """Probability of each class: (n, p) -> (n, 2)."""
        z = self.decision_function(X)
        p, q = sigmoid_pair(z, decay(z))
        return np.column_stack([q, p])

    def predict_log_proba(self, X: Any) -> Array:
        """Logarithm of `predict_proba`, finite where that underflows: (n, p) -> (n, 2)."""
        z = self.decision_function(X)
        log1p_e = np.log1p(decay(z))
        return np.column_stack([-np.maximum(z, 0) - log1p_e, np.minimum(z, 0) - log1p_e])

    def _estimate(self, X: NDArray[Any], y: Array, weight: Array | None) -> Estimate:
        n, p = X.shape
        ones = Dense(np.broadcast_to(1.0, (n, 1)))
        design = Beside([ones, Dense(X)]) if self.fit_intercept else Dense(X)
        free = [0] if self.fit_intercept else []
        total = n if weight is None else weight.sum()
        return estimate(
            InMemory(design, y, weight),
            0 if self.fit_intercept else None,
            Penalty.elastic_net(p + len(free), 1 / (self.C * total), free=free),
            tol=self.tol,
            max_steps=self.max_iter,
            to_floor=True,
            watch=print if self.verbose else None,
        )

    def _case_weight(self, X: Any, y: Any, sample_weight: Any) -> Array | None:
        if sample_weight is None and self.class_weight is None:
            return None
        weight: Array = _check_sample_weight(sample_weight, X, ensure_non_negative=True)
        weight = weight.astype(np.float64)
        if self.class_weight is not None:
            by_class = compute_class_weight(
                self.class_weight, classes=self.classes_, y=y, sample_weight=weight
            )
            weight = weight * by_class[np.searchsorted(self.classes_, y)]
        check_both_weighted(weight, y, self.classes_)
        return weight

    def _check_settings(self) -> None:
        if not self.C > 0:
            raise InputError(f"C={self.C}: the inverse strength of the penalty is above 0.")
        only = {
            "penalty": "deprecated",
            "l1_ratio": 0,
            "dual": False,
            "intercept_scaling": 1,
            "warm_start": False,
            "n_jobs": None,
        }
        for name, value in only.items():
            if getattr(self, name) != value:
                raise NotSupportedError(
                    f"LogisticRegression({name}={getattr(self, name)!r}) is not available yet; "
                    f"only {name}={value!r} is."
                )
        if self.solver not in SAME_OPTIMUM:
            raise NotSupportedError(
                f"solver={self.solver!r} is not available yet; {', '.join(SAME_OPTIMUM)} are, and "
                "mean the same optimum."
            )


def check_two_classes(classes: NDArray[Any]) -> None:
    if len(classes) < 2:
        raise InputError(
            f"y holds one class only ({classes[0]!r}): a classifier needs samples of at least 2 "
            "classes in the data."
        )
    if len(classes) > 2:
        raise NotSupportedError(
            f"y holds {len(classes)} classes; only two are available yet. "
            "sklearn.multiclass.OneVsRestClassifier fits one against the rest."
        )


def check_both_weighted(weight: Array, y: NDArray[Any], classes: NDArray[Any]) -> None:
    for label in classes:
        if not weight[y == label].any():
            raise InputError(
                f"every row of class {label!r} has weight zero: one class only is left, and a "
                "classifier needs two."
            )
