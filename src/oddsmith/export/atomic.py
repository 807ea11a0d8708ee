"""Files that are whole or not there: written beside their place, then moved into it."""

import os
import tempfile
from pathlib import Path

from oddsmith.errors import InputError


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write a text file so that no reader ever sees half of it.

    Raises
    ------
    InputError
        The folder does not exist or cannot be written; nothing is left behind.
    """
    target = Path(path)
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        raise InputError(f"Cannot write {target}: {error.strerror}.") from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)
        os.replace(name, target)
    except OSError as error:
        os.unlink(name)
        raise InputError(f"Cannot write {target}: {error.strerror}.") from error
    except BaseException:
        os.unlink(name)
        raise
