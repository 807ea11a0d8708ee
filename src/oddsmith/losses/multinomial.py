"""Multinomial: the loss of K classes, and its parametrisations.

    logits   f = z Aᵀ            z (n, m), coding A (K, m)
    p = softmax(f)               ℓ = log Σ_k exp(f_k) - f_y

    ∂ℓ/∂z = (p - e_y) A          ∂²ℓ/∂z² = Aᵀ (diag(p) - p pᵀ) A

The coding is the parametrisation, and W = V Aᵀ are the coefficients of the classes, (p, K):

    reference    A = [0; I], m = K - 1       class 0 has coefficients zero
    symmetric    A orthonormal, columns of sum zero, m = K - 1:  Σ_k W_k = 0  and  ‖W‖ = ‖V‖
    full         A = I, m = K                every class its own; a shift of all changes nothing

With an L2 penalty the optimum of the full form has Σ_k W_k = 0, so the symmetric one finds it with
fewer numbers and a curvature that is not singular.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from oddsmith.design import Array
from oddsmith.losses.protocol import AtRow


@dataclass(frozen=True, eq=False)
class Multinomial:
    """Minus the multinomial log-likelihood; convex.

    Parameters
    ----------
    coding : ndarray of shape (K, m)
        Coefficients of the K logits on the m raw predictions.

    Examples
    --------
    >>> import numpy as np
    >>> loss = Multinomial(reference_coding(3))
    >>> loss.at(np.zeros((1, 2)), np.array([2])).residual.round(4)
    array([[ 0.3333, -0.6667]])
    """

    coding: Array
    convex: ClassVar[bool] = True

    @property
    def classes(self) -> int:
        return len(self.coding)

    @cached_property
    def steepest(self) -> float:
        """½ ‖A‖²: no eigenvalue of diag(p) - p pᵀ is above ½."""
        return float(np.linalg.norm(self.coding, 2) ** 2 / 2)

    @cached_property
    def spread(self) -> float:
        """√2 ‖A‖: the range of K logits is at most √2 times their length."""
        return float(np.sqrt(2) * np.linalg.norm(self.coding, 2))

    def at(self, z: Array, y: NDArray[Any], order: int = 1) -> AtRow:
        f, e, rest, largest = self._exponentials(z)
        rows = np.arange(len(f))
        value = np.log1p(rest) - f[rows, y]
        if order == 0:
            return AtRow(value)
        p = probabilities(e, rest, largest)
        curvature = self._curvature(p) if order == 2 else None
        error = p  # in place
        error[rows, y] = 0
        error[rows, y] = -error.sum(axis=1)  # p_y - 1, without cancellation
        residual: Array = (self.coding.T @ error.T).T
        return AtRow(value, residual, curvature)

    def product(self, z: Array, y: NDArray[Any], u: Array) -> Array:
        p = self.out(z)
        du = u @ self.coding.T
        along: Array = (p * (du - (p * du).sum(axis=1, keepdims=True))) @ self.coding
        return along

    def out(self, z: Array) -> Array:
        _, e, rest, largest = self._exponentials(z)
        return probabilities(e, rest, largest)

    def indicators(self, y: NDArray[Any]) -> Array:
        return np.asarray(np.asarray(y)[:, None] == np.arange(self.classes), dtype=np.float64)

    def link(self, mean: Array) -> Array:
        return np.asarray(np.linalg.pinv(self.coding) @ (np.log(mean) - np.log(mean).mean()))

    def _exponentials(self, z: Array) -> tuple[Array, Array, Array, tuple[Any, Any]]:
        """Logits less the largest f, (n, K); e^f, zero for the largest; its sum; where that was.

        Class by class in memory, so that sums and maxima over classes are sums of long columns.
        """
        f: Array = (self.coding @ z.T).T
        largest = np.arange(len(f)), f.argmax(axis=1)
        f -= f[largest][:, None]
        e = np.exp(f)
        e[largest] = 0
        return f, e, e.sum(axis=1), largest

    def _curvature(self, p: Array) -> Array:
        mean = p @ self.coding
        spread: Array = np.einsum("nk,ki,kj->nij", p, self.coding, self.coding, optimize=True)
        return spread - mean[:, :, None] * mean[:, None, :]


def probabilities(e: Array, rest: Array, largest: tuple[Any, Any]) -> Array:
    """Softmax, from what `Multinomial._exponentials` gives; takes the place of e."""
    e[largest] = 1
    e /= (1 + rest)[:, None]
    return e


def reference_coding(classes: int) -> Array:
    """Logits against class 0: (K, K - 1).

    Examples
    --------
    >>> reference_coding(3)
    array([[0., 0.],
           [1., 0.],
           [0., 1.]])
    """
    return np.eye(classes)[:, 1:]


def symmetric_coding(classes: int) -> Array:
    """Orthonormal columns of sum zero (Helmert's): (K, K - 1).

    Examples
    --------
    >>> A = symmetric_coding(4)
    >>> bool(np.allclose(A.T @ A, np.eye(3)) and np.allclose(A.sum(axis=0), 0))
    True
    """
    j = np.arange(1, classes)
    A = -np.triu(np.ones((classes, classes - 1)))  # column j: -1 in j rows, then j, then zeros
    A[j, j - 1] = j
    return np.asarray(A / np.sqrt(j * (j + 1)))
