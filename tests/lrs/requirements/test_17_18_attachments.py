"""Requirements 17 and 18: attachments and signatures."""

import pytest

from academy.lrs.models import Statement
from tests.lrs.multipart import (
    CONTENT_TYPE,
    answered,
    body,
    first,
    part,
    refused,
    send,
    sha256,
    signed,
    whole,
    with_data,
)
from tests.lrs.samples import ATTACHMENT, RESULT, full_statement, statement
from tests.lrs.signing import certificate, jws, key

TEXT = b"here is a simple attachment"
BINARY = bytes(range(256))


@pytest.fixture
def api(make_api, version):
    """A client that may do everything, in each version."""
    return make_api(version=version)


@pytest.fixture
def one():
    return statement(result=RESULT, timestamp="2026-11-23T12:00:00.123Z")


# --- 17. multipart/mixed -------------------------------------------------------------------------
def test_17_all_statements_are_in_the_first_part_and_data_in_the_others(api):
    """Communication 1.5.2: each in binary, with the hash that a statement declares."""
    batch = [with_data(TEXT), statement(), with_data(BINARY, TEXT)]
    reply = send(api, whole(batch, TEXT, BINARY))
    assert (reply.status_code, reply.json()) == (200, [one["id"] for one in batch])
    found, parts = answered(api.get(attachments="true", ascending="true"))
    assert [one["id"] for one in found["statements"]] == reply.json()
    assert {fields["X-Experience-API-Hash"]: data for fields, data in parts} == {
        sha256(TEXT): TEXT, sha256(BINARY): BINARY
    }  # fmt: skip
    assert {fields["Content-Transfer-Encoding"] for fields, _ in parts} == {"binary"}


@pytest.mark.parametrize(
    ("content_type", "word"),
    [
        ("multipart/mixed", "boundary"),
        ("multipart/mixed;", "boundary"),
        ("multipart/mixed; boundary=", "boundary"),
        ("multipart/mixed; boundary=other", "ended before"),
        ("multipart/form-data; boundary=-------314159265358979323846", "multipart/mixed"),
        ("multipart/related; boundary=-------314159265358979323846", "multipart/mixed"),
        ("application/json", "JSON"),
    ],
)
def test_17_other_types_and_a_missing_boundary_are_refused(api, content_type, word):
    """Communication 1.5, 1.5.2; RFC 2046 5.1."""
    assert refused(send(api, whole(with_data(TEXT), TEXT), content_type), word)


@pytest.mark.parametrize(
    ("parts", "word"),
    [
        ([], "no part"),
        ([part(TEXT)], "first part must be application/json"),
        ([b"\r\n{}"], "first part must be application/json"),
        ([b"Content-Type: text/plain\r\n\r\n{}"], "first part must be application/json"),
        ([b"Content-Type: application/json; x\r\n\r\n{}"], "media type"),
        ([b"Content-Type: application/json\r\nContent-Transfer-Encoding: base64\r\n\r\ne30="],
         "must not be coded"),
        ([first(b"")], "empty"),
        ([first(b"1")], "must be a statement"),
        ([first(b"{")], "JSON"),
        ([first(statement()), first(statement())], "All statements are in the first part"),
        ([first(with_data(TEXT)), part(TEXT, X_Experience_API_Hash=None)], "X-Experience-API-Hash"),
        ([first(with_data(TEXT)), part(TEXT, X_Experience_API_Hash="x")], "SHA-2"),
        ([first(with_data(TEXT)), part(TEXT, X_Experience_API_Hash=sha256(BINARY))],
         "has the hash"),
        ([first(with_data(TEXT)), part(TEXT + b"!", X_Experience_API_Hash=sha256(TEXT))],
         "has the hash"),
        ([first(with_data(TEXT)), part(TEXT, Content_Transfer_Encoding=None)], "binary"),
        ([first(with_data(TEXT)), part(TEXT, Content_Transfer_Encoding="base64")], "binary"),
        ([first(with_data(TEXT)), part(TEXT, Content_Transfer_Encoding="8bit")], "binary"),
        ([first(with_data(TEXT)), part(TEXT), part(BINARY)], "no statement of it declares"),
        ([first(statement()), part(TEXT)], "no statement of it declares"),
        ([first([]), part(TEXT)], "no statement of it declares"),
        ([first(with_data(TEXT))], "fileUrl"),
        ([first(with_data(TEXT, BINARY)), part(TEXT)], "fileUrl"),
        ([first([with_data(TEXT), with_data(BINARY)]), part(BINARY)], "fileUrl"),
        ([first(with_data(TEXT)), part(TEXT, **{f"X-{n}": "y" * 100 for n in range(200)})],
         "header is longer"),
        ([first(with_data(TEXT)), b"not a header\r\n\r\n" + TEXT], "header line"),
    ],
)  # fmt: skip
def test_17_parts_that_do_not_fit_are_refused(api, parts, word):
    """Communication 1.5.1, 1.5.2."""
    assert refused(send(api, body(*parts)), word)


