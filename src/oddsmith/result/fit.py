"""Fit: a fitted logistic regression, as the statistician's door gives it."""

from typing import TYPE_CHECKING, Any

from oddsmith.frame.words import count
from oddsmith.result.diagnostics import Diagnostics
from oddsmith.result.effects import Effects
from oddsmith.result.explained import explained
from oddsmith.result.handed_on import HandedOn
from oddsmith.result.hypotheses import Hypotheses
from oddsmith.result.likelihood import Likelihood

if TYPE_CHECKING:
    import pandas as pd

    from oddsmith.report.summary import Summary
    from oddsmith.result.coefficients import IntervalMethod


class Fit(Hypotheses, Likelihood, Diagnostics, Effects, HandedOn):
    """A fitted logistic regression: estimates, intervals, tests, diagnostics, predictions.

    `oddsmith.fit` makes it; `oddsmith.load` reads one from a file.  For its attributes see
    `oddsmith.result.fitted.Fitted`.
    """

    def __repr__(self) -> str:
        return (
            f"<Fit {self.formula!r}: {self.response.describe()}, {count(self.nobs, 'row')}, "
            f"{count(self.rank, 'coefficient')}, {self.objective()}, log-likelihood {self.llf:.8g}>"
        )

    def _repr_html_(self) -> str:
        return self.summary()._repr_html_()

    def summary(self, *, level: float = 0.95, method: "IntervalMethod" = "wald") -> "Summary":
        """The fit on a page: prints as text, and shows as HTML in a notebook.

        Parameters
        ----------
        level, method
            Of the intervals, as for `conf_int`.
        """
        from oddsmith.report.summary import summarise

        return summarise(self, level, method)

    def objective(self) -> str:
        """What the estimate is the best of, in words and as a formula: the penalty as a λ of the
        mean loss.

        Examples
        --------
        >>> import oddsmith
        >>> from oddsmith.datasets import load
        >>> oddsmith.fit("admit ~ gpa", load("admissions"), penalty=0.1).objective()
        'maximum likelihood less an L2 penalty: mean loss + ½ · 0.1 · Σ w², intercept free'
        """
        from oddsmith.result.words import objective_in_words

        return objective_in_words(self)

    def contributions(self, data: Any, *, offset: Any = None) -> "pd.DataFrame":
        """What each term adds to the log-odds of new rows, so that the sum is the prediction.

        Parameters
        ----------
        data, offset
            As for `predict`.

        Returns
        -------
        DataFrame of n rows
            ``base``, the log-odds where every column is at its mean in the rows of the fit; a
            column for each term, ``offset`` if there is one, and ``log_odds``, their sum.  The
            terms are NaN in a row that separated classes decide or leave open.

        Examples
        --------
        >>> import oddsmith
        >>> from oddsmith.datasets import load
        >>> fit = oddsmith.fit("admit ~ gre + gpa", load("admissions"))
        >>> fit.contributions({"gre": [700], "gpa": [3.0]}).round(3)
           base    gre    gpa  log_odds
        0 -0.81  0.302 -0.294    -0.802
        """
        return explained(self, data, offset)
