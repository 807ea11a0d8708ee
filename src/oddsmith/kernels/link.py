"""Link: the cross-entropy of one row inside a kernel, from one exponential.

The formulas are those of `oddsmith.losses.binary`, written so that nothing cancels far out.
"""

from math import copysign, exp

from oddsmith.kernels.compiled import inlined


@inlined
def cross_entropy(z: float, y: float) -> tuple[float, float, float, float]:
    """e, rest, ∂ℓ/∂z and ∂²ℓ/∂z² at a raw prediction z of a target y, with ℓ = log(1 + e) + rest.

    The logarithm is left to who can take those of several rows as one.
    """
    e = exp(-abs(z))
    large = 1 / (1 + e)
    small = e * large
    if copysign(1.0, z) > 0:
        return e, (1 - y) * z, 1 - y - small, small * large
    return e, -y * z, small - y, small * large


@inlined
def bend(z: float) -> float:
    """∂²ℓ/∂z² = p (1 - p)."""
    e = exp(-abs(z))
    large = 1 / (1 + e)
    return e * large * large
