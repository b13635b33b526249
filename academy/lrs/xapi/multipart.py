"""Reading multipart/mixed while it comes, chunk by chunk. RFC 2046 5.1; Communication 1.5.2.

No more of the body is held than a chunk, a delimiter and the header of a part.
"""

import re
from collections.abc import Iterable, Iterator

from .errors import Invalid, shown

# Most bytes in the header of one part, its delimiter's line end included.
LARGEST_HEAD = 16 * 1024

_SUBJECT = "The request body"
_HEADER = "Content-Type"
_word = rb"[A-Za-z0-9!#$%&'*+.^_`|~\-]+"
_field = re.compile(rb"(" + _word + rb")[ \t]*:([^\x00-\x08\x0a-\x1f\x7f]*)")
_parameter = re.compile(
    r"[ \t]*;[ \t]*(?:([A-Za-z0-9!#$%&'*+.^_`|~\-]+)=(\"(?:[^\"\\]|\\.)*\"|[^\";]*))?"
)
# RFC 2046 5.1.1: up to 70 of these characters, the last of them no blank.
_boundary = re.compile(r"[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]")


def boundary_of(content_type: str) -> bytes:
    """Return the boundary that a Content-Type header names. Raises Invalid where it names none."""
    _, semicolon, text = content_type.partition(";")
    text = (semicolon + text).rstrip(" \t")
    found: str | None = None
    at = 0
    while at < len(text):
        match = _parameter.match(text, at)
        if match is None:
            raise Invalid("", f"is not a media type: {shown(content_type)}", subject=_HEADER)
        if (match[1] or "").lower() == "boundary":
            if found is not None:
                raise Invalid("", "names two boundaries", subject=_HEADER)
            found = match[2].strip(" \t")
            if found.startswith('"'):
                found = re.sub(r"\\(.)", r"\1", found[1:-1])
        at = match.end()
    if not found:
        reason = 'must name the boundary between the parts: "multipart/mixed; boundary=..."'
        raise Invalid("", reason, subject=_HEADER)
    if _boundary.fullmatch(found) is None:
        raise Invalid("", f"names a boundary that is none: {shown(found)}", subject=_HEADER)
    return found.encode("ascii")


def parts(
    chunks: Iterable[bytes], boundary: bytes
) -> Iterator[tuple[dict[str, str], Iterator[bytes]]]:
    """Yield the header fields (names in lower case) and the data of each part, as it comes.

    The data of a part is there until the next part is asked for. Raises Invalid for a body that
    isn't multipart or ends too soon. What stands before the first delimiter and after the last is
    left out (RFC 2046 5.1.1).
    """
    delimiter = b"\r\n--" + boundary
    source = _Source(chunks, boundary)
    _skip(source.until(delimiter))
    while source.peek(2) != b"--":
        fields = _fields(source.head())
        data = source.until(delimiter)
        # A part without a body: the blank line that ends its header begins the delimiter.
        if source.peek(len(delimiter) - 2) == delimiter[2:]:
            source.step(len(delimiter) - 2)
            data = iter(())
        yield fields, data
        _skip(data)
    source.skip_rest()


class _Source:
    """The body as far as it has come and isn't read yet."""

    def __init__(self, chunks: Iterable[bytes], boundary: bytes) -> None:
        self._chunks = iter(chunks)
        self._boundary = boundary
        # The first delimiter may stand at the very start, without the line end of the others.
        self._held = b"\r\n"
        self._at = 0

    def _more(self) -> None:
        """Hold one chunk more, and nothing that is read already."""
        chunk = next(self._chunks, None)
        if chunk is None:
            last = f'"--{self._boundary.decode()}--"'
            raise Invalid(
                "",
                f"ended before the line {last}: it is cut off, or its parts are not"
                " separated by the boundary that Content-Type names",
                subject=_SUBJECT,
            )
        self._held = self._held[self._at :] + chunk
        self._at = 0

    def peek(self, count: int) -> bytes:
        """Return the next bytes without stepping over them."""
        while len(self._held) - self._at < count:
            self._more()
        return self._held[self._at : self._at + count]

    def step(self, count: int) -> None:
        """Leave out bytes that were seen."""
        self._at += count

    def until(self, mark: bytes) -> Iterator[bytes]:
        """Yield what comes before `mark`, and step over both."""
        while True:
            found = self._held.find(mark, self._at)
            end = found if found >= 0 else len(self._held) - len(mark) + 1
            if end > self._at:
                piece = self._held[self._at : end]
                self._at = end
                yield piece
            if found >= 0:
                self._at = found + len(mark)
                return
            self._more()

    def head(self) -> bytes:
        """Return what follows a delimiter up to a blank line, and step over it."""
        mark = b"\r\n\r\n"
        seen = 0
        while True:
            found = self._held.find(mark, self._at + seen)
            # The last bytes that are held may be the beginning of the mark.
            seen = max(0, len(self._held) - self._at - len(mark) + 1)
            if (found - self._at if found >= 0 else seen) > LARGEST_HEAD:
                reason = f"has a part whose header is longer than {LARGEST_HEAD} bytes"
                raise Invalid("", reason, subject=_SUBJECT)
            if found >= 0:
                head = self._held[self._at : found]
                self._at = found + len(mark)
                return head
            self._more()

    def skip_rest(self) -> None:
        """Read to the end, so that what is too large or cut off is told."""
        _skip(self._chunks)


def _skip(pieces: Iterator[bytes]) -> None:
    for _ in pieces:
        pass


def _fields(head: bytes) -> dict[str, str]:
    """Return the header fields of a part; `head` begins with the rest of the delimiter's line."""
    padding, *lines = re.sub(rb"\r\n(?=[ \t])", b"", head).split(b"\r\n")
    if padding.strip(b" \t"):
        reason = "has more than a line end after a boundary, which must not be in the data"
        raise Invalid("", reason, subject=_SUBJECT)
    found: dict[str, str] = {}
    for line in lines:
        match = _field.fullmatch(line)
        if match is None:
            text = shown(line.decode("latin-1"))
            raise Invalid("", f"has a part with the header line {text}", subject=_SUBJECT)
        name = match[1].decode().lower()
        if name in found:
            raise Invalid("", f"has a part with the header {name} twice", subject=_SUBJECT)
        found[name] = match[2].decode("latin-1").strip(" \t")
    return found
