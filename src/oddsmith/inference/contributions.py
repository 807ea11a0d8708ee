"""Contributions: what each term of a model adds to the log-odds of a row.

    z = base + Σ_t contribution_t + offset
    contribution_t = Σ_{j in t} (x_j - m_j) b_j            base = the log-odds at m, the centre

m are the means of the columns in the rows of the fit, so that a term adds nothing where its columns
are at their mean; without an intercept m = 0 and base = 0.  Several classes have such a sum for
each class, against the reference.

Shapes: x, m (p,);  b (p,) or (p, K - 1);  contributions (n, t) or (n, t, K - 1).
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from oddsmith.design import Array, Design, scaled


class Contributions(NamedTuple):
    """n rows, t terms: base, () or (K - 1,), and what each term adds, (n, t) or (n, t, K - 1)."""

    base: Array
    names: tuple[str, ...]
    terms: Array


def contributions(
    X: Design, center: Array, b: Array, slices: Mapping[str, slice], intercept: int | None
) -> Contributions:
    """What each of the terms adds, in the order of `slices`; that of the intercept is the base.

    Examples
    --------
    >>> from oddsmith.design import Dense
    >>> X = Dense(np.array([[1.0, 4.0, 1.0], [1.0, 2.0, 0.0]]))
    >>> slices = {"Intercept": slice(0, 1), "x": slice(1, 2), "v": slice(2, 3)}
    >>> found = contributions(X, np.array([0, 3, 0.5]), np.array([-1.0, 2.0, 4.0]), slices, 0)
    >>> found.base, found.names, found.terms
    (array(-1.), ('x', 'v'), array([[ 2.,  2.],
           [-2., -2.]]))
    """
    parts = {
        name: np.setdiff1d(np.arange(part.start, part.stop), [] if intercept is None else intercept)
        for name, part in slices.items()
    }
    parts = {name: index for name, index in parts.items() if len(index)}
    terms = np.zeros((X.shape[0], len(parts), *b.shape[1:]))
    for k, index in enumerate(parts.values()):
        columns = scaled(X.columns(index), center[index], np.ones(len(index)))
        terms[:, k] = columns.forward(b[index])
    base = np.zeros(b.shape[1:]) if intercept is None else np.array(b[intercept])
    return Contributions(base, tuple(parts), terms)
