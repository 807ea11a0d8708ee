"""Lost: rows that have no prediction, or one of another level than theirs, are counted aloud."""

import numpy as np
import pandas as pd

from oddsmith.errors import MissingValuesWarning, SeparationWarning, UnseenLevelWarning
from oddsmith.frame import Terms
from oddsmith.frame.caller import warn
from oddsmith.frame.columns import Mask
from oddsmith.frame.factors import Unseen
from oddsmith.frame.missing import any_missing, read_columns

BECOMES = {"nan": "their probability is NaN", "reference": "they are taken for the reference level"}


def warn_of_lost(lost: Mask, terms: Terms, table: pd.DataFrame, instead: str) -> None:
    """Say how many rows have no prediction, why, and what has one; `lost`, (n,), marks them.

    And how many hold levels that training did not, where these are not refused.
    """
    if terms.unseen == "raise" and not lost.any():
        return
    n, missing = len(table), int(gaps(terms, table.iloc[np.flatnonzero(lost)]).sum())
    unseen = int(unseen_levels(terms, table).sum()) if terms.unseen != "raise" else 0
    left_open = int(lost.sum()) - missing - (unseen if terms.unseen == "nan" else 0)
    if missing:
        warn(
            f"{missing:,} of {n:,} rows have missing values: their probability is NaN.",
            MissingValuesWarning,
        )
    if unseen:
        warn_of_unseen(unseen, n, terms.unseen)
    if left_open:
        warn(
            f"{left_open:,} of {n:,} rows lie where the columns separate the classes and "
            f"the data do not tell which class it is: their probability is NaN. {instead}",
            SeparationWarning,
        )


def warn_of_unseen(unseen: int, n: int, asked: Unseen) -> None:
    """Say how many of n rows hold levels that training did not, and what was `asked` of them."""
    warn(
        f"{unseen:,} of {n:,} rows hold levels that training did not: {BECOMES[asked]}.",
        UnseenLevelWarning,
    )


def gaps(terms: Terms, table: pd.DataFrame) -> Mask:
    """The rows where a column that the terms use has no value: (n,)."""
    return any_missing(read_columns(table, terms.variables), len(table))


def unseen_levels(terms: Terms, table: pd.DataFrame) -> Mask:
    """The rows without a gap of which a level was not there in training: (n,)."""
    X = terms.taking("nan").design(table)
    return np.isnan(X.forward(np.ones(X.shape[1]))) & ~gaps(terms, table)
