"""Prediction: log-odds, classes and probabilities from coefficients.

z = X w + b              (n,) for two classes, (n, K) for K
p = sigmoid(z), or softmax(z)
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator
from sklearn.linear_model._base import LinearClassifierMixin, SparseCoefMixin
from sklearn.utils.validation import check_is_fitted

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.estimator.inputs import check_finite, each_row, is_table, read_offset, read_X
from oddsmith.estimator.lazily import is_dask, lazily
from oddsmith.losses import decay, sigmoid_pair


class LinearClassifier(LinearClassifierMixin, SparseCoefMixin, BaseEstimator):
    """What a fitted estimator predicts, from ``classes_``, ``coef_`` and ``intercept_``."""

    classes_: NDArray[Any]
    coef_: Any
    intercept_: Array
    n_features_in_: int

    def decision_function(self, X: Any, offset: ArrayLike | None = None) -> Array:
        """Log-odds of the second class (n,), or logits of every class (n, n_classes)."""
        return self._each_row(X, offset, np.asarray)

    def _each_row(
        self, X: Any, offset: ArrayLike | None, finish: Callable[[Array], NDArray[Any]]
    ) -> NDArray[Any]:
        """``finish(z)`` of every row; X itself is looked at where z leaves open what it holds.

        Of rows that are in Dask, as a Dask array.
        """
        if is_dask(X):
            check_is_fitted(self)
            return lazily(self, X, offset, finish)  # type: ignore[no-any-return]
        if not self._is_plain(X):
            check_is_fitted(self)
            X = read_X(self, X, reset=False, finite=False)
        shift = None if offset is None else read_offset(offset, X, len(self.classes_))
        coef = self._dense_coef()
        w, b = (coef[0], self.intercept_[0]) if len(coef) == 1 else (coef.T, self.intercept_)
        doubtful = [] if coef.all() else [True]  # a column without coefficient does not show in z

        def watched(z: Array) -> NDArray[Any]:
            if not np.isfinite(z).all():
                doubtful.append(True)
            return finish(z)

        with np.errstate(invalid="ignore", over="ignore"):
            found = each_row(X, w.astype(np.float64), b, shift, watched)
        if doubtful:
            check_finite(X, getattr(self, "feature_names_in_", None))
        return found

    def _is_plain(self, X: Any) -> bool:
        """Whether X is an array that scikit-learn's checks, ten times the work, would not touch."""
        known = self.__dict__
        return (
            is_table(X)
            and X.shape[1] == known.get("n_features_in_")
            and "coef_" in known
            and "feature_names_in_" not in known
        )

    def predict(self, X: Any, offset: ArrayLike | None = None) -> NDArray[Any]:
        """The most probable class: (n, p) -> (n,)."""
        check_is_fitted(self)
        return self._each_row(X, offset, partial(labels, self.classes_))

    def predict_proba(self, X: Any, offset: ArrayLike | None = None) -> Array:
        """Probability of each class: (n, p) -> (n, n_classes)."""
        return self._each_row(X, offset, probabilities)

    def predict_log_proba(self, X: Any, offset: ArrayLike | None = None) -> Array:
        """Logarithm of `predict_proba`, finite where that underflows: (n, p) -> (n, n_classes)."""
        return self._each_row(X, offset, log_probabilities)

    def score(
        self,
        X: Any,
        y: ArrayLike,
        sample_weight: ArrayLike | None = None,
        offset: ArrayLike | None = None,
    ) -> float:
        """Share of rows, by weight, whose class is predicted."""
        if is_dask(X):
            from oddsmith.estimator.elsewhere import accuracy

            return accuracy(self, X, y, sample_weight, offset)
        from sklearn.metrics import accuracy_score

        return float(accuracy_score(y, self.predict(X, offset), sample_weight=sample_weight))

    def parametrised(
        self, form: str = "symmetric", *, reference: Any = None
    ) -> tuple[Array, Array]:
        """Coefficients (K, p) and intercepts (K,) of every class, in another parametrisation.

        Probabilities are the same in each; nothing is lost on the way.

        Parameters
        ----------
        form : {"symmetric", "reference"}
            The classes' coefficients add to zero, or those of one class are zero.
        reference : label, optional
            That class; the first where not given.
        """
        check_is_fitted(self)
        coef = self._dense_coef().astype(np.float64)
        intercept: Array = np.asarray(self.intercept_, dtype=np.float64)
        if len(self.classes_) == 2:  # z is the difference of the two logits
            coef, intercept = np.vstack([-coef, coef]) / 2, np.r_[-intercept, intercept] / 2
        if form == "symmetric":
            base = coef.mean(axis=0), intercept.mean()
        elif form == "reference":
            k = 0 if reference is None else self._class_position(reference)
            base = coef[k], intercept[k]
        else:
            raise InputError(f'form={form!r} is not known; it is "symmetric" or "reference".')
        return coef - base[0], intercept - base[1]

    def _class_position(self, label: Any) -> int:
        found = np.flatnonzero(self.classes_ == label)
        if not len(found):
            raise InputError(f"{label!r} is not a class; the classes are {self.classes_.tolist()}.")
        return int(found[0])

    def _dense_coef(self) -> Array:
        """coef_ as an array, also after `sparsify`."""
        return self.coef_.toarray() if hasattr(self.coef_, "toarray") else np.asarray(self.coef_)


def labels(classes: NDArray[Any], z: Array) -> NDArray[Any]:
    """Of the most probable class: (n,) or (n, K) -> (n,)."""
    return np.asarray(classes[(z > 0).astype(int) if z.ndim == 1 else z.argmax(1)])


def probabilities(z: Array) -> Array:
    """Of each class: (n,) -> (n, 2), or (n, K) -> (n, K)."""
    if z.ndim == 1:
        p, q = sigmoid_pair(z, decay(z))
        return np.column_stack([q, p])
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True))


def log_probabilities(z: Array) -> Array:
    """Logarithms of `probabilities`, finite where those underflow."""
    if z.ndim == 1:
        log1p_e = np.log1p(decay(z))
        return np.column_stack([-np.maximum(z, 0) - log1p_e, np.minimum(z, 0) - log1p_e])
    z = z - z.max(axis=1, keepdims=True)
    return np.asarray(z - np.log(np.exp(z).sum(axis=1, keepdims=True)))
