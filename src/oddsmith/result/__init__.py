"""Result: a fitted model, with everything that can be asked of it.

Fitted          what a fit is made of, as plain data, and `Workings`, which are not saved
Coefficients    estimates, standard errors, intervals
Likelihood      log-likelihood, deviance, AIC
Hypotheses      Wald, score and likelihood-ratio tests
Diagnostics     residuals, influence, goodness of fit
Predictions     probabilities and their intervals
Effects         marginal effects, odds ratios
Fit             all of these
MultinomialFit  the same questions to a fit of several classes
"""

from oddsmith.result.anova import anova
from oddsmith.result.fit import Fit
from oddsmith.result.multinomial import MultinomialFit
from oddsmith.result.sample import ARRAY, Sample

__all__ = ["ARRAY", "Fit", "MultinomialFit", "Sample", "anova"]
