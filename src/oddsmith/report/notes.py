"""Notes: what must be known before the numbers of a fit are believed."""

from oddsmith.result import Fit, MultinomialFit
from oddsmith.result.covariances import negative_variances
from oddsmith.result.fitted import GIVEN, SELECTED
from oddsmith.result.words import lost_to_separation


def notes(fit: Fit) -> list[str]:
    """Of a fit of two classes; the last line says what its p-values are."""
    return [*fit.notes, *where_it_ended(fit), *unproven(fit), *shared_notes(fit), tests(fit)]


def notes_of_classes(fit: MultinomialFit) -> list[str]:
    """Of a fit of several classes; the last line says what its p-values are."""
    first = fit.classes[0]
    against = f"Each class is held against {first!r}: the odds are of the class to {first!r}."
    return [against, *where_it_ended(fit), *shared_notes(fit), tests(fit)]


def shared_notes(fit: Fit | MultinomialFit) -> list[str]:
    """What does not depend on the number of classes."""
    return [*of_likelihoods(fit), *of_trials(fit), *constant(fit), *left_out(fit), *indefinite(fit)]


def where_it_ended(fit: Fit | MultinomialFit) -> list[str]:
    """What to say of an estimate that is no finite optimum."""
    if fit.separation:
        return [
            f"{fit.separation} No finite estimate exists: the numbers are those of the limit, inf "
            "where a coefficient grows for ever, – where its sign is not determined."
        ]
    return [] if fit.verdict.name == "CONVERGED" else [fit.verdict.value]


def unproven(fit: Fit) -> list[str]:
    """That a likelihood with one optimum was not proven to be at it."""
    told = fit.separation or fit.verdict.name != "CONVERGED"
    provable = fit.method == "ml" and not fit.l1_ratio
    if told or not provable or fit.certificate.proves_minimum:
        return []
    return [
        "No bound of the distance from the optimum could be computed: rounding, or columns that "
        "nearly repeat each other."
    ]


def of_likelihoods(fit: Fit | MultinomialFit) -> list[str]:
    """Where likelihoods on the page are not those of the rows as they were drawn."""
    if fit.sample.weight_kind == "sampling":
        return [
            "Log-likelihood and deviance are sums weighted by the sampling weights, and grow with "
            "their total: they compare no models."
        ]
    if fit.sample.clusters or fit.errors.kind == "cluster":
        return [
            "Log-likelihood, AIC and BIC take the rows as independent, and those of one cluster "
            "are not."
        ]
    return []


def of_trials(fit: Fit | MultinomialFit) -> list[str]:
    """That shares came without their numbers of trials."""
    sample = fit.sample
    if fit.response.kind != "proportion" or sample.trials or sample.weights:
        return []
    return [
        f"Each {fit.response.expression} counts as one trial, which sets the standard errors. If "
        "it is a share of more, give their numbers as weights=, or write 'successes / trials' with "
        "a column for each."
    ]


def constant(fit: Fit | MultinomialFit) -> list[str]:
    """Categories of one level."""
    levels = fit.terms.constant.items()
    return [f"{column} is {level!r} in every row: it has no column." for column, level in levels]


def left_out(fit: Fit | MultinomialFit) -> list[str]:
    """Columns that repeat others."""
    return [
        f"{column} is left out; it repeats "
        f"{', '.join(on) if on else 'nothing: it is zero in every row'}."
        for column, on in fit.aliased.items()
    ]


def indefinite(fit: Fit | MultinomialFit) -> list[str]:
    """Variances that clusters two ways left negative."""
    if not fit.has_errors:
        return []
    V = fit.vcov()
    said = negative_variances(V.to_numpy(), list(V.columns))
    return [said] if said else []


def tests(fit: Fit | MultinomialFit) -> str:
    """What the p-values on the page are, or why there are none."""
    if fit.errors.kind == SELECTED:
        return (
            "After a selection by the same rows standard errors, z and p-values would be too sure, "
            "and none are given."
        )
    if fit.errors.kind == GIVEN:
        return "Standard errors, z and p-values are not known, and none are given."
    if not fit.has_errors:
        return (
            "After an L1 penalty standard errors, z and p-values are not known, and none are given."
        )
    if fit.penalty:
        return f"After a penalty {after_penalty(fit.errors.kind)}"
    if lost_to_separation(fit):
        return "z and p-values need the errors of a finite estimate: none are given."
    kind = fit.errors.kind
    said = "z and p-values: Wald tests against zero, two-sided"
    said += "." if kind == "model" else f", with {kind} errors."
    if fit.method == "firth":
        said += (
            " Tests and intervals of the penalised likelihood, better in small samples: "
            'fit.drop_one(), fit.conf_int(method="profile").'
        )
    return said


def after_penalty(kind: str) -> str:
    errors = (
        "those of the posterior under a normal prior (normal approximation)"
        if kind == "model"
        else f"those of the {kind}, about the mean of the penalised estimate"
    )
    return (
        f"the standard errors are {errors}; z and p-values would have no meaning and are not given."
    )
