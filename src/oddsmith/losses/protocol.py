"""What a fit asks of a loss."""

from typing import Any, NamedTuple, Protocol

from numpy.typing import NDArray

from oddsmith.design import Array


class AtRow(NamedTuple):
    """A loss at n raw predictions; what was not asked for is None.

    value (n,); residual ∂ℓ/∂z as z, (n,) or (n, m); curvature ∂²ℓ/∂z², (n,) or (n, m, m).
    """

    value: Array
    residual: Array | None = None
    curvature: Array | None = None


class Loss(Protocol):
    """A loss of one row.

    Attributes
    ----------
    convex : bool
        In z.
    steepest : float
        Upper bound of the curvature in z (of its largest eigenvalue), for step lengths.
    spread : float
        Upper bound of |third derivative| / second derivative along a direction of z, per unit of
        its length: what the certificate needs.
    """

    @property
    def convex(self) -> bool: ...

    @property
    def steepest(self) -> float: ...

    @property
    def spread(self) -> float: ...

    def at(self, z: Array, y: NDArray[Any], order: int = 1) -> AtRow:
        """Value (order 0), residual (1) and curvature (2) at each row."""
        ...

    def product(self, z: Array, y: NDArray[Any], u: Array) -> Array:
        """``∂²ℓ/∂z² u`` at each row, for u of the shape of z."""
        ...

    def out(self, z: Array) -> Array:
        """Probabilities: (n,) -> (n,), or (n, m) -> (n, K)."""
        ...

    def indicators(self, y: NDArray[Any]) -> Array:
        """Targets on the scale of `out`."""
        ...

    def link(self, mean: Array) -> Array:
        """The raw prediction whose probabilities are `mean`: () -> (), or (K,) -> (m,)."""
        ...
