"""Scoring: a scorer of scikit-learn on rows held out, and who receives the metadata.

Rows held out may lack a class, so a score that can be told of the classes is told of them all.
"""

import inspect
from collections.abc import Callable
from copy import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.utils.metadata_routing import _routing_enabled, process_routing
from sklearn.utils.validation import _check_method_params


def with_classes(scorer: Any, classes: NDArray[Any]) -> Any:
    """The scorer, its score function told of every class where it can be."""
    function = getattr(scorer, "_score_func", None)
    known = inspect.signature(function).parameters if function is not None else {}
    if "labels" not in known:
        return scorer
    told: dict[str, Any] = {"labels": classes}
    if len(classes) == 2 and "pos_label" in known:
        told["pos_label"] = classes[1]
    scorer = copy(scorer)
    scorer._kwargs = {**told, **scorer._kwargs}
    return scorer


def held_out(
    scorer: Any, X: Any, y: NDArray[Any], test: NDArray[np.integer[Any]], params: dict[str, Any]
) -> Callable[[Any], float]:
    """The score of a model on the rows `test`; `params` hold values for every row."""
    given = _check_method_params(X, params, indices=test)
    X_test, y_test = X[test], y[test]
    return lambda model: scorer(model, X_test, y_test, **given)


def routed(
    owner: Any, caller: str, sample_weight: Any, params: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the splitter and what the scorer receive."""
    given = dict(params)
    if sample_weight is not None:
        given["sample_weight"] = sample_weight
    if not _routing_enabled():
        return {}, given
    routes = process_routing(owner, caller, **given)
    return routes["splitter"].get("split", {}), routes["scorer"]["score"]
