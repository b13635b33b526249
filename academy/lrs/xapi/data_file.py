"""Data of attachments that waits in a file, each under the hash that it has."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

# SHA-2 by the number of hexadecimal digits. Data 2.4.11.
_ALGORITHMS = {56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}
_PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class WaitingData:
    """Data of one part, which waits in a file with others. An xapi.attachments.Data."""

    file: IO[bytes]
    start: int
    length: int

    def pieces(self) -> Iterator[bytes]:
        """Return it from the start, piece by piece."""
        at, end = self.start, self.start + self.length
        while at < end:
            self.file.seek(at)
            piece = self.file.read(min(_PIECE, end - at))
            at += len(piece)
            yield piece


class DataFile:
    """Data in `file`, one after the other: `data` by its hash in lower case. Errors of the file are
    its own (OSError)."""

    def __init__(self, file: IO[bytes]) -> None:
        self.data: dict[str, WaitingData] = {}
        self._file = file
        self._end = 0

    def keep(self, declared: str, pieces: Iterable[bytes]) -> str:
        """Read data to its end and return the hash that it has; keep it if that is `declared`.

        `declared` is a SHA-2 in lower case. What is there already isn't written again.
        """
        known = declared in self.data
        digest = hashlib.new(_ALGORITHMS[len(declared)], usedforsecurity=False)
        length = 0
        self._file.seek(self._end)
        for piece in pieces:
            digest.update(piece)
            length += len(piece)
            if not known:
                self._file.write(piece)
        found = digest.hexdigest()
        if found == declared and not known:
            self.data[declared] = WaitingData(self._file, self._end, length)
            self._end += length
        return found
