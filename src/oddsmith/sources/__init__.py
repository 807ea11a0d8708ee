"""Sources: rows that do not fit into memory, or are elsewhere, as data of which sums are made.

    source        Piece, Source        what a new kind of source has to give
    local         Local                pieces that this process reads, ahead of the work on them
    tables        Tables               tables in a list, or from a function
    parquet       Parquet              files, folders, globs, data sets
    csv_stream    Csv                  CSV files, with the cells of the reader of tables
    opening       opened               what the data of a fit are
    frame         stream_frame         formula + source -> Streamed rows, Terms, Response

`oddsmith.fit` opens what it is given; these classes are for what has settings of its own.
"""

from oddsmith.sources.frame import StreamedFrame, stream_frame
from oddsmith.sources.local import Local, Pieces
from oddsmith.sources.source import Piece, Source
from oddsmith.sources.streamed import Streamed
from oddsmith.sources.tables import Tables

__all__ = [
    "Local",
    "Piece",
    "Pieces",
    "Source",
    "Streamed",
    "StreamedFrame",
    "Tables",
    "stream_frame",
]
