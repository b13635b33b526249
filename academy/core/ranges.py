"""Parts of files, as players of videos ask for them (RFC 9110, 14)."""

import re
from collections.abc import Callable, Iterator
from typing import IO, Any

CHUNK = 256 * 1024
# One range.
RANGE = re.compile(r"bytes=(\d*)-(\d*)")
# All of a file, asked for without naming bytes.
WHOLE = (0, -1)


def span(header: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte asked for, WHOLE for no range; None when none of them exist.

    A header that isn't understood asks for everything (RFC 9110, 14.2).
    """
    match = RANGE.fullmatch(header.strip())
    if not match or match.groups() == ("", "") or size == 0:
        return WHOLE
    start, end = match.groups()
    if not start:
        return (max(size - int(end), 0), size - 1) if int(end) else None
    first, last = int(start), min(int(end), size - 1) if end else size - 1
    if first >= size:
        return None
    return (first, last) if first <= last else WHOLE


def chunks(opened: Callable[[], IO[Any]], first: int, length: int) -> Iterator[bytes]:
    """Yield `length` bytes of a file from `first` on; it is opened when the first is asked for."""
    with opened() as file:
        file.seek(first)
        while length > 0 and (chunk := file.read(min(CHUNK, length))):
            length -= len(chunk)
            yield chunk
