"""Scoring: what judges a model on rows held out, and who receives the metadata.

Any scorer of scikit-learn.  Rows held out may lack a class, so a score that can be told of the
classes is told of them all.  Two scores of two classes, which are sums over rows, are written here,
for scikit-learn's take longer than a fit to a small table:

    accuracy          Σ c [(z > 0) = y] / Σ c
    neg_log_loss      Σ c [y log p + (1 - y) log(1 - p)] / Σ c,   p no nearer to 0 and 1 than eps
"""

import inspect
from collections.abc import Callable
from copy import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.utils.metadata_routing import _routing_enabled, process_routing
from sklearn.utils.validation import _check_method_params

from oddsmith.design import Array
from oddsmith.losses import CrossEntropy

Score = Callable[[Any], float]
Metric = Callable[[Array, NDArray[np.bool_], Array | None], float]
EPS = float(np.finfo(float).eps)


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


def accuracy(z: Array, y: NDArray[np.bool_], c: Array | None) -> float:
    return float(np.average((z > 0) == y, weights=c))


def neg_log_loss(z: Array, y: NDArray[np.bool_], c: Array | None) -> float:
    value = CrossEntropy().at(z, y.astype(np.float64), order=0).value
    return -float(np.average(np.clip(value, -np.log1p(-EPS), -np.log(EPS)), weights=c))


METRICS: dict[str, Metric] = {"accuracy": accuracy, "neg_log_loss": neg_log_loss}


def metric_of(scoring: Any, classes: NDArray[Any], given: dict[str, Any]) -> Metric | None:
    """The score of that name, if it is one of those written here."""
    if len(classes) > 2 or not set(given) <= {"sample_weight"}:
        return None
    if scoring is None or (isinstance(scoring, str) and scoring == "warn"):
        scoring = "accuracy"
    return METRICS.get(scoring) if isinstance(scoring, str) else None


def of_log_odds(
    metric: Metric,
    X: Any,
    y: NDArray[np.bool_],
    test: NDArray[np.integer[Any]],
    params: dict[str, Any],
) -> Score:
    """The score of a model of two classes on the rows `test`, y whether a row is of the second."""
    X_test, y_test = X[test], y[test]
    c = _check_method_params(X, params, indices=test).get("sample_weight")
    return lambda model: metric(model.decision_function(X_test), y_test, c)


def held_out(
    scorer: Any, X: Any, y: NDArray[Any], test: NDArray[np.integer[Any]], params: dict[str, Any]
) -> Score:
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
