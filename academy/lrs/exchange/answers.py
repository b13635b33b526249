"""What another record store answers: a text, and data of attachments, which waits in a file."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import IO, Any

from academy.lrs.xapi import multipart
from academy.lrs.xapi.attachments import Data
from academy.lrs.xapi.data_file import DataFile
from academy.lrs.xapi.errors import Invalid
from academy.lrs.xapi.identifiers import require_sha2

from .multipart import LARGEST_DATA, MOST_PARTS

# The longest text of an answer that is read, in bytes.
LARGEST_TEXT = 64 * 1024 * 1024
# Data stays in memory up to this size, in bytes, and is in a file beyond it.
_IN_MEMORY = 1024 * 1024
_HASH = "x-experience-api-hash"
_NONE: Mapping[str, Any] = MappingProxyType({})


class Unreachable(Exception):
    """The store gave no answer, or none that could be read to its end. `str()` says why."""


class NoRoom(Exception):
    """The data of an answer can't be kept on this machine just now."""


class _Enough(Exception):
    """There is more data than is read."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the store answered. Names of headers are in small letters.

    `data` came along, by its hash in lower case; it is there until the answer is closed. `damaged`
    has the hash of data that isn't the one that its part names, by the latter. `is_cut`: there was
    more data than is read of one answer.
    """

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Data] = field(default_factory=dict)
    damaged: Mapping[str, str] = field(default_factory=dict)
    is_cut: bool = False
    file: IO[bytes] | None = field(default=None, repr=False)

    def close(self) -> None:
        """Give up the data."""
        if self.file is not None:
            # What it still holds is written first, which fails where the disk is full.
            with suppress(OSError):
                self.file.close()

    @property
    def is_multipart(self) -> bool:
        """Whether the store sent data along, or would have if there were any."""
        return self.file is not None

    @property
    def accepted(self) -> bool:
        """Whether the store did what it was asked."""
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        """The beginning of the answer, for people who look for what went wrong."""
        return self.body[:2_000].decode("utf-8", "replace").replace("\0", "").strip()

    def wait(self, *, at: datetime) -> float:
        """Return how many seconds Retry-After asks to wait from `at` on; 0 where it doesn't."""
        value = self.headers.get("retry-after", "").strip()
        if value.isascii() and value.isdigit():
            return float(value[:9])
        try:
            moment = parsedate_to_datetime(value)
        except ValueError:
            return 0.0
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (moment - at).total_seconds())


def read_answer(
    status: int, headers: Mapping[str, str], chunks: Iterable[bytes], *, folder: str | None
) -> Answer:
    """Read an answer to its end, or as far as it may be large.

    What comes with statements (multipart/mixed, Communication 1.5.2) waits in a file in `folder`.
    Raises Unreachable and NoRoom; what `chunks` raises is no OSError.
    """
    content_type = headers.get("content-type", "")
    kind = content_type.partition(";")[0].strip().lower()
    if status != 200 or kind != "multipart/mixed":
        return Answer(status, _text(chunks), headers)
    file: Any = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - closed by the answer
        max_size=_IN_MEMORY, dir=folder
    )
    reading = _Reading(file)
    try:
        reading.read(chunks, multipart.boundary_of(content_type))
    except BaseException as error:
        with suppress(OSError):
            file.close()
        if isinstance(error, Invalid):
            reason = Invalid(error.place, error.reason, subject="The store's answer")
            raise Unreachable(str(reason)) from None
        raise
    return Answer(
        status,
        reading.text,
        headers,
        data=reading.kept.data,
        damaged=reading.damaged,
        is_cut=reading.is_cut,
        file=file,
    )


def _text(pieces: Iterable[bytes]) -> bytes:
    found = bytearray()
    for piece in pieces:
        found += piece
        if len(found) > LARGEST_TEXT:
            raise Unreachable("The store's answer is too long.")
    return bytes(found)


def _bounded(chunks: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > LARGEST_TEXT + LARGEST_DATA:
            raise _Enough
        yield chunk


class _Reading:
    """The parts of an answer as far as they were read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.text = b""
        self.kept = DataFile(file)
        self._file = file
        self.damaged: dict[str, str] = {}
        self.is_cut = False

    def read(self, chunks: Iterable[bytes], boundary: bytes) -> None:
        try:
            for number, (fields, pieces) in enumerate(multipart.parts(_bounded(chunks), boundary)):
                if number == 0:
                    self.text = _text(pieces)
                elif number > MOST_PARTS:
                    raise _Enough
                else:
                    self._keep(fields, pieces)
        except _Enough:
            self.is_cut = True
        try:
            self._file.flush()
        except OSError as error:
            raise NoRoom from error

    def _keep(self, fields: Mapping[str, str], pieces: Iterator[bytes]) -> None:
        """Keep the data of a part; one that names no hash belongs to no statement."""
        try:
            declared = require_sha2(fields.get(_HASH), _HASH).lower()
        except Invalid:
            return
        try:
            found = self.kept.keep(declared, pieces)
        except OSError as error:
            raise NoRoom from error
        if found != declared:
            self.damaged[declared] = found
