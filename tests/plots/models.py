"""Fits that pictures are drawn of."""

from functools import cache

import oddsmith
from oddsmith.datasets import load
from tests.result.tables import noisy


@cache
def admissions():
    return oddsmith.fit("admit ~ gre + gpa + C(rank)", load("admissions"), trace=True)


@cache
def ranks():
    return oddsmith.fit("C(rank) ~ gpa + gre", load("admissions"))


@cache
def lasso():
    return oddsmith.fit("y ~ x + v + group", noisy(), penalty=0.02, l1_ratio=1)


def words(ax):
    """Every text of a picture."""
    from matplotlib.text import Text

    return [text.get_text() for text in ax.figure.findobj(Text)]
