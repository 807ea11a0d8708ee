"""One factor of the right-hand side: how it is computed, and which columns it turns into.

    numbers      x, log(x)                one column, named as written
    a basis      bs(x, df=4), poly(x, 2)  bs(x, df=4)[1], bs(x, df=4)[2], …
    categories   town, C(rank)            C(rank)[T.2], …  (or C(rank)[2] when none is left out)

Text and categorical columns are categories; numbers and booleans are numbers unless C(...) says
otherwise.
"""

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from oddsmith.errors import InputError
from oddsmith.frame.algebra import Factor as Written
from oddsmith.frame.coding import Coding, encode, learn_coding
from oddsmith.frame.columns import missing
from oddsmith.frame.evaluate import Coded, Columns, Evaluator
from oddsmith.frame.expression import Expression
from oddsmith.frame.words import count, quoted

Unseen: TypeAlias = Literal["raise", "nan", "reference"]


@dataclass(frozen=True)
class Factor:
    """What training learned of one factor.

    Attributes
    ----------
    written : str or Expression
        A column's name, or an expression.
    coding : Coding or None
        Levels and contrasts; None for numbers.
    fields : tuple of str or None
        Names of a basis's columns; None for a single one.
    spans : bool
        Whether its columns, unreduced, add up to a constant.
    """

    written: Written
    coding: Coding | None = None
    fields: tuple[str, ...] | None = None
    spans: bool = False

    @property
    def name(self) -> str:
        return name_of(self.written)

    @property
    def variables(self) -> list[str]:
        if isinstance(self.written, Expression):
            return list(dict.fromkeys(self.written.uses.columns))
        return [self.written]

    def names(self, reduced: bool) -> list[str]:
        fields = self.fields
        if self.coding is not None:
            fields = self.coding.fields(reduced)
        elif fields is not None and reduced:
            fields = fields[1:]
        return [self.name] if fields is None else [f"{self.name}[{field}]" for field in fields]

    def block(self, value: Any, reduced: bool) -> NDArray[Any]:
        """Give the columns, shape (n, k), of a value that `compute` returned."""
        if self.coding is not None:
            return self.coding.block(value, reduced)
        if self.fields is None:
            return np.asarray(value)[:, None]
        return np.asarray(value)[:, 1:] if reduced else np.asarray(value)

    def compute(self, evaluator: Evaluator, n: int, unseen: Unseen = "raise") -> Any:
        """Compute the factor for rows without gaps: numbers (n,) or (n, k), or codes (n,).

        The code of a level that training did not hold is -1, or that of the reference.

        Raises
        ------
        InputError
            If it is text where training had numbers, is not finite, or has no reference level.
        UnseenLevelError
            If it holds a level that training did not, and `unseen` is ``"raise"``.
        """
        value = evaluate(self.written, evaluator, n)
        if self.coding is not None:
            return encode(self.name, _values(value), self.coding.levels, self._place(unseen))
        if is_category(value):
            raise InputError(f"{self.name!r} held numbers in training and holds text now.")
        numbers = value.array if isinstance(value, Columns) else value
        width = 1 if self.fields is None else len(self.fields)
        if (numbers.shape[1] if numbers.ndim == 2 else 1) != width:
            raise InputError(f"{self.name!r} does not give the {count(width, 'column')} it had.")
        check_finite(
            self.written,
            numbers,
            gaps_allowed=not evaluator.learning and _asks_for_gaps(self.written),
        )
        _check_exact(self.written, numbers)
        return numbers

    def _place(self, unseen: Unseen) -> int | None:
        """Where a level goes that training did not hold; None where it is refused."""
        assert self.coding is not None
        if unseen == "reference" and self.coding.base is None:
            raise InputError(
                f'unseen="reference", but the coding of {self.name!r} holds no level against the '
                'others, so that none stands for an unknown one: unseen="nan" leaves it open.'
            )
        return {"raise": None, "nan": -1, "reference": self.coding.base}[unseen]

    def nothing(self) -> NDArray[Any]:
        """Give what `compute` gives for no rows at all."""
        if self.coding is not None:
            return np.zeros(0, dtype=np.intp)
        return np.zeros(0 if self.fields is None else (0, len(self.fields)))


def learn_factor(written: Written, evaluator: Evaluator, n: int) -> tuple[Factor, Any]:
    """Learn a factor, and give the value it was learned from.

    Examples
    --------
    >>> columns = {"x": np.array(["b", "a"], dtype=object)}
    >>> factor, _ = learn_factor("x", Evaluator(columns, {}, {}), 2)
    >>> factor.names(reduced=True)
    ['x[T.b]']
    """
    value = evaluate(written, evaluator, n)
    name = name_of(written)
    if isinstance(value, Coded):
        return Factor(
            written, learn_coding(name, value.values, value.contrasts, value.levels), spans=True
        ), value
    if is_category(value):
        if not isinstance(written, Expression) and not isinstance(value, pd.Categorical):
            _check_not_numbers(name, value)
        return Factor(written, learn_coding(name, value, None, None), spans=True), value
    if isinstance(value, Columns):
        check_finite(written, value.array)
        fields = tuple(str(field) for field in value.fields)
        return Factor(written, fields=fields, spans=value.spans), value
    check_finite(written, value)
    _check_exact(written, value)
    return Factor(written), value


