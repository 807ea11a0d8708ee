"""Trials: a left side ``successes / trials`` says how many trials a row stands for.

    "killed / exposed ~ dose"      y = killed / exposed,  weight = exposed

Two columns with a stroke between them, and no weights given: the second is the weight.  With
weights, as R has it, they are the numbers of trials and y is the share.
"""

import ast
from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd

from oddsmith.design import Array
from oddsmith.errors import InputError
from oddsmith.frame.expression import Text
from oddsmith.frame.words import count


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
    """Refuse what is not a number of successes out of a number of trials; gaps are passed.

    Raises
    ------
    InputError
        A value is negative or not whole, or successes are more than trials.
    """
    said = f"'{successes} / {trials}' means successes out of trials"
    counts = {name: numbers(table[name]) for name in (successes, trials)}
    for name, values in counts.items():
        wrong = int(((values < 0) | (values % 1 > 0)).sum())
        if wrong:
            raise InputError(
                f"{said}, and {name!r} is negative or not whole in {count(wrong, 'row')}. For a "
                f"plain share write I({successes} / {trials}), with weights= for what each row "
                "counts."
            )
    more = np.flatnonzero(counts[successes] > counts[trials])
    if len(more):
        raise InputError(
            f"{said}, and in {count(len(more), 'row')} {successes!r} is more than {trials!r} (the "
            f"first at position {more[0]}). Are the two the other way round?"
        )


def numbers(column: "pd.Series[Any]") -> Array:
    """A column as floats, (n,): NaN where it is missing, infinite, or no number."""
    values = pd.to_numeric(column, errors="coerce").to_numpy(np.float64, na_value=np.nan)
    return np.where(np.isfinite(values), values, np.nan)
