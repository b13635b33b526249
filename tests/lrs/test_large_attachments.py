"""Attachments that no memory should hold, and many that come at once."""

import hashlib
import threading
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from django.db import connection
from django.utils import timezone

from academy.lrs.api.statements import statements as statements_view
from academy.lrs.models import AttachmentData, AttachmentPiece, StatementAttachment
from academy.lrs.services import own_authority, record_statements

from .multipart import BOUNDARY, CONTENT_TYPE, declared, first, sha256, with_data
from .samples import statement

MEGABYTE = 1024 * 1024
PIECE = bytes(range(256)) * 256


class Stream:
    """A body that is made while it is read."""

    def __init__(self, chunks):
        self.chunks = chunks
        self.held = b""

    def read(self, most):
        while len(self.held) < most:
            chunk = next(self.chunks, None)
            if chunk is None:
                break
            self.held += chunk
        found, self.held = self.held[:most], self.held[most:]
        return found


def large(size):
    """Data of so many bytes, piece by piece; its first bytes tell its size."""
    yield str(size).encode().ljust(20)
    sent = 20
    while sent < size:
        piece = PIECE[: size - sent]
        yield piece
        sent += len(piece)


def hash_of(pieces):
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def stored_within(api, rf, statements, sizes):
    """POST statements with data of these sizes; return the reply and the most memory that took."""

    def chunks():
        mark = b"--" + BOUNDARY.encode()
        yield mark + b"\r\n" + first(statements)
        for size in sizes:
            yield b"\r\n" + mark + b"\r\nContent-Transfer-Encoding: binary\r\n"
            yield b"X-Experience-API-Hash: " + hash_of(large(size)).encode() + b"\r\n\r\n"
            yield from large(size)
        yield b"\r\n" + mark + b"--\r\n"

    headers = {**api.headers, "transfer-encoding": "chunked"}
    request = rf.post("/xapi/statements", content_type=CONTENT_TYPE, headers=headers)
    request.META.update({"CONTENT_LENGTH": "", "wsgi.input": Stream(chunks())})
    tracemalloc.start()
    try:
        reply = statements_view(request, "2.0.0")
        return reply, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def got_within(api, **parameters):
    """GET with attachments; return the size of the answer, and the most memory that took."""
    # What the first request of all leaves in memory for good (views, patterns) is no part of it.
    assert api.get(limit="1").status_code == 200
    tracemalloc.start()
    try:
        reply = api.get(attachments="true", **parameters)
        digest, size = hashlib.sha256(), 0
        for piece in reply.streaming_content:
            digest.update(piece)
            size += len(piece)
        assert int(reply["Content-Length"]) == size
        return size, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def with_large(*sizes):
    return statement(
        attachments=[declared(b"", sha2=hash_of(large(size)), length=size) for size in sizes]
    )


def test_a_hundred_megabytes_pass_through_little_memory(api, rf):
    size = 100 * MEGABYTE
    one = with_large(size)
    reply, memory = stored_within(api, rf, one, [size])
    assert reply.status_code == 200, reply.content
    assert memory < 10 * MEGABYTE
    assert AttachmentData.objects.get().length == size
    assert AttachmentPiece.objects.count() == 400
    received, memory = got_within(api, statementId=one["id"])
    assert size < received < size + 2_000
    assert memory < 10 * MEGABYTE


def test_a_batch_of_a_thousand_with_attachments_streams(api, rf):
    sizes = [20_000 + number for number in range(1_000)]
    reply, memory = stored_within(api, rf, [with_large(size) for size in sizes], sizes)
    assert reply.status_code == 200, reply.content
    # The statements themselves, their rows and their keys, and next to nothing of 20 MB of data.
    assert memory < 15 * MEGABYTE
    received, memory = got_within(api, limit="500")
    assert received > sum(sizes[500:])
    assert memory < 8 * MEGABYTE


# --- Several at once -----------------------------------------------------------------------------
class Came:
    """Data that came, without a request."""

    def __init__(self, content):
        self.content = BytesIO(content)
        self.length = len(content)

    def pieces(self):
        yield self.content.getvalue()


@pytest.mark.usefixtures("committed", "no_readers")
def test_requests_with_the_same_data_in_any_order_do_not_wait_in_a_circle():
    data = [f"attachment {number}".encode() * 1_000 for number in range(20)]
    barrier = threading.Barrier(4)

    def store(order):
        try:
            barrier.wait(timeout=10)
            for _ in range(5):
                record_statements(
                    statements=[with_data(*data[::order]) for _ in range(3)],
                    attachments={sha256(one): Came(one) for one in data[::order]},
                    authority=own_authority(),
                    at=timezone.now,
                )
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(store, order) for order in (1, -1, 1, -1)]:
            future.result(timeout=60)
    assert AttachmentData.objects.count() == 20
    assert AttachmentPiece.objects.count() == 20
    assert StatementAttachment.objects.count() == 4 * 5 * 3 * 20
    for piece in AttachmentPiece.objects.all():
        assert sha256(bytes(piece.content)) == piece.sha2
