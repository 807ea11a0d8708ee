"""Opening: what the data of a fit are, a table for memory or a source of pieces.

a source                                          as it is
path of a Parquet file, a folder, a glob          `parquet`
paths of CSV files, or of one above `BIG`         `csv_stream`; a smaller one is a table
pyarrow's data set                                `parquet`, or its batches
a Dask or Spark DataFrame                         `dask`, `spark`
a list, a function, …  that gives tables          `tables`
anything else                                     a table: `frame.read_table` knows it
"""

from collections.abc import Callable, Sequence
from glob import glob, has_magic
from os import PathLike, fspath
from pathlib import Path
from typing import Any

import numpy as np

from oddsmith.errors import InputError
from oddsmith.sources.csv_stream import Csv
from oddsmith.sources.local import Local, Pieces
from oddsmith.sources.parquet import Parquet, ParquetFile, of_dataset, parquet_folder
from oddsmith.sources.source import Source
from oddsmith.sources.tables import ONCE, Batches, Tables, is_tables

Opener = Callable[[Any], Source | None]
BIG = 1 << 28  # bytes of a CSV file that is streamed: 256 MiB
PARQUET, CSV = (".parquet", ".pq"), (".csv", ".gz")


def opened(data: Any) -> Source | None:
    """The source that `data` stand for; None where they are a table, or not known.

    Raises
    ------
    InputError
        A path leads nowhere, or the data can be read only once.

    Examples
    --------
    >>> opened([{"x": [1, 2]}, {"x": [3]}]).names
    ('x',)
    >>> opened({"x": [1, 2]}) is None
    True
    """
    told = ("names", "head", "total")  # of Spark's frames columns of these names are no members
    if not is_elsewhere(data) and all(hasattr(data, name) for name in told):
        source: Source = data
        return source
    for opener in OPENERS:
        found = opener(data)
        if found is not None:
            return found
    return None


def of_path(data: Any) -> Source | None:
    """The files at a path, or those that a pattern matches."""
    if not isinstance(data, str | PathLike):
        return None
    path = Path(data).expanduser()
    if path.is_dir():
        return Local(of_folder(path))
    if has_magic(fspath(path)) and not path.exists():
        found = sorted(glob(fspath(path), recursive=True))
        if not found:
            raise InputError(f"no file is called {data}.")
        return Local(of_files(found))
    if is_parquet(path):
        return Local(Parquet((ParquetFile(fspath(path)),)))
    if path.is_file() and path.stat().st_size >= BIG:
        return Local(Csv((fspath(path),)))
    return None


def of_paths(data: Any) -> Source | None:
    """The files in a list of paths."""
    listed = isinstance(data, list | tuple) and len(data) > 0
    if not listed or not all(isinstance(one, str | PathLike) for one in data):
        return None
    return Local(of_files([fspath(Path(one).expanduser()) for one in data]))


def of_folder(path: Path) -> Pieces:
    """What is in a folder and in those within it: Parquet, or else CSV."""
    for endings, made in ((PARQUET, lambda _: parquet_folder(path)), (CSV, of_files)):
        found = sorted(fspath(one) for one in path.rglob("*") if one.suffix in endings)
        if found:
            return made(found)
    raise InputError(f"{path} is a folder without files that end in {', '.join(PARQUET + CSV)}.")


def of_files(paths: Sequence[str]) -> Pieces:
    if is_parquet(Path(paths[0])):
        return Parquet(tuple(map(ParquetFile, paths)))
    return Csv(tuple(paths))


def is_parquet(path: Path) -> bool:
    """Whether a file is meant to be Parquet: by its name, or else by its first bytes."""
    if path.suffix in PARQUET:
        return True
    if not path.is_file():
        return False
    with open(path, "rb") as file:
        return file.read(4) == b"PAR1"


def of_arrow(data: Any) -> Source | None:
    """What pyarrow reads piece by piece."""
    if library_of(data) != "pyarrow":
        return None
    if hasattr(data, "read_next_batch"):
        raise InputError(f"{type(data).__name__} {ONCE}")
    if not hasattr(data, "get_fragments"):
        return None
    parquet = type(getattr(data, "format", None)).__name__ == "ParquetFileFormat"
    return Local(of_dataset(data) if parquet else Batches(data))


def of_tables(data: Any) -> Source | None:
    return Local(Tables(data)) if is_tables(data) and not isinstance(data, np.ndarray) else None


def is_elsewhere(data: Any) -> bool:
    """Whether `data` are in the partitions of Dask or Spark, which need not be loaded to tell.

    Examples
    --------
    >>> is_elsewhere({"x": [1, 2]})
    False
    """
    return library_of(data) in ("dask", "dask_expr", "pyspark")


def of_dask(data: Any) -> Source | None:
    if library_of(data) not in ("dask", "dask_expr") or not hasattr(data, "to_delayed"):
        return None
    if not hasattr(data, "columns"):
        raise InputError(
            f"a Dask {type(data).__name__} has no names of columns, and a formula needs them: "
            "dask.dataframe.from_dask_array(X, columns=[…])."
        )
    from oddsmith.sources.dask import DaskFrame

    return DaskFrame(data)


def of_spark(data: Any) -> Source | None:
    if library_of(data) != "pyspark" or not hasattr(data, "mapInArrow"):
        return None
    from oddsmith.sources.spark import SparkFrame

    return SparkFrame(data)


def library_of(data: Any) -> str:
    """The package that the type of `data` is from, which need not be loaded to tell."""
    return type(data).__module__.partition(".")[0]


# the first that knows the data opens them
OPENERS: tuple[Opener, ...] = (of_path, of_paths, of_arrow, of_dask, of_spark, of_tables)
