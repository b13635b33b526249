"""Requests in a form, for clients that can send nothing else. Communication 1.3 of xAPI 1.0.3."""

import json
from urllib.parse import quote, urlencode

import pytest

from academy.lrs.api import bodies

from .conftest import FORM
from .samples import statement


def test_head_leaves_out_the_body_and_a_length_that_a_post_would_wait_for(form):
    """Communication 1.1: the Content-Length may be left out."""
    one = statement()
    form("PUT", statementId=one["id"], content=one)
    reply = form("HEAD", statementId=one["id"])
    assert (reply.status_code, reply.content, reply["Content-Length"]) == (200, b"", "0")


def test_it_is_for_every_resource(form):
    about = form("GET", path="/about")
    assert (about.status_code, about["X-Experience-API-Version"]) == (200, "1.0.3")
    assert form("GET", path="/nothing").status_code == 404
    assert form("GET", path="/about", Authorization=None).status_code == 200


def test_content_is_utf_8_and_longer_than_it_says(form):
    """1.3: the content is a UTF-8 string. Older libraries count its letters, not its bytes."""
    one = statement(verb={"id": "https://academie.example/v", "display": {"fr": "é — 😀"}})
    text = json.dumps(one, ensure_ascii=False)
    reply = form("POST", content=text, **{"Content-Length": str(len(text))})
    assert reply.status_code == 200
    assert form("GET", statementId=one["id"]).json()["verb"] == one["verb"]


def test_bytes_that_are_not_utf_8_are_refused(form):
    fields = urlencode(form.fields)
    for bad in ("%FF", "%ED%A0%80"):
        reply = form.post("/statements?method=POST", f"{fields}&content={bad}")
        assert (reply.status_code, "UTF-8" in reply.json()["error"]) == (400, True)
    reply = form.post("/statements?method=POST", fields.encode() + b"&content=\xff")
    assert (reply.status_code, "UTF-8" in reply.json()["error"]) == (400, True)


def test_headers_beside_the_form_are_kept(form):
    """1.3: other headers stay where they are; those that are in the form may be there as well."""
    one = statement(verb={"id": "https://academie.example/v", "display": {"en": "e", "fr": "f"}})
    form("POST", content=one)
    ask = {"statementId": one["id"], "format": "canonical"}
    assert form("GET", headers={"accept-language": "fr"}, **ask).json()["verb"]["display"] == {
        "fr": "f"
    }
    in_form = form("GET", **ask, **{"Accept-Language": "en"})
    assert in_form.json()["verb"]["display"] == {"en": "e"}


def test_the_type_of_the_content_is_a_field(form):
    assert (
        form("POST", content=statement(), **{"Content-Type": "application/json"}).status_code == 200
    )
    refused = form("POST", content=statement(), **{"Content-Type": "text/plain"})
    assert (refused.status_code, "Content-Type" in refused.json()["error"]) == (400, True)


@pytest.mark.parametrize("kind", ["text/plain", f"{FORM}; charset=utf-8", ""])
def test_the_type_of_the_form_may_be_missing(form, kind):
    """1.3: it SHOULD be there; the browsers this is for can't send it."""
    assert form("POST", kind=kind, content=statement()).status_code == 200


def test_a_body_that_is_no_form_is_refused(form):
    for kind in ("application/json", "multipart/form-data; boundary=x"):
        reply = form("POST", kind=kind, content=statement())
        assert (reply.status_code, "form" in reply.json()["error"]) == (400, True)


def test_the_version_is_required_as_ever(form):
    form.fields.pop("X-Experience-API-Version")
    reply = form("GET")
    assert (reply.status_code, reply.json()["place"]) == (400, "X-Experience-API-Version")


@pytest.mark.parametrize(
    "query",
    ["&limit=1", "&method=GET", "&statementId=6690e6c9-3ef0-4ed3-8b37-7f3964730bee", "&x"],
)
def test_the_address_has_no_other_parameter(form, query):
    """1.3: no other query string parameters on the request."""
    reply = form("GET", query=query)
    assert (reply.status_code, "no parameter" in reply.json()["error"]) == (400, True)


@pytest.mark.parametrize("method", ["", "get", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(form, method):
    reply = form(method)
    assert (reply.status_code, reply.json()["place"]) == (400, "method")


def test_only_a_post_carries_a_form(form, api):
    headers = {**api.headers, "x-experience-api-version": "1.0.3"}
    for call in (form.client.get, form.client.put, form.client.delete, form.client.head):
        assert call(f"{form.mount}/statements?method=POST", headers=headers).status_code == 400


def test_content_is_there_when_the_method_carries_some(form):
    """1.3: where the call involves sending content, it is the field "content"."""
    for method in ("PUT", "POST"):
        reply = form(method, statementId="6690e6c9-3ef0-4ed3-8b37-7f3964730bee")
        assert (reply.status_code, reply.json()["place"]) == (400, "content")
    for method in ("GET", "HEAD", "DELETE"):
        assert form(method, content="{}").status_code == 400
    # Some libraries send the field in every form.
    assert form("GET", content="").status_code == 200


def test_nothing_is_said_twice(form):
    for twice in ("content=%7B%7D&content=%7B%7D", "Authorization=x", "limit=1&limit=2"):
        body = f"{urlencode(form.fields)}&{twice}"
        reply = form.post("/statements?method=POST", body)
        assert reply.status_code == 400


def test_a_form_has_bounds(form, monkeypatch):
    many = "&".join(f"x{number}=1" for number in range(200))
    reply = form.post("/statements?method=GET", many)
    assert (reply.status_code, "100 fields" in reply.json()["error"]) == (400, True)
    monkeypatch.setattr(bodies, "LARGEST_BODY", 1_000)
    large = form.post("/statements?method=POST", "content=" + quote(" " * 1_000))
    assert large.status_code == 413