def test_17_multipart_with_file_url_alone_or_without_attachments(api):
    """Communication 1.5.2: so too with fileUrl alone, and without attachments."""
    assert send(api, whole(statement())).status_code == 200
    assert send(api, whole([statement(attachments=[ATTACHMENT]), statement()])).status_code == 200
    assert send(api, whole([])).status_code == 200
    # As JSON every attachment has its fileUrl (Communication 1.5.1).
    assert api.post(statement(attachments=[ATTACHMENT])).status_code == 200
    assert api.post(with_data(TEXT)).status_code == 400


# --- 18. Signed statements -----------------------------------------------------------------------
@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512"])
@pytest.mark.parametrize("certified", [True, False])
def test_18_a_signed_statement_is_kept_with_its_signature(api, one, algorithm, certified):
    """Data 2.6, 9274 4.2.6: by one of the three algorithms; x5c is a SHOULD."""
    made = jws(one, algorithm, **({"x5c": [certificate(key())]} if certified else {}))
    reply = send(api, whole(signed(one, made), made))
    assert reply.status_code == 200, reply.content
    kept, parts = answered(api.get(statementId=one["id"], attachments="true"))
    assert kept["attachments"] == signed(one, made)["attachments"]
    assert [data for _, data in parts] == [made]


@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_18_other_algorithms_and_payloads_are_refused(make_api, one, version):
    """Data 2.6: RS256, RS384 or RS512 over a statement that is logically this one."""
    api = make_api(version=version)
    for made in (jws(one, "HS256"), jws(one, "none"), b"x", jws(full_statement()),
                 jws(one, x5c=[certificate(key(1))])):  # fmt: skip
        reply = api.post(whole(signed(one, made), made), content_type=CONTENT_TYPE)
        assert reply.status_code == 400
        assert reply.json()["place"] == "attachments[0]"
        assert "signature" in reply.json()["error"]
    # Nor as JSON, where its data can't come.
    made = jws(one)
    reply = api.post(signed(one, made, fileUrl="http://x.example/signature"))
    assert reply.status_code == 400
    assert not Statement.objects.exists()


def test_18_the_attachment_of_a_signature_is_an_octet_stream(api, one):
    """Data 2.6: contentType is application/octet-stream; usageType tells that it is a signature."""
    made = jws(one)
    wrong = signed(one, made)
    wrong["attachments"][0]["contentType"] = "text/plain"
    assert refused(send(api, whole(wrong, made)), "octet-stream")
    wrong["attachments"][0]["usageType"] = ATTACHMENT["usageType"]
    assert send(api, whole(wrong, made)).status_code == 200


@pytest.mark.parametrize(
    ("duration", "expected"), [("PT4M30.50123S", 200), ("PT4M30.5S", 200), ("PT4M30.52S", 400)]
)
def test_18_the_payload_is_logically_the_statement(api, one, duration, expected):
    """Data 2.6, 2.3.1, 4.6: times in another zone, durations to a hundredth of a second."""
    payload = {
        **one,
        "timestamp": "2026-11-23T13:00:00.123+01:00",
        "result": {**RESULT, "duration": duration},
    }
    made = jws({name: payload[name] for name in reversed(payload)})
    assert send(api, whole(signed(one, made), made)).status_code == expected
