"""The register of faults: what each test injects, and what must happen, which the test enforces."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import pytest

AREAS = ("data", "arguments", "files", "processes", "memory", "threads")


@dataclass(frozen=True)
class Fault:
    """One line of the table: `test` is the name of the test that injects it."""

    area: str
    injected: str
    happens: str
    test: str


FAULTS: list[Fault] = []


def fault(
    area: str,
    injected: str,
    *,
    raises: type[Exception] | None = None,
    warns: type[Warning] | None = None,
    says: str = "",
    answer: str = "",
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a test that injects a fault, and hold it to what is said to happen.

    Parameters
    ----------
    raises, warns : class, optional
        The error that must be raised, or the warning that must be given.
    says : str
        A regular expression that its message matches.
    answer : str
        What is right in the answer, which the test itself asserts; where there is no error.
    """
    assert area in AREAS
    assert raises or answer
    said = [f"`{raises.__name__}`" if raises else answer, f"`{warns.__name__}`" if warns else ""]

    def register(test: Callable[..., Any]) -> Callable[..., Any]:
        FAULTS.append(Fault(area, injected, ", with ".join(filter(None, said)), test.__name__))

        @wraps(test)
        def held(*args: Any, **kwargs: Any) -> None:
            if raises is not None:
                with pytest.raises(raises, match=says or None):
                    test(*args, **kwargs)
            elif warns is not None:
                with pytest.warns(warns, match=says or None):
                    test(*args, **kwargs)
            else:
                test(*args, **kwargs)

        return held

    return register
