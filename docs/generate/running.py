"""Running: the names and the folder that the blocks of one page share."""

import ast
import contextlib
import io
import os
import re
import shlex
import tomllib
import warnings
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[2]
EXECUTED = ("oddsmith", "scikit-learn", "statsmodels")  # columns of tables whose code is run
AGREE = 1e-6  # relative; both sides of a row are minima of the same function
CODE = re.compile(r"`([^`]+)`")


class Room:
    """What the blocks of a page have made so far.

    Parameters
    ----------
    name : str
        The page, for messages.
    """

    def __init__(self, name: str) -> None:
        os.environ["MPLBACKEND"] = "Agg"
        self.name = name
        self.names: dict[str, Any] = {"__name__": "__main__"}

    def python(self, code: str) -> str:
        """Run a block; what it prints, the value of a last expression, and warnings."""
        tree = ast.parse(code)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        with said() as out:
            exec(compile(tree, self.name, "exec"), self.names)
            if last is not None:
                value = self.value(ast.unparse(last.value))
                if value is not None:
                    print(value if isinstance(value, str) else repr(value))
        return out.getvalue()

    def value(self, expression: str) -> Any:
        return eval(compile(expression, self.name, "eval"), self.names)

    def shell(self, lines: str) -> str:
        """Run the commands of a block that are ours; of others, see that they are possible."""
        with said() as out:
            for line in lines.replace("\\\n", " ").splitlines():
                words = shlex.split(line, comments=True)
                if words:
                    command(words)
        return out.getvalue()

    def tables(self, text: str) -> None:
        """Run the code in tables whose columns are named for programs.

        Where both sides of a row give numbers, the numbers must agree.
        """
        for header, *rows in tables(text):
            columns = [k for k, title in enumerate(header) if title in EXECUTED]
            for row in rows:
                try:
                    values = [self.cell(row[k]) for k in columns]
                except Exception as error:
                    raise type(error)(f"{error}, in the row {' | '.join(row)}") from error
                numbers = [one for one in map(as_numbers, values) if one is not None]
                for other in numbers[1:]:
                    np.testing.assert_allclose(
                        other, numbers[0], rtol=AGREE, atol=1e-9, err_msg=" | ".join(row)
                    )

    def cell(self, text: str) -> Any:
        value = None
        for code in CODE.findall(text):
            try:
                tree = compile(code, self.name, "eval")
            except SyntaxError:
                self.python(code)
            else:
                with said():
                    value = eval(tree, self.names)
        return value


@contextlib.contextmanager
def said() -> Any:
    """What is printed, warnings among it."""
    out = io.StringIO()

    def show(message: Any, category: type[Warning], *_: Any, **__: Any) -> None:
        out.write(f"{category.__name__}: {message}\n")

    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(out),
    ):
        warnings.simplefilter("default")
        warnings.showwarning = show
        yield out


def command(words: list[str]) -> None:
    """Run a command of ours; refuse one that the project does not know."""
    match words:
        case ["oddsmith", *arguments]:
            from oddsmith.cli import main

            try:
                main(arguments)
            except SystemExit as end:
                if end.code:
                    raise RuntimeError(f"{shlex.join(words)} ended with {end.code}") from end
        case ["make", target]:
            if not re.search(rf"^{target}:", own("Makefile"), re.MULTILINE):
                raise RuntimeError(f"there is no make {target}")
        case ["pip", "install", *wanted]:
            extras = tomllib.loads(own("pyproject.toml"))["project"]["optional-dependencies"]
            asked = re.findall(r"oddsmith\[([^\]]+)\]", " ".join(wanted))
            missing = {name for one in asked for name in one.split(",")} - set(extras)
            if missing:
                raise RuntimeError(f"pyproject.toml has no extra {', '.join(sorted(missing))}")
        case ["python", "-m", "venv", _] | [".", _] | ["cd", _]:
            pass
        case _:
            raise RuntimeError(f"a page may not tell its readers to run {shlex.join(words)!r}")


def own(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def tables(text: str) -> list[list[list[str]]]:
    r"""Each table as rows of cells, without the line of dashes.

    Examples
    --------
    >>> tables("| a | b |\n| --- | --- |\n| 1 | 2 |")
    [[['a', 'b'], ['1', '2']]]
    """
    found = re.findall(r"(?:^\|.*\|[ ]*\n?)+", text, re.MULTILINE)
    return [
        [
            [
                cell.strip().replace("\\|", "|")
                for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]
            ]
            for k, line in enumerate(table.strip().splitlines())
            if k != 1
        ]
        for table in found
    ]


def as_numbers(value: Any) -> np.ndarray | None:
    """A value as a flat array, or None where it holds no numbers."""
    try:
        return np.asarray(value, dtype=np.float64).ravel() if value is not None else None
    except (TypeError, ValueError):
        return None
