"""The functions that a formula may call, and the arguments each of them takes.

    log log2 log10 log1p exp expm1 sqrt abs sign sin cos tanh floor ceil round
    minimum maximum clip where                                  (these also as np.log, numpy.log, …)
    I  C  Q  bs cr cc cs  poly  scale center standardize
    Treatment Sum Helmert Diff Poly   contr.treatment contr.sum contr.helmert contr.diff contr.poly

Arguments are matched to names here and nothing else gets through: NumPy's functions would take an
`out=` that overwrites the caller's table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from formulaic import transforms
from formulaic.transforms import contrasts, patsy_compat

MOST_COLUMNS = 100  # bs(x, df=10**9) would fill the memory


@dataclass(frozen=True)
class Function:
    """A callable and the names of its arguments, of which the first `needed` must be given.

    Examples
    --------
    >>> FUNCTIONS["clip"].arguments
    ('x', 'min', 'max')
    """

    call: Callable[..., Any]
    arguments: tuple[str, ...]
    needed: int = 1
    stateful: bool = False
    text: bool = False  # whether text may go in


def Treatment(reference: Any = contrasts.UNSET) -> Any:
    return contrasts.TreatmentContrasts(base=reference)


_one = {
    name: Function(getattr(np, name), ("x",))
    for name in (
        *("log", "log2", "log10", "log1p", "exp", "expm1", "sqrt", "abs"),
        *("sign", "sin", "cos", "tanh", "floor", "ceil"),
    )
}
NUMPY = {
    **_one,
    "round": Function(np.round, ("x", "decimals")),
    "minimum": Function(np.minimum, ("x", "y"), 2),
    "maximum": Function(np.maximum, ("x", "y"), 2),
    "clip": Function(np.clip, ("x", "min", "max"), 3),
    "where": Function(np.where, ("condition", "x", "y"), 3, text=True),
}
_bounds = ("lower_bound", "upper_bound")
_cubic = ("x", "df", "knots", *_bounds, "constraints")
TRANSFORMS = {
    "bs": Function(
        transforms.basis_spline,
        ("x", "df", "knots", "degree", "include_intercept", *_bounds, "extrapolation"),
        stateful=True,
    ),
    **dict.fromkeys(("cr", "cs"), Function(transforms.natural_cubic_spline, _cubic, stateful=True)),
    "cc": Function(transforms.cyclic_cubic_spline, _cubic, stateful=True),
    "poly": Function(transforms.poly, ("x", "degree", "raw"), stateful=True),
    "scale": Function(transforms.scale, ("data", "center", "scale", "ddof"), stateful=True),
    "center": Function(transforms.center, ("data",), stateful=True),
    "standardize": Function(
        patsy_compat.standardize, ("x", "center", "rescale", "ddof"), stateful=True
    ),
}
CONTRASTS = {
    "treatment": Function(Treatment, ("reference",), 0, text=True),
    "sum": Function(contrasts.SumContrasts, (), 0),
    "helmert": Function(contrasts.HelmertContrasts, ("reverse", "scale"), 0),
    "diff": Function(contrasts.DiffContrasts, ("backward",), 0),
    "poly": Function(contrasts.PolyContrasts, ("scores",), 0),
}
SPECIAL = {  # the evaluator itself knows what these do
    "I": Function(lambda x: x, ("x",), text=True),
    "C": Function(lambda x: x, ("data", "contrasts", "levels"), text=True),
    "Q": Function(lambda x: x, ("variable",), text=True),
}
FUNCTIONS = {
    **NUMPY,
    **TRANSFORMS,
    **SPECIAL,
    **{name.capitalize(): function for name, function in CONTRASTS.items()},
}
MODULES = {"np": NUMPY, "numpy": NUMPY, "contr": CONTRASTS}
