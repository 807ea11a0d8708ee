"""Asking: what a fit was asked for, of a table in memory or of rows that are streamed."""

from typing import Any

import numpy as np
import pandas as pd

from oddsmith.design import Array
from oddsmith.frame import make_frame
from oddsmith.frame.clusters import names_of_clusters
from oddsmith.likelihood import is_whole
from oddsmith.options import Options
from oddsmith.result.assemble import Asked
from oddsmith.result.sample import Sample, sample_of
from oddsmith.sources import Source, StreamedFrame, stream_frame
from oddsmith.sources.opening import opened

Given = dict[str, Any]


def asked_of(formula: str, data: Any, options: Options, roles: Given, reading: Given) -> Asked:
    """A formula met its data.

    Parameters
    ----------
    formula, data, options
        As `fit` has them.
    roles : dict
        Its weights, offset and cluster.
    reading : dict
        Its event, reference, missing and context.
    """
    source = opened(data)
    if source is not None:
        return of_source(formula, source, options, roles, reading)
    frame = make_frame(formula, data, **roles, **reading)
    options.check_rows(formula, frame.table.columns, frame.response, fractional(frame.case_weight))
    sample = sample_of(frame, weight_kind=options.weight_kind, **roles)
    return Asked.of(formula, frame, sample, options.penalty, options.l1_ratio)


def fractional(c: Array | None) -> int:
    """How many weights are not whole."""
    return 0 if c is None or is_whole(c) else int(np.count_nonzero(c % 1))


def of_source(
    formula: str, source: Source, options: Options, roles: Given, reading: Given
) -> Asked:
    """A formula met rows that are read piece by piece."""
    options.check_streamed()
    frame = stream_frame(formula, source, **roles, **reading)
    used = frame.rows.recipe.reading.used
    options.check_rows(formula, used, frame.response, frame.profile.weights.fractional)
    return Asked(
        formula,
        frame.terms,
        frame.response,
        streamed_sample(frame, options.weight_kind, roles),
        frame.rows,
        pd.DataFrame(columns=list(used)),
        penalty=options.penalty,
        l1_ratio=options.l1_ratio,
    )


def streamed_sample(frame: StreamedFrame, weight_kind: str, roles: Given) -> Sample:
    """What the rows hold, and what the caller called it."""
    profile, clusters = frame.profile, frame.rows.recipe.reading.clusters
    return Sample(
        rows=profile.rows,
        dropped=profile.dropped,
        zero_weight=profile.zero_weight,
        total_weight=profile.weights.total,
        weights=roles["weights"],
        offset=roles["offset"],
        weight_kind=weight_kind,
        trials=frame.trials,
        clusters=names_of_clusters(list(clusters)) if clusters else (),
    )
