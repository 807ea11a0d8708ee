"""Labels: the classes in y, and each row's class as a number."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.utils.multiclass import check_classification_targets

from oddsmith.errors import InputError

CERTAIN = 20  # classes up to which scikit-learn does not ask whether y is a measurement


def encode(y: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.integer[Any]]]:
    """The classes, sorted, and the position of each label among them: (K,), (n,).

    Two classes are told apart by comparing, without sorting all labels.

    Examples
    --------
    >>> encode(np.array(["no", "yes", "no"]))
    (array(['no', 'yes'], dtype='<U3'), array([0, 1, 0]))
    """
    try:
        return sorted_labels(y)
    except TypeError:
        kinds = sorted({type(label).__name__ for label in y.ravel().tolist()})
        raise InputError(
            f"y holds labels of type {' and '.join(kinds)}, which have no order among them: turn "
            "them all into text, or into numbers."
        ) from None


def sorted_labels(y: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.integer[Any]]]:
    other = y != y[0]
    found = y[[0, other.argmax()]]
    if other.any() and ((y == found[1]) == other).all():
        classes = np.sort(found)
        return classes, (y == classes[1]).astype(np.intp)
    classes, codes = np.unique(y, return_inverse=True)
    return classes, codes


def check_labels(classes: NDArray[Any], y: NDArray[Any]) -> None:
    """Refuse what are not labels, in scikit-learn's words; a few whole numbers or strings are.

    Raises
    ------
    ValueError
        The classes are measurements, or objects of another kind.

    Examples
    --------
    >>> check_labels(np.array(["no", "yes"]), np.array(["yes", "no", "yes"]))
    """
    few = len(classes) <= CERTAIN
    if not (few and classes.dtype.kind in "biuU"):
        check_classification_targets(classes if few else y)
