"""anova: nested models of the same rows, compared."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import pandas as pd

from oddsmith.data import Block, PerRow
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.inference.chi_square import ChiSquare
from oddsmith.inference.multinomial_hypotheses import compare_classes
from oddsmith.inference.nested import compare_nested
from oddsmith.result.fit import Fit
from oddsmith.result.fitted import in_memory
from oddsmith.result.multinomial import MultinomialFit
from oddsmith.sources.gathering import gathered

WHAT = "A comparison of models"
SPANNED = 1e-8  # what is left of an offset after the columns, as a share of it, if they span it


def anova(*fits: Fit | MultinomialFit, test: Literal["lr", "wald", "score"] = "lr") -> pd.DataFrame:
    """Compare nested models, each against the one before it.

    Parameters
    ----------
    *fits : Fit or MultinomialFit
        Two or more maximum-likelihood fits to the same rows, the smallest first.
    test : {"lr", "wald", "score"}
        Likelihood ratio; or, of two classes, Wald and score tests, in the larger model, of the
        columns that the smaller has not.

    Returns
    -------
    DataFrame
        A row for each model: ``df_resid``, ``deviance``, and against the row above ``df``, the
        statistic and its p-value, named by the test (``lr``, ``lr_p_value``).

    Raises
    ------
    InputError
        One model, other rows or offsets, or models that are not nested.
    NotSupportedError
        Penalised fits, clusters or sampling weights, for which likelihoods cannot be compared.

    Examples
    --------
    >>> import oddsmith
    >>> from oddsmith.datasets import load
    >>> table = load("admissions")
    >>> small, large = (oddsmith.fit(f"admit ~ {x}", table) for x in ("gpa", "gpa + C(rank)"))
    >>> oddsmith.anova(small, large).round(4)
                           df_resid  deviance   df       lr  lr_p_value
    admit ~ gpa                 398  486.9676  NaN      NaN         NaN
    admit ~ gpa + C(rank)       395  462.8753  3.0  24.0924         0.0
    """
    if test not in ("lr", "wald", "score"):
        raise InputError(f'test={test!r}: models are compared by "lr", "wald" or "score".')
    if len(fits) < 2:
        raise InputError("A comparison needs two models at least: the smaller one first.")
    several = [fit for fit in fits if isinstance(fit, MultinomialFit)]
    if len(several) == len(fits):
        return as_table(several, of_classes(several, test), test)
    two: list[Fit] = [require_comparable(fit) for fit in fits]
    for smaller, larger in pairwise(two):
        require_same_offset(smaller, larger, test)
    ratios = compare_nested([fit._estimate(WHAT) for fit in two])
    tests = ratios if test == "lr" else [added(*pair, test) for pair in pairwise(two)]
    return as_table(two, tests, test)


def of_classes(fits: Sequence[MultinomialFit], test: str) -> list[ChiSquare]:
    """Likelihood ratios between models of the same classes."""
    if test != "lr":
        raise NotSupportedError(
            f"test={test!r}: models of several classes are compared by their likelihoods. Test the "
            f"new terms in the larger model: larger.test(term, method={test!r})."
        )
    for fit in fits:
        fit._require_likelihood(WHAT)
    return compare_classes([fit._estimate(WHAT) for fit in fits])


def as_table(
    fits: Sequence[Fit | MultinomialFit], tests: Sequence[ChiSquare], test: str
) -> pd.DataFrame:
    """A row for each model, with its test against the one above."""
    return pd.DataFrame(
        {
            "df_resid": [fit.df_resid for fit in fits],
            "deviance": [fit.deviance for fit in fits],
            "df": [np.nan, *(one.df for one in tests)],
            test: [np.nan, *(one.statistic for one in tests)],
            f"{test}_p_value": [np.nan, *(one.pvalue for one in tests)],
        },
        index=[fit.formula for fit in fits],
    )


def require_comparable(fit: Any) -> Fit:
    if isinstance(fit, MultinomialFit):
        raise InputError(
            f"The fit {fit.formula!r} is of {len(fit.classes)} classes, and another is of two: "
            "nested models have the same response."
        )
    if not isinstance(fit, Fit):
        raise InputError(f"anova compares fits of oddsmith.fit, and {fit!r:.60} is none.")
    if fit.method != "ml":
        raise NotSupportedError(
            f"The fit {fit.formula!r} is by method={fit.method!r}, whose penalty is another "
            "in each model. Test terms within one model: fit.test(term), fit.drop_one()."
        )
    fit._require_likelihood(WHAT)
    return fit


def require_same_offset(smaller: Fit, larger: Fit, test: str) -> None:
    """Refuse offsets whose difference is not among the larger model's columns."""
    a, b = (fit._workings(WHAT).rows for fit in (smaller, larger))
    if a.shape[0] != b.shape[0]:
        return  # refused where rows are compared
    shift = a.total(offsets).values - b.total(offsets).values
    if not shift.any():
        return
    said = f"The offsets of {smaller.formula!r} and {larger.formula!r} differ"
    if test != "lr":
        raise InputError(
            f"{said}, so their {test} test is not that new columns are zero. Use the likelihood "
            "ratio, or write the value to test: larger.test('gpa = 0.5')."
        )
    held = gathered(b)
    X = in_memory(b, WHAT).X.toarray() if held is None else held.X.toarray()
    left = shift - X @ np.linalg.lstsq(X, shift)[0]
    if np.linalg.norm(left) > SPANNED * np.linalg.norm(shift):
        raise InputError(
            f"{said}, by more than columns of the second can make up for: the first model is not a "
            "part of the second. Fit both with the same offset."
        )


def offsets(block: Block) -> PerRow:
    return PerRow(np.zeros(len(block.y)) if block.offset is None else block.offset)


def added(smaller: Fit, larger: Fit, test: Literal["wald", "score"]) -> ChiSquare:
    """Test of the columns that the larger model has and the smaller has not."""
    new = [name for name in larger.names if name not in smaller.names]
    if set(smaller.names) - set(larger.names) or not new:
        raise InputError(
            f"{larger.formula!r} does not hold the columns of {smaller.formula!r} and more, so "
            f"there is no {test} test between them. The likelihood ratio only needs nested models."
        )
    estimated = [name for name in new if name not in larger.aliased]
    if not estimated:
        return ChiSquare(f"{test.capitalize()} test", 0.0, 0)
    return larger.test(", ".join(f"{name} = 0" for name in estimated), method=test)
