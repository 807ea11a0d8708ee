"""Inputs: what comes in as X, y, weights and offset, and what of it is refused.

X stays as it is: dense of any real type and order, or sparse in CSR or CSC form.  It is never
converted, densified or copied as a whole.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.utils.validation import (
    _check_sample_weight,
    _num_samples,
    check_consistent_length,
    validate_data,
)

from oddsmith.data import BLOCK_VALUES, Block, InMemory, PerRow
from oddsmith.design import Array, Dense, Design, Sparse
from oddsmith.errors import InputError
from oddsmith.frame.roles import require_moderate, require_total
from oddsmith.sweep import raw_prediction

SHOWN = 5


NO_Y = "no_validation"  # scikit-learn's word for an X that comes alone


def read_X(
    estimator: Any,
    X: Any,
    *,
    reset: bool,
    y: Any = NO_Y,
    large: bool = True,
    finite: bool = True,
) -> Any:
    """X as an array or a compressed sparse matrix, (n, p), of finite numbers; and y, if given.

    With `finite` of False the numbers are not looked at.
    """
    alone = isinstance(y, str) and y == NO_Y
    if sp.issparse(X):
        check_places(X)
    settings = {
        "accept_sparse": ("csr", "csc"),
        "dtype": "numeric",
        "ensure_all_finite": False,
        "accept_large_sparse": large,
        "reset": reset,
    }
    if type(X).__module__.partition(".")[0] == "pyarrow":
        X = X.to_pandas()
    if reset and is_table(X) and is_labels(y, len(X)):  # nothing that a check would change
        estimator.n_features_in_ = X.shape[1]
        vars(estimator).pop("feature_names_in_", None)
        checked = X, y
    else:
        checked = validate_data(estimator, X, y, **settings)
    table = plain_numbers(checked if alone else checked[0])
    if finite:
        check_finite(table, getattr(estimator, "feature_names_in_", None))
    return table if alone else (table, checked[1])


def is_table(X: Any) -> bool:
    """Whether X is an array of float64, (n, p), as scikit-learn's checks, which are slow, want."""
    return type(X) is np.ndarray and X.dtype == np.float64 and X.ndim == 2 and X.size > 0


def is_labels(y: Any, n: int) -> bool:
    """Whether y is an array of n whole numbers or strings."""
    return type(y) is np.ndarray and y.shape == (n,) and y.dtype.kind in "biuU"


def plain_numbers(X: Any) -> Any:
    """Sparse integers as float64 (their values alone are copied); everything else as it is."""
    if isinstance(X, np.ndarray) or X.dtype.kind == "f":
        return X
    return type(X)((X.data.astype(np.float64), X.indices, X.indptr), shape=X.shape)


def check_places(X: Any) -> None:
    """Refuse a sparse matrix whose numbers lie outside of it: compiled loops would read there.

    Raises
    ------
    InputError
        Places below zero or beyond the shape, or pointers that do not rise to the end.
    """
    if X.format not in ("csr", "csc") or X.nnz == 0:
        return
    lines, width = X.shape if X.format == "csr" else X.shape[::-1]
    inside = X.indices.min() >= 0 and X.indices.max() < width
    rising = X.indptr[0] == 0 and X.indptr[-1] <= min(len(X.indices), len(X.data))
    if not (inside and rising and len(X.indptr) == lines + 1 and (np.diff(X.indptr) >= 0).all()):
        raise InputError(
            f"the sparse X is broken: its indices or indptr point outside of {X.shape[0]:,} × "
            f"{X.shape[1]:,}. Make it anew; X.check_format() says what is wrong."
        )


@np.errstate(over="ignore", invalid="ignore")  # of the sum, which is only a first look
def check_finite(X: Any, names: Any) -> None:
    """Refuse NaN and infinity, naming the columns and counting them."""
    values = X if isinstance(X, np.ndarray) else X.data
    if values.dtype.kind != "f" or np.isfinite(values.sum(dtype=np.float64)):
        return
    nan, infinite = count(X, np.isnan), count(X, np.isinf)
    if not (nan.any() or infinite.any()):
        return
    name = "NaN" if nan.any() else f"infinity or a value too large for {values.dtype!r}"
    found = [
        f"{label(names, j)}: {k} {what}"
        for what, counts in (("NaN", nan), ("infinite", infinite))
        for j, k in enumerate(counts)
        if k
    ]
    more = f" and {len(found) - SHOWN} more columns" if len(found) > SHOWN else ""
    raise InputError(
        f"Input X contains {name}. ({'; '.join(found[:SHOWN])}{more}.) A coefficient cannot be "
        "learned from them: drop those rows, or fill them in with an imputer of sklearn.impute."
    )


def count(X: Any, what: Any) -> NDArray[np.integer[Any]]:
    """How many values of each column are so: (p,)."""
    if isinstance(X, np.ndarray):
        return np.asarray(what(X).sum(axis=0))
    columns = X.tocoo().col[what(X.data)]
    return np.bincount(columns, minlength=X.shape[1])


def label(names: Any, j: int) -> str:
    return f"column {j}" if names is None else repr(str(names[j]))


def as_design(X: Any) -> Design:
    return Sparse(X) if sp.issparse(X) else Dense(X)


def each_row(
    X: Any, w: Array, b: Array | float, offset: Array | None, finish: Callable[[Array], Array]
) -> Array:
    """``finish(X w + b + offset)``, w (p,) or (p, k), block by block on all threads."""
    if X.shape[0] * X.shape[1] <= BLOCK_VALUES:
        z = np.asarray(X @ w, dtype=np.float64) + b
        return finish(z if offset is None else z + offset)

    def kernel(block: Block) -> PerRow:
        return PerRow(finish(raw_prediction(block, w) + b))

    return InMemory(as_design(X), np.empty(X.shape[0]), None, offset).total(kernel).values


def read_weights(weights: Any, X: Any) -> Array:
    """Sample weights (n,) as float64: finite, not negative, not all zero."""
    if weights is None:
        return np.ones(_num_samples(X))
    checked: Array = _check_sample_weight(
        weights, X, dtype=np.float64, ensure_non_negative=True, copy=True
    )
    require_sum(checked, "values of sample_weight")
    return checked


def require_sum(weights: Array, name: str) -> None:
    """Refuse weights whose sums leave the range of numbers."""
    with np.errstate(over="ignore"):
        require_total(float(weights.sum()), float(weights.max(initial=0.0)), name)


def read_offset(offset: Any, X: Any, classes: int) -> Array | None:
    """An offset of shape (n,), or (n, K) for K > 2 classes, of finite numbers."""
    if offset is None:
        return None
    if np.ndim(offset) == 0 or np.asarray(offset).dtype.kind not in "biuf":
        raise InputError("offset is a known part of the log-odds: one real number for each row.")
    checked = np.asarray(offset, dtype=np.float64)
    check_consistent_length(X, checked)
    shape = (_num_samples(X),) if classes == 2 else (_num_samples(X), classes)
    if checked.shape != shape:
        raise InputError(
            f"offset has shape {checked.shape}; a known part of the log-odds has shape {shape}."
        )
    if not np.isfinite(checked).all():
        raise InputError("offset holds NaN or infinite values.")
    require_moderate(checked)
    return checked
