"""Fit: a fitted logistic regression, as the statistician's door gives it."""

from os import PathLike
from typing import TYPE_CHECKING

from oddsmith.frame.words import count
from oddsmith.result.diagnostics import Diagnostics
from oddsmith.result.effects import Effects
from oddsmith.result.hypotheses import Hypotheses
from oddsmith.result.likelihood import Likelihood

if TYPE_CHECKING:
    from oddsmith.report.summary import Summary
    from oddsmith.result.coefficients import IntervalMethod


class Fit(Hypotheses, Likelihood, Diagnostics, Effects):
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
        from oddsmith.report.words import objective_in_words

        return objective_in_words(self)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the fit as JSON; `oddsmith.load` reads it again."""
        from oddsmith.export.json_model import save

        save(self, path)
