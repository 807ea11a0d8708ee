"""Fit: a fitted logistic regression, as the statistician's door gives it."""

from os import PathLike
from typing import TYPE_CHECKING

from oddsmith.frame.words import count
from oddsmith.result.diagnostics import Diagnostics
from oddsmith.result.hypotheses import Hypotheses
from oddsmith.result.likelihood import Likelihood
from oddsmith.result.predictions import Predictions

if TYPE_CHECKING:
    from oddsmith.report.summary import Summary
    from oddsmith.result.coefficients import IntervalMethod


class Fit(Hypotheses, Likelihood, Diagnostics, Predictions):
    """A fitted logistic regression: estimates, intervals, tests, diagnostics, predictions.

    `oddsmith.fit` makes it; `oddsmith.load` reads one from a file.  For its attributes see
    `oddsmith.result.fitted.Fitted`.
    """

    def __repr__(self) -> str:
        return (
            f"<Fit {self.formula!r}: {self.response.describe()}, {count(self.nobs, 'row')}, "
            f"{count(self.rank, 'coefficient')}, log-likelihood {self.llf:.8g}>"
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

    def save(self, path: str | PathLike[str]) -> None:
        """Write the fit as JSON; `oddsmith.load` reads it again."""
        from oddsmith.export.json_model import save

        save(self, path)
