"""The columns of a model, differentiated with respect to a column of the table.

    x : C(a)     x' · [a=2], x' · [a=3], …
    u : v        u'v + uv'            (product rule: factor by factor of each term)

What a factor's own slope is, `chain` says: exact but for rounding, or refused by name.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.errors import InputError
from oddsmith.frame.assemble import assemble
from oddsmith.frame.chain import Chain, refuse
from oddsmith.frame.columns import Values
from oddsmith.frame.evaluate import Evaluator
from oddsmith.frame.expression import Expression
from oddsmith.frame.factors import Factor
from oddsmith.frame.terms import Terms, width_of

Array = NDArray[np.floating[Any]]


def derivative(
    terms: Terms, columns: Mapping[str, Values], variable: str
) -> tuple[NDArray[np.intp], Array]:
    """Which columns of the model a column of the table moves, and how fast.

    Parameters
    ----------
    terms : Terms
        The right-hand side as learned.
    columns : mapping of str to values
        The columns of the table, n rows without gaps.
    variable : str
        A column of numbers among them.

    Returns
    -------
    positions, slopes : ndarray of shape (k,) and (n, k)
        The other columns of the model do not depend on the variable.

    Raises
    ------
    InputError
        The variable enters through something that has no finite derivative.

    Examples
    --------
    >>> table = {"x": np.array([1.0, 2.0, 4.0]), "z": np.array([1.0, 0.0, 3.0])}
    >>> terms = Terms.learn("z + x:z + log(x)", table)
    >>> positions, slopes = derivative(terms, table, "x")
    >>> [terms.names[j] for j in positions], slopes.T
    (['log(x)', 'x:z'], array([[1.  , 0.5 , 0.25],
                               [1.  , 0.  , 3.  ]]))
    """
    n, factors = len(columns[variable]), terms.factors
    edges = np.cumsum([0, *(width_of(piece, factors) for piece in terms.pieces)])
    evaluator = Evaluator(columns, terms.context, terms.transform_state, learning=False)
    values: dict[str, Any] = {}
    slopes: dict[str, Array] = {}
    positions: list[NDArray[np.intp]] = [np.zeros(0, dtype=np.intp)]
    found: list[Array] = [np.zeros((n, 0))]
    for j, piece in enumerate(terms.pieces):
        names = [name for name, _ in piece.parts]
        moved = [name for name in names if variable in factors[name].variables]
        if not moved:
            continue
        for name in names:
            if name not in values:
                values[name] = factors[name].compute(evaluator, n)
        for name in moved:
            if name not in slopes:
                slopes[name] = factor_slope(factors[name], evaluator, variable, n)
        products = [
            assemble([piece], factors, {**values, name: slopes[name]}, n, n, None).toarray()
            for name in moved
        ]
        positions.append(np.arange(edges[j], edges[j + 1]))
        found.append(np.sum(products, axis=0))
    return np.concatenate(positions), np.hstack(found)


def factor_slope(factor: Factor, evaluator: Evaluator, variable: str, n: int) -> Array:
    """The derivative of a factor that depends on the variable: (n,), or (n, k) of a basis."""
    if factor.coding is not None:
        refuse(variable, factor.name)
    if not isinstance(factor.written, Expression):
        return np.ones(n)
    with np.errstate(all="ignore"):
        slope = Chain(evaluator, factor.written, variable).slope(factor.written.tree)
    full = np.broadcast_to(slope, (n,) if factor.fields is None else (n, len(factor.fields)))
    bad = ~np.isfinite(full).reshape(n, -1).all(axis=1)
    if bad.any():
        raise InputError(
            f"{factor.name!r} has no finite slope along {variable!r} in {int(bad.sum()):,} of "
            f"{n:,} rows (a root at zero, for example), so an average of it says nothing: leave "
            "these rows out, or compare predictions at chosen values."
        )
    return full
