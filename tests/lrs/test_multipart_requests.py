"""Reading multipart requests, and what they are refused for. Communication 1.5; 9274 4.1.3."""

import json
from io import BytesIO
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from academy.lrs.api.statements import statements as statements_view

from .multipart import (
    CONTENT_TYPE,
    answered,
    declared,
    first,
    part,
    refused,
    send,
    whole,
    with_data,
)
from .samples import statement

TEXT = b"here is a simple attachment"
BINARY = bytes(range(256))


@pytest.fixture(params=["1.0.3", "2.0.0"])
def api(request, make_api):
    """A client that may do everything, in each version."""
    return make_api(version=request.param)


# --- Refusing ------------------------------------------------------------------------------------


def test_a_body_cut_off_anywhere_is_refused(make_api):
    api = make_api()
    text = whole(with_data(TEXT), TEXT)
    for end in range(1, len(text) - 2, 7):
        assert refused(send(api, text[:end]), "ended before")


def test_limits(make_api, monkeypatch):
    api = make_api()
    text = whole(with_data(TEXT, BINARY), TEXT, BINARY)
    monkeypatch.setattr("academy.lrs.api.parts.MOST_ATTACHMENTS", 1)
    assert refused(send(api, text), "at most 1 attachment", status=413)
    monkeypatch.setattr("academy.lrs.api.parts.MOST_ATTACHMENTS", 2)
    monkeypatch.setattr("academy.lrs.api.parts.LARGEST_BODY", 100)
    assert refused(send(api, text), "at most 100 bytes", status=413)
    monkeypatch.setattr("academy.lrs.api.parts.LARGEST_BODY", 10_000)
    monkeypatch.setattr("academy.lrs.api.bodies.LARGEST_REQUEST", 100)
    assert refused(send(api, text), "larger than 100 bytes", status=413)
    monkeypatch.setattr("academy.lrs.api.bodies.LARGEST_REQUEST", len(text))
    monkeypatch.setattr("academy.lrs.api.bodies.LARGEST_BATCH", 1)
    batch = [with_data(TEXT), with_data(TEXT)]
    assert refused(send(api, whole(batch, TEXT)), "at most 1 statement", status=413)
    assert send(api, text).status_code == 200


def test_a_compressed_request_is_refused(api):
    reply = api.post(b"x", content_type=CONTENT_TYPE, headers={"content-encoding": "gzip"})
    assert refused(reply, status=415)


@pytest.mark.parametrize("failing", [["write"], ["flush", "close"]])
def test_a_full_disk_is_told(api, monkeypatch, failing):
    def fail(*given):
        raise OSError(28, "No space left on device")

    Full = type("Full", (BytesIO,), dict.fromkeys(failing, fail))
    monkeypatch.setattr("tempfile.SpooledTemporaryFile", lambda **options: Full())
    assert refused(send(api, whole(with_data(TEXT), TEXT)), "no room", status=503)


def chunked(api, rf, text, **meta):
    request = rf.post(
        "/xapi/statements",
        content_type=CONTENT_TYPE,
        headers={**api.headers, "transfer-encoding": "chunked"},
    )
    request.META.update({"CONTENT_LENGTH": "", "wsgi.input": BytesIO(text), **meta})
    return statements_view(request, "2.0.0")


def test_a_request_of_untold_length_is_read_to_its_end(make_api, rf, monkeypatch):
    api = make_api()
    one = with_data(BINARY)
    text = whole(one, BINARY)
    monkeypatch.setattr("academy.lrs.api.bodies._CHUNK", 7)
    assert chunked(api, rf, text).status_code == 200
    assert answered(api.get(statementId=one["id"], attachments="true"))[1][0][1] == BINARY
    assert chunked(api, rf, text[:-50]).status_code == 400
    monkeypatch.setattr("academy.lrs.api.bodies.LARGEST_REQUEST", 100)
    assert chunked(api, rf, text).status_code == 413


def test_a_connection_that_breaks(make_api, rf):
    class Broken(BytesIO):
        def read(self, most=-1):
            if self.tell():
                raise OSError("connection reset")
            return super().read(100)

    text = whole(with_data(TEXT), TEXT)
    reply = chunked(make_api(), rf, text, **{"wsgi.input": Broken(text)})
    assert reply.status_code == 400
    assert "ended before" in json.loads(reply.content)["error"]


def test_a_content_type_cannot_write_headers(api):
    """It goes into the header of a part of the answer."""
    for kind in ('text/plain; x="\r\nX-Other: y"', 'text/plain; x="a\nb"', 'text/plain; x="\\\n"',
                 'text/plain; x="\x00"'):  # fmt: skip
        one = statement(attachments=[declared(TEXT, contentType=kind)])
        assert refused(send(api, whole(one, TEXT)), "media type")
    one = statement(attachments=[declared(TEXT, contentType='text/plain; x="é\t\\""')])
    assert send(api, whole(one, TEXT)).status_code == 200
    (fields, _), *_ = answered(api.get(statementId=one["id"], attachments="true"))[1]
    assert fields["Content-Type"] == 'text/plain; x="é\t\\""'


# --- Whatever comes ------------------------------------------------------------------------------
@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    pieces=st.lists(
        st.one_of(
            st.binary(max_size=20),
            st.sampled_from([b"\r\n", b"--", CONTENT_TYPE[26:].encode(), b"\r\n\r\n",
                             part(TEXT), first(with_data(TEXT)), first(b"[]")]),
        ),
        max_size=12,
    ),
    content_type=st.one_of(
        st.just(CONTENT_TYPE),
        st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=20)
        .map(lambda text: f"multipart/mixed; {text}"),
    ),
    at=st.integers(0, 900),
    change=st.binary(max_size=3),
)  # fmt: skip
def test_any_bytes(db, make_api, pieces, content_type, at, change):
    api = make_api()
    assert send(api, b"".join(pieces), content_type).status_code in (200, 400)
    text = whole(with_data(TEXT, id=str(uuid4())), TEXT)
    altered = text[:at] + change + text[at + len(change) :]
    assert send(api, altered, content_type).status_code in (200, 400)
