"""Threads: blocks of rows are shared among our own, and BLAS is held to one meanwhile.

A block is small, and BLAS's own threads on small products wait for each other longer than they
work: on a busy machine they can be a hundred times slower than one.  The limit is process-wide, so
it is counted: set by the first who comes, restored by the last who leaves, also after an exception.

How many threads work never changes a result: what each block gives is the same, and what they give
is added in an order that the number of blocks alone decides (`oddsmith.data.add_in_pairs`).
"""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ContextDecorator, closing, contextmanager
from contextvars import ContextVar, copy_context
from threading import Lock
from typing import Any, TypeVar

from threadpoolctl import ThreadpoolController

from oddsmith.errors import InputError

T = TypeVar("T")
R = TypeVar("R")

_lock = Lock()
_held = 0
_controller: ThreadpoolController | None = None
_limiter: Any = None

_wanted: ContextVar[int | None] = ContextVar("threads", default=None)
_inside: ContextVar[bool] = ContextVar("inside a worker", default=False)
_pools: dict[int, ThreadPoolExecutor] = {}


class OneBlasThread(ContextDecorator):
    """Holds BLAS to one thread for the length of a block of code, or of a function."""

    def __enter__(self) -> None:
        global _held, _controller, _limiter
        with _lock:
            if _held == 0:
                if _controller is None:  # looks through all libraries: 2 ms, once
                    _controller = ThreadpoolController().select(user_api="blas")
                _limiter = _controller.limit(limits=1)
            _held += 1

    def __exit__(self, *_: object) -> None:
        global _held
        with _lock:
            _held -= 1
            if _held == 0:
                _limiter.restore_original_limits()


def one_blas_thread() -> OneBlasThread:
    """BLAS held to one thread, which may be nested and entered from several threads.

    Examples
    --------
    >>> with one_blas_thread(), one_blas_thread():
    ...     pass
    """
    return _one


_one = OneBlasThread()  # it holds nothing itself


@contextmanager
def use_threads(number: int) -> Iterator[None]:
    """Fits inside this block use `number` threads; their results are the same for any number.

    Without it there are as many as the environment variable ``OMP_NUM_THREADS`` says (joblib sets
    it in its workers), or else as the process has processors.

    Raises
    ------
    InputError
        `number` is not a whole number above 0.

    Examples
    --------
    >>> import oddsmith
    >>> with oddsmith.use_threads(1):
    ...     _ = oddsmith.fit("y ~ x", {"y": [0, 1, 0, 1], "x": [1.0, 2.0, 3.0, 4.0]})
    """
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise InputError(f"use_threads({number!r}): a number of threads is 1 or more.")
    token = _wanted.set(number)
    try:
        yield
    finally:
        _wanted.reset(token)


def threads() -> int:
    """How many threads a sweep uses here: one inside a worker of our own."""
    if _inside.get():
        return 1
    wanted = _wanted.get()
    if wanted is not None:
        return wanted
    told = os.environ.get("OMP_NUM_THREADS", "")
    return max(int(told), 1) if told.isdecimal() else processors()


def processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_order(function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
    """``map(function, items)`` on several threads; what was not begun at an exception is dropped.

    Examples
    --------
    >>> list(in_order(abs, [-1, 2, -3]))
    [1, 2, 3]
    """
    number = min(threads(), len(items))
    if number <= 1:
        yield from map(function, items)
        return
    futures: list[Future[R]] = []
    try:
        try:
            for one in items:
                futures.append(_pool(number).submit(copy_context().run, _work, function, one))
        except RuntimeError:  # no thread can be started any more
            _drop(futures)
            _forget(number)
            yield from map(function, items)
            return
        for future in futures:
            yield future.result()
    finally:
        _drop(futures)


def as_read(function: Callable[[T], R], items: Iterator[T]) -> Generator[R, None, None]:
    """``map(function, items)`` for items that are read one by one, ahead of the work on them.

    A thread of its own reads, several work, and only a few items are held at a time.

    Examples
    --------
    >>> list(as_read(abs, iter([-1, 2, -3])))
    [1, 2, 3]
    """
    number = threads()
    at_work: deque[Future[R]] = deque()
    with closing(_read_ahead(items, number)) as read:
        if number == 1:
            yield from map(function, read)
            return
        try:
            for item in read:
                at_work.append(_pool(number).submit(copy_context().run, _work, function, item))
                if len(at_work) > number:
                    yield at_work.popleft().result()
            while at_work:
                yield at_work.popleft().result()
        finally:
            _drop(list(at_work))


_END: Any = object()


def _read_ahead(items: Iterator[T], depth: int) -> Generator[T, None, None]:
    """The items in their order, up to `depth` of them read before they are asked for."""
    reader = ThreadPoolExecutor(1, thread_name_prefix="oddsmith reader")
    waiting: deque[Future[T]] = deque()
    try:
        for _ in range(depth):
            waiting.append(reader.submit(next, items, _END))
        while (item := waiting.popleft().result()) is not _END:
            waiting.append(reader.submit(next, items, _END))
            yield item
    finally:
        _drop(list(waiting))
        reader.shutdown()


def _work(function: Callable[[T], R], item: T) -> R:
    _inside.set(True)
    return function(item)


def _drop(futures: list[Future[Any]]) -> None:
    """Cancel what has not begun, and wait for what has: nothing goes on unseen."""
    for future in futures:
        future.cancel()
    for future in futures:
        if not future.cancelled():
            future.exception()


def _pool(number: int) -> ThreadPoolExecutor:
    with _lock:
        if number not in _pools:
            _pools[number] = ThreadPoolExecutor(number, thread_name_prefix="oddsmith")
        return _pools[number]


def _forget(number: int) -> None:
    """Let a pool go that could not start its threads."""
    with _lock:
        pool = _pools.pop(number, None)
    if pool is not None:
        pool.shutdown(wait=False, cancel_futures=True)


def _after_fork() -> None:
    """A forked child has none of its parent's threads, and a lock that nobody will release."""
    global _lock, _held
    _lock, _held = Lock(), 0
    _pools.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
