"""The rows of a table, a block at a time, with some variables set to values of our choice.

A question such as "what if all had rank 1" cannot be put to columns that are already made: it goes
back to the table, and through the formula again, block by block.
"""

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from oddsmith import data
from oddsmith.design import Array
from oddsmith.errors import MissingValuesError
from oddsmith.frame import Terms
from oddsmith.frame.columns import Values
from oddsmith.frame.expression import Expression
from oddsmith.frame.factors import Factor
from oddsmith.frame.missing import read_columns, sentence, tally
from oddsmith.threads import one_blas_thread

S = TypeVar("S", bound=data.Sum)


@dataclass(frozen=True, eq=False)
class TableRows:
    """n rows of the columns that a formula uses.

    Attributes
    ----------
    table : DataFrame
        n rows.
    case_weight, offset : ndarray of shape (n,), or None

    Examples
    --------
    >>> rows = TableRows(pd.DataFrame({"x": [1.0, 2.0], "town": ["a", "b"]}))
    >>> rows.setting({"town": "b"}).columns(["town"])
    {'town': array(['b', 'b'], dtype=object)}
    """

    table: pd.DataFrame
    case_weight: Array | None = None
    offset: Array | None = None

    @property
    def weights(self) -> Array:
        """The weight of each row, ones where none is given: (n,)."""
        return np.ones(len(self.table)) if self.case_weight is None else self.case_weight

    @property
    def shift(self) -> Array | float:
        """The offset, zero where none is given."""
        return 0.0 if self.offset is None else self.offset

    def rows(self, index: slice) -> "TableRows":
        def take(values: Array | None) -> Array | None:
            return None if values is None else values[index]

        return TableRows(self.table.iloc[index], take(self.case_weight), take(self.offset))

    def blocks(self, p: int) -> Iterator[slice]:
        """A partition that the number of rows, and p columns of a model, decide."""
        n, step = len(self.table), data.block_rows(p)
        return (slice(start, min(start + step, n)) for start in range(0, n, step))

    def total(self, kernel: Callable[["TableRows"], S], p: int) -> S:
        """``kernel(rows)`` of every block, added up; see `blocks`."""
        with one_blas_thread():
            return data.add_in_pairs(kernel(self.rows(here)) for here in self.blocks(p))

    def setting(self, values: Mapping[str, Any]) -> "TableRows":
        """The same rows, with variables at one value each."""
        n = len(self.table)
        columns = {
            name: pd.Categorical.from_codes(np.zeros(n, dtype=np.int8), pd.Index([value]))
            if isinstance(self.table.dtypes[name], pd.CategoricalDtype)
            else value
            for name, value in values.items()
        }
        return replace(self, table=self.table.assign(**columns)) if columns else self

    def columns(self, names: Iterable[str]) -> dict[str, Values]:
        """Columns of the table, as a formula sees them."""
        return read_columns(self.table, names)


def table_rows(
    terms: Terms,
    table: pd.DataFrame,
    case_weight: Array | None = None,
    offset: Array | None = None,
) -> TableRows:
    """The rows of a table to average over.

    Parameters
    ----------
    terms : Terms
        Which columns are used.
    table : DataFrame
        n rows.
    case_weight, offset : ndarray of shape (n,), optional

    Raises
    ------
    MissingValuesError
        A value that is used is missing or infinite.
    InputError
        The table lacks a column.
    """
    own: dict[str, Any] = dict(read_columns(table, terms.variables))
    for name, values in (("weights", case_weight), ("offset", offset)):
        if values is not None:
            own.setdefault(f"{name}=", values)
    bad, said = tally(own, np.ones(len(table), dtype=bool))
    if bad.any():
        raise MissingValuesError(
            f"{sentence(bad, said, len(table))} An average over all rows has no value then: fill "
            "them, or leave these rows out."
        )
    needed = table[list(terms.variables)] if terms.variables else table.iloc[:, :1]
    return TableRows(needed.assign(**texts(terms, own)), case_weight, offset)


def texts(terms: Terms, columns: Mapping[str, Any]) -> dict[str, pd.Categorical]:
    """Columns of text that the formula takes as categories and nothing else, as codes.

    They are read again for every setting, and codes are quick to read.
    """
    users = {
        name: [factor for factor in terms.factors.values() if name in factor.variables]
        for name in terms.variables
    }
    return {
        name: pd.Categorical(columns[name])
        for name, factors in users.items()
        if columns[name].dtype.kind == "O" and all(codes(factor, name) for factor in factors)
    }


def codes(factor: Factor, name: str) -> bool:
    """Whether a factor codes the values of this very column: ``town``, ``C(town)``."""
    if factor.coding is None or factor.variables != [name]:
        return False
    if not isinstance(factor.written, Expression):
        return True
    node: ast.expr = factor.written.tree
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "C":
        named = [kw.value for kw in node.keywords if kw.arg == "data"]
        node = (node.args or named)[0]
    return isinstance(node, ast.Name) or (
        isinstance(node, ast.Call) and ast.unparse(node.func) == "Q"
    )
