"""Problem: rows, classes and a penalty, in the forms that the entrants read.

    minimise   F(W, b) = 1/n Σ_i ℓ(W x_i + b, y_i)  +  ‖W‖² / (2 C n)

ℓ the cross-entropy of two classes, or of K through a softmax.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.integer[Any]]


@dataclass(frozen=True, eq=False)
class Factors:
    """Numbers and categories: column j of factor f is one where ``codes[f] == j``.

    Attributes
    ----------
    numbers : ndarray of shape (n, q)
    codes : sequence of integer ndarrays of shape (n,)
    levels : sequence of int
        How many levels each factor has.

    Examples
    --------
    >>> Factors(np.ones((2, 1)), [np.array([1, 0])], [2]).csr.toarray()
    array([[1., 0., 1.],
           [1., 1., 0.]])
    """

    numbers: Array
    codes: Sequence[Codes]
    levels: Sequence[int]

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.numbers), self.numbers.shape[1] + sum(self.levels)

    @cached_property
    def csr(self) -> Any:
        """Numbers, then every level of every factor."""
        n, q = self.numbers.shape
        starts = q + np.cumsum([0, *self.levels[:-1]])
        columns = [np.broadcast_to(np.arange(q), (n, q))]
        columns += [(code + start)[:, None] for code, start in zip(self.codes, starts, strict=True)]
        indices = np.hstack(columns).astype(np.int32)
        values = np.hstack([self.numbers, np.ones((n, len(self.codes)))])
        ends = np.arange(n + 1, dtype=np.int32) * indices.shape[1]
        return sp.csr_matrix((values.ravel(), indices.ravel(), ends), shape=self.shape)

    @cached_property
    def table(self) -> Any:
        """A pandas table with categorical columns."""
        import pandas as pd

        numbers = pd.DataFrame(self.numbers, columns=[f"x{j}" for j in range(len(self.numbers.T))])
        factors = {
            f"f{k}": pd.Categorical.from_codes(code.tolist(), pd.RangeIndex(levels))
            for k, (code, levels) in enumerate(zip(self.codes, self.levels, strict=True))
        }
        return numbers.assign(**factors)

    def __getitem__(self, index: Codes) -> Self:
        codes = [code[index] for code in self.codes]
        return type(self)(self.numbers[index], codes, self.levels)


@dataclass(frozen=True, eq=False)
class Problem:
    """n rows, p columns, K classes.

    Attributes
    ----------
    name : str
    X : ndarray or CSR matrix of shape (n, p), or Factors
    y : integer ndarray of shape (n,)
        Codes of the classes, 0 to K - 1.
    C : float
        Inverse strength of the penalty on the sum of losses; infinity for none.

    Examples
    --------
    >>> Problem("tiny", np.eye(3), np.array([0, 1, 2])).outputs
    3
    """

    name: str
    X: Any
    y: Codes
    C: float = 1.0

    @property
    def shape(self) -> tuple[int, int]:
        n, p = self.X.shape
        return n, p

    @cached_property
    def classes(self) -> int:
        return int(self.y.max()) + 1

    @property
    def outputs(self) -> int:
        """Raw predictions of a row: one for two classes, else one for each class."""
        return 1 if self.classes == 2 else self.classes

    @property
    def coefficients(self) -> int:
        """How many numbers are looked for, intercepts aside."""
        return self.shape[1] * self.outputs

    @property
    def matrix(self) -> Any:
        """X as an array or a CSR matrix."""
        return self.X.csr if isinstance(self.X, Factors) else self.X

    @property
    def stored(self) -> int:
        """Numbers that X holds: zeros of a sparse matrix are not counted."""
        return int(self.matrix.size)  # SciPy's, too, counts what is stored

    def with_ones(self) -> Any:
        """A copy of X with a last column of ones, for those that fit no free intercept."""
        ones = np.ones((len(self.y), 1))
        if isinstance(self.matrix, np.ndarray):
            return np.hstack([self.matrix, ones])
        return sp.csr_matrix(sp.hstack([self.matrix, sp.csr_matrix(ones)]))

    def sample(self, size: int) -> "Problem":
        """Some rows of each class and `size` others, to warm up with."""
        own = [np.flatnonzero(self.y == k)[:20] for k in range(self.classes)]
        others = np.random.default_rng(0).choice(len(self.y), min(size, len(self.y)), replace=False)
        rows = np.unique(np.concatenate([*own, others]))
        return Problem(self.name, self.X[rows], self.y[rows], self.C)
