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

from oddsmith.design import Array
from oddsmith.errors import InputError, NotSupportedError, OddsmithWarning
from oddsmith.frame.caller import warn
from oddsmith.frame.clusters import read_clusters
from oddsmith.inference.bootstrap import bootstrap
from oddsmith.inference.cluster import cluster_covariance
from oddsmith.inference.covariance import HCKind, Robust, hc_covariance, sampling_covariance
from oddsmith.result.fitted import Fitted, StandardErrors, Workings

Kind = Literal["model", "HC0", "HC1", "HC2", "HC3", "cluster", "sampling", "bootstrap"]
HC: tuple[HCKind, ...] = ("HC0", "HC1", "HC2", "HC3")
KINDS = ("model", *HC, "cluster", "sampling", "bootstrap")


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
    if kind not in KINDS:
        raise InputError(f"kind={kind!r}: the kinds are {', '.join(map(repr, KINDS))}.")
    require_used(kind, cluster=cluster, replicates=replicates, seed=seed)
    if kind == fit.errors.kind and cluster is None and kind != "bootstrap":
        return fit.covariance, fit.errors
    what = f"Standard errors of kind {kind!r}"
    found = fit._estimate(what)
    if kind == "model":
        require_model_errors(fit)
        return (fit._workings(what).limit or found).covariance, StandardErrors()
    if fit.separation:
        raise InputError(
            f"{what}: {fit.separation} No finite estimate exists that they could be the errors of. "
            "Likelihood-ratio tests and profile intervals hold."
        )
    if kind == "bootstrap":
        return from_resamples(fit, replicates, seed)
    weights = fit.weight_kind
    if kind == "cluster":
        ways = clusters_of(fit, cluster, fit._workings(what))
        robust = cluster_covariance(found, *ways, weights=weights)
    elif kind == "sampling":
        require_sampling(fit)
        robust = sampling_covariance(found)
    else:
        require_no_sampling(fit, kind)
        robust = hc_covariance(found, kind, weights=weights)
    return described(robust, fit.names)


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


def require_model_errors(fit: Fitted) -> None:
    if fit.weight_kind == "sampling":
        raise NotSupportedError(
            "Model-based standard errors take sampling weights for numbers of rows, and depend on "
            "their total. Use kind='sampling', or kind='cluster' with the sampling units."
        )


def require_sampling(fit: Fitted) -> None:
    if fit.weight_kind != "sampling":
        raise InputError(
            "kind='sampling' is for sampling weights: fit with weights= and "
            "weight_kind='sampling'. For other weights HC1 is the robust kind."
        )


def require_no_sampling(fit: Fitted, kind: str) -> None:
    if fit.weight_kind == "sampling":
        raise NotSupportedError(
            f"kind={kind!r} is not defined for sampling weights. Use kind='sampling' (svyglm's), "
            "or kind='cluster' with the sampling units."
        )


def clusters_of(fit: Fitted, cluster: Any, workings: Workings) -> tuple[NDArray[Any], ...]:
    if isinstance(cluster, str) and cluster not in workings.table.columns:
        raise InputError(
            f"cluster={cluster!r}: a fit keeps no columns but those of its formula. Give the "
            "labels of the rows used as an array, or cluster= at the fit."
        )
    if cluster is not None:
        return read_clusters(cluster, workings.table)
    if not workings.clusters:
        raise InputError(
            "kind='cluster' needs clusters: cluster= with a label for each row used, here or at "
            "the fit."
        )
    return workings.clusters
