"""Files that are whole or not there: written beside their place, then moved into it.

a name, or a link to one     a file beside it is written and takes its place; the link stays
a file that is there         as that, and keeps its permissions
a pipe, a device, /dev/fd    written straight into: there is nothing to replace
"""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

from oddsmith.errors import InputError

STREAMS = ("/dev/std", "/dev/fd/", "/proc/")  # names of what is open already


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write a text file, UTF-8, so that no reader ever sees half of it.

    Raises
    ------
    InputError
        As `write_bytes`, or the text holds half a character (a lone surrogate).
    """
    write_texts((path, text))


def write_texts(*texts: tuple[str | os.PathLike[str], str]) -> None:
    """Write text files so that all of them appear or, after an error, none.

    Raises
    ------
    InputError
        As `write_text`.
    """
    contents = [(path, encoded(path, text)) for path, text in texts]
    with ExitStack() as files:
        for path, content in contents:
            files.enter_context(whole_file(path)).write(content)


def encoded(path: str | os.PathLike[str], text: str) -> bytes:
    """The bytes of a text file, UTF-8."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        half = text[error.start : error.end]
        raise InputError(
            f"Cannot write {Path(path)}: {text[max(error.start - 20, 0) : error.end]!r} ends in "
            f"{half!r}, half a character, which no file in UTF-8 can hold. Rename the column or "
            "level that it comes from."
        ) from None


def write_bytes(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file so that no reader ever sees half of it.

    Raises
    ------
    InputError
        The folder does not exist or cannot be written; nothing is left behind.
    """
    with whole_file(path) as file:
        file.write(content)


@contextmanager
def whole_file(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """A file to write to, which takes its place only when all has been written.

    Raises
    ------
    InputError
        As `write_bytes`, and where the disk is full; nothing is left behind.
    """
    try:
        there = status(path)
        if there is not None and (
            not stat.S_ISREG(there.st_mode) or os.path.abspath(path).startswith(STREAMS)
        ):
            with open_stream(path) as file:
                yield file
        else:
            with replacing(Path(os.path.realpath(path)), there) as file:
                yield file
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        if isinstance(error, InputError):
            raise
        reason = error.strerror or error if isinstance(error, OSError) else error
        raise InputError(f"Cannot write {path}: {reason}.") from error


def status(path: str | os.PathLike[str]) -> os.stat_result | None:
    """What is there, links followed; None where nothing is."""
    try:
        return os.stat(path)
    except FileNotFoundError:
        return None


def open_stream(path: str | os.PathLike[str]) -> IO[bytes]:
    """What is open or waits for a writer, to append to; a folder is refused by the system."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND), "wb")


@contextmanager
def replacing(target: Path, there: os.stat_result | None) -> Iterator[IO[bytes]]:
    """A file beside `target`, which takes its place at the end, and is gone after an error."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        if there is not None:
            with suppress(OSError, AttributeError):  # only its owner and root may; not on Windows
                os.chown(name, there.st_uid, there.st_gid)
        os.chmod(name, 0o666 & ~umask() if there is None else stat.S_IMODE(there.st_mode))
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise


def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
