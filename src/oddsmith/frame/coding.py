"""Categories as columns, and which of them a term leaves out so that no column repeats another.

    levels a, b, c                     full: [a] [b] [c]          reduced: [T.b] [T.c]

A factor with levels spans the intercept, so a term is expanded into the spaces it adds,

    a:b = (1 + a⁻)(1 + b⁻) = 1 + a⁻ + b⁻ + a⁻b⁻,

where a⁻ is a without its reference.  Spaces that earlier terms span are struck out, and what is
left is put together again, by  s + s·a⁻ = s·a.  (The rule of patsy and formulaic.)
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from formulaic.transforms.contrasts import UNSET, Contrasts, TreatmentContrasts
from numpy.typing import NDArray

from oddsmith.errors import FormulaError, InputError, UnseenLevelError
from oddsmith.frame.words import count, quoted

Level: TypeAlias = str | int | float | bool
Part: TypeAlias = tuple[str, bool]  # a factor's name, and whether it is reduced
Product: TypeAlias = tuple[Part, ...]

MOST_CONTRASTS = 200  # levels of any coding but treatment, which needs no matrix


@dataclass(frozen=True)
class Coding:
    """How levels become columns: treatment against `base`, or the rows of `matrix`.

    Examples
    --------
    >>> coding = Coding(("a", "b", "c"), base=0)
    >>> coding.fields(reduced=True)
    ('T.b', 'T.c')
    >>> coding.block(np.array([2, 0]), reduced=True)
    array([[0., 1.],
           [0., 0.]])
    """

    levels: tuple[Level, ...]
    base: int | None = 0
    matrix: tuple[tuple[float, ...], ...] = ()
    matrix_fields: tuple[str, ...] = ()

    def fields(self, reduced: bool) -> tuple[str, ...]:
        if not reduced:
            return tuple(str(level) for level in self.levels)
        if self.base is None:
            return self.matrix_fields
        return tuple(f"T.{level}" for i, level in enumerate(self.levels) if i != self.base)

    def block(self, codes: NDArray[np.intp], reduced: bool) -> NDArray[np.float64]:
        rows = np.eye(len(self.levels))
        if reduced and self.base is None:
            rows = np.array(self.matrix, dtype=np.float64).reshape(len(self.levels), -1)
        elif reduced and self.levels:
            rows = np.delete(rows, int(self.base or 0), axis=1)
        return np.asarray(rows[codes])

    def codes(self, codes: NDArray[np.intp], reduced: bool) -> tuple[NDArray[np.intp], int]:
        """Give codes into the columns, -1 for the reference, and how many columns there are."""
        if not reduced:
            return codes, len(self.levels)
        assert self.base is not None
        after = np.where(codes > self.base, codes - 1, codes)
        return np.where(codes == self.base, -1, after), max(len(self.levels) - 1, 0)


def learn_coding(name: str, values: Any, contrasts: Any, levels: list[Any] | None) -> Coding:
    """Find the levels of values without gaps, and their coding.

    Raises
    ------
    InputError
        If a level is not among the levels given, or the contrasts cannot code them.

    Examples
    --------
    >>> learn_coding("town", np.array(["b", "a"], dtype=object), None, None).levels
    ('a', 'b')
    """
    seen = levels_of(values)
    if levels is not None:
        outside = [level for level in seen if level not in levels]
        if outside:
            raise InputError(f"{name!r}: the column also holds {quoted(outside)}, not in levels=.")
        seen = [level for level in dict.fromkeys(levels) if level in seen]
    contrasts = contrasts() if isinstance(contrasts, type) else contrasts
    if contrasts is None:
        return Coding(tuple(seen))
    if not isinstance(contrasts, Contrasts):
        raise FormulaError(f"{name!r}: the contrasts are Treatment, Sum, Helmert, Diff or Poly.")
    try:
        return _contrasted(name, contrasts, seen)
    except (ValueError, np.linalg.LinAlgError) as error:
        raise FormulaError(f"{name!r}: {error} The levels are {quoted(seen)}.") from None


def _contrasted(name: str, contrasts: Contrasts, levels: list[Any]) -> Coding:
    if isinstance(contrasts, TreatmentContrasts):
        base = levels[0] if contrasts.base is UNSET and levels else contrasts.base
        if levels and base not in levels:
            raise ValueError(f"the reference {base!r} is no level of it.")
        return Coding(tuple(levels), base=levels.index(base) if levels else 0)
    if len(levels) > MOST_CONTRASTS:
        raise FormulaError(
            f"{name!r} has {count(len(levels), 'level')}; contrasts other than Treatment are for "
            f"at most {MOST_CONTRASTS}."
        )
    if len(levels) < 2:
        return Coding(tuple(levels))
    matrix = np.asarray(contrasts.get_coding_matrix(levels, reduced_rank=True), dtype=np.float64)
    mark = contrasts.get_factor_format(levels, reduced_rank=True)
    fields = contrasts.get_coding_column_names(levels, reduced_rank=True)
    named = [mark.format(name="", field=field)[1:-1] for field in fields]
    return Coding(tuple(levels), None, tuple(map(tuple, matrix.tolist())), tuple(named))


def levels_of(values: Any) -> list[Any]:
    """List the distinct values: sorted, or in the order of their categories.

    Whole numbers are whole even in a column that pandas keeps as floats because one was missing.

    Examples
    --------
    >>> levels_of(pd.Categorical(["lo", "hi"], categories=["lo", "mid", "hi"]))
    ['lo', 'hi']
    """
    if isinstance(values, pd.Categorical):
        present = np.unique(values.codes[values.codes >= 0])
        return list(values.categories[present].tolist())
    levels = sorted(pd.unique(np.asarray(values)).tolist())
    floats = bool(levels) and isinstance(levels[0], float)
    if floats and all(level.is_integer() and abs(level) < 2**53 for level in levels):
        return [int(level) for level in levels]
    return levels


def encode(
    name: str, values: Any, levels: tuple[Level, ...], unseen: int | None = None
) -> NDArray[np.intp]:
    """Turn values without gaps into positions among the levels; others into `unseen`.

    Raises
    ------
    UnseenLevelError
        If a value is not among the levels, and no position is given for it.

    Examples
    --------
    >>> encode("town", np.array(["b", "a", "b"], dtype=object), ("a", "b"))
    array([1, 0, 1])
    """
    if isinstance(values, pd.Categorical):
        codes, seen = np.asarray(values.codes, dtype=np.intp), values.categories.tolist()
    else:
        codes, uniques = pd.factorize(np.asarray(values))
        seen = uniques.tolist()
    place = {level: i for i, level in enumerate(levels)}
    into = np.array([place.get(level, -1) for level in seen], dtype=np.intp)
    found = into[codes] if len(seen) else np.full(len(codes), -1, dtype=np.intp)
    others = found < 0
    if unseen is not None:
        found[others] = unseen
    elif others.any():
        _refuse_unseen(name, seen, codes[others], levels)
    return found


def _refuse_unseen(
    name: str, seen: list[Any], codes: NDArray[np.intp], levels: tuple[Level, ...]
) -> None:
    unseen = [seen[code] for code in dict.fromkeys(codes.tolist())]
    other = {type(level) for level in unseen}.isdisjoint({type(level) for level in levels})
    names = {str(level) for level in levels}
    hint = " The types differ: convert the column." if other and str(unseen[0]) in names else ""
    raise UnseenLevelError(
        f"{name!r} holds {quoted(unseen, 5)} in {count(len(codes), 'row')}, which training did "
        f"not hold, so there is no coefficient for it. Training held {quoted(levels, 20)}.{hint} "
        'predict(…, unseen="nan") leaves such rows open, "reference" takes them for the reference.'
    )


def added(terms: Iterable[Iterable[tuple[str, bool]]]) -> list[list[Product]]:
    """Find, for each term in order, the products of full or reduced factors that it adds.

    Parameters
    ----------
    terms : iterable of terms, each an iterable of (name, spans)
        `spans` says whether the factor's columns add up to a constant.

    Examples
    --------
    >>> added([[], [("a", True)], [("a", True), ("x", False)]])
    [[()], [(('a', True),)], [(('a', False), ('x', False))]]
    """
    spanned: set[frozenset[Part]] = set()
    result = []
    for term in terms:
        choices = [[((name, True),), ()] if spans else [((name, False),)] for name, spans in term]
        spaces = [tuple(part for parts in chosen for part in parts) for chosen in product(*choices)]
        new = [space for space in spaces if frozenset(space) not in spanned]
        spanned |= {frozenset(space) for space in new}
        result.append(_merged(new))
    return result


def _merged(spaces: list[Product]) -> list[Product]:
    """Apply  s + s·a⁻ = s·a  as often as it fits."""
    done: list[Product] = []
    for space in sorted(spaces, key=len):
        for smaller in done:
            extra = set(space) - set(smaller)
            name, reduced = next(iter(extra)) if extra else ("", False)
            if len(space) == len(smaller) + 1 and len(extra) == 1 and reduced:
                whole = tuple((n, False) if n == name else (n, r) for n, r in space)
                done = _merged([s for s in done if s != smaller] + [whole])
                break
        else:
            done.append(space)
    return done
