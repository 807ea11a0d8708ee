"""Checkpoint: what every reading has brought, so that a fit that was ended goes on from there.

    file   what is fitted  ·  for each reading: what was asked, and its sum

A fit does the same with the same sums, to the last bit.  So one that begins again is given those of
the file, and reads rows only for what comes after.  The file is written whole after every reading:
whatever ends the process, one reading is lost at most.

It is this package's own account of a fit under way, for the same machine and version.
"""

import io
import pickle
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from functools import partial
from hashlib import sha256
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from oddsmith.errors import InputError
from oddsmith.files import write_bytes
from oddsmith.sources.source import Piece, Source

FORMAT = "oddsmith checkpoint 1"
PLAIN = {("builtins", "slice"), ("builtins", "object"), ("copyreg", "_reconstructor")}
LIBRARIES = ("numpy", "pandas", "pyarrow", "oddsmith")
MAKERS = re.compile(  # functions by which these libraries rebuild their arrays and tables
    r"scalar|py_buffer|type_for_alias|\w*_(unpickle|reconstruct|new|restore|frombuffer)\w*"
)


@dataclass(eq=False)
class Checkpointed:
    """A source whose sums are kept in a file.

    Parameters
    ----------
    source : Source
    path : path
        Read where it is there, and written after each reading.
    question : str
        What is fitted: a file of another question is refused.

    Raises
    ------
    InputError
        The file is of another fit, or no checkpoint.
    """

    source: Source
    path: str | PathLike[str]
    question: str
    done: list[tuple[str, Any]] = field(default_factory=list)
    at: int = 0

    def __post_init__(self) -> None:
        if Path(self.path).exists():
            self.done = read(self.path, self.question)

    @property
    def names(self) -> tuple[str, ...]:
        return self.source.names

    def head(self) -> pd.DataFrame:
        return self.source.head()

    def total(self, kernel: Callable[[Piece], Any], columns: Sequence[str]) -> Any:
        asked = sha256(repr((signature(kernel), list(columns))).encode()).hexdigest()
        if self.at < len(self.done):
            known, found = self.done[self.at]
            if known != asked:
                raise InputError(
                    f"{self.path}: reading {self.at + 1} of the fit asks for something else than "
                    "the checkpoint holds, so it is of other settings or of another version. "
                    "Remove the file to begin anew."
                )
        else:
            found = self.source.total(kernel, columns)
            self.done.append((asked, found))
            write_bytes(self.path, written(self.question, self.done))
        self.at += 1
        return found


def written(question: str, done: list[tuple[str, Any]]) -> bytes:
    """The content of a file."""
    return pickle.dumps((FORMAT, question, done), protocol=5)


def read(path: str | PathLike[str], question: str) -> list[tuple[str, Any]]:
    """The sums in a file."""
    try:
        found = Careful(io.BytesIO(Path(path).read_bytes())).load()
        form, of, done = found
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    except Exception as error:
        raise InputError(f"{path} is no checkpoint of this version: {error}.") from error
    if form != FORMAT or of != question:
        raise InputError(
            f"{path} is the checkpoint of another fit: other data or arguments, or the files have "
            "changed since. Remove it to begin anew, or give another name."
        )
    return list(done)


class Careful(pickle.Unpickler):
    """Builds objects of the libraries that sums are made of, and calls nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if module.partition(".")[0] in LIBRARIES or (module, name) in PLAIN:
            found = super().find_class(module, name)
            if isinstance(found, type) or MAKERS.fullmatch(name):
                return found
        raise InputError(f"it calls for {module}.{name}")


def signature(value: Any) -> Any:
    """What a kernel does and with which numbers, as plain text and numbers.

    Of rows, which have a `total`, only the kind is said.

    Examples
    --------
    >>> signature(partial(sorted, key=len))
    ('partial', 'sorted', (), [('key', 'len')])
    """
    if isinstance(value, partial):
        named = [(name, signature(one)) for name, one in sorted(value.keywords.items())]
        return "partial", signature(value.func), tuple(map(signature, value.args)), named
    if isinstance(value, np.ndarray):
        return value.shape, sha256(np.ascontiguousarray(value).tobytes()).hexdigest()
    if isinstance(value, list | tuple):
        return [signature(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type) and not hasattr(value, "total"):
        named = [(one.name, signature(getattr(value, one.name))) for one in fields(value)]
        return type(value).__qualname__, named
    if isinstance(value, str | int | float | bool | None):
        return value
    return getattr(value, "__qualname__", type(value).__qualname__)
