"""Covariances: every kind of standard error that a fit can have.

model       inverse of the observed information
HC0 … HC3   heteroscedasticity-consistent                  (inference.covariance)
cluster     CR1, one or two ways                           (inference.cluster)
sampling    linearised, for sampling weights               (inference.covariance)
bootstrap   refits on rows drawn with replacement          (inference.bootstrap)
"""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from oddsmith.data import InMemory
from oddsmith.design import Array
from oddsmith.errors import InputError, NotSupportedError, OddsmithWarning
from oddsmith.frame.caller import warn
from oddsmith.frame.clusters import read_clusters
from oddsmith.inference.bootstrap import bootstrap
from oddsmith.inference.cluster import cluster_covariance
from oddsmith.inference.cluster_sums import streamed_cluster_classes, streamed_cluster_covariance
from oddsmith.inference.covariance import HCKind, Robust, hc_covariance, sampling_covariance
from oddsmith.inference.multinomial_robust import cluster_classes, robust_classes
from oddsmith.inference.rows import WeightKind
from oddsmith.result.classes_fitted import ClassFitted, ClassRows
from oddsmith.result.fitted import Fitted, StandardErrors, Workings, in_memory

Kind = Literal["model", "HC0", "HC1", "HC2", "HC3", "cluster", "sampling", "bootstrap"]
HC: tuple[HCKind, ...] = ("HC0", "HC1", "HC2", "HC3")
KINDS = ("model", *HC, "cluster", "sampling", "bootstrap")
OF_CLASSES = ("model", *HC, "cluster", "sampling")  # HC2 and HC3 are refused with a reason


def covariance_of(
    fit: Fitted, kind: Kind, cluster: Any, replicates: int | None, seed: int | None
) -> tuple[Array, StandardErrors]:
    """The covariance of the kind asked for, and what to say of it.

    Parameters
    ----------
    fit : Fitted
    kind : str
        One of `KINDS`.
    cluster : array of shape (n,), column's name, or two of these; or None
        For ``"cluster"``; those given to the fit where None.
    replicates, seed : int or None
        For ``"bootstrap"``: 1,000 resamples where None; the seed must be given.

    Raises
    ------
    InputError
        An unknown kind, an argument that the kind has no use for, or an estimate that does not
        exist.
    NotSupportedError
        A kind that is not known for this fit; or the rows are gone.
    """
    require_kind(kind, KINDS)
    require_used(kind, cluster=cluster, replicates=replicates, seed=seed)
    if kind == fit.errors.kind and cluster is None and kind != "bootstrap":
        return fit.covariance, fit.errors
    what = f"Standard errors of kind {kind!r}"
    found, weights = fit._estimate(what), fit.weight_kind
    require_sense(kind, weights, fit.separation)
    if kind == "model":
        return (fit._workings(what).limit or found).covariance, StandardErrors()
    if kind == "bootstrap":
        return from_resamples(fit, replicates, seed)
    if kind == "cluster":
        workings = fit._workings(what)
        if cluster is None and not isinstance(workings.rows, InMemory):
            robust = streamed_cluster_covariance(found, weights)
        else:
            robust = cluster_covariance(found, *clusters_of(workings, cluster), weights=weights)
    elif kind == "sampling":
        robust = sampling_covariance(found)
    else:
        robust = hc_covariance(found, kind, weights=weights)
    return described(robust, fit.names)


def covariance_of_classes(
    fit: ClassFitted, kind: Kind, cluster: Any
) -> tuple[Array, StandardErrors]:
    """The covariance of the kind asked for, of several classes; as `covariance_of`.

    Raises
    ------
    InputError
        As `covariance_of`.
    NotSupportedError
        HC2 and HC3, which need a leverage for each row, and the bootstrap; or the rows are gone.
    """
    if kind == "bootstrap":
        raise NotSupportedError("kind='bootstrap': it is known for two classes only.")
    require_kind(kind, OF_CLASSES)
    require_used(kind, cluster=cluster)
    if kind == fit.errors.kind and cluster is None:
        return fit.found.covariance, fit.errors
    what = f"Standard errors of kind {kind!r}"
    found, weights = fit._estimate(what), fit.weight_kind
    require_sense(kind, weights, fit.separation)
    if kind == "model":
        return found.model_covariance, StandardErrors()
    if kind == "cluster":
        class_rows = fit._workings(what)
        if cluster is None and not isinstance(class_rows.rows, InMemory):
            robust = streamed_cluster_classes(found, weights)
        else:
            robust = cluster_classes(found, *clusters_of(class_rows, cluster), weights=weights)
    else:
        counted: WeightKind = "precision" if kind == "sampling" else weights
        robust = robust_classes(found, kind, weights=counted)
    return described(robust, found.labels)


