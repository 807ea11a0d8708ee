"""A fit from coefficients that were found elsewhere: it predicts, exports and explains.

What is not known stays unknown: standard errors, tests and likelihoods are refused or NaN.  Levels,
knots and means that a formula learns from its rows need the rows, or a table like them.
"""

import ast
from collections.abc import Mapping
from math import isfinite, nan
from typing import Any

import numpy as np
import pandas as pd

from oddsmith.certificate import Certificate
from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.estimate import Predictor
from oddsmith.frame import Response, Terms, read_table
from oddsmith.frame.algebra import columns_of, read_terms
from oddsmith.frame.expression import Text, parse, split
from oddsmith.frame.functions import MODULES
from oddsmith.frame.missing import read_columns, usable
from oddsmith.frame.words import quoted
from oddsmith.likelihood import Likelihoods
from oddsmith.result import Fit, Sample
from oddsmith.result.fitted import GIVEN, StandardErrors
from oddsmith.solvers import Verdict


def from_coefficients(
    coefficients: Mapping[str, float],
    formula: str,
    data: Any = None,
    *,
    event: Any = None,
    missing: str = "raise",
) -> Fit:
    """A fit of two classes whose coefficients are given by name.

    Parameters
    ----------
    coefficients : dict of str to float
        A number for each column of the model, under the names that `Fit.params` has: ``Intercept``,
        ``gre``, ``C(rank)[T.2]``.
    formula : str
        ``"admit ~ gre + C(rank)"``.
    data : table, optional
        From which levels, knots and means are learned, and the labels of the response if it is
        there; needed unless all columns are numbers that enter as they are or in a function.
    event : label, optional
        The level of the response that is modelled; 1 where there is no table.
    missing : {"raise", "drop"}
        What to do with rows of `data` that lack a value which the formula uses.

    Raises
    ------
    InputError
        A coefficient is lacking, unknown (all are named) or no finite number; or the formula needs
        a table, or one without missing values.

    Examples
    --------
    >>> fit = from_coefficients({"Intercept": -1.0, "log(x)": 2.0}, "y ~ log(x)")
    >>> fit.predict({"x": [1.0, 10.0]}).round(4).tolist()
    [0.2689, 0.9735]
    """
    if data is None and missing != "raise":
        raise InputError(f"missing={missing!r} is for the rows of a table: give data=, or --data.")
    left, right = split(formula)
    name = left.quoted.get(left.text, left.text)
    table = sample_of_numbers(right) if data is None else complete(data, name, right, missing)
    terms = Terms.learn(right.original(), table)
    if data is None:
        require_numbers(terms)
    labels = table if name in table.columns else pd.DataFrame({name: [0, 1]})
    response = Response.learn(left, labels, event)
    return unfitted(formula, terms, response, in_order(coefficients, terms.names))


def complete(data: Any, name: str, right: Text, missing: str) -> pd.DataFrame:
    """The rows of a table that have all that the formula uses; the response need not be there."""
    table = read_table(data)
    used = columns_of(read_terms(right, [c for c in table.columns if isinstance(c, str)], {}))
    columns = read_columns(table, [*used, *([name] if name in table.columns else [])])
    return table[usable(columns, np.ones(len(table), dtype=bool), missing)]


def unfitted(formula: str, terms: Terms, response: Response, w: Array) -> Fit:
    """A fit of which nothing is known but its coefficients w, (p,)."""
    p = len(w)
    return Fit(
        formula=formula,
        terms=terms,
        response=response,
        sample=Sample(rows=0, dropped=0, zero_weight=0, total_weight=0.0),
        coefficients=w,
        covariance=np.full((p, p), nan),
        penalty=0.0,
        likelihoods=Likelihoods(nan, nan, nan, nan),
        aliased={},
        certificate=Certificate(nan, nan, 0.0),
        verdict=Verdict.GIVEN,
        predictor=Predictor(np.zeros(p), w),
        errors=StandardErrors(GIVEN, "none: the coefficients were given"),
    )


def sample_of_numbers(right: Text) -> pd.DataFrame:
    """A table of numbers with a column for every name in a formula but those of functions."""
    tree = parse(right.text.replace(":", "+").replace("\n", " "), right.quoted)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    names = [
        right.quoted.get(node.id, node.id)
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and id(node) not in called and node.id not in MODULES
    ]
    return pd.DataFrame({name: [1.0, 2.0, 4.0] for name in dict.fromkeys(names or ["x"])})


def require_numbers(terms: Terms) -> None:
    """Refuse a formula that would have learned something from made-up numbers."""
    learns = [name for name, factor in terms.factors.items() if factor.coding is not None]
    learns += list(terms.transform_state)
    if learns:
        raise InputError(
            f"{quoted(learns)} of the formula take levels, knots or means from rows: give a table "
            "like that of the fit (data=, or --data)."
        )


def in_order(coefficients: Mapping[str, Any], names: tuple[str, ...]) -> Array:
    """The numbers in the order of the model's columns.

    Examples
    --------
    >>> in_order({"x": 2, "Intercept": 1}, ("Intercept", "x"))
    array([1., 2.])
    """
    lacking = [name for name in names if name not in coefficients]
    unknown = [name for name in coefficients if name not in names]
    if lacking or unknown:
        said = [f"none is given for {quoted(lacking)}"] if lacking else []
        said += [f"no column is called {quoted(unknown)}"] if unknown else []
        raise InputError(
            f"The coefficients and the formula do not match: {', and '.join(said)}. The columns of "
            f"the model are {quoted(names, 20)}."
        )
    bad = [name for name in names if not is_finite(coefficients[name])]
    if bad:
        raise InputError(f"the coefficients of {quoted(bad)} are no finite numbers.")
    return np.array([float(coefficients[name]) for name in names])


def is_finite(value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and isfinite(value)
