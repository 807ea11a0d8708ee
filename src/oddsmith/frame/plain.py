"""What transforms learned (means, knots, polynomials), as data that JSON can hold, and back.

JSON has no arrays of numbers with a shape and no keys that are whole numbers:

    array([[1., 2.]])   <->   {"array": [[1.0, 2.0]]}
    {0: 1.5}            <->   {"items": [[0, 1.5]]}

Numbers are exact: Python writes the shortest decimal that reads back as the same float.
"""

from typing import Any

import numpy as np

from oddsmith.errors import ModelFileError


def to_plain(value: Any) -> Any:
    """Turn a learned value into numbers, text, lists and dicts.

    Raises
    ------
    TypeError
        If a transform has learned something else.

    Examples
    --------
    >>> to_plain({0: np.float64(1.5), 1: np.array([1.0])})
    {'items': [[0, 1.5], [1, {'array': [1.0]}]]}
    """
    if value is None or isinstance(value, bool | int | float | str):
        return float(value) if isinstance(value, np.floating) else value
    if isinstance(value, np.generic) or (isinstance(value, np.ndarray) and value.ndim == 0):
        return value.item()
    if isinstance(value, np.ndarray) and value.dtype.kind in "bif":
        return {"array": value.tolist()}
    if isinstance(value, dict):
        return {"items": [[to_plain(key), to_plain(item)] for key, item in value.items()]}
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} cannot be saved.")


def from_plain(data: Any) -> Any:
    """Turn plain data back into what was learned.

    Raises
    ------
    ModelFileError
        If the data does not come from `to_plain`.

    Examples
    --------
    >>> from_plain({"items": [[0, 1.5]]})
    {0: 1.5}
    """
    if data is None or isinstance(data, bool | int | float | str):
        return data
    if isinstance(data, list):
        return [from_plain(item) for item in data]
    if isinstance(data, dict) and set(data) == {"array"}:
        return np.array(data["array"], dtype=np.float64)
    if isinstance(data, dict) and set(data) == {"items"}:
        return {from_plain(key): from_plain(item) for key, item in data["items"]}
    raise ModelFileError("the model's transform state is not in a form that this version writes.")
