"""Spark: the partitions of a Spark DataFrame, summed where they are.

    S = Σ_k kernel(partition k)         mapInArrow: record batches in, one row (k, sum) out

A partition is worked on in tables of so many rows, whose sums are added in their order.  Where
there are many partitions executors add groups of them too, and few sums reach the driver.
Executors need oddsmith by import.  A task that is lost is run again by Spark.
"""

import pickle
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import pandas as pd
import pyarrow as pa

from oddsmith.data import Sum
from oddsmith.errors import InputError
from oddsmith.frame.tables import table_of
from oddsmith.sources.shipped import NOT_THERE, first_broken, packed, run, sum_of, told
from oddsmith.sources.source import Piece

S = TypeVar("S", bound=Sum)
AT_ONCE = 1 << 16  # rows that are worked on at once
TABLES = 1 << 20  # of one partition at most: numbers of pieces of different partitions never meet
GROUPS = 16  # sums that reach the driver at most
FEW = 1000  # rows that are looked at first
RESULT = pa.schema([("part", pa.int64()), ("failed", pa.bool_()), ("sum", pa.binary())])
SCHEMA = "part long, failed boolean, sum binary"


@dataclass(frozen=True, eq=False)
class SparkFrame:
    """The partitions of a Spark DataFrame, classic or Connect."""

    frame: Any
    partitions: dict[tuple[str, ...], int] = field(default_factory=dict, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.frame.columns)

    def head(self) -> pd.DataFrame:
        try:
            found = read(self.frame.limit(FEW).toArrow())
        except InputError:
            raise
        except Exception as error:
            raise InputError(said_of(error, self.frame)) from error
        if not len(found):
            raise InputError(f"no row is there (columns: {', '.join(self.names)}).")
        return found

    def total(self, kernel: Callable[[Piece], S | None], columns: Sequence[str]) -> S | None:
        used = self.frame.select([quoted(name) for name in columns])
        try:
            rows = self._sums(used, packed(kernel), tuple(columns)).collect()
        except Exception as error:
            raise InputError(said_of(error, used)) from error
        return sum_of([opened(row) for row in sorted(rows)])  # type: ignore[no-any-return]

    def _sums(self, used: Any, sent: bytes, columns: tuple[str, ...]) -> Any:
        """One row for each partition, or for each group of so many that few are left."""
        if columns not in self.partitions:
            self.partitions[columns] = number_of(used)
        number, size = self.partitions[columns], 1
        while size * GROUPS < number:
            size *= 2
        sums = used.mapInArrow(partial(of_partition, sent), SCHEMA)
        if size == 1:
            return sums
        group = sums.selectExpr("*", f"part div {size} as lot").groupBy("lot")
        return group.applyInArrow(of_group, SCHEMA)


def quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def number_of(frame: Any) -> int:
    """How many partitions there are."""
    if hasattr(frame, "_jdf"):
        return int(frame.rdd.getNumPartitions())
    from pyspark.sql.functions import spark_partition_id  # Connect has no other way

    return int(frame.select(spark_partition_id()).distinct().count())


def partition() -> int:
    from pyspark import TaskContext

    here = TaskContext.get()
    assert here is not None
    return int(here.partitionId())


def of_partition(sent: bytes, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What an executor does with a partition: one row, of the sum or of what went wrong.

    An error of ours goes back as a value: raised, Spark would try the task again three times.
    """
    part = partition()
    try:
        sums = [
            run(sent, Piece(read(table), part * TABLES + k, f"partition {part}"))
            for k, table in enumerate(tables(batches))
        ]
        yield result(part, sum_of(sums))
    except InputError as error:
        yield result(part, error)


def of_group(rows: pa.Table) -> pa.Table:
    """What an executor does with the sums of some partitions."""
    ordered = sorted(rows.to_pylist(), key=lambda row: row["part"])
    for row in ordered:
        if row["failed"]:
            return pa.Table.from_batches([result(row["part"], pickle.loads(row["sum"]))])
    total = sum_of([pickle.loads(row["sum"]) for row in ordered])
    return pa.Table.from_batches([result(ordered[0]["part"], total)])


def result(part: int, found: Any) -> pa.RecordBatch:
    failed = isinstance(found, Exception)
    columns = [[part], [failed], [pickle.dumps(found, protocol=5)]]
    return pa.RecordBatch.from_arrays(
        [pa.array(c, f.type) for c, f in zip(columns, RESULT, strict=True)], schema=RESULT
    )


def opened(row: Any) -> Any:
    """The sum in a row; or the error, raised."""
    found = pickle.loads(row["sum"])
    if row["failed"]:
        raise found
    return found


def tables(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Batches of a partition put together to `AT_ONCE` rows or a little more."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(one.num_rows for one in held) >= AT_ONCE:
            yield pa.Table.from_batches(held)
            held = []
    if held:
        yield pa.Table.from_batches(held)


def read(table: pa.Table) -> pd.DataFrame:
    """An Arrow table as a DataFrame; decimals as numbers."""
    for at, one in enumerate(table.schema):
        if pa.types.is_decimal(one.type):
            table = table.set_column(at, one.name, table.column(at).cast(pa.float64()))
    return table_of(table)


def said_of(error: Exception, frame: Any) -> str:
    """What Spark says, in few words, and of which partition, where that can be found out."""
    text = str(error)
    if "No module named 'oddsmith'" in text:
        return NOT_THERE
    lines = [line for line in text.splitlines() if line.strip()] or [type(error).__name__]
    python = [line for line in lines if re.match(r"\w[\w.]*(Error|Exception)\b", line)]
    why = python[-1] if python else lines[0]
    if not hasattr(frame, "_jdf"):
        return told("Spark", None, 0, why)
    number = number_of(frame)
    return told("Spark", first_broken(number, lambda some: works(frame.rdd, some)), number, why)


def works(rdd: Any, partitions: range) -> bool:
    """Whether these partitions can be computed."""
    try:
        rdd.context.runJob(rdd, exhausted, list(partitions))
    except Exception:
        return False
    return True


def exhausted(rows: Iterator[Any]) -> list[int]:
    return [sum(1 for _ in rows)]
