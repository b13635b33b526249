"""Storing the data that comes with statements. Data 2.4.11, Communication 1.5.2."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from academy.lrs.queries import known_ids
from academy.lrs.storage import DataRow, PieceRow, dialect
from academy.lrs.xapi.attachments import Data
from academy.lrs.xapi.prepare import Prepared

# Data is kept in pieces of this size, in bytes, the last of them shorter.
PIECE = 256 * 1024
# Most pieces that go to the database at once, and most bytes in them.
_MOST_PIECES = 1_000
_MOST_BYTES = 4 * PIECE


def store_data(prepared: Sequence[Prepared], data: Mapping[str, Data], *, at: datetime) -> None:
    """Store the data of those statements that aren't stored yet; data that is there stays.

    Before the statements: while long data is written, nobody waits for their place in line.
    """
    known = known_ids(one.statement_id for one in prepared)
    wanted = {sha2 for one in prepared if one.statement_id not in known for sha2 in one.data}
    if not wanted:
        return
    sql = dialect()
    new = sql.insert_data([DataRow(sha2, data[sha2].length, at) for sha2 in wanted])
    rows: list[PieceRow] = []
    size = 0
    for sha2 in sorted(new):
        for number, content in enumerate(_resized(data[sha2].pieces())):
            rows.append(PieceRow(sha2, number, content))
            size += len(content)
            if size >= _MOST_BYTES or len(rows) >= _MOST_PIECES:
                sql.insert_pieces(rows)
                rows, size = [], 0
    if rows:
        sql.insert_pieces(rows)


def _resized(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in pieces of PIECE."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
    if held:
        yield bytes(held)
