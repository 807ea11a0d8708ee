"""Sources: rows that do not fit into memory, or are elsewhere, as data of which sums are made.

source     Piece, Source            what a new kind of source has to give
local      Local                    pieces that this process reads, ahead of the work on them
tables     Tables                   tables in a list, or from a function
frame      stream_frame             formula + source -> Streamed rows, Terms, Response
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
