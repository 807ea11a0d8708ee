"""Parquet: row groups of one file, or of many, a few rows at a time.

    file  ·  folder (also partitioned: k=1/…)  ·  glob  ·  list of files  ·  pyarrow dataset

Only the columns asked for are read.  The number of columns decides where pieces end within a row
group, so that they are the same at every reading.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from oddsmith.errors import InputError
from oddsmith.sources.arrow import (
    arrow,
    as_pandas,
    plain_errors,
    require_schema,
    rows_in_piece,
)
from oddsmith.sources.local import first_rows
from oddsmith.sources.source import Piece

INDEX = "__index_level_"  # what pandas calls an index without a name


@dataclass(frozen=True, eq=False)
class ParquetFile:
    """A file, and the columns that its folder's name gives to all of its rows.

    Parameters
    ----------
    path : str
    keys : mapping
        Values of the columns that folders are named after.
    filesystem : pyarrow.fs.FileSystem, optional
        Where the path leads; the local one where not given.
    """

    path: str
    keys: Mapping[str, Any] = field(default_factory=dict)
    filesystem: Any = None

    @cached_property
    def metadata(self) -> Any:
        """The file's own account of its columns and row groups."""
        with plain_errors(self.path, "Parquet"):
            return arrow("parquet").read_metadata(self.path, filesystem=self.filesystem)

    @property
    def stamp(self) -> tuple[int, int | None]:
        """Bytes, and the time of the last change in nanoseconds where it is known."""
        fs = arrow("fs").LocalFileSystem() if self.filesystem is None else self.filesystem
        with plain_errors(self.path, "Parquet"):
            about = fs.get_file_info(self.path)
        return about.size, about.mtime_ns

    @property
    def schema(self) -> Any:
        with plain_errors(self.path, "Parquet"):
            return self.metadata.schema.to_arrow_schema()

    def read(self, columns: Sequence[str], size: int) -> Iterator[tuple[str, Any]]:
        """Record batches of at most `size` rows, each with its row group in words."""
        own = [name for name in columns if name not in self.keys]
        with plain_errors(self.path, "Parquet"):
            source = self.path
            if self.filesystem is not None:
                source = self.filesystem.open_input_file(self.path)
            file = arrow("parquet").ParquetFile(source, metadata=self.metadata)
        with file:
            for group in range(self.metadata.num_row_groups):
                where = f"{self.path}, row group {group}"
                with plain_errors(where, "Parquet"):
                    for batch in file.iter_batches(size, [group], columns=own):
                        yield where, self.with_keys(batch, columns)

    def with_keys(self, batch: Any, columns: Sequence[str]) -> Any:
        """The batch with the columns that the file's folders are named after."""
        for name, value in self.keys.items():
            if name in columns:
                batch = batch.append_column(name, arrow().repeat(value, batch.num_rows))
        return batch


@dataclass(frozen=True, eq=False)
class Parquet:
    """Files with the same columns, one after the other.

    Raises
    ------
    InputError
        There is no file among them.
    """

    files: tuple[ParquetFile, ...]

    def __post_init__(self) -> None:
        if not self.files:
            raise InputError("there is no Parquet file among what was given.")

    @cached_property
    def names(self) -> tuple[str, ...]:
        own = [name for name in self.files[0].schema.names if not name.startswith(INDEX)]
        return (*own, *(key for key in self.files[0].keys if key not in own))

    @cached_property
    def rows(self) -> int:
        """Rows of all files."""
        return sum(file.metadata.num_rows for file in self.files)

    @property
    def identity(self) -> list[Any]:
        """Path, rows, bytes and time of the last change of each file."""
        return [(one.path, one.metadata.num_rows, *one.stamp) for one in self.files]

    def head(self) -> pd.DataFrame:
        return first_rows(self.names, self.read(self.names))

    def read(self, columns: Sequence[str]) -> Iterator[Piece]:
        number = start = 0
        first, size = self.files[0], rows_in_piece(len(columns))
        for file in self.files:
            own = [name for name in columns if name not in file.keys]
            if file is not first:
                require_schema(file.path, file.schema, first.schema, first.path, own)
            for where, batch in file.read(columns, size):
                yield Piece(as_pandas(batch, columns), number, where, start, batch)
                number, start = number + 1, start + batch.num_rows


def parquet_folder(path: Path) -> Parquet:
    """All Parquet files in a folder and in those within it, whose names may be ``key=value``."""
    with plain_errors(str(path), "Parquet"):
        made = arrow("dataset").dataset(path, format="parquet", partitioning="hive")
    return of_dataset(made)


def of_dataset(dataset: Any) -> Parquet:
    """The files of a pyarrow dataset, with the columns that their folders are named after."""
    keys_of = arrow("dataset").get_partition_keys
    local = arrow("fs").LocalFileSystem
    return Parquet(
        tuple(
            ParquetFile(
                fragment.path,
                dict(keys_of(fragment.partition_expression)),
                None if isinstance(dataset.filesystem, local) else dataset.filesystem,
            )
            for fragment in sorted(dataset.get_fragments(), key=lambda one: str(one.path))
        )
    )
