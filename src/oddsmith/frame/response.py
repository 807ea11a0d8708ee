"""Response: the left-hand side, as numbers.

    0/1, True/False, two labels      y = 1 where the label is the event, 0 where it is the other
    more labels and event=…          y = 1 where the label is the event, 0 for all the rest
    more labels                      y = 0 for the reference, 1, 2, … for the other classes
    shares in [0, 1]                 y as it is: the part of a row's weight that is events

Of two labels the event is the second in sorted order (a categorical's own order), unless `event` or
`reference` says otherwise; of more, the reference is the first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from oddsmith.errors import FormulaError, InputError, ModelFileError
from oddsmith.frame.algebra import Factor as Written
from oddsmith.frame.classes import Kind, as_categories, is_number, read_labels
from oddsmith.frame.coding import Level, encode
from oddsmith.frame.evaluate import Coded, Evaluator
from oddsmith.frame.expression import Expression, Text, read_expression, read_text
from oddsmith.frame.factors import Factor, check_finite, evaluate, name_of
from oddsmith.frame.fence import refuse_ambiguous
from oddsmith.frame.learn import check_context
from oddsmith.frame.missing import any_missing, read_columns
from oddsmith.frame.tables import read_table
from oddsmith.frame.words import no_such_columns, shown

NAMED = 3  # classes that a sentence names


@dataclass(frozen=True, eq=False)
class Response:
    """The left-hand side of a formula, learned from a table.

    Attributes
    ----------
    expression : str
        A column's name, or an expression such as ``y > 3``.
    kind : "binary", "proportion" or "classes"
    event : label or None
        The label whose probability is modelled; None for a proportion, and for classes.
    reference : label or None
        The label that others are compared with; None for a proportion, and if the event stands
        against several.
    levels : tuple of labels
        All labels that training held; of classes the reference first.

    Examples
    --------
    >>> response = Response.learn("passed", {"passed": ["no", "yes", "no"]})
    >>> response.describe()
    'P(passed = yes)'
    >>> response.encode({"passed": ["yes", None]})
    array([ 1., nan])
    """

    written: Written
    kind: Kind
    event: Level | None = None
    levels: tuple[Level, ...] = ()
    context: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def learn(
        cls,
        side: str | Text,
        table: Any,
        event: Any = None,
        weights: Any = None,
        context: Mapping[str, Any] | None = None,
        reference: Any = None,
        rows: int | None = None,
    ) -> "Response":
        """Find the labels, and the event or the reference.

        Parameters
        ----------
        side : str
            The left-hand side.
        table : anything that `read_table` takes
            Rows in which it is missing are passed over.
        event : label, optional
            The label to model.
        weights : array (n,), optional
            Rows of weight zero are passed over.
        context : mapping, optional
            The caller's own names.
        reference : label, optional
            The label that the others are compared with.
        rows : int, optional
            How many rows the table stands for, where it holds each value only once.

        Raises
        ------
        InputError
            If there is one label, no such event or reference, or numbers that are neither labels
            nor shares.
        """
        table, context = read_table(table), check_context(context)
        if weights is not None:
            table = table[np.asarray(weights) > 0]
        text = side if isinstance(side, Text) else read_text(side)[0]
        written = _read(text, [str(name) for name in table.columns], context)
        own = {name: context[name] for name in _context_names(written)}
        values = _values(written, table, own)[0]
        found = read_labels(name_of(written), values, event, reference, rows)
        return cls(written, found.kind, found.event, found.levels, own)

    @property
    def expression(self) -> str:
        return name_of(self.written)

    @property
    def reference(self) -> Level | None:
        if self.kind == "classes":
            return self.levels[0]
        others = [level for level in self.levels if level != self.event]
        return others[0] if len(others) == 1 else None

    @property
    def variables(self) -> tuple[str, ...]:
        """The columns that a table needs."""
        return tuple(Factor(self.written).variables)

    def describe(self) -> str:
        """Say what is modelled, as in ``P(admit = 1)``."""
        if self.kind == "proportion":
            return f"the share {self.expression}"
        if self.kind == "classes":
            modelled = [f"P({self.expression} = {level})" for level in self.levels[1:]]
            return f"{shown(modelled, NAMED)}, each against {self.levels[0]}"
        condition = isinstance(self.written, Expression) and isinstance(self.event, bool)
        if condition:
            return f"P({self.expression})" if self.event else f"P(not {self.expression})"
        said = f"P({self.expression} = {self.event})"
        others = [level for level in self.levels if level != self.event]
        return said if len(others) == 1 else f"{said}, against the rest ({shown(others)})"

    def encode(self, table: Any) -> NDArray[np.float64]:
        """Give y, shape (n,): NaN where it is missing.

        Of classes it is the position in `levels`.

        Raises
        ------
        UnseenLevelError
            If a label is none that training held.
        InputError
            If a share lies outside [0, 1].
        """
        table = read_table(table)
        values, rows = _values(self.written, table, self.context)
        y = np.full(len(table), np.nan)
        y[rows] = self._share(values) if self.kind == "proportion" else self._labelled(values)
        return y

    def _share(self, values: Any) -> NDArray[np.float64]:
        if not is_number(values) or not ((values >= 0) & (values <= 1)).all():
            raise InputError(f"{self.expression!r} holds values that are no shares in [0, 1].")
        return np.asarray(values, dtype=np.float64)

    def _labelled(self, values: Any) -> NDArray[np.float64]:
        if self.event is not None and len(self.levels) > 2:  # the rest is whatever it is
            return np.asarray(np.asarray(values) == self.event, dtype=np.float64)
        codes = encode(self.expression, values, self.levels)
        hit = codes if self.event is None else codes == self.levels.index(self.event)
        return np.asarray(hit, dtype=np.float64)

    def to_dict(self) -> dict[str, Any]:
        """Give plain data that JSON can hold; see `from_dict`."""
        return {
            "expression": self.expression,
            "column": not isinstance(self.written, Expression),
            "variables": list(self.variables),
            "kind": self.kind,
            "event": self.event,
            "levels": list(self.levels),
            "context": sorted(self.context),
        }

    @classmethod
    def from_dict(cls, data: Any, context: Mapping[str, Any] | None = None) -> "Response":
        """Rebuild from plain data.

        Raises
        ------
        InputError
            If the left side names objects that `context` does not hold.
        ModelFileError
            If the data is not of the form that `to_dict` writes.
        """
        from oddsmith.frame.saved import own_context, read_levels

        try:
            own = own_context(data["context"], context)
            written: Written = str(data["expression"])
            if not data["column"]:
                written = _read(read_text(data["expression"])[0], data["variables"], own)
            kind, event, levels = data["kind"], data["event"], read_levels(data["levels"])
            fitting = {
                "binary": event in levels,
                "proportion": event is None and not levels,
                "classes": event is None and len(levels) > 2,
            }.get(kind)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise ModelFileError(f"the model's response is not readable ({error!r}).") from None
        if not fitting:
            raise ModelFileError("the model's response is not in a form that this version writes.")
        return cls(written, kind, event, levels, own)


def _read(text: Text, columns: Sequence[str], context: Mapping[str, Any]) -> Written:
    bare = text.quoted.get(text.text.strip(), text.text.strip())
    if bare in columns:
        refuse_ambiguous(bare, context)
        return bare
    written = read_expression(text.text, text.quoted, set(columns), context)
    if written.uses.unknown:
        raise FormulaError(no_such_columns(list(dict.fromkeys(written.uses.unknown)), columns))
    if not written.uses.columns:
        raise FormulaError(f"the left side {written.name!r} uses no column.")
    return written


def names_on_left(text: Text, columns: Sequence[str], context: Mapping[str, Any]) -> list[str]:
    """List the columns that a left-hand side uses.

    Examples
    --------
    >>> names_on_left(Text("y > 3", {}), ["y", "x"], {})
    ['y']
    """
    return Factor(_read(text, columns, context)).variables


def _context_names(written: Written) -> list[str]:
    return sorted(set(written.uses.context)) if isinstance(written, Expression) else []


def _values(
    written: Written, table: pd.DataFrame, context: Mapping[str, Any]
) -> tuple[Any, NDArray[np.intp]]:
    """Compute the left side where it is not missing, and say in which rows that is."""
    columns = read_columns(table, Factor(written).variables)
    rows = np.flatnonzero(~any_missing(columns, len(table)))
    present = {name: values[rows] for name, values in columns.items()}
    if not len(rows):
        return np.zeros(0), rows
    value = evaluate(written, Evaluator(present, context, {}), len(rows))
    if isinstance(value, Coded):
        value = as_categories(name_of(written), value)
    if not isinstance(value, np.ndarray | pd.Categorical):
        raise FormulaError(f"the left side {name_of(written)!r} must be one column.")
    if isinstance(value, np.ndarray):
        check_finite(written, value)
    return value, rows
