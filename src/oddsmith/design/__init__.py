"""Design: what the columns are made of.

A logistic regression asks its n × p matrix X three questions and no others:

    forward      z = X w             (p,) -> (n,)        (p, k) -> (n, k)
    backward     g = Xᵀ r            (n,) -> (p,)        (n, k) -> (p, k)
    curvature    H = Xᵀ diag(d) X    (n,) -> (p, p)

Every kind of column answers them in its own way: `Dense` with numbers, `OneHot` with codes that
are never expanded, `Sparse` with what is not zero, `Constant` with one value, `Beside` with parts
that stand side by side, `Scaled` with another design's columns shifted and divided,
`Single` with numbers of half the length.  The intercept is a column of ones like any other.
"""

from oddsmith.design.beside import Beside
from oddsmith.design.bordered import Bordered, dense_curvature
from oddsmith.design.constant import Constant
from oddsmith.design.dense import Dense
from oddsmith.design.onehot import OneHot
from oddsmith.design.protocol import Array, Design, Rows
from oddsmith.design.scaled import Scaled, scaled, written_out
from oddsmith.design.single import Single
from oddsmith.design.sparse import Sparse

__all__ = [
    "Array",
    "Beside",
    "Bordered",
    "Constant",
    "Dense",
    "Design",
    "OneHot",
    "Rows",
    "Scaled",
    "Single",
    "Sparse",
    "dense_curvature",
    "scaled",
    "written_out",
]
