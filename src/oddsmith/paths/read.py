"""Read: a formula and a table, or an array and labels, as what a path is fitted to."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Literal

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from oddsmith.data import InMemory
from oddsmith.design import Beside, Constant, Design
from oddsmith.errors import InputError
from oddsmith.estimator.as_fit import plain_terms
from oddsmith.estimator.inputs import (
    as_design,
    check_finite,
    plain_numbers,
    read_offset,
    read_weights,
)
from oddsmith.estimator.labels import encode
from oddsmith.frame import Response, make_frame
from oddsmith.paths.question import Asked

FEW = 12  # columns of an array that are written out where the model is named


def read_formula(
    formula: str,
    table: Any,
    *,
    event: Any,
    weights: Any,
    offset: Any,
    missing: Literal["raise", "drop"],
    context: Mapping[str, Any] | None,
) -> Asked:
    """The rows of a formula."""
    frame = make_frame(
        formula,
        table,
        event=event,
        weights=weights,
        offset=offset,
        missing=missing,
        context=context,
    )
    at = frame.terms.intercept
    names = tuple(name for j, name in enumerate(frame.terms.names) if j != at)
    data = InMemory(frame.X, frame.y, frame.case_weight, frame.offset)
    return Asked(
        formula, names, data, at, lambda: frame.terms, frame.response, frame.rows, frame.table, True
    )


def read_arrays(X: Any, y: Any, *, event: Any, weights: Any, offset: Any, intercept: bool) -> Asked:
    """The rows of an array, sparse matrix or table of numbers; rows of weight zero are left out."""
    names, numbers = columns_of(X)
    n = numbers.shape[0]
    labels = np.asarray(y).reshape(-1)
    if len(labels) != n:
        raise InputError(f"X has {n:,} rows, and y {len(labels):,} labels: each row needs its own.")
    classes, codes = encode(labels)
    if len(classes) < 2:
        raise InputError(
            f"y holds one class, {classes[0]!r}: there is nothing to tell apart."
            if len(classes)
            else "X and y have no rows."
        )
    c = read_weights(weights, numbers)
    known = read_offset(offset, numbers, len(classes))
    response = response_of(classes, event)
    target: Any = codes
    if len(classes) == 2:
        target = (classes[codes] == response.event).astype(np.float64)
    design = with_ones(as_design(numbers)) if intercept else as_design(numbers)
    used = np.flatnonzero(c > 0)
    data = InMemory(design, target, None if (c == 1).all() else c, known)
    terms_of = partial(plain_terms, names, intercept)
    asked = Asked(
        formula=f"y ~ {terms_of().formula if len(names) <= FEW else shortened(names, intercept)}",
        names=names,
        data=data,
        intercept=0 if intercept else None,
        terms_of=terms_of,
        response=response,
        positions=np.arange(n),
        source=numbers,
        of_formula=False,
    )
    return asked if len(used) == n else asked.rows(used)


def columns_of(X: Any) -> tuple[tuple[str, ...], Any]:
    """Names and numbers of X: (p,), (n, p)."""
    given = getattr(X, "columns", None)
    numbers: Any
    if sp.issparse(X):
        matrix: Any = X
        given = None
        numbers = plain_numbers(matrix if matrix.format in ("csr", "csc") else matrix.tocsr())
    else:
        numbers = np.asarray(X.to_numpy() if given is not None else X)
    if numbers.ndim != 2 or numbers.dtype.kind not in "biuf" or not numbers.shape[1]:
        raise InputError(
            f"X is {numbers.ndim}-dimensional, of type {numbers.dtype}: a path needs a table of "
            "numbers, (n, p). For columns of text write a formula: path('y ~ .', table)."
        )
    names = [f"x{j}" for j in range(numbers.shape[1])] if given is None else list(map(str, given))
    check_finite(numbers, None if given is None else names)
    return tuple(names), numbers


def design_of(asked: Asked, X: Any) -> Design:
    """The columns, the intercept's with them, of new rows in the form that was fitted."""
    if asked.of_formula:
        return asked.terms.design(X)
    names, numbers = columns_of(X)
    if len(names) != len(asked.names):
        raise InputError(
            f"X has {len(names)} columns, and the path was fitted to {len(asked.names)}."
        )
    design = as_design(numbers)
    return design if asked.intercept is None else with_ones(design)


def with_ones(design: Design) -> Design:
    return Beside([Constant(design.shape[0], np.ones(1)), design])


def shortened(names: Sequence[str], intercept: bool) -> str:
    return f"{'' if intercept else '0 + '}{names[0]} + {names[1]} + … + {names[-1]}"


def response_of(classes: NDArray[Any], event: Any) -> Response:
    levels = tuple(getattr(label, "item", lambda label=label: label)() for label in classes)
    if event is not None and event not in levels:
        raise InputError(
            f"event={event!r} is not in y, which holds {', '.join(map(repr, levels))}."
        )
    if len(levels) > 2:
        if event is not None:
            raise InputError(
                f"event={event!r}: y holds {len(levels)} classes, and each is modelled."
            )
        return Response(written="y", kind="classes", event=None, levels=levels)
    first, second = levels
    modelled = second if event is None else event
    other = first if modelled == second else second
    return Response(written="y", kind="binary", event=modelled, levels=(other, modelled))
