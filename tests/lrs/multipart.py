"""Bodies of multipart/mixed requests, and the parts of such answers."""

import hashlib
import json
from typing import Any

from academy.lrs.models import AttachmentData, AttachmentPiece, Statement
from academy.lrs.xapi.signatures import USAGE

from .samples import ATTACHMENT, statement

OCTETS = {"usageType": USAGE, "contentType": "application/octet-stream"}
BOUNDARY = "-------314159265358979323846"
CONTENT_TYPE = f"multipart/mixed; boundary={BOUNDARY}"
CRLF = b"\r\n"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def declared(data: bytes, **more: Any) -> dict[str, Any]:
    """What a statement says of an attachment whose data comes with it."""
    found = {**ATTACHMENT, "sha2": sha256(data), "length": len(data), "fileUrl": None, **more}
    return {key: value for key, value in found.items() if value is not None}


def with_data(*data: bytes, **more: Any) -> dict[str, Any]:
    """A statement with attachments whose data comes with it."""
    return statement(attachments=[declared(one) for one in data], **more)


def signed(one: dict[str, Any], signature: bytes, **more: Any) -> dict[str, Any]:
    """A statement with a signature attached."""
    attachment = declared(signature, **OCTETS, **more)
    return {**one, "attachments": [*one.get("attachments", ()), attachment]}


def part(data: bytes, **more: str | None) -> bytes:
    """One part; `more` replaces header fields by name, None leaves one out."""
    fields = {
        "Content-Type": "text/plain",
        "Content-Transfer-Encoding": "binary",
        "X-Experience-API-Hash": sha256(data),
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    lines = [f"{name}: {value}" for name, value in fields.items() if value is not None]
    return "\r\n".join([*lines, "", ""]).encode() + data


def first(statements: Any) -> bytes:
    """The part with the statements."""
    text = statements if isinstance(statements, bytes) else json.dumps(statements).encode()
    return b"Content-Type: application/json\r\n\r\n" + text


def body(*parts: bytes, boundary: str = BOUNDARY) -> bytes:
    """A whole body of these parts."""
    mark = b"--" + boundary.encode()
    return b"".join(mark + CRLF + one + CRLF for one in parts) + mark + b"--" + CRLF


def whole(statements: Any, *data: bytes) -> bytes:
    """A body of statements and of data."""
    return body(first(statements), *(part(one) for one in data))


def send(api: Any, text: bytes, content_type: str = CONTENT_TYPE) -> Any:
    """POST statements and data."""
    return api.post(text, content_type=content_type)


def refused(reply: Any, *words: str, status: int = 400) -> bool:
    """Check that a request was refused with these words, and that nothing of it was kept."""
    assert reply.status_code == status, reply.content
    error = reply.json()["error"]
    assert error.endswith(".")
    for word in words:
        assert word in error
    assert not Statement.objects.exists()
    assert not AttachmentData.objects.exists()
    assert not AttachmentPiece.objects.exists()
    return True


def answered(reply: Any) -> tuple[Any, list[tuple[dict[str, str], bytes]]]:
    """The JSON of a multipart answer, and the header and data of its other parts."""
    content = b"".join(reply.streaming_content) if reply.streaming else reply.content
    assert int(reply.headers.get("Content-Length", len(content))) == len(content)
    kind, _, boundary = reply["Content-Type"].partition("; boundary=")
    assert kind == "multipart/mixed"
    assert boundary.isalnum()
    before, *parts, end = (CRLF + content).split(b"\r\n--" + boundary.encode())
    assert (before, end) == (b"", b"--\r\n")
    found = []
    for one in parts:
        head, _, data = one.partition(b"\r\n\r\n")
        lines = head.decode().removeprefix("\r\n").split("\r\n")
        found.append((dict(line.split(": ", 1) for line in lines), data))
    assert found[0][0] == {"Content-Type": "application/json"}
    return json.loads(found[0][1]), found[1:]
