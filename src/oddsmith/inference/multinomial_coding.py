"""Coding: the same model of K classes in other parametrisations.

    logits   f = x V Aᵀ = x V' Bᵀ + (the same for all classes)

Only differences between classes count.  With D = [-1 I], every class less the first,

    V (D A)ᵀ = V' (D B)ᵀ,      so      V' = V M,      M = (D A)ᵀ (D B)⁻ᵀ,

and V laid out in a row has the covariance  (I ⊗ Mᵀ) C (I ⊗ M).  A and B are (K, K - 1), such as the
reference and symmetric codings of `losses.multinomial`.
"""

from collections.abc import Sequence

import numpy as np

from oddsmith.design import Array
from oddsmith.losses import reference_coding


def change_of_coding(old: Array, new: Array) -> Array:
    """M of the formula above: (K - 1, K - 1).

    Examples
    --------
    >>> from oddsmith.losses import symmetric_coding
    >>> there = change_of_coding(reference_coding(3), symmetric_coding(3))
    >>> back = change_of_coding(symmetric_coding(3), reference_coding(3))
    >>> bool(np.allclose(there @ back, np.eye(2)))
    True
    """
    less_first = [coding[1:] - coding[0] for coding in (old, new)]
    M: Array = np.linalg.solve(less_first[1], less_first[0]).T
    return M


def other_reference(classes: int, reference: int) -> Array:
    """The coding against another class: (K, K - 1); the others keep their order.

    Examples
    --------
    >>> other_reference(3, 1)
    array([[1., 0.],
           [0., 0.],
           [0., 1.]])
    """
    order = [reference, *(k for k in range(classes) if k != reference)]
    coding = np.empty((classes, classes - 1))
    coding[order] = reference_coding(classes)
    return coding


def about_the_mean(classes: int) -> Array:
    """M to a coefficient for each class, less their mean: (K - 1, K); columns add to zero.

    Examples
    --------
    >>> about_the_mean(2)
    array([[-0.5,  0.5]])
    """
    centred = np.eye(classes) - 1 / classes
    M: Array = (centred @ reference_coding(classes)).T
    return M


def recoded(w: Array, covariance: Array, M: Array) -> tuple[Array, Array]:
    """Coefficients (p, m) and their covariance (p m, p m) after a change of coding, M (m, k)."""
    (p, m), k = w.shape, M.shape[1]
    blocks = covariance.reshape(p, m, p, m)
    changed = np.einsum("jakb,ai,bl->jikl", blocks, M, M, optimize=True).reshape(p * k, p * k)
    return w @ M, (changed + changed.T) / 2


def labels(names: Sequence[str], classes: Sequence[object]) -> tuple[str, ...]:
    """Name of each coefficient laid out in a row: the class, a colon, the column.

    Parameters
    ----------
    names : sequence of p str
    classes : sequence of K labels
        The reference first.

    Examples
    --------
    >>> labels(["Intercept", "gpa"], ["none", "some", "all"])
    ('some:Intercept', 'all:Intercept', 'some:gpa', 'all:gpa')
    """
    return tuple(f"{label}:{name}" for name in names for label in classes[1:])
