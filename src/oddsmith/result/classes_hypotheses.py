"""Hypotheses about several classes: tests of terms and of equations between coefficients."""

from dataclasses import replace
from typing import Literal

import pandas as pd

from oddsmith.errors import InputError
from oddsmith.inference import multinomial_hypotheses as hypotheses
from oddsmith.inference.chi_square import ChiSquare
from oddsmith.inference.drop_one import droppable
from oddsmith.result.classes_coefficients import ClassCoefficients
from oddsmith.result.hypotheses import METHODS, with_errors_said
from oddsmith.result.term_tables import (
    factors_of,
    table_of_added,
    table_of_dropped,
    table_of_wald,
)


class ClassHypotheses(ClassCoefficients):
    """What a fit of several classes says of hypotheses."""

    def test(
        self, hypothesis: str, *, method: Literal["wald", "lr", "score"] | None = None
    ) -> ChiSquare:
        """Test a term in all classes, or equations such as ``"general:gpa = vocation:gpa"``.

        Parameters
        ----------
        hypothesis : str
        method : {"wald", "lr", "score"}, optional
            Wald, from the fit's own covariance, where not given; the others compare likelihoods.
        """
        method = method or "wald"
        if method not in METHODS:
            raise InputError(f"method={method!r}: tests are {', '.join(map(repr, METHODS))}.")
        slices = self.terms.slices
        term = hypothesis.strip() if isinstance(hypothesis, str) else ""
        asked = (
            hypotheses.term_hypothesis(self.found, slices[term])
            if term in slices
            else hypotheses.class_hypothesis(self.found, hypothesis)
        )
        if method == "wald":
            found = hypotheses.classes_wald(self.found, asked, self.errors.rank)
        else:
            self._require_likelihood("A test by likelihoods")
            estimate = self._estimate("A test by likelihoods")
            found = hypotheses.classes_test(estimate, asked, method)
        return with_errors_said(replace(found, about=str(hypothesis)), self.errors)

    def drop_one(self) -> pd.DataFrame:
        """Each term tested by leaving it out of all classes: likelihood ratio and score."""
        what = "A table of terms left out one by one"
        self._require_likelihood(what)
        terms = {term: self.terms.slices[term] for term in droppable(factors_of(self.terms))}
        table = table_of_dropped(hypotheses.drop_terms(self._estimate(what), terms))
        return table.drop(columns="deviance")

    def sequential(self) -> pd.DataFrame:
        """Terms added one after the other to all classes, in the order of the formula."""
        what = "A sequence of likelihood-ratio tests"
        self._require_likelihood(what)
        terms = {term: self.terms.slices[term] for term in factors_of(self.terms)}
        return table_of_added(hypotheses.add_terms(self._estimate(what), terms))

    def wald_terms(self) -> pd.DataFrame:
        """Type II Wald test of each term in all classes; as `Fit`'s."""
        factors = factors_of(self.terms)
        terms = {term: self.terms.slices[term] for term in factors}
        return table_of_wald(hypotheses.wald_terms(self.found, terms, factors, self.errors.rank))
