"""Tables with a row for each term of a formula: added, left out, or tested by Wald's test."""

from collections.abc import Mapping

import pandas as pd

from oddsmith.frame import Terms
from oddsmith.inference.chi_square import ChiSquare
from oddsmith.inference.drop_one import Added, Dropped


def factors_of(terms: Terms) -> dict[str, frozenset[str]]:
    """The factors of each term but the intercept."""
    found: dict[str, frozenset[str]] = {}
    for piece in terms.pieces:
        here = frozenset(name for name, _ in piece.parts)
        if here:
            found[piece.term] = found.get(piece.term, frozenset()) | here
    return found


def table_of_added(added: Mapping[str, Added]) -> pd.DataFrame:
    """A row for each term added; see `Hypotheses.sequential`."""
    return pd.DataFrame(
        {
            "df": [one.ratio.df for one in added.values()],
            "deviance": [one.deviance for one in added.values()],
            "lr": [one.ratio.statistic for one in added.values()],
            "lr_p_value": [one.ratio.pvalue for one in added.values()],
        },
        index=list(added),
    )


def table_of_wald(tests: Mapping[str, ChiSquare]) -> pd.DataFrame:
    """A row for each term; see `Hypotheses.wald_terms`."""
    return pd.DataFrame(
        {
            "df": [one.df for one in tests.values()],
            "wald": [one.statistic for one in tests.values()],
            "wald_p_value": [one.pvalue for one in tests.values()],
        },
        index=list(tests),
    )


def table_of_dropped(dropped: dict[str, Dropped]) -> pd.DataFrame:
    """A row for each term left out; see `Hypotheses.drop_one`."""
    return pd.DataFrame(
        {
            "df": [one.ratio.df for one in dropped.values()],
            "deviance": [one.deviance for one in dropped.values()],
            "aic": [one.aic for one in dropped.values()],
            "lr": [one.ratio.statistic for one in dropped.values()],
            "lr_p_value": [one.ratio.pvalue for one in dropped.values()],
            "score": [one.score.statistic for one in dropped.values()],
            "score_p_value": [one.score.pvalue for one in dropped.values()],
        },
        index=list(dropped),
    )
