"""Reading text: backticked names become plain ones, a formula its two sides, an expression a tree.

    y ~ log(`my column`)   ->   ("y", "log(_q0_)", {"_q0_": "my column"})

Python reads a name in its compatibility form (NFKC), so that the micro sign µ would become the
Greek letter μ: names that this changes are treated as if they stood in backticks.

A stand-in begins with letters that occur nowhere in the formula and ends with "_", so it can be put
back by plain replacement.
"""

import ast
import keyword
import re
import unicodedata
import warnings
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from oddsmith.errors import FormulaError
from oddsmith.frame.fence import LONGEST, Fence, Uses, unquoted

PIECES = re.compile(
    r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|`([^`]*)`|([(\[{])|([)\]}])|(~)"""
    r"""|((?:[A-Za-z_]|[^\x00-\x7f\s])(?:[\w.]|[^\x00-\x7f\s])*)"""
)
LONGEST_FORMULA = 1_000_000


@dataclass(frozen=True)
class Text:
    """A formula, or a side of one, without backticks; `quoted` maps stand-ins to column names."""

    text: str
    quoted: Mapping[str, str]

    def original(self) -> str:
        return unquoted(self.text, self.quoted).strip()


@dataclass(frozen=True)
class Expression:
    """A factor as a tree that the fence has let through."""

    name: str
    tree: ast.expr
    quoted: Mapping[str, str]
    uses: Uses


def read_text(formula: Any) -> tuple[Text, list[int]]:
    """Replace backticked names, and find each ~ that is in no bracket.

    Raises
    ------
    FormulaError
        If the formula is not text, is empty, or is too long.

    Examples
    --------
    >>> read_text("y ~ I(~b) + `my x`")
    (Text(text='y ~ I(~b) + _q0_', quoted={'_q0_': 'my x'}), [2])
    """
    if not isinstance(formula, str):
        raise FormulaError(
            f'a formula is text, such as "admit ~ gre + C(rank)", not {type(formula).__name__}.'
        )
    if len(formula) > LONGEST_FORMULA:
        raise FormulaError(f"the formula is longer than {LONGEST_FORMULA:,} characters.")
    if not formula.isprintable() and any(c < " " and not c.isspace() for c in formula):
        raise FormulaError("the formula holds control characters.")
    return _scan(formula)


def _scan(formula: str) -> tuple[Text, list[int]]:
    prefix = "_q"
    while prefix in formula:
        prefix += "q"
    quoted: dict[str, str] = {}
    done, tildes, depth, position, length = [], [], 0, 0, 0
    for match in PIECES.finditer(formula):
        piece = match.group()
        if match.group(2) is not None:
            piece = _stand_in(match.group(2), quoted, prefix)
        elif match.group(6) and unicodedata.normalize("NFKC", piece) != piece:
            piece = _stand_in(piece, quoted, prefix)
        depth += bool(match.group(3)) - bool(match.group(4))
        done += [formula[position : match.start()], piece]
        length += len(done[-2])
        if match.group(5) and depth == 0:
            tildes.append(length)
        length += len(piece)
        position = match.end()
    return Text("".join([*done, formula[position:]]), quoted), tildes


def _stand_in(name: str, quoted: dict[str, str], prefix: str) -> str:
    if not name:
        raise FormulaError("the formula has empty backticks: ``.")
    plain = name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("__")
    if plain and name.isascii():
        return name
    for stand_in, known in quoted.items():
        if known == name:
            return stand_in
    stand_in = f"{prefix}{len(quoted)}_"
    quoted[stand_in] = name
    return stand_in


def split(formula: Any) -> tuple[Text, Text]:
    """Split a formula into its left and right side.

    Raises
    ------
    FormulaError
        If there is no left side, or more than one ~.

    Examples
    --------
    >>> left, right = split("admit ~ gre + gpa")
    >>> left.text, right.text
    ('admit', 'gre + gpa')
    """
    whole, tildes = read_text(formula)
    if len(tildes) > 1:
        raise FormulaError(f"the formula {formula!r} has {len(tildes)} ~ where one is needed.")
    at = tildes[0] if tildes else 0
    left, right = whole.text[:at], whole.text[at + 1 :] if tildes else whole.text
    if not left.strip():
        raise FormulaError(
            f"the formula {formula!r} does not say what is to be explained: write it on the left "
            f"of ~, as in 'admit ~ {Text(right, whole.quoted).original() or 'gre'}'."
        )
    if not right.strip():
        raise FormulaError(
            f"the formula {formula!r} has nothing on the right of ~; write 1 for the intercept "
            "alone."
        )
    return Text(left.strip(), whole.quoted), Text(right.strip(), whole.quoted)


def read_expression(
    text: str, quoted: Mapping[str, str], columns: Collection[str], context: Mapping[str, Any]
) -> Expression:
    """Parse one Python expression and pass it through the fence.

    Examples
    --------
    >>> read_expression("log( x)", {}, {"x"}, {}).name
    'log(x)'
    """
    tree = parse(text, quoted)
    uses = Fence(columns, context, quoted).check(tree)
    return Expression(unquoted(ast.unparse(tree), quoted), tree, quoted, uses)


def parse(text: str, quoted: Mapping[str, str]) -> ast.expr:
    """Parse Python text into a tree; nothing is run.

    Raises
    ------
    FormulaError
        If the text is no Python expression, is too long, or is nested too deep.

    Examples
    --------
    >>> type(parse("log(x)", {})).__name__
    'Call'
    """
    shown = unquoted(text.strip(), quoted)
    if len(text) > LONGEST:
        raise FormulaError(
            f"the expression {shown[:60]!r}... is longer than {LONGEST:,} characters."
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes, `1is x` and the like
            return ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise FormulaError(f"{shown!r} in the formula does not parse: {error.msg}.") from None
    except (ValueError, RecursionError, MemoryError):
        raise FormulaError(
            f"{shown[:60]!r} in the formula is nested too deep to be read."
        ) from None
