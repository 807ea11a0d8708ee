"""What a picture is drawn of."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from oddsmith.errors import InputError
from oddsmith.plots.given import fit_of, from_probabilities, scores_given
from tests.plots.models import admissions


def test_another_object_is_refused_by_name():
    with pytest.raises(InputError, match="LogisticRegression: a picture is of"):
        fit_of(LogisticRegression())


def test_labels_are_for_estimators():
    with pytest.raises(InputError, match="for estimators"):
        scores_given(admissions(), None, [0, 1], None)


def test_certain_predictions_stay_finite():
    found = from_probabilities([0, 1], [0.0, 1.0], None)
    assert np.isfinite(found.z).all()
    assert found.brier == 0
