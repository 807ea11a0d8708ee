"""Lazily: predictions of rows in Dask or Spark, made there when somebody asks for them.

Dask DataFrame      ->  what `predict` gives of each partition, as a Dask Series or DataFrame
Spark DataFrame     ->  its columns, and ``probability`` or ``probability:class`` beside them
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from oddsmith.errors import InputError
from oddsmith.scoring.probabilities import Model, names_of, variables_of
from oddsmith.sources.opening import library_of
from oddsmith.sources.shipped import packed, unpacked


def predict_lazily(model: Model, data: Any, **given: Any) -> Any:
    """What ``model.predict(table, **given)`` says of every partition of `data`.

    Raises
    ------
    InputError
        A column is called as predictions are; or an offset that is no column's name.
    """
    offset = given.get("offset")
    if offset is not None and not isinstance(offset, str):
        raise InputError(
            f"offset is a {type(offset).__name__}, and the rows are in partitions: give the name "
            "of a column."
        )
    light = replace(model, workings=None)
    return (of_spark if library_of(data) == "pyspark" else of_dask)(light, data, given)


def of_dask(model: Model, data: Any, given: dict[str, Any]) -> Any:
    none = nothing(model)
    return data.map_partitions(partial(of_partition, packed(model), given, none), meta=none)


def nothing(model: Model) -> Any:
    """What `predict` says of no rows."""
    names = names_of(model)
    if len(names) == 1:
        return pd.Series(np.empty(0), name=model.response.describe())
    return pd.DataFrame(np.empty((0, len(names))), columns=pd.Index(model.response.levels))


def of_partition(sent: bytes, given: dict[str, Any], none: Any, table: pd.DataFrame) -> Any:
    return unpacked(sent).predict(table, **given) if len(table) else none


def of_spark(model: Model, data: Any, given: dict[str, Any]) -> Any:
    from pyspark.sql.types import DoubleType, StructField, StructType

    names, offset = names_of(model), given.get("offset")
    taken = [name for name in names if name in data.columns]
    if taken:
        raise InputError(
            f"the data have a column called {taken[0]!r} already, as predictions would be: drop or "
            "rename it."
        )
    read = tuple(dict.fromkeys([*variables_of(model), *([offset] if offset else [])]))
    lacking = [name for name in read if name not in data.columns]
    if lacking:
        raise InputError(f"the data have no column {lacking[0]!r}, which the model needs.")
    new = [StructField(name, DoubleType()) for name in names]
    made = partial(of_batches, packed(model), given, names, read)
    return data.mapInArrow(made, StructType([*data.schema.fields, *new]))


def of_batches(
    sent: bytes, given: dict[str, Any], names: list[str], read: tuple[str, ...], batches: Any
) -> Iterator[Any]:
    """The batches of a partition with predictions beside them."""
    import pyarrow as pa

    from oddsmith.sources.spark import read as table_of

    model = unpacked(sent)
    for batch in batches:
        if not batch.num_rows:
            continue
        rows = pa.Table.from_batches([batch])
        found = np.asarray(model.predict(table_of(rows.select(list(read))), **given))
        for name, column in zip(names, found.reshape(len(found), -1).T, strict=True):
            rows = rows.append_column(name, pa.array(column))
        yield from rows.to_batches()
