"""Calling: in which order a learner's own gradient function takes its arguments.

    function(w, X, y)    or    function(w, b, X, y)

The names of the parameters say so (``theta``, ``weights``, ``labels`` … are known); where they say
nothing, it is the order above.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from oddsmith.errors import InputError
from oddsmith.learn.answer import Answer, Values, read

ROLES = {
    "w": "w weight weights theta thetas beta betas coef coefs coefficients params parameters",
    "b": "b bias intercept b0 w0 theta0 beta0",
    "X": "x xs input inputs feature features data table xtrain",
    "y": "y ys t target targets label labels ytrue ytrain",
}
ROLE_OF = {name: role for role, names in ROLES.items() for name in names.split()}
ORDERS = {3: ("w", "X", "y"), 4: ("w", "b", "X", "y")}


@dataclass(frozen=True, eq=False)
class Call:
    """A function, the order of its arguments, and the names of those that have to be named."""

    function: Callable[..., Any]
    order: tuple[str, ...]
    names: Mapping[str, str]

    @property
    def takes_bias(self) -> bool:
        """Whether b is an argument of its own."""
        return "b" in self.order

    def __str__(self) -> str:
        name = getattr(self.function, "__name__", type(self.function).__name__)
        given = [
            f"{self.names[role]}={role}" if role in self.names else role for role in self.order
        ]
        return f"{name.replace('<lambda>', 'function')}({', '.join(given)})"

    def __call__(self, w: Values, b: float, X: Values, y: Values) -> Answer:
        """Call it with copies, so that it cannot change what belongs to the caller."""
        given = {"w": w.copy(), "b": b, "X": X.copy(), "y": y.copy()}
        plain = [given[role] for role in self.order if role not in self.names]
        with np.errstate(all="ignore"):
            returned = self.function(
                *plain, **{self.names[role]: given[role] for role in self.names}
            )
        return read(returned, w.size, self.takes_bias)


def call_of(function: Callable[..., Any]) -> Call:
    """Find out how a function wants to be called.

    Parameters with a default are left alone, unless they are named like one of the four arguments.

    Raises
    ------
    InputError
        It is no function, or takes another number of arguments.

    Examples
    --------
    >>> def slope(labels, features, theta, rate=0.1): ...
    >>> print(call_of(slope), call_of(lambda a, b, c: a))
    slope(y, X, w) function(w, X, y)
    """
    if not callable(function):
        raise InputError(
            f"function is {function!r}: give the function itself, without brackets, as in "
            "check_gradient(gradient, X, y, w)."
        )
    found = parameters(function)
    if found is None:
        return Call(function, ORDERS[3], {})
    wanted = [one for one in found if one.default is one.empty]
    for taken in ([one for one in found if one in wanted or role_of(one)], wanted):
        order = order_of(taken)
        if order is not None:
            return call(function, order, taken)
    if len(wanted) in ORDERS:
        return call(function, ORDERS[len(wanted)], wanted)
    raise InputError(
        f"{Call(function, tuple(one.name for one in wanted), {})}: a gradient takes (w, X, y) or "
        f"(w, b, X, y), and {len(wanted)} of its parameters have no default. Give the others one, "
        "or wrap it: lambda w, X, y: ..."
    )


def parameters(function: Callable[..., Any]) -> list[inspect.Parameter] | None:
    """Its parameters; None where they cannot be known."""
    try:
        found = [*inspect.signature(function).parameters.values()]
    except (TypeError, ValueError):  # compiled
        return None
    if any(one.kind is one.VAR_POSITIONAL for one in found):
        return None
    return [one for one in found if one.kind is not one.VAR_KEYWORD]


def role_of(parameter: inspect.Parameter) -> str | None:
    return ROLE_OF.get(parameter.name.lower().replace("_", ""))


def order_of(taken: list[inspect.Parameter]) -> tuple[str, ...] | None:
    """Their roles, if each has its own; one unknown name takes the role that is left."""
    every = set(ORDERS.get(len(taken), ()))
    roles = [role_of(one) for one in taken]
    left = every - set(roles)
    if roles.count(None) == len(left) == 1:
        roles[roles.index(None)] = left.pop()
    return tuple(role for role in roles if role) if every and set(roles) == every else None


def call(
    function: Callable[..., Any], order: tuple[str, ...], taken: list[inspect.Parameter]
) -> Call:
    pairs = zip(order, taken, strict=True)
    return Call(
        function, order, {role: one.name for role, one in pairs if one.kind is one.KEYWORD_ONLY}
    )
