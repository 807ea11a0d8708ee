"""scikit-learn's own checks of an estimator, with nothing expected to fail."""

import numpy as np
import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from oddsmith.estimator.cross_validated import LogisticRegressionCV
from oddsmith.estimator.logistic import LogisticRegression

QUICK = {"Cs": 3, "cv": 2, "l1_ratios": (0,), "scoring": "accuracy"}

ESTIMATORS = [
    LogisticRegression(),
    LogisticRegression(solver="saga", l1_ratio=0.5),
    LogisticRegression(solver="liblinear"),
    LogisticRegression(C=np.inf),
    LogisticRegressionCV(**QUICK, use_legacy_attributes=False),
    LogisticRegressionCV(**QUICK, use_legacy_attributes=True),
    LogisticRegressionCV(**QUICK, use_legacy_attributes=False, solver="auto", refit=False),
]


@pytest.mark.filterwarnings("ignore:The least populated class:UserWarning")  # of a check's data
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")  # separated classes
@pytest.mark.filterwarnings("ignore::oddsmith.errors.AliasedWarning")  # repeated columns at C=inf
@parametrize_with_checks(ESTIMATORS)
def test_holds(estimator, check):
    check(estimator)
