"""Estimators as scorers: features by name, the second of two classes."""

import numpy as np
import pytest

import oddsmith
from oddsmith.errors import InputError
from oddsmith.export.scoring.scorer import scorer_of
from tests.export.scored_models import TABLE, same


@pytest.mark.parametrize("fit_intercept", [True, False])
def test_without_an_intercept(fit_intercept):
    X = TABLE[["x", "z"]]
    model = oddsmith.LogisticRegression(fit_intercept=fit_intercept).fit(X, TABLE["y"])
    names = {}
    exec(model.export("python"), names)
    same([names["score"](row) for row in X.to_dict("records")], model.predict_proba(X)[:, 1])


def test_an_offset_has_a_column():
    X, shift = TABLE[["x", "z"]], TABLE["shift"].to_numpy()
    model = oddsmith.LogisticRegression().fit(X, TABLE["y"], offset=shift)
    names = {}
    exec(model.export("python", offset="shift"), names)
    found = [names["score"](row) for row in TABLE.to_dict("records")]
    same(found, model.predict_proba(X, offset=shift)[:, 1])


def test_names_of_features_and_classes():
    model = oddsmith.LogisticRegression().fit(TABLE[["x"]].to_numpy(), TABLE["three"])
    scorer = scorer_of(model)
    assert scorer.columns == {"x0": "number"}
    assert scorer.classes == tuple(np.unique(TABLE["three"]))


def test_what_is_no_model_of_this_package():
    with pytest.raises(InputError, match="a str cannot be exported"):
        scorer_of("model")
