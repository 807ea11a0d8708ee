"""Words: what was fitted, to which rows, and with which errors, a line each."""

from oddsmith.frame.words import count
from oddsmith.result.coefficients import IntervalMethod
from oddsmith.result.fit import Fit
from oddsmith.result.fitted import GIVEN, SELECTED
from oddsmith.result.multinomial import MultinomialFit
from oddsmith.result.sample import ARRAY


def model_in_words(fit: Fit | MultinomialFit) -> str:
    """What is modelled, and the label that it is held against."""
    response, said = fit.response, f"Logistic regression of {fit.response.describe()}"
    condition = not isinstance(response.written, str) and isinstance(response.event, bool)
    if response.kind != "binary" or condition or len(response.levels) != 2:
        return said
    (other,) = (level for level in response.levels if level != response.event)
    return f"{said}, against {other}"


OBJECTIVES = {
    "ml": "maximum likelihood",
    "firth": "Firth's penalised likelihood: log-likelihood + ½ log det information",
    "flic": "Firth's penalised likelihood, then the intercept by maximum likelihood (FLIC)",
    "flac": "Firth's penalised likelihood by augmented rows, with a covariate for them (FLAC)",
}


def objective_in_words(fit: Fit | MultinomialFit) -> str:
    """What the estimate is the best of."""
    if fit.errors.kind == GIVEN:
        return "none: the coefficients were given"
    said = OBJECTIVES[fit.method]
    if isinstance(fit, MultinomialFit) or (fit.method == "ml" and not fit.penalty):
        return f"{said}, no penalty"
    if fit.method != "ml":
        return said
    free = "" if fit.terms.intercept is None else ", intercept free"
    return f"{said} less an {penalty_in_words(fit)}{free}"


def penalty_in_words(fit: Fit) -> str:
    """The penalty's name and formula."""
    if not fit.l1_ratio:
        return f"L2 penalty: mean loss + ½ · {fit.penalty:g} · Σ w²"
    a, b = fit.penalty * fit.l1_ratio, fit.penalty * (1 - fit.l1_ratio)
    ridge = f" + ½ · {b:g} · Σ w²" if b else ""
    return f"L1 penalty: mean loss + {a:g} · Σ |w|{ridge}"


def rows_in_words(fit: Fit | MultinomialFit) -> str:
    """How many rows, and what their weights, trials, offset and clusters are."""
    sample = fit.sample
    if fit.errors.kind == GIVEN:
        return "none: the coefficients were given"
    parts = [f"{sample.rows:,} used"]
    if sample.dropped:
        parts.append(f"{sample.dropped:,} dropped for missing values")
    if sample.zero_weight:
        parts.append(f"{sample.zero_weight:,} of weight zero left out")
    if sample.trials:
        parts.append(f"{sample.total_weight:,.15g} trials in column {sample.trials!r}")
    if sample.weights:
        parts.append(
            f"{sample.weight_kind} weights {name(sample.weights)}, sum {sample.total_weight:g}"
        )
    if sample.offset:
        parts.append(f"offset {name(sample.offset)}")
    if sample.clusters:
        parts.append(f"clusters {' and '.join(map(name, sample.clusters))}")
    return "; ".join(parts)


def name(given: str) -> str:
    return "given as an array" if given == ARRAY else f"in column {given!r}"


ERRORS = {
    "model": "inverse of the observed information",
    "cluster": "cluster-robust, CR1",
    "sampling": "linearised, for sampling weights",
    "bootstrap": "spread of the estimates from rows drawn with replacement",
}


def errors_in_words(fit: Fit | MultinomialFit) -> str:
    """Which standard errors these are, and their small-sample factor."""
    kind, detail = fit.errors.kind, fit.errors.detail
    if kind in (SELECTED, GIVEN):
        return detail
    if not fit.has_errors:
        return "none: they are not known after an L1 penalty"
    if kind == "model" and fit.penalty:
        return "posterior under the normal prior that the penalty states"
    if kind == "model" and fit.method == "flac":
        return "inverse of the observed information of the augmented rows"
    said = ERRORS.get(kind, f"heteroscedasticity-consistent, {kind}")
    if lost_to_separation(fit):
        return f"{detail} ({said})"
    return f"{said}; {detail}" if detail else said


def lost_to_separation(fit: Fit | MultinomialFit) -> bool:
    """Whether the errors asked for would need a finite estimate, and there is none."""
    return bool(fit.separation) and fit.errors.kind != "model"


def interval_in_words(fit: Fit | MultinomialFit, level: float, method: IntervalMethod) -> str:
    """What the ends of the intervals are."""
    if not fit.has_errors:
        return "no interval"
    said, kind = f"{100 * level:g} %", fit.errors.kind
    if fit.penalty and kind == "model":
        return f"{said} posterior interval"
    if fit.penalty:
        return f"{said} interval ({kind} errors, about the biased mean of a penalised estimate)"
    penalised = "penalised-" if fit.method == "firth" else ""
    return f"{said} interval ({'Wald' if method == 'wald' else f'profile {penalised}likelihood'})"


def deviance_in_words(fit: Fit) -> str:
    """The deviance, held against that of the null model."""
    null_df = fit.df_resid + fit.df_model
    return (
        f"{fit.deviance:.4f} on {count(fit.df_resid, 'degree')} of freedom "
        f"({null_in_words(fit)} {fit.null_deviance:.4f} on {null_df})"
    )


def null_in_words(fit: Fit) -> str:
    """The model that this one is held against."""
    if fit.terms.intercept is not None:
        return "intercept alone"
    return "no column but the offset" if fit.sample.offset else "no column, all probabilities ½"


def certificate_in_words(fit: Fit | MultinomialFit) -> str:
    """How far from the optimum the fit can be."""
    known = fit.certificate
    gap = (
        f"at most {known.gap:.1e} per row above the minimum, which exists"
        if known.proves_minimum
        else "the minimum is at infinity"
        if fit.separation
        else "no bound, since this likelihood is not concave"
        if fit.method != "ml"
        else "no bound"
    )
    return (
        f"optimality violated by {known.violation:.1e}; {gap}; rows read {known.sweeps:.0f} times"
    )
