"""Statements with attachments, as clients send and get them.

Data 2.4.11; Communication 1.5, 2.1.3; 9274 4.1.3.
"""

import hashlib

import pytest

from academy.lrs.models import AttachmentData, StatementAttachment
from academy.lrs.services import own_authority, record_statements
from academy.lrs.services.attachments import PIECE

from .conftest import AT
from .multipart import (
    CONTENT_TYPE,
    answered,
    body,
    declared,
    first,
    part,
    send,
    sha256,
    whole,
    with_data,
)
from .samples import ATTACHMENT, statement, sub_statement

TEXT = b"here is a simple attachment"
BINARY = bytes(range(256)) + b"\r\n\r\n--" + b"\r\n-------314159265358979323\r\n"


@pytest.fixture(params=["1.0.3", "2.0.0"])
def api(request, make_api):
    """A client that may do everything, in each version."""
    return make_api(version=request.param)


# --- Storing -------------------------------------------------------------------------------------
@pytest.mark.parametrize("data", [TEXT, BINARY, b"", b"\r\n", b"a" * (PIECE * 2 + 1)])
def test_data_comes_back_as_it_was(api, data):
    one = with_data(data)
    reply = send(api, whole(one, data))
    assert (reply.status_code, reply.json()) == (200, [one["id"]])
    for query in ({"statementId": one["id"]}, {}):
        found, parts = answered(api.get(attachments="true", **query))
        found = found if "statementId" in query else found["statements"][0]
        assert found["attachments"] == one["attachments"]
        assert parts == [
            (
                {
                    "Content-Type": ATTACHMENT["contentType"],
                    "Content-Transfer-Encoding": "binary",
                    "X-Experience-API-Hash": sha256(data),
                },
                data,
            )
        ]


def test_put(api):
    one = with_data(TEXT)
    address = f"{api.mount}/statements?statementId={one['id']}"

    def put(text):
        return api.client.put(address, text, content_type=CONTENT_TYPE, headers=api.headers)

    assert put(whole([one], TEXT)).status_code == 400
    assert put(whole(one, TEXT)).status_code == 204
    assert put(whole(one, TEXT)).status_code == 204
    assert answered(api.get(statementId=one["id"], attachments="true"))[1][0][1] == TEXT


@pytest.mark.parametrize("name", ["sha224", "sha256", "sha384", "sha512"])
@pytest.mark.parametrize("case", [str.lower, str.upper])
def test_every_sha2(api, name, case):
    """Data 2.4.11: SHA-2, which its length tells."""
    digest = hashlib.new(name, TEXT).hexdigest()
    one = statement(attachments=[declared(TEXT, sha2=case(digest))])
    text = body(first(one), part(TEXT, X_Experience_API_Hash=digest))
    assert send(api, text).status_code == 200
    found, parts = answered(api.get(statementId=one["id"], attachments="true"))
    assert found["attachments"][0]["sha2"] == case(digest)
    assert [(fields["X-Experience-API-Hash"], data) for fields, data in parts] == [(digest, TEXT)]


def test_what_a_sub_statement_declares(api):
    one = sub_statement(attachments=[declared(TEXT)])
    assert send(api, whole(one, TEXT)).status_code == 200
    assert answered(api.get(statementId=one["id"], attachments="true"))[1][0][1] == TEXT
    assert api.post(sub_statement(attachments=[declared(TEXT)])).status_code == 400


def test_data_may_come_beside_a_file_url(api):
    one = statement(attachments=[declared(TEXT, fileUrl="https://academie.example/a.txt")])
    assert send(api, whole(one, TEXT)).status_code == 200
    assert answered(api.get(statementId=one["id"], attachments="true"))[1][0][1] == TEXT


@pytest.mark.parametrize(
    "text",
    [
        b"preamble\r\n" + whole([], *()),
        whole([]) + b"epilogue",
        whole([])[:-2],
        whole(b" [ ]\r\n"),
        body(b"Content-Type: application/json; charset=utf-8\r\n"
             b"Content-Transfer-Encoding: 8bit\r\nX-Other: y\r\n\r\n[]"),
        body(b"content-type:application/json\r\n\r\n[]"),
    ],
)  # fmt: skip
def test_bodies_that_are_taken(api, text):
    assert send(api, text).status_code == 200


@pytest.mark.parametrize(
    ("content_type", "boundary"),
    [
        ('multipart/mixed; boundary="abc"', "abc"),
        ("Multipart/Mixed;boundary=abc;", "abc"),
        ('multipart/mixed; charset=UTF-8; boundary="a b"', "a b"),
    ],
)
def test_content_types_that_are_taken(api, content_type, boundary):
    one = with_data(TEXT)
    assert (
        send(api, body(first(one), part(TEXT), boundary=boundary), content_type).status_code == 200
    )


def test_a_batch_of_five_thousand_attachments(make_api):
    api = make_api()
    data = [f"attachment {number}".encode() for number in range(5_000)]
    batch = [with_data(*data[start : start + 5]) for start in range(0, 5_000, 5)]
    assert send(api, whole(batch, *data)).status_code == 200
    assert AttachmentData.objects.count() == 5_000
    found, parts = answered(api.get(attachments="true", limit="10"))
    assert len(found["statements"]) == 10
    assert sorted(one for _, one in parts) == sorted(data[-50:])


