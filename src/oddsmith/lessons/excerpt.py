"""Code of a lesson as it is in its file, and what it prints when it runs.

An excerpt can be pasted and run: the imports, constants and helpers of its file that it needs, and
that no earlier excerpt showed, stand before it.
"""

import ast
import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from io import StringIO

Statements = dict[str, ast.stmt]

DEFINITIONS = (ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)  # that need other names
KINDS = {"from": "import", "import": "import", "def": "def", "class": "def"}  # by the first word


def excerpts(functions: Sequence[Callable[[], None]]) -> list[str]:
    """The code of each function, with what it needs that the ones before it did not show.

    Examples
    --------
    >>> from oddsmith.lessons.course.shapes import one_row
    >>> print(excerpts([one_row])[0].splitlines()[0])
    import numpy as np
    """
    shown: set[str] = set()
    return [excerpt(function, shown) for function in functions]


def excerpt(function: Callable[[], None], shown: set[str]) -> str:
    source = module_source(function)
    statements = dict(named(ast.parse(source)))
    needed = closure(function.__name__, statements) - shown
    shown |= needed
    blocks = [written(source, statement, needed) for statement in unique(statements, needed)]
    return "\n".join([*arranged(blocks), "", "", f"{function.__name__}()"])


def module_source(function: Callable[[], None]) -> str:
    return inspect.getsource(inspect.getmodule(function) or function)


def named(module: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    """The names that a file defines, each with its statement."""
    for statement in module.body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            for alias in statement.names:
                yield alias.asname or alias.name, statement
        elif isinstance(statement, ast.FunctionDef | ast.ClassDef):
            yield statement.name, statement
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            yield statement.target.id, statement
        elif isinstance(statement, ast.Assign):
            for node in ast.walk(ast.Tuple(elts=statement.targets)):
                if isinstance(node, ast.Name):
                    yield node.id, statement


def closure(name: str, statements: Statements) -> set[str]:
    """The name, and all names of the file that its statement needs, and theirs."""
    found: set[str] = set()
    waiting = {name}
    while waiting:
        here = waiting.pop()
        found.add(here)
        statement = statements[here]
        if isinstance(statement, DEFINITIONS):
            used = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
            waiting |= (used & statements.keys()) - found
    return found


def unique(statements: Statements, needed: set[str]) -> list[ast.stmt]:
    """The statements of the needed names, in the order of the file."""
    return list(dict.fromkeys(s for name, s in statements.items() if name in needed))


def written(source: str, statement: ast.stmt, needed: set[str]) -> str:
    """A statement as it stands in its file; an import with the needed names alone."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        kept = [alias for alias in statement.names if (alias.asname or alias.name) in needed]
        statement.names = kept
        return ast.unparse(statement)
    return "\n".join(source.splitlines()[statement.lineno - 1 : statement.end_lineno])


def arranged(blocks: list[str]) -> Iterator[str]:
    """Blocks with the blank lines between them that a file has."""
    before = ""
    for block in blocks:
        word = block.split()[0]
        kind = KINDS.get(word, "constant")
        if before:
            yield from [""] * (2 if "def" in (kind, before) else int(kind != before))
        yield block
        before = kind


def printed(function: Callable[[], None]) -> str:
    """What a function prints.

    Examples
    --------
    >>> printed(lambda: print("0.5"))
    '0.5'
    """
    out = StringIO()
    with redirect_stdout(out):
        function()
    return out.getvalue().rstrip("\n")
