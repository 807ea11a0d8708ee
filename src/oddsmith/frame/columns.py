"""A column as the model sees it: numbers, text or categories, and where it is missing.

    int, float, bool   (nullable, Arrow too)  ->  int64, float64, bool; float64 if any is missing
    text                                      ->  object, None where missing
    objects that are all missing              ->  float64, all NaN
    categorical                               ->  pandas.Categorical, in its own order

Small integer types are widened first: in int8, 100 + 100 is -56 and nobody is told.
Booleans are numbers, 0 and 1.  Dates, complex numbers and other objects are refused by name.
"""

from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from oddsmith.errors import InputError
from oddsmith.frame.words import quoted

Values: TypeAlias = NDArray[Any] | pd.Categorical
Mask: TypeAlias = NDArray[np.bool_]

DATES = (
    "holds dates or times; a model needs numbers, such as days since a start: "
    "(when - when.min()).dt.days"
)


def read_column(series: "pd.Series[Any]") -> Values:
    """Turn one column of a table into values of one of the four kinds.

    Raises
    ------
    InputError
        If the column holds dates, complex numbers, a mixture, or other objects.

    Examples
    --------
    >>> import pandas as pd
    >>> read_column(pd.Series([1, None, 3], dtype="Int8"))
    array([ 1., nan,  3.])
    """
    dtype = series.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return _categories(series)
    if pd.api.types.is_bool_dtype(dtype) or pd.api.types.is_numeric_dtype(dtype):
        if pd.api.types.is_complex_dtype(dtype):
            raise InputError(f"{series.name!r} holds complex numbers; a model needs real ones.")
        return _numbers(series)
    if pd.api.types.is_string_dtype(dtype) and not pd.api.types.is_object_dtype(dtype):
        return _text(series)
    if pd.api.types.is_object_dtype(dtype):
        return _objects(series)
    if dtype.kind in "mM" or isinstance(dtype, pd.PeriodDtype | pd.ArrowDtype):
        raise InputError(f"{series.name!r} {DATES}.")
    raise InputError(f"{series.name!r} has type {dtype}; numbers, text or categories are needed.")


def missing(values: Values) -> Mask:
    """Mark the rows that hold no value.

    Examples
    --------
    >>> import numpy as np
    >>> missing(np.array([1.0, np.nan]))
    array([False,  True])
    """
    if isinstance(values, pd.Categorical):
        return np.asarray(values.codes) < 0
    return np.asarray(pd.isna(values))


def infinite(values: Values) -> Mask:
    """Mark the rows that hold plus or minus infinity.

    Examples
    --------
    >>> import numpy as np
    >>> infinite(np.array([1.0, -np.inf]))
    array([False,  True])
    """
    if isinstance(values, np.ndarray) and values.dtype.kind == "f":
        return np.isinf(values)
    return np.zeros(len(values), dtype=bool)


def _numbers(series: "pd.Series[Any]") -> NDArray[Any]:
    if series.dtype == np.float64 and isinstance(series.dtype, np.dtype):
        return series.to_numpy()  # as they are, NaN where missing
    if series.hasnans:
        return series.to_numpy(dtype=np.float64, na_value=np.nan)
    if pd.api.types.is_bool_dtype(series.dtype):
        return series.to_numpy(dtype=bool)
    if pd.api.types.is_integer_dtype(series.dtype):
        fits = series.dtype.kind != "u" or int(series.max()) < 2**63 if len(series) else True
        return series.to_numpy(dtype=np.int64) if fits else _huge(series)
    return series.to_numpy(dtype=np.float64)


def _text(series: "pd.Series[Any]") -> NDArray[Any]:
    values = np.array(series, dtype=object)
    values[missing(values)] = None
    return values


def _objects(series: "pd.Series[Any]") -> NDArray[Any]:
    kind = pd.api.types.infer_dtype(series, skipna=True)
    if kind == "empty":
        return np.full(len(series), np.nan)
    if kind == "string":
        return _text(series)
    if kind in {"integer", "floating", "mixed-integer-float", "boolean"}:
        return _object_numbers(series, kind)
    if kind.startswith(("date", "time", "period")):
        raise InputError(f"{series.name!r} {DATES}.")
    types = sorted({type(value).__name__ for value in series[~series.isna()]})
    raise InputError(
        f"{series.name!r} holds values of type {', '.join(types)}; a column needs numbers alone "
        "or text alone: convert it, for example with .astype(float) or .astype(str)."
    )


def _object_numbers(series: "pd.Series[Any]", kind: str) -> NDArray[Any]:
    if series.hasnans:
        return series.where(~series.isna(), np.nan).to_numpy(dtype=np.float64)
    whole = {"integer": np.int64, "boolean": np.bool_}
    try:
        return series.to_numpy(dtype=whole.get(kind, np.float64))
    except OverflowError:
        return _huge(series)


def _huge(series: "pd.Series[Any]") -> NDArray[np.float64]:
    """Whole numbers beyond 2⁶³, where each is a floating-point number of its own."""
    try:
        values = series.to_numpy(dtype=np.float64)
    except OverflowError:
        values = np.empty(0)
    if pd.Series(values).nunique() == series.nunique():
        return values
    raise InputError(
        f"{series.name!r} holds whole numbers beyond 2⁶³, which floating-point numbers cannot tell "
        "from each other: as labels turn them into text with .astype(str), as numbers subtract "
        "what they share."
    )


def _categories(series: "pd.Series[Any]") -> pd.Categorical:
    values = pd.Categorical(series)
    kind = pd.api.types.infer_dtype(values.categories)
    if kind in {"string", "integer", "floating", "boolean", "empty"}:
        return values
    if kind == "interval":  # what pandas.cut makes: its text names it as well, and can be saved
        return values.rename_categories(str)
    if kind.startswith(("date", "time", "period")):
        raise InputError(f"{series.name!r} {DATES}.")
    raise InputError(
        f"{series.name!r} has categories of type {kind}, such as {quoted(values.categories[:3])}; "
        "text, numbers or booleans are needed."
    )