# --- A stored statement never changes ------------------------------------------------------------
def test_the_same_statement_again(api):
    one = with_data(TEXT)
    for _ in range(2):
        assert send(api, whole(one, TEXT)).status_code == 200
    assert StatementAttachment.objects.count() == 1
    other = {**one, "attachments": [declared(BINARY)]}
    assert send(api, whole(other, BINARY)).status_code == 409
    assert AttachmentData.objects.get().sha2 == sha256(TEXT)


def test_data_that_comes_late_is_not_added(api):
    """The statement was stored without it, and never changes."""
    one = statement(attachments=[declared(TEXT, fileUrl="https://academie.example/a.txt")])
    assert api.post(one).status_code == 200
    assert send(api, whole(one, TEXT)).status_code == 200
    assert answered(api.get(statementId=one["id"], attachments="true"))[1] == []
    assert not AttachmentData.objects.exists()


def test_a_batch_of_which_one_is_new(api):
    known, new = with_data(TEXT), with_data(BINARY)
    assert send(api, whole(known, TEXT)).status_code == 200
    assert send(api, whole([known, new], TEXT, BINARY)).status_code == 200
    parts = answered(api.get(attachments="true"))[1]
    assert sorted(data for _, data in parts) == sorted([TEXT, BINARY])


# --- Reading -------------------------------------------------------------------------------------
def test_who_names_the_hash_of_others_data_does_not_get_it(make_api, organisms):
    one, other = (make_api("all", organism=organism) for organism in organisms)
    secret = with_data(b"secret")
    assert send(one, whole(secret, b"secret")).status_code == 200
    url = "https://academie.example/unknown"
    guess = statement(attachments=[declared(b"secret", fileUrl=url)])
    assert other.post(guess).status_code == 200
    assert answered(other.get(statementId=guess["id"], attachments="true"))[1] == []
    assert answered(other.get(attachments="true"))[1] == []
    missing = other.get(statementId=secret["id"], attachments="true")
    assert missing.status_code == 404
    assert answered(one.get(attachments="true"))[1][0][1] == b"secret"


def test_without_attachments_it_is_json(api):
    one = with_data(TEXT)
    send(api, whole(one, TEXT))
    for more in ({}, {"attachments": "false"}):
        reply = api.get(statementId=one["id"], **more)
        assert reply["Content-Type"] == "application/json"
        assert reply.json()["attachments"] == one["attachments"]


def test_head_is_get_without_a_body(api):
    one = with_data(BINARY)
    send(api, whole(one, BINARY))
    query = {"statementId": one["id"], "attachments": "true"}
    got = api.get(**query)
    content = b"".join(got.streaming_content)
    reply = api.client.head(f"{api.mount}/statements", query_params=query, headers=api.headers)
    assert (reply.status_code, reply.content) == (200, b"")
    assert reply["Content-Length"] == got["Content-Length"] == str(len(content))
    assert reply["Content-Type"].startswith("multipart/mixed; boundary=")
    assert reply["Last-Modified"] == got["Last-Modified"]
    assert reply.has_header("X-Experience-API-Consistent-Through")


def test_pages_bring_the_data_of_their_statements(api):
    data = [f"attachment {number}".encode() for number in range(5)]
    for one in data:
        send(api, whole(with_data(one), one))
    found, parts = answered(api.get(attachments="true", limit="2", ascending="true"))
    walked = [one for _, one in parts]
    while found["more"]:
        assert "attachments=true" in found["more"]
        found, parts = answered(api.client.get(found["more"], headers=api.headers))
        walked += [one for _, one in parts]
    assert walked == data


@pytest.mark.parametrize("ascending", ["true", "false"])
def test_a_page_ends_before_its_data_is_too_much(api, monkeypatch, ascending):
    """Communication 2.1.3: a page may hold fewer statements than the limit."""
    monkeypatch.setattr("academy.lrs.queries.LARGEST_DATA", 250)
    data = [bytes([number]) * 100 for number in range(5)] + [b"z" * 300]
    batch = [with_data(one) for one in data] + [statement(), with_data(data[0])]
    assert send(api, whole(batch, *data)).status_code == 200
    ids, pages = [], []
    reply = api.get(attachments="true", ascending=ascending)
    while True:
        found, parts = answered(reply)
        ids += [one["id"] for one in found["statements"]]
        pages.append([len(one) for _, one in parts])
        if not found["more"]:
            break
        reply = api.client.get(found["more"], headers=api.headers)
    expected = [one["id"] for one in batch]
    assert ids == (expected if ascending == "true" else expected[::-1])
    up = [[100, 100], [100, 100], [100], [300], [100]]
    assert pages == (up if ascending == "true" else [[100], [300], [100, 100], [100, 100], [100]])


@pytest.mark.parametrize("form", ["ids", "exact", "canonical"])
def test_formats(api, form):
    one = with_data(TEXT)
    send(api, whole(one, TEXT))
    found, parts = answered(api.get(attachments="true", format=form))
    assert found["statements"][0]["id"] == one["id"]
    assert [data for _, data in parts] == [TEXT]


def test_statements_of_our_own_without_data(db):
    recorded = record_statements(
        statements=[statement(attachments=[ATTACHMENT])], authority=own_authority(), at=AT
    )
    assert len(recorded.stored) == 1
    assert not StatementAttachment.objects.exists()
