"""Trials: a left side ``successes / trials`` says how many trials a row stands for.

    "killed / exposed ~ dose"      y = killed / exposed,  weight = exposed

Two columns with a stroke between them, and no weights given: the second is the weight.  With
weights, as R has it, they are the numbers of trials and y is the share.
"""

import ast
from collections.abc import Collection

import numpy as np
import pandas as pd

from oddsmith.errors import InputError
from oddsmith.frame.expression import Text


def counts_on_left(left: Text, columns: Collection[str]) -> tuple[str, str] | None:
    """Names of the columns of successes and of trials; None if the side is not of that form.

    Examples
    --------
    >>> counts_on_left(Text("killed / exposed", {}), {"killed", "exposed"})
    ('killed', 'exposed')
    >>> counts_on_left(Text("killed / 10", {}), {"killed", "exposed"})
    """
    try:
        tree = ast.parse(left.text.strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return None
    if not (isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Div)):
        return None
    names = [
        left.quoted.get(side.id, side.id)
        for side in (tree.left, tree.right)
        if isinstance(side, ast.Name)
    ]
    return (names[0], names[1]) if len(names) == 2 and set(names) <= set(columns) else None


def require_counts(table: pd.DataFrame, successes: str, trials: str) -> None:
    """Refuse what is not a number of successes out of a number of trials; missing ones are passed.

    Raises
    ------
    InputError
        A value is negative or not whole, or successes are more than trials.
    """
    for name in (successes, trials):
        column = pd.to_numeric(table[name], errors="coerce")
        wrong = int(((column < 0) | (column != np.round(column)) & column.notna()).sum())
        if wrong:
            raise InputError(
                f"'{successes} / {trials}' means successes out of trials, and {name!r} is negative "
                f"or not whole in {wrong:,} rows. For a plain share write I({successes} / "
                f"{trials}), with weights= for what each row counts."
            )
    more = pd.to_numeric(table[successes], errors="coerce") > pd.to_numeric(
        table[trials], errors="coerce"
    )
    if more.any():
        raise InputError(
            f"'{successes} / {trials}' means successes out of trials, and {int(more.sum()):,} rows "
            f"have more {successes!r} than {trials!r} (the first at position "
            f"{int(np.flatnonzero(more)[0])}). Are the two the other way round?"
        )
