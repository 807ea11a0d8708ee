"""MultinomialFit: a fitted logistic regression of several classes, each against a reference.

    log [P(class k) / P(reference)] = x · w_k

Tables have a column for each class but the reference; a coefficient's name is ``"class:term"``.
"""

from typing import TYPE_CHECKING, Any

from oddsmith.frame.words import count
from oddsmith.result.classes_hypotheses import ClassHypotheses
from oddsmith.result.classes_predictions import ClassPredictions
from oddsmith.result.coefficients import IntervalMethod
from oddsmith.result.explained import explained_classes
from oddsmith.result.handed_on import HandedOn

if TYPE_CHECKING:
    import pandas as pd

    from oddsmith.report.summary import Summary


class MultinomialFit(ClassHypotheses, ClassPredictions, HandedOn):
    """A fitted logistic regression of K classes: estimates, intervals, tests, predictions.

    `oddsmith.fit` makes it; `oddsmith.load` reads one from a file.  For its attributes see
    `oddsmith.result.classes_fitted.ClassFitted`.
    """

    def __repr__(self) -> str:
        return (
            f"<MultinomialFit {self.formula!r}: {self.response.describe()}, "
            f"{count(self.nobs, 'row')}, {count(self.rank, 'coefficient')}, {self.objective()}, "
            f"log-likelihood {self.llf:.8g}>"
        )

    def _repr_html_(self) -> str:
        return self.summary()._repr_html_()

    def summary(self, *, level: float = 0.95, method: IntervalMethod = "wald") -> "Summary":
        """The fit on a page: prints as text, and shows as HTML in a notebook."""
        from oddsmith.report.classes import summarise_classes

        return summarise_classes(self, level, method)

    def objective(self) -> str:
        """What the estimate is the best of, in words."""
        from oddsmith.result.words import objective_in_words

        return objective_in_words(self)

    def contributions(self, data: Any) -> "pd.DataFrame":
        """What each term adds to the log-odds of each class to the reference; as `Fit`'s.

        Returns
        -------
        DataFrame of n rows
            Columns ``(class, "base" | term | "log_odds")``.
        """
        return explained_classes(self, data)
