"""Long work: data opened for a fit, with a bar and a checkpoint where they are wanted."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from os import PathLike
from typing import Any

from oddsmith.errors import InputError
from oddsmith.sources.checkpoint import Checkpointed
from oddsmith.sources.opening import opened
from oddsmith.sources.progress import shown


@contextmanager
def long_work(
    data: Any,
    question: Mapping[str, Any],
    checkpoint: str | PathLike[str] | None = None,
    progress: bool | None = None,
) -> Iterator[Any]:
    """The data of a fit: a source where they are streamed, else as they are.

    Parameters
    ----------
    data : whatever `fit` takes
    question : mapping
        What is asked of them, for the checkpoint.
    checkpoint : path, optional
    progress : bool, optional
        Whether to show a bar; on a terminal where not given.

    Raises
    ------
    InputError
        A checkpoint or a bar for rows that are in memory, which are read in no time.
    """
    source = opened(data)
    if source is None:
        for name, wanted in {"checkpoint": checkpoint, "progress": progress}.items():
            if wanted:
                raise InputError(
                    f"{name}={wanted!r} is for rows that are read piece by piece, and these are a "
                    "table in memory: leave it out."
                )
        yield data
        return
    with shown(source, progress) as watched:
        if checkpoint is None:
            yield watched
        else:
            identity = getattr(source, "identity", None)
            yield Checkpointed(watched, checkpoint, repr((dict(question), source.names, identity)))
