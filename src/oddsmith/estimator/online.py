"""Online: an estimator for streams without end, which sees each batch once.

    w_t  minimises  Q(w) + C Σ c ℓ over batch t,            Q(w) = ½ wᵀ H w - bᵀ w

    H <- H + C Xᵀ diag(c p q) X,     b <- b + C [Xᵀ diag(c p q) X w_t - Xᵀ c (p - y)]      at w_t

so that batches that are gone are kept as the quadratic that touched their loss where the estimate
stood.  Q begins as scikit-learn's penalty, ½ ‖w‖² without the intercept; with one batch the result
is that of `LogisticRegression`.  Memory is O(p²), whatever has been seen; the first batch should be
large enough to give a fair estimate, since its quadratic is taken there.
"""

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import cho_factor, cho_solve
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from oddsmith.data import Block
from oddsmith.design import Array, Dense
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.losses import CrossEntropy, sigmoid
from oddsmith.sweep import Sweep, sweep_block

STEPS = 50
SETTLED = 1e-20  # half the squared Newton decrement


class OnlineLogisticRegression(ClassifierMixin, BaseEstimator):
    """Logistic regression of two classes, by `partial_fit` on one batch after the other.

    Parameters
    ----------
    C : float
        Inverse strength of the L2 penalty, for all batches together.

    Attributes
    ----------
    coef_ : ndarray of shape (1, p)
    intercept_ : ndarray of shape (1,)
    classes_ : ndarray of shape (2,)
    n_seen_ : float
        Sum of the weights of all rows seen.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> model = OnlineLogisticRegression()
    >>> for _ in range(20):
    ...     X = rng.standard_normal((500, 2))
    ...     y = rng.random(500) < 1 / (1 + np.exp(-X @ [1.0, -2.0]))
    ...     _ = model.partial_fit(X, y, classes=[False, True])
    >>> bool(np.abs(model.coef_ - [1.0, -2.0]).max() < 0.1)
    True
    """

    def __init__(self, C: float = 1.0) -> None:
        self.C = C

    def fit(self, X: Any, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Forget all batches, and begin with this one."""
        self.__dict__.pop("classes_", None)
        return self.partial_fit(X, y, sample_weight=sample_weight)

    def partial_fit(
        self,
        X: Any,
        y: ArrayLike,
        classes: ArrayLike | None = None,
        sample_weight: ArrayLike | None = None,
    ) -> Self:
        """See one batch more.

        Parameters
        ----------
        X : array-like of shape (n, p)
        y : array-like of shape (n,)
        classes : array-like of two labels, optional
            Needed at the first batch unless it holds both.
        sample_weight : array-like of shape (n,), optional

        Raises
        ------
        InputError
            C is not above zero, or a label is neither of the two.
        NotSupportedError
            More than two classes.
        """
        if not self.C > 0:
            raise InputError(f"C={self.C!r}: the inverse of a penalty is a number above 0.")
        first = not hasattr(self, "classes_")
        X, y = validate_data(self, X, y, reset=first, dtype=np.float64)
        if first:
            self._begin(X.shape[1], np.unique(y if classes is None else np.asarray(classes)))
        elif classes is not None and not np.array_equal(np.unique(classes), self.classes_):
            raise InputError(f"classes={classes!r}: the first batch had {self.classes_.tolist()}.")
        c = _check_sample_weight(sample_weight, X, dtype=np.float64)
        rows = np.column_stack([np.ones(len(X)), X])
        self._see(Block(Dense(rows), self._codes(np.asarray(y)), self.C * c))
        self.n_seen_ += float(c.sum())
        return self

    def _begin(self, p: int, classes: NDArray[Any]) -> None:
        if len(classes) != 2:
            raise NotSupportedError(
                f"OnlineLogisticRegression: {len(classes)} classes ({classes.tolist()}), and it "
                "knows two. Give classes= if the first batch holds one of them; for more, stream "
                "the rows to oddsmith.fit."
            )
        self.classes_, self.n_seen_ = classes, 0.0
        self._curvature = np.diag(np.r_[0.0, np.ones(p)])
        self._linear, self._w = np.zeros(p + 1), np.zeros(p + 1)

    def _codes(self, y: NDArray[Any]) -> Array:
        other = ~np.isin(y, self.classes_)
        if other.any():
            raise InputError(
                f"y holds {np.unique(y[other]).tolist()}, and the classes are "
                f"{self.classes_.tolist()}."
            )
        return np.asarray(y == self.classes_[1], dtype=np.float64)

    def _see(self, block: Block) -> None:
        """Newton's method on the batch and what stands for those before it."""
        w, there = self._w, sweep_block(CrossEntropy(), block, self._w, 2)
        for _ in range(STEPS):
            H, g = sums_of(there)
            gradient = self._curvature @ w - self._linear + g
            whole = self._curvature + H
            whole[0, 0] += 1e-12 * (1 + whole[0, 0])  # a batch of certain rows curves no more
            s = -cho_solve(cho_factor(whole), gradient)
            fall = float(-gradient @ s)
            if fall <= SETTLED:
                break
            t = 1.0
            while True:
                ahead = sweep_block(CrossEntropy(), block, w + t * s, 2)
                change = self._value(w + t * s) + ahead.loss - self._value(w) - there.loss
                if change <= -1e-4 * t * fall or t < 1e-8 or fall < 1e-12:
                    break
                t /= 2
            w, there = w + t * s, ahead
        H, g = sums_of(there)
        self._w = w
        self._curvature = self._curvature + H
        self._linear = self._linear + H @ w - g
        self.intercept_, self.coef_ = w[:1].copy(), w[None, 1:].copy()

    def _value(self, w: Array) -> float:
        return float(0.5 * w @ self._curvature @ w - self._linear @ w)

    def decision_function(self, X: Any) -> Array:
        """Log-odds of the second class: (n,)."""
        check_is_fitted(self)
        X = validate_data(self, X, reset=False, dtype=np.float64)
        return np.asarray(X @ self.coef_[0] + self.intercept_[0])

    def predict_proba(self, X: Any) -> Array:
        """Probabilities of both classes: (n, 2)."""
        z = self.decision_function(X)
        return np.column_stack([sigmoid(-z), sigmoid(z)])

    def predict(self, X: Any) -> NDArray[Any]:
        """The likelier class: (n,)."""
        found: NDArray[Any] = self.classes_[(self.decision_function(X) > 0).astype(int)]
        return found


def sums_of(there: Sweep) -> tuple[Array, Array]:
    H, g = there.hessian, there.gradient
    assert isinstance(H, np.ndarray)
    assert g is not None
    return H, g
