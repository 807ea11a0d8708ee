"""Parts: a design taken apart into pieces  (X_k - m_k) / s_k  that stand side by side.

A fused kernel takes the widest piece that it knows; the other pieces give their share of z before,
and take the residuals after.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.design import Array, Beside, Dense, Design, Scaled, Sparse

PLAIN = "fd?bBhHiIlLqQ"  # types that machine code takes as they are


@dataclass(frozen=True, eq=False)
class Part:
    """Columns `here` of a design: ``(design - center) / scale``."""

    whole: Design
    design: Design
    center: Array
    scale: Array
    here: slice


def parts_of(X: Design) -> list[Part]:
    """The parts of X, in the order of their columns."""
    pieces = X.parts if isinstance(X, Beside) else [X]
    found, start = [], 0
    for piece in pieces:
        here = slice(start, start + piece.shape[1])
        found.append(part_of(piece, here))
        start = here.stop
    return found


def part_of(piece: Design, here: slice) -> Part:
    if isinstance(piece, Scaled):
        return Part(piece, piece.design, piece.center, piece.scale, here)
    p = piece.shape[1]
    return Part(piece, piece, np.zeros(p), np.ones(p), here)


def row_major(design: Design) -> NDArray[Any] | None:
    """The numbers of a dense design with contiguous rows, in their own type; None for any other.

    A block that lies in memory by columns is turned, which is cheaper than passes that go across.
    """
    if not isinstance(design, Dense) or design.array.dtype.char not in PLAIN:
        return None
    return np.ascontiguousarray(design.array)


def compressed_rows(
    design: Design, *, squared: bool = False
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]] | None:
    """The stored numbers of a CSR design, their columns, and where rows begin; None for others.

    Columns come as not signed: machine code need not look whether they count from the end.  For
    squares and maxima, None also where a place is stored twice, and its numbers are to be added.
    """
    if not isinstance(design, Sparse) or design.matrix.format != "csr":
        return None
    if squared and not design.one_place:
        return None
    data, indices, indptr = design.compressed
    if data.dtype.char not in PLAIN:
        return None
    return data, indices.view(f"u{indices.dtype.itemsize}"), indptr
