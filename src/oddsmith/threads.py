"""Threads: BLAS is held to one while a block of rows is worked on.

A block is small, and BLAS's own threads on small products wait for each other longer than they
work: on a busy machine they can be a hundred times slower than one.  The limit is process-wide, so
it is counted: set by the first who comes, restored by the last who leaves, also after an exception.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from threadpoolctl import ThreadpoolController

_lock = Lock()
_held = 0
_controller: ThreadpoolController | None = None
_limiter: Any = None


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Hold BLAS to one thread for the length of a block of code.

    Examples
    --------
    >>> with one_blas_thread(), one_blas_thread():
    ...     pass
    """
    _enter()
    try:
        yield
    finally:
        _leave()


def _enter() -> None:
    global _held, _controller, _limiter
    with _lock:
        if _held == 0:
            if _controller is None:
                _controller = ThreadpoolController()  # looks through all libraries: 2 ms, once
            _limiter = _controller.limit(limits=1, user_api="blas")
        _held += 1


def _leave() -> None:
    global _held
    with _lock:
        _held -= 1
        if _held == 0:
            _limiter.restore_original_limits()
