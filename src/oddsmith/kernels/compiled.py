"""Compiled: a plain loop over numbers, made into machine code by numba when it is first called.

numba is an extra (``pip install "oddsmith[fast]"``).  Loading it takes half a second, so only fits
of many rows ask for it; without it the same sums come from NumPy.  Sums may be taken in another
order than written (``reassoc``), which is what lets several numbers be added at once; the order is
the same in every run.  What was compiled is kept on disk where a folder for it can be written.
"""

from collections.abc import Callable
from functools import cache, wraps
from importlib.util import find_spec
from types import FunctionType
from typing import Any, TypeVar

OPTIONS: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",  # 1 / 0 is infinite, as everywhere else
    "fastmath": {"reassoc", "contract"},
}

F = TypeVar("F", bound=Callable[..., Any])
_inlined: set[Any] = set()


@cache
def available() -> bool:
    """Whether numba is installed."""
    return find_spec("numba") is not None


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function`, compiled at its first call; nothing is loaded before."""

    @cache
    def machine_code() -> Any:
        from numba import njit

        whole = with_inlined(function, njit(**OPTIONS))
        try:
            return njit(cache=True, **OPTIONS)(whole)
        except RuntimeError:  # no folder to keep it in
            return njit(**OPTIONS)(whole)

    @wraps(function)
    def call(*arguments: Any) -> Any:
        return machine_code()(*arguments)

    return call


def inlined(function: F) -> F:
    """`function` as it is; compiled functions of other modules may call it."""
    _inlined.add(function)
    return function


def with_inlined(function: Any, compile_: Callable[[Any], Any]) -> Any:
    """`function`, with the inlined functions that it calls compiled."""
    called = [function.__globals__.get(name) for name in function.__code__.co_names]
    known = {each.__name__: compile_(each) for each in called if each in _inlined}
    if not known:
        return function
    code, space = function.__code__, {**function.__globals__, **known}
    return wraps(function)(FunctionType(code, space, function.__name__))
