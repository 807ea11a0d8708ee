"""From factors to a design: products of columns, side by side.

    dense    x : C(a)  ->  x·[a=2], x·[a=3], …      the first factor's columns run fastest
    one-hot  a factor by itself with more than 32 columns is kept as codes and never expanded

Neighbouring dense columns are one `Dense`; the table is filled in blocks of rows, so that a block
stays in cache while its columns arrive.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.design import Beside, Dense, Design, OneHot
from oddsmith.errors import InputError
from oddsmith.frame.factors import Factor

MOST_EXPANDED = 32
BLOCK = 4096


@dataclass(frozen=True)
class Piece:
    """One product of factors, each full or reduced; the empty one is the intercept."""

    term: str
    parts: tuple[tuple[str, bool], ...]


def assemble(
    pieces: Sequence[Piece],
    factors: Mapping[str, Factor],
    values: Mapping[str, Any],
    n: int,
    total: int,
    rows: NDArray[np.intp] | None,
) -> Design:
    """Put the pieces side by side.

    Parameters
    ----------
    pieces, factors : the learned terms
    values : mapping
        For each factor, what `Factor.compute` gave for the n complete rows.
    n, total : int
        Complete rows, and all rows.
    rows : array (n,) or None
        Where the complete rows are; None if all are. The others become NaN.

    Examples
    --------
    >>> assemble([Piece("Intercept", ())], {}, {}, 2, 2, None).toarray()
    array([[1.],
           [1.]])
    """
    parts: list[Design] = []
    for coded, run in groupby(pieces, key=lambda piece: _is_coded(piece, factors)):
        if coded:
            parts += [_onehot(piece, factors, values, total, rows) for piece in run]
        else:
            parts.append(Dense(_spread(_dense(list(run), factors, values, n), total, rows)))
    if rows is not None and not any(isinstance(part, Dense) for part in parts):
        parts = [*_first_column(parts[0], rows), *parts[1:]]
    return parts[0] if len(parts) == 1 else Beside(parts)


def _is_coded(piece: Piece, factors: Mapping[str, Factor]) -> bool:
    if len(piece.parts) != 1:
        return False
    name, reduced = piece.parts[0]
    coding = factors[name].coding
    if coding is None or (reduced and coding.base is None):
        return False
    return len(coding.levels) - reduced > MOST_EXPANDED


def _onehot(
    piece: Piece,
    factors: Mapping[str, Factor],
    values: Mapping[str, Any],
    total: int,
    rows: NDArray[np.intp] | None,
) -> OneHot:
    ((name, reduced),) = piece.parts
    coding = factors[name].coding
    assert coding is not None
    codes, n_levels = coding.codes(values[name], reduced)
    if rows is not None:
        everywhere = np.full(total, -1, dtype=np.intp)
        everywhere[rows] = codes
        codes = everywhere
    return OneHot(codes, n_levels)


def _first_column(part: Any, rows: NDArray[np.intp]) -> list[Design]:
    """Codes cannot be NaN: one column is written out, and holds it."""
    column = np.full((part.shape[0], 1), np.nan)
    column[rows, 0] = part.codes[rows] == 0
    return [Dense(column), OneHot(np.maximum(part.codes - 1, -1), part.n_levels - 1)]


def _dense(
    pieces: list[Piece], factors: Mapping[str, Factor], values: Mapping[str, Any], n: int
) -> NDArray[np.float64]:
    blocks = _Blocks(factors, values)
    widths = [blocks.of(piece, slice(0, 0)).shape[1] for piece in pieces]
    edges = np.cumsum([0, *widths])
    try:
        X = np.empty((n, int(edges[-1])))
    except (MemoryError, ValueError):
        widest = pieces[int(np.argmax(widths))]
        raise InputError(
            f"{n:,} rows of {edges[-1]:,} columns do not fit in memory; most columns come from "
            f"{widest.term!r} ({max(widths):,})."
        ) from None
    for start in range(0, n, BLOCK):
        here = slice(start, min(start + BLOCK, n))
        for j, piece in enumerate(pieces):
            X[here, edges[j] : edges[j + 1]] = blocks.of(piece, here)
    return X


@dataclass(frozen=True)
class _Blocks:
    factors: Mapping[str, Factor]
    values: Mapping[str, Any]

    def of(self, piece: Piece, here: slice) -> NDArray[Any]:
        """Multiply the factors' columns for some rows, shape (rows, k)."""
        if not piece.parts:
            return np.ones((here.stop - here.start, 1))
        first, *others = (
            self.factors[name].block(self.values[name][here], reduced)
            for name, reduced in piece.parts
        )
        block = first.astype(np.float64) if others else first
        for other in others:
            width = other.shape[1] * block.shape[1]
            block = (other[:, :, None] * block[:, None, :]).reshape(len(block), width)
        return block


def _spread(
    X: NDArray[np.float64], total: int, rows: NDArray[np.intp] | None
) -> NDArray[np.float64]:
    if rows is None:
        return X
    everywhere = np.full((total, X.shape[1]), np.nan)
    everywhere[rows] = X
    return everywhere
