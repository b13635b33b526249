"""The parts of a multipart/mixed request: statements, then data, which waits in a file.
Communication 1.5.2."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from django.conf import settings

from academy.lrs.xapi import multipart
from academy.lrs.xapi.data_file import DataFile, WaitingData
from academy.lrs.xapi.errors import Invalid, shown
from academy.lrs.xapi.identifiers import require_media_type, require_sha2

from .replies import LARGEST_BODY, MOST_ATTACHMENTS, Stop

_HASH = "x-experience-api-hash"
_ENCODING = "content-transfer-encoding"
_AS_IT_IS = ("binary", "8bit", "7bit")
# What comes with a request stays in memory up to this size, in bytes, and is in a file beyond it.
_IN_MEMORY = 1024 * 1024


class Parts:
    """The parts of one request: `text` of the statements, and `data`.

    To be closed, for the file that it holds.
    """

    def __init__(self, chunks: Iterable[bytes], boundary: bytes) -> None:
        self.text = b""
        self._file: Any = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - closed by close()
            max_size=_IN_MEMORY, dir=settings.FILE_UPLOAD_TEMP_DIR
        )
        self._kept = DataFile(self._file)
        try:
            self._read(multipart.parts(chunks, boundary))
            self._file.flush()
        except OSError:
            # The disk's: `chunks` tells what is wrong with the connection itself.
            self.close()
            reason = "The record store has no room for the data just now; nothing was stored."
            raise Stop(503, reason) from None
        except BaseException:
            self.close()
            raise

    @property
    def data(self) -> dict[str, WaitingData]:
        """The data that came, by its hash in lower case."""
        return self._kept.data

    def close(self) -> None:
        """Give up the file."""
        # What it still holds is written first, which fails where the disk is full.
        with suppress(OSError):
            self._file.close()

    def _read(self, parts: Iterator[tuple[dict[str, str], Iterator[bytes]]]) -> None:
        number = -1
        for number, (fields, pieces) in enumerate(parts):
            if number == 0:
                self.text = _statements(fields, pieces)
            elif number > MOST_ATTACHMENTS:
                raise Stop(
                    413, f"A request brings the data of at most {MOST_ATTACHMENTS} attachments."
                )
            else:
                self._keep(f"Part {number + 1} of the request", fields, pieces)
        if number < 0:
            raise Stop(400, "The request has no part; the first one holds the statements.")

    def _keep(self, name: str, fields: dict[str, str], pieces: Iterator[bytes]) -> None:
        """Write the data of one part to the file, unless it came before, and check its hash."""
        if _HASH not in fields:
            raise Stop(
                400,
                f"{name} has no header X-Experience-API-Hash. All statements are in the first part;"
                " each other part is the data of an attachment, and names its hash.",
            )
        try:
            declared = require_sha2(fields[_HASH], "X-Experience-API-Hash").lower()
        except Invalid as fault:
            raise Stop(400, f"{name} is refused. {fault}") from None
        # Communication 1.5.2: "binary", for the data is neither coded nor changed.
        if fields.get(_ENCODING, "").lower() != "binary":
            raise Stop(400, f'{name} must have the header "Content-Transfer-Encoding: binary".')
        found = self._kept.keep(declared, pieces)
        if found != declared:
            raise Stop(
                400,
                f"{name} has the hash {found}, not {declared}, which its header"
                " X-Experience-API-Hash names: its data was changed, or is that of another.",
            )


def _statements(fields: dict[str, str], pieces: Iterator[bytes]) -> bytes:
    """Return the first part. Communication 1.5.2: application/json, with all statements."""
    kind = fields.get("content-type", "")
    if kind.partition(";")[0].strip().lower() != "application/json":
        reason = f"The first part must be application/json, with the statements, not {shown(kind)}."
        raise Stop(400, reason)
    try:
        require_media_type(kind, "Content-Type")
    except Invalid as fault:
        raise Stop.of(fault) from None
    if fields.get(_ENCODING, "binary").lower() not in _AS_IT_IS:
        raise Stop(400, "The first part must not be coded: Content-Transfer-Encoding is binary.")
    text = bytearray()
    for piece in pieces:
        text += piece
        if len(text) > LARGEST_BODY:
            raise Stop(413, f"The statements of a request have at most {LARGEST_BODY} bytes.")
    return bytes(text)