def described(robust: Robust, names: Sequence[str]) -> tuple[Array, StandardErrors]:
    """A robust covariance, and what to say of it; a warning where variances are negative."""
    said = negative_variances(robust.covariance, names)
    if said:
        warn(said, OddsmithWarning)
    detail = f"small-sample factor {robust.factor}"
    return robust.covariance, StandardErrors(robust.kind, detail, robust.rank)


def negative_variances(covariance: Array, names: Sequence[str]) -> str:
    """Which coefficients have a negative variance; empty where none has."""
    lost = [names[k] for k in np.flatnonzero(covariance.diagonal() < 0).tolist()]
    if not lost:
        return ""
    return (
        f"Clustered two ways, {', '.join(map(repr, lost))} would have a negative variance, as it "
        "can happen with few clusters: no standard error is given. Cluster one way, by the larger "
        "units."
    )


def from_resamples(
    fit: Fitted, replicates: int | None, seed: int | None
) -> tuple[Array, StandardErrors]:
    if seed is None:
        raise InputError("kind='bootstrap' draws at random: give seed=, so that it can be redone.")
    if fit.sample.clusters:
        raise NotSupportedError(
            "kind='bootstrap' draws rows one by one, and rows of one cluster depend on each other: "
            "the errors would be too small. Use kind='cluster'."
        )
    asked = 1000 if replicates is None else replicates
    fit._in_memory("The bootstrap")
    found = fit._estimate("The bootstrap")
    drawn = bootstrap(found, asked, seed=seed, weights=fit.weight_kind)
    detail = f"{drawn.describe()} Seed {seed}."
    return drawn.covariance, StandardErrors("bootstrap", detail, drawn.rank)


def require_used(kind: str, **given: Any) -> None:
    """Refuse an argument that the kind would ignore."""
    used = {"cluster": ("cluster",), "bootstrap": ("replicates", "seed")}.get(kind, ())
    for name, value in given.items():
        if value is not None and name not in used:
            raise InputError(f"{name}= has no use for standard errors of kind {kind!r}.")


def require_kind(kind: str, known: tuple[str, ...]) -> None:
    if kind not in known:
        raise InputError(f"kind={kind!r}: the kinds are {', '.join(map(repr, known))}.")


def require_sense(kind: str, weights: WeightKind, separation: str) -> None:
    """Refuse what the weights, or classes that are separated, leave without a meaning."""
    if kind == "model" and weights == "sampling":
        raise NotSupportedError(
            "Model-based standard errors take sampling weights for numbers of rows, and depend on "
            "their total. Use kind='sampling', or kind='cluster' with the sampling units."
        )
    if separation and kind != "model":
        raise InputError(
            f"Standard errors of kind {kind!r}: {separation} No finite estimate exists that they "
            "could be the errors of. Likelihood-ratio tests and profile intervals hold."
        )
    if kind == "sampling" and weights != "sampling":
        raise InputError(
            "kind='sampling' is for sampling weights: fit with weights= and "
            "weight_kind='sampling'. For other weights HC1 is the robust kind."
        )
    if kind in HC and weights == "sampling":
        raise NotSupportedError(
            f"kind={kind!r} is not defined for sampling weights. Use kind='sampling' (svyglm's), "
            "or kind='cluster' with the sampling units."
        )


def clusters_of(workings: Workings | ClassRows, cluster: Any) -> tuple[NDArray[Any], ...]:
    if isinstance(cluster, str) and cluster not in workings.table.columns:
        raise InputError(
            f"cluster={cluster!r}: a fit keeps no columns but those of its formula. Give the "
            "labels of the rows used as an array, or cluster= at the fit."
        )
    if cluster is not None:
        in_memory(workings.rows, "Clusters that were not given to the fit (cluster=)")
        return read_clusters(cluster, workings.table)
    if not workings.clusters:
        raise InputError(
            "kind='cluster' needs clusters: cluster= with a label for each row used, here or at "
            "the fit."
        )
    return workings.clusters