def evaluate(written: Written, evaluator: Evaluator, n: int) -> Any:
    """Compute a factor and see that it has one value in each of the n rows.

    Raises
    ------
    InputError
        If it has another shape, or is neither numbers nor text.

    Examples
    --------
    >>> evaluate("x", Evaluator({"x": np.array([1, 2])}, {}, {}), 2)
    array([1, 2])
    """
    name = name_of(written)
    value = (
        evaluator.value(written) if isinstance(written, Expression) else evaluator.columns[written]
    )
    if isinstance(value, pd.Series):
        value = value.to_numpy()
    if isinstance(value, np.ndarray) and value.dtype.kind == "U":
        value = value.astype(object)
    inner = _values(value)
    if not isinstance(inner, np.ndarray | pd.Categorical) or len(inner) != n or inner.ndim > 2:
        raise InputError(f"{name!r} does not give one value for each of the {count(n, 'row')}.")
    if isinstance(inner, np.ndarray) and inner.ndim == 2 and not isinstance(value, Columns):
        value = Columns(np.asarray(inner, dtype=np.float64), tuple(range(inner.shape[1])))
    if isinstance(inner, np.ndarray) and inner.dtype.kind not in "bifuO":
        raise InputError(f"{name!r} gives values of type {inner.dtype}, not numbers or text.")
    if is_category(value) and missing(_values(value)).any():
        raise InputError(f"{name!r} gives no value in {count(int(missing(inner).sum()), 'row')}.")
    return value


def check_finite(written: Written, value: NDArray[Any], gaps_allowed: bool = False) -> None:
    """See that numbers from complete rows are finite.

    Raises
    ------
    InputError
        Naming the factor, and how many rows are infinite or undefined.

    Examples
    --------
    >>> check_finite("x", np.array([0.0, -np.inf]))
    Traceback (most recent call last):
    oddsmith.errors.InputError: 'x' is infinite in 1 row: correct the values there, or leave ...
    """
    if value.dtype.kind != "f" or np.isfinite(value).all():
        return
    infinite = int(np.isinf(value).reshape(len(value), -1).any(axis=1).sum())
    undefined = int(np.isnan(value).reshape(len(value), -1).any(axis=1).sum())
    found = [f"infinite in {count(infinite, 'row')}"] if infinite else []
    found += (
        [f"undefined (NaN) in {count(undefined, 'row')}"] if undefined and not gaps_allowed else []
    )
    if found:
        advice = "correct the values there"
        if isinstance(written, Expression):
            advice = (
                "look at the values there (log needs numbers above 0, a division a divisor other "
                "than 0)"
            )
        raise InputError(
            f"{name_of(written)!r} is {' and '.join(found)}: {advice}, or leave these rows out."
        )


def _check_exact(written: Written, value: NDArray[Any]) -> None:
    """Whole numbers beyond 2⁵³ need not be floating-point numbers."""
    if value.dtype.kind not in "iu" or not value.size:
        return
    if max(-int(value.min()), int(value.max())) <= 2**53:
        return
    rounded = int((value.astype(np.float64).astype(object) != value.astype(object)).sum())
    if rounded:
        raise InputError(
            f"{name_of(written)!r} holds whole numbers beyond 2⁵³ that no floating-point number "
            f"equals, in {count(rounded, 'row')}: take off what they share, as in I(x - "
            f"{int(value.min())}), or write C(…) if each is a category."
        )


def _check_not_numbers(name: str, value: NDArray[Any]) -> None:
    """A column of numbers with a few words in it was meant as numbers."""
    levels = pd.unique(value)
    odd = [text for text in levels if not _is_number(text)]
    plain = name if name.isidentifier() else f"`{name}`"
    if odd and 2 * len(odd) <= len(levels):
        raise InputError(
            f"{name!r} holds text such as {quoted(odd, 5)} among numbers "
            f"({len(levels) - len(odd):,} of its {len(levels):,} distinct values are numbers); "
            f"clean it, or wrap it in "
            f"C({plain}) if every value is a category of its own."
        )


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _asks_for_gaps(written: Written) -> bool:
    return isinstance(written, Expression) and "extrapolation='na'" in written.name


def _values(value: Any) -> Any:
    if isinstance(value, Coded):
        inner = value.values
        return inner.to_numpy() if isinstance(inner, pd.Series) else inner
    return value.array if isinstance(value, Columns) else value


def is_category(value: Any) -> bool:
    return isinstance(value, Coded | pd.Categorical) or (
        isinstance(value, np.ndarray) and value.dtype.kind == "O"
    )


def name_of(written: Written) -> str:
    """Give a factor's name as the coefficients show it.

    Examples
    --------
    >>> name_of("gre")
    'gre'
    """
    return written.name if isinstance(written, Expression) else written
