"""Plain: facts as numbers, text, lists and dicts, of which JSON has a word for each.

NaN -> null        inf, -inf -> "inf", "-inf"        a label that is no number or truth -> its text
"""

import json
from collections.abc import Mapping
from math import isfinite, isnan
from typing import Any


def as_json(value: Any, indent: int | None = None) -> str:
    """One JSON value, with the end of its line.

    Examples
    --------
    >>> print(as_json({"a": [float("nan"), float("inf")], "n": 1}), end="")
    {"a": [null, "inf"], "n": 1}
    """
    return json.dumps(plain(value), ensure_ascii=False, allow_nan=False, indent=indent) + "\n"


def plain(value: Any) -> Any:
    """What JSON can hold.

    Examples
    --------
    >>> import numpy as np
    >>> plain({1: np.array([0.5, np.nan]), "b": (np.bool_(True), None)})
    {'1': [0.5, None], 'b': [True, None]}
    """
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "tolist"):  # NumPy's
        return plain(value.tolist())
    if isinstance(value, float) and not isfinite(value):
        return None if isnan(value) else str(value)
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def records(table: Any) -> list[dict[str, Any]]:
    """The rows of a DataFrame, a dict each.

    Examples
    --------
    >>> import pandas as pd
    >>> records(pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}))
    [{'a': 1, 'b': 'x'}, {'a': 2, 'b': 'y'}]
    """
    return [
        dict(zip(table.columns, row, strict=True))
        for row in table.itertuples(index=False, name=None)
    ]
