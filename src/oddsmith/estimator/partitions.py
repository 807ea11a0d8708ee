"""Partitions: what an estimator reads of a partition of rows in Dask, and learns of all of them.

table = the features | y | weight | offset              one reading: classes, weights, a sample
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.estimator.inputs import check_finite
from oddsmith.sources.dask_rows import OFFSET, WEIGHT, DaskRows, Y
from oddsmith.sources.pool import Pool, draw
from oddsmith.sources.source import Piece

POOL = 1 << 20  # numbers in the rows of the sample: 8 MiB, which every partition may send
LEAST_POOL = 2000  # rows of it, however many columns there are


@dataclass(frozen=True, eq=False)
class Profile:
    """What one reading says of an estimator's rows: adds.

    Attributes
    ----------
    n : int
        Rows, whatever they weigh.
    classes : ndarray of shape (K,)
    rows, weights : ndarray of shape (K,)
        How many rows of positive weight each class has, and what they weigh.
    dtype : dtype
        Of X.
    pool : Pool
        A sample of the rows of positive weight.
    """

    n: int
    classes: NDArray[Any]
    rows: Array
    weights: Array
    dtype: np.dtype[Any]
    pool: Pool

    def __add__(self, other: "Profile") -> "Profile":
        both = np.concatenate([self.classes, other.classes])
        classes, at = np.unique(both, return_inverse=True)

        def of_each(a: Array, b: Array) -> Array:
            return np.asarray(np.bincount(at, np.concatenate([a, b]), len(classes)), np.float64)

        return Profile(
            self.n + other.n,
            classes,
            of_each(self.rows, other.rows),
            of_each(self.weights, other.weights),
            np.result_type(self.dtype, other.dtype),
            self.pool + other.pool,
        )


def profile_of(piece: Piece, features: tuple[Any, ...], named: bool, size: int) -> Profile | None:
    """The profile of one partition; None of an empty one.

    Raises
    ------
    InputError
        NaN or infinity, with partition and column; a weight below zero.
    """
    if not len(piece.table):
        return None
    with piece.located():
        X = matrix(piece.table, len(features))
        check_finite(X, features if named else None)
        weight, y = weights_of(piece.table), labels_of(piece.table)
        offset_of(piece.table)
        classes, codes = np.unique(y, return_inverse=True)
        used = weight > 0
        kept = piece.table if used.all() else piece.table[used]
        return Profile(
            len(y),
            classes,
            np.asarray(np.bincount(codes, used, len(classes)), np.float64),
            np.asarray(np.bincount(codes, weight, len(classes)), np.float64),
            X.dtype,
            draw(kept, piece, size, seed=0),
        )


def matrix(table: pd.DataFrame, p: int) -> Any:
    """X of a partition, (n, p), of real numbers; float32 stays so."""
    X = table.iloc[:, :p].to_numpy()
    if X.dtype.kind in "fiub":
        return X
    try:
        return X.astype(np.float64)
    except (TypeError, ValueError):
        wrong = [n for n in table.columns[:p] if not pd.api.types.is_numeric_dtype(table[n])]
        raise InputError(
            f"X holds what is no number in {', '.join(map(repr, wrong[:5]))}; encode it first, or "
            "use oddsmith.fit with a formula, which takes categories."
        ) from None


def weights_of(table: pd.DataFrame) -> Array:
    if WEIGHT not in table.columns:
        return np.ones(len(table))
    weight = table[WEIGHT].to_numpy(dtype=np.float64)
    if not (np.isfinite(weight) & (weight >= 0)).all():
        raise InputError("sample_weight holds negative, NaN or infinite values.")
    return np.asarray(weight)


def labels_of(table: pd.DataFrame) -> NDArray[Any]:
    """The labels of a partition; text as text of any length."""
    y = table[Y]
    if y.isna().any():
        raise InputError("Input y contains NaN.")
    held = y.to_numpy()
    return held if held.dtype.kind in "biuf" else np.asarray(held.tolist())


def offset_of(table: pd.DataFrame) -> Array | None:
    if OFFSET not in table.columns:
        return None
    held = table[OFFSET].to_numpy()
    offset = np.stack(list(held)) if held.dtype == object else held
    offset = np.asarray(offset, dtype=np.float64)
    if not np.isfinite(offset).all():
        raise InputError("offset holds NaN or infinite values.")
    return offset


def profiled(source: DaskRows, named: bool) -> Profile:
    """The profile of all partitions.

    Raises
    ------
    InputError
        There is no row.
    """
    size = max(LEAST_POOL, POOL // len(source.names))
    kernel = partial(profile_of, features=source.features, named=named, size=size)
    found: Profile | None = source.total(kernel, source.names)
    if found is None:
        raise InputError("X has no rows.")
    return found
