"""What exports of the same kind share: text files that ship with the package."""

from functools import cache
from importlib.resources import files


@cache
def shared_text(name: str) -> str:
    """A file of `export/templates`.

    Examples
    --------
    >>> shared_text("scoring.py.txt")[:3]
    '\"\"\"'
    """
    return files("oddsmith.export").joinpath("templates", name).read_text(encoding="utf-8")
