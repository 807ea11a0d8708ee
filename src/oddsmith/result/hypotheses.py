"""Hypotheses: tests of terms and of equations between coefficients."""

from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from oddsmith.errors import InputError, NotSupportedError
from oddsmith.inference.chi_square import ChiSquare
from oddsmith.inference.constrained import Peak, fit_under
from oddsmith.inference.drop_one import Dropped, drop_one, droppable, estimated, sequential
from oddsmith.inference.hypotheses import (
    Hypothesis,
    linear_hypothesis,
    without,
    zero_hypothesis,
)
from oddsmith.inference.score import likelihood_ratio_test, ratio, score, score_test
from oddsmith.inference.wald import wald_terms_type2, wald_test
from oddsmith.result.coefficients import Coefficients
from oddsmith.result.fitted import StandardErrors
from oddsmith.result.term_tables import (
    factors_of,
    table_of_added,
    table_of_dropped,
    table_of_wald,
)

TestMethod = Literal["wald", "lr", "score"]
METHODS = ("wald", "lr", "score")


class Hypotheses(Coefficients):
    """What a fit says of hypotheses about its coefficients."""

    def test(self, hypothesis: str, *, method: TestMethod | None = None) -> ChiSquare:
        """Test a term, or equations between coefficients.

        Parameters
        ----------
        hypothesis : str
            A term of the formula (all of its coefficients are zero), or equations such as
            ``"gpa = 0, C(rank)[T.2] = C(rank)[T.3]"``.
        method : {"wald", "lr", "score"}, optional
            Wald, from the fit's own covariance, where not given; for `method="firth"` the penalised
            likelihood ratio.

        Returns
        -------
        ChiSquare
            ``method``, ``statistic``, ``df``, ``pvalue``; prints as a line.

        Raises
        ------
        InputError
            The hypothesis cannot be read, or is about a column left out, or an infinite estimate;
            or it holds more equations than the covariance of few clusters has dimensions.
        NotSupportedError
            A test that this fit has not: any after a penalty, a likelihood's with clusters or
            sampling weights, a score test after Firth's.

        Examples
        --------
        >>> import oddsmith
        >>> from oddsmith.datasets import load
        >>> fit = oddsmith.fit("admit ~ gre + gpa + C(rank)", load("admissions"))
        >>> print(fit.test("C(rank)", method="lr"))
        Likelihood-ratio test: χ² = 21.8265 on 3 df, p = 7.088e-05  (C(rank))
        >>> print(fit.test("C(rank)[T.2] = C(rank)[T.3]"))
        Wald test: χ² = 5.50529 on 1 df, p = 0.01896  (C(rank)[T.2] = C(rank)[T.3])
        """
        if self.penalty:
            raise NotSupportedError(
                "Tests after a penalty: the penalised estimate is biased towards zero, so its "
                "distance from a hypothesis has no known distribution. Fit with penalty=0."
            )
        chosen = method or ("lr" if self.method == "firth" else "wald")
        if chosen not in METHODS:
            raise InputError(f"method={method!r}: tests are {', '.join(map(repr, METHODS))}.")
        found = self._tested(self._hypothesis(hypothesis), chosen)
        return with_errors_said(replace(found, about=hypothesis), self.errors)

    def drop_one(self) -> pd.DataFrame:
        """Each term tested by leaving it out; terms that an interaction contains stay, as in R.

        Returns
        -------
        DataFrame
            A row for each term: ``df``, ``deviance`` and ``aic`` of the model without it, ``lr``
            and ``lr_p_value`` of the likelihood-ratio test, ``score`` and ``score_p_value`` of the
            score test (NaN where the other columns still separate the classes).  For
            `method="firth"` the penalised likelihood-ratio test alone.

        Raises
        ------
        NotSupportedError
            After a penalty, with clusters or sampling weights.
        """
        self._require_likelihood("A table of terms left out one by one")
        terms = {term: self._columns_of(term) for term in droppable(factors_of(self.terms))}
        if self.method != "ml":
            tests = {term: self._tested(self._zeros(at), "lr") for term, at in terms.items()}
            return pd.DataFrame(
                {term: (one.df, one.statistic, one.pvalue) for term, one in tests.items()},
                index=["df", "penalised_lr", "penalised_lr_p_value"],
            ).T.astype({"df": int})
        return table_of_dropped(self._dropped(terms))

    def sequential(self) -> pd.DataFrame:
        """Terms added one after the other in the order of the formula, as R's ``anova(model)``.

        Returns
        -------
        DataFrame
            ``df``, ``deviance`` of the model up to the term, ``lr``, ``lr_p_value``.
        """
        self._require_likelihood("A sequence of likelihood-ratio tests")
        terms = {term: self._columns_of(term) for term in factors_of(self.terms)}
        return table_of_added(sequential(self._estimate("Adding terms"), terms, self.names))

    def wald_terms(self) -> pd.DataFrame:
        """Type II Wald test of each term, from the fit's own covariance.

        Returns
        -------
        DataFrame
            ``df``, ``wald``, ``wald_p_value``; a term is tested in the model without the
            interactions that contain it (Fox 2016, *Applied Regression Analysis*, section 8.2.5).
            NaN where that takes more dimensions than there are clusters, less one.
        """
        if self.penalty:
            raise NotSupportedError("Wald tests after a penalty: fit with penalty=0.")
        self._require_finite(np.arange(len(self.names)))
        factors = factors_of(self.terms)
        terms = {term: self._columns_of(term) for term in factors}
        w, V = self.coefficients, self._covariance()
        table = wald_terms_type2(w, V, terms, factors, self.names, self.errors.rank)
        return table_of_wald(table)

    def _dropped(self, terms: dict[str, slice]) -> dict[str, Dropped]:
        """The model without each term; where classes are separated, its limit."""
        found = self._estimate("Leaving terms out")
        if not self.separation:
            return drop_one(found, terms, self.names)
        table = {}
        for term, here in terms.items():
            zeros = zero_hypothesis(estimated(found, term, here, self.names), self.names)
            peak, asked = self._peak_for(zeros, "Leaving terms out")
            refit = fit_under(peak, asked)
            lr = ratio(peak, asked, refit)
            deviance = self.likelihoods.deviance + lr.statistic
            aic = lr.statistic - 2 * self.likelihoods.model + 2 * (found.rank - zeros.df)
            table[term] = Dropped(deviance, aic, lr, score(asked, refit))
        return table

    def _tested(self, hypothesis: Hypothesis, method: str) -> ChiSquare:
        if method == "wald":
            self._require_finite(np.flatnonzero(hypothesis.R.any(axis=0)))
            w = np.where(np.isfinite(self.coefficients), self.coefficients, np.nan)
            return wald_test(w, self._covariance(), hypothesis, self.errors.rank)
        what = "A likelihood-ratio test" if method == "lr" else "A score test"
        self._require_likelihood(what)
        if self.method in ("flic", "flac"):
            raise NotSupportedError(
                f"{what}: {self.method.upper()} corrects the intercept of a Firth fit, and "
                "maximises no likelihood. Test the slopes with method='firth'."
            )
        test = likelihood_ratio_test if method == "lr" else score_test
        return test(*self._peak_for(hypothesis, what))

    def _peak_for(self, hypothesis: Hypothesis, what: str) -> tuple[Peak, Hypothesis]:
        """The maximum to compare with, and the hypothesis on its columns.

        Where classes are separated, a hypothesis about finite coefficients is one of the limit
        problem.
        """
        workings = self._workings(what)
        about, limit = hypothesis.R.any(axis=0), workings.limit
        if limit is None or limit.inner is None or not np.isfinite(limit.w[about]).all():
            return workings.best, hypothesis
        names = tuple(self.names[j] for j in limit.columns)
        return limit.inner, replace(hypothesis, R=hypothesis.R[:, limit.columns], names=names)

    def _hypothesis(self, text: str) -> Hypothesis:
        if isinstance(text, str) and text.strip() in self.terms.slices:
            return self._zeros(self._columns_of(text.strip()))
        return linear_hypothesis(text, self.names)

    def _zeros(self, columns: slice) -> Hypothesis:
        zeros = zero_hypothesis(range(len(self.names))[columns], self.names)
        return without(zeros, [k for k, name in enumerate(self.names) if name in self.aliased])

    def _require_finite(self, columns: NDArray[np.intp]) -> None:
        kept = [k for k in columns if self.names[k] not in self.aliased]
        lost = [self.names[k] for k in kept if not np.isfinite(self.coefficients[k])]
        if lost:
            raise InputError(
                f"A Wald test of {', '.join(map(repr, lost))}: the columns separate the classes, "
                "so the estimate is infinite and has no standard error. method='lr' holds."
            )

    def _columns_of(self, term: str) -> slice:
        return self.terms.slices[term]


def with_errors_said(test: ChiSquare, errors: StandardErrors) -> ChiSquare:
    """A Wald test with the errors that it is of, where these are not the model's."""
    if test.method != "Wald test" or errors.kind == "model":
        return test
    return replace(test, method=f"{test.method}, {errors.kind} errors")
