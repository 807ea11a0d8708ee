"""Sample: the rows that a fit used, and how it was told to treat them."""

from dataclasses import dataclass
from typing import Any

from oddsmith.frame import Frame
from oddsmith.frame.clusters import names_of_clusters

ARRAY = "(array)"  # the name of weights or an offset that came without one


@dataclass(frozen=True)
class Sample:
    """The rows that a fit used, and how it was told to treat them.

    Attributes
    ----------
    rows, dropped, zero_weight : int
        Rows used; left out for missing values; left out because their weight is zero.
    total_weight : float
        Sum of the weights; the number of rows where there are none.
    weights, offset : str or None
        The column's name, ``"(array)"``, or None.
    weight_kind : {"precision", "frequency", "sampling"}
        What the weights mean.
    trials : str or None
        The column of numbers of trials, where the response is ``successes / trials``.
    clusters : tuple of str
        Names of the columns, or ``"(array)"``, for each way to cluster.
    """

    rows: int
    dropped: int
    zero_weight: int
    total_weight: float
    weights: str | None = None
    offset: str | None = None
    weight_kind: str = "precision"
    trials: str | None = None
    clusters: tuple[str, ...] = ()

    @property
    def cases(self) -> int:
        """Rows used, each as often as its frequency says."""
        return round(self.total_weight) if self.weight_kind == "frequency" else self.rows


def sample_of(frame: Frame, weights: Any, weight_kind: str, offset: Any, cluster: Any) -> Sample:
    """What a frame holds, and what the caller called it."""
    return Sample(
        rows=len(frame.y),
        dropped=frame.n_dropped,
        zero_weight=frame.n_zero_weight,
        total_weight=float(len(frame.y) if frame.case_weight is None else frame.case_weight.sum()),
        weights=name_of(weights),
        offset=name_of(offset),
        weight_kind=weight_kind,
        trials=frame.trials,
        clusters=names_of_clusters(cluster) if frame.clusters else (),
    )


def name_of(given: Any) -> str | None:
    return given if given is None or isinstance(given, str) else ARRAY
