"""Lazily: predictions of rows that are in Dask, as Dask arrays that are not computed yet."""

from collections.abc import Callable
from copy import copy
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from oddsmith.design import Array


def is_dask(X: Any) -> bool:
    """Whether X is a Dask array or DataFrame; Dask is not loaded to tell.

    Examples
    --------
    >>> is_dask(np.zeros((2, 2)))
    False
    """
    library = type(X).__module__.partition(".")[0]
    return library in ("dask", "dask_expr") and hasattr(X, "to_delayed")


def lazily(model: Any, X: Any, offset: Any, finish: Callable[[Array], NDArray[Any]]) -> Any:
    """``finish(z)`` of the rows of X, (n,) or (n, K), in chunks as X has them."""
    import dask.array as da
    from dask.delayed import delayed

    from oddsmith.sources.dask_rows import OFFSET, cut, cut_as

    features, parts, sizes = cut(X)
    offsets = [None] * len(parts) if offset is None else cut_as(offset, sizes, OFFSET)
    light = without_rows(model)
    zeros = pd.DataFrame(np.zeros((1, len(features))), columns=list(features))
    none = light._each_row(zeros if hasattr(X, "columns") else zeros.to_numpy(), None, finish)[:0]
    ask, asked = delayed(said, pure=False), delayed(light, pure=False, traverse=False)
    blocks = [
        da.from_delayed(ask(asked, part, here, finish, none), (size, *none.shape[1:]), none.dtype)
        for part, here, size in zip(parts, offsets, sizes, strict=True)
    ]
    return da.concatenate(blocks)


def without_rows(model: Any) -> Any:
    """The model as it would be pickled."""
    light = copy(model)
    light._behind = light._fit = None
    return light


def said(
    model: Any,
    part: Any,
    offset: Any,
    finish: Callable[[Array], NDArray[Any]],
    none: NDArray[Any],
) -> NDArray[Any]:
    """Of one partition; `none` of an empty one."""
    found: NDArray[Any] = model._each_row(part, offset, finish) if len(part) else none
    return found
