"""Columns and factors of the terms of R's models, from the order of R's sequential table."""

from tests.inference.likelihood_models import table, truth

EXTRA = {("admissions_collinear", "lin"): 1}  # a column that is there, without a degree of freedom


def slices_of(name):
    expected = truth("r_terms")[name]["anova_seq"]
    found, at = {}, int(table(name)[2] is not None)
    for term, df in zip(expected["term"], expected["df"], strict=True):
        width = EXTRA.get((name, term), df)
        found[term] = slice(at, at + width)
        at += width
    assert at == len(table(name)[0])
    return found


def factors_of(terms):
    return {term: frozenset(term.split(":")) for term in terms}
