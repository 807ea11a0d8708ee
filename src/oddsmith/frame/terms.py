"""Terms: the right-hand side as training learned it, as plain data, and columns for any table.

    "gre + C(rank)"  --learn-->  names      Intercept  gre  C(rank)[T.2]  C(rank)[T.3]  C(rank)[T.4]
                                 slices     {Intercept: 0:1, gre: 1:2, C(rank): 2:5}
                                 levels     {C(rank): [1, 2, 3, 4]}
    any table        --design-->  X, n × p, with training's levels, means and knots

A row with a missing value becomes a row of NaN: it is never dropped, and never guessed.  A level
that training did not hold is refused, unless `taking` says otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from oddsmith.design import Design
from oddsmith.errors import InputError
from oddsmith.frame.algebra import read_terms
from oddsmith.frame.assemble import Piece, assemble
from oddsmith.frame.columns import Mask
from oddsmith.frame.evaluate import Evaluator, State
from oddsmith.frame.expression import read_text
from oddsmith.frame.factors import Factor, Unseen
from oddsmith.frame.missing import any_missing, read_columns
from oddsmith.frame.tables import read_table

INTERCEPT = "Intercept"


@dataclass(frozen=True, eq=False)
class Terms:
    """The right-hand side of a formula, learned from a table.

    Attributes
    ----------
    formula : str
        The right-hand side as written.
    factors : dict of str to Factor
        What is known of each factor, by its name.
    pieces : tuple of Piece
        The products of factors, in the order of their columns.
    intercept : int or None
        The position of the column of ones, also if it is a column of the table (`0 + ones`).
    transform_state : dict
        What center, scale, poly, bs, cr, … learned, by the call as written.
    context : mapping
        The caller's own objects that the formula names.
    unseen : {"raise", "nan", "reference"}
        What a level is that training did not hold: an error, a missing value, or the reference.

    Examples
    --------
    >>> from oddsmith.datasets import load
    >>> terms = Terms.learn("gre + C(rank)", load("admissions"))
    >>> terms.names
    ('Intercept', 'gre', 'C(rank)[T.2]', 'C(rank)[T.3]', 'C(rank)[T.4]')
    >>> terms.design({"gre": [660.0, None], "rank": [3, 1]}).toarray()
    array([[  1., 660.,   0.,   1.,   0.],
           [ nan,  nan,  nan,  nan,  nan]])
    """

    formula: str
    factors: Mapping[str, Factor]
    pieces: tuple[Piece, ...]
    intercept: int | None = None
    transform_state: State = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    unseen: Unseen = "raise"

    @classmethod
    def learn(
        cls,
        formula: str,
        table: Any,
        context: Mapping[str, Any] | None = None,
    ) -> "Terms":
        """Learn levels, means, knots and column names from a table without missing values.

        Parameters
        ----------
        formula : str
            The right-hand side, such as ``"gre + C(rank)"``; ``.`` stands for all columns.
        table : anything that `read_table` takes
        context : mapping, optional
            Functions, numbers and lists that the formula may name.

        Raises
        ------
        FormulaError
            If the formula does not parse, is refused by the fence, or names unknown columns.
        InputError
            If a column cannot be used as it is.
        MissingValuesError
            If values are missing or infinite.
        """
        from oddsmith.frame.learn import learn_terms, with_context

        table, context = with_context(read_table(table), context)
        side = read_text(formula)[0]
        names = [name for name in table.columns if isinstance(name, str)]
        terms = read_terms(side, names, context, names)
        return learn_terms(side.original(), terms, table, context)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(name for piece in self.pieces for name in _names(piece, self.factors))

    @cached_property
    def slices(self) -> dict[str, slice]:
        """The columns of each term."""
        edges: dict[str, slice] = {}
        at = 0
        for piece in self.pieces:
            end = at + width_of(piece, self.factors)
            start = edges[piece.term].start if piece.term in edges else at
            edges[piece.term], at = slice(start, end), end
        return edges

    @property
    def levels(self) -> dict[str, list[Any]]:
        """The levels of each factor that has any."""
        coded = {name: factor.coding for name, factor in self.factors.items()}
        return {name: list(coding.levels) for name, coding in coded.items() if coding is not None}

    @property
    def constant(self) -> dict[str, Any]:
        """The categories with one level, which therefore have no column, and that level."""
        cut = dict.fromkeys(name for piece in self.pieces for name, r in piece.parts if r)
        codings = {name: self.factors[name].coding for name in cut}
        return {
            name: coding.levels[0]
            for name, coding in codings.items()
            if coding is not None and len(coding.levels) == 1
        }

    @property
    def variables(self) -> tuple[str, ...]:
        """The columns that a table needs."""
        names = [name for factor in self.factors.values() for name in factor.variables]
        return tuple(dict.fromkeys(names))

    def taking(self, unseen: Unseen) -> "Terms":
        """The same, with another way to take levels that training did not hold.

        Examples
        --------
        >>> terms = Terms.learn("town", {"town": ["a", "b"]})
        >>> terms.taking("nan").design({"town": ["c", "b"]}).toarray()
        array([[nan, nan],
               [ 1.,  1.]])
        """
        if unseen not in get_args(Unseen):
            raise InputError(
                f'unseen={unseen!r} is not known; it is "raise", "nan" or "reference".'
            )
        return replace(self, unseen=unseen)

    def design(self, table: Any) -> Design:
        """Build the columns for any table, with training's levels and state.

        Parameters
        ----------
        table : anything that `read_table` takes

        Returns
        -------
        Design
            `Dense`, or `Beside` of `Dense` and `OneHot` where a factor has more than 32 columns.
            Rows with a missing value are NaN.

        Raises
        ------
        InputError
            If a column is missing or has become unusable, or a spline leaves its range.
        UnseenLevelError
            If a row holds a level that training did not, and `unseen` is ``"raise"``.
        """
        table = read_table(table)
        columns = read_columns(table, self.variables)
        gaps = any_missing(columns, len(table))
        rows = None if not gaps.any() else np.flatnonzero(~gaps)
        if rows is not None:
            columns = {name: values[rows] for name, values in columns.items()}
        return self.built(columns, len(table), rows)

    def built(
        self, columns: Mapping[str, Any], total: int, rows: NDArray[np.intp] | None = None
    ) -> Design:
        """The columns for rows without gaps: those of all `total`, or at these positions."""
        n = total if rows is None else len(rows)
        evaluator = Evaluator(columns, self.context, self.transform_state, learning=False)
        values = {
            name: factor.compute(evaluator, n, self.unseen) if n else factor.nothing()
            for name, factor in self.factors.items()
        }
        known = self._known(values, n)
        if not known.all():
            rows = np.flatnonzero(known) if rows is None else rows[known]
            values, n = {name: value[known] for name, value in values.items()}, len(rows)
        return assemble(self.pieces, self.factors, values, n, total, rows)

    def _known(self, values: Mapping[str, Any], n: int) -> Mask:
        """The rows without a level that no column stands for: (n,)."""
        known = np.ones(n, dtype=bool)
        for name, factor in self.factors.items():
            if factor.coding is not None:
                known &= values[name] >= 0
        return known

    def to_dict(self) -> dict[str, Any]:
        """Give plain data that JSON can hold; see `from_dict`."""
        from oddsmith.frame.saved import terms_to_dict

        return terms_to_dict(self)

    @classmethod
    def from_dict(cls, data: Any, context: Mapping[str, Any] | None = None) -> "Terms":
        """Rebuild from plain data; the same table then gives the same bits.

        Raises
        ------
        InputError
            If the formula names objects that `context` does not hold.
        ModelFileError
            If the data is not of the form that `to_dict` writes.
        """
        from oddsmith.frame.saved import terms_from_dict

        return terms_from_dict(data, context)


def width_of(piece: Piece, factors: Mapping[str, Factor]) -> int:
    width = 1
    for name, reduced in piece.parts:
        width *= len(factors[name].names(reduced))
    return width


def _names(piece: Piece, factors: Mapping[str, Factor]) -> list[str]:
    if not piece.parts:
        return [INTERCEPT]
    each = [factors[name].names(reduced) for name, reduced in piece.parts]
    return [":".join(reversed(chosen)) for chosen in product(*reversed(each))]
