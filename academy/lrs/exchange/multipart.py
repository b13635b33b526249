"""Statements with the data of their attachments, as one body. Communication 1.5.2."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

# The most data that goes with one statement or comes with one answer, in bytes, and in how many
# parts.
LARGEST_DATA = 256 * 1024 * 1024
MOST_PARTS = 5_000


@dataclass(frozen=True, slots=True)
class Part:
    """The data of one attachment, read while it is sent; `sha2` is written as the statement
    declares it."""

    sha2: str
    content_type: str
    length: int
    pieces: Callable[[], Iterator[bytes]] = field(repr=False)


class Body:
    """A multipart/mixed body, of which one piece at a time is in memory.

    `statements` is the JSON of the first part.
    """

    def __init__(self, statements: bytes, parts: Sequence[Part]) -> None:
        # Nobody could write data that holds it: it is drawn when the data is there already.
        boundary = secrets.token_hex(16)
        self.content_type = f"multipart/mixed; boundary={boundary}"
        mark = b"--" + boundary.encode()
        self._start = b"\r\n".join([mark, b"Content-Type: application/json", b"", statements])
        self._parts = [(_head(mark, part), part) for part in parts]
        self._end = b"\r\n" + mark + b"--\r\n"

    def __len__(self) -> int:
        data = sum(len(head) + part.length for head, part in self._parts)
        return len(self._start) + data + len(self._end)

    def __iter__(self) -> Iterator[bytes]:
        yield self._start
        for head, part in self._parts:
            yield head
            yield from part.pieces()
        yield self._end


def _head(mark: bytes, part: Part) -> bytes:
    lines = [
        b"",
        mark,
        b"Content-Type: " + part.content_type.encode(),
        b"Content-Transfer-Encoding: binary",
        b"X-Experience-API-Hash: " + part.sha2.encode(),
        b"",
        b"",
    ]
    return b"\r\n".join(lines)
