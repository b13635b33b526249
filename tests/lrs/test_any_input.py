"""Whatever comes, the answer is 2xx or 4xx, on both databases."""

import json
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from academy.lrs import projector
from academy.lrs.models import DEFINITIONS_READER, Statement
from academy.lrs.subscribers import Mode

from .conftest import AT
from .samples import statement

QUIET = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
NAMES = ["statementId", "voidedStatementId", "agent", "verb", "activity", "registration",
         "related_activities", "related_agents", "since", "until", "limit", "format",
         "attachments", "ascending", "cursor", "method", "x"]  # fmt: skip
VALUES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["true", "false", "0", "5", "-1", "exact", "ids", "canonical", "http://x.example/a",
         "6690e6c9-3ef0-4ed3-8b37-7f3964730bee", '{"mbox":"mailto:a@b.example"}', "{}", "null",
         '{"account":{"homePage":"http://x.example","name":"\\u0000"}}', "[" * 2_000,
         "2026-11-23T12:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z",
         "0001-01-01T00:00:00Z_0", "9999-12-31T23:59:59Z_999999999999999999",
         "2026-11-23T12:00:00Z_9", "\x00", "9" * 400]
    ),
)  # fmt: skip


@QUIET
@given(parameters=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=4))
def test_any_parameters(api, parameters):
    for method in ("get", "head", "post", "put"):
        reply = getattr(api.client, method)(
            "/xapi/statements", query_params=parameters, headers=api.headers
        )
        assert reply.status_code < 500


@QUIET
@given(
    parameters=st.dictionaries(
        st.sampled_from(["activityId", "agent", "registration", "since", "x"]), VALUES, max_size=4
    ),
    document_id=st.none() | VALUES,
)
def test_any_parameters_of_documents(api, parameters, document_id):
    for path, name in (
        ("activities/state", "stateId"),
        ("activities/profile", "profileId"),
        ("agents/profile", "profileId"),
        ("agents", "stateId"),
    ):
        named = {} if document_id is None else {name: document_id}
        for method in ("get", "head", "post", "put", "delete"):
            reply = getattr(api.client, method)(
                f"/xapi/{path}", query_params={**parameters, **named}, headers=api.headers
            )
            assert reply.status_code < 500


@QUIET
@given(
    body=st.binary(max_size=60),
    posted=st.binary(max_size=60) | st.just(b'{"a":1}'),
    kind=st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=20)
    | st.just("application/json"),
    tag=st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=12),
)
def test_any_document(api, body, posted, kind, tag):
    address = "/xapi/activities/profile?activityId=http://x.example/a&profileId=one"
    headers = {**api.headers, "content-type": kind}
    for method, data, more in (
        ("PUT", body, {"if-match": tag}),
        ("PUT", body, {}),
        ("GET", b"", {"if-none-match": tag}),
        ("POST", posted, {}),
        ("GET", b"", {}),
        ("DELETE", b"", {}),
    ):
        reply = api.client.generic(
            method, address, data, content_type=kind, headers={**headers, **more}
        )
        assert reply.status_code < 500


@QUIET
@given(body=st.binary(max_size=200), text=st.text(max_size=100))
def test_any_body(api, body, text):
    for one in (body, text, json.dumps(text), json.dumps([{text: text}])):
        assert api.post(one).status_code in (200, 400)


@QUIET
@given(
    header=st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=60),
    name=st.sampled_from(
        ["authorization", "x-experience-api-version", "accept-language", "content-encoding"]
    ),
)
def test_any_header(api, header, name):
    for path in ("/xapi/statements", "/xapi/statements?format=canonical", "/xapi/about", "/xapi/x"):
        reply = api.client.get(path, headers={**api.headers, name: header})
        assert reply.status_code < 500


FIELDS = st.one_of(
    st.sampled_from(["Authorization", "X-Experience-API-Version", "Content-Type", "Content-Length",
                     "If-Match", "Accept-Language", "content", "activityId", *NAMES]),
    st.text(max_size=5),
)  # fmt: skip


@QUIET
@given(
    method=st.sampled_from(["GET", "PUT", "POST", "HEAD", "DELETE"]),
    fields=st.dictionaries(FIELDS, VALUES, max_size=5),
    signed=st.booleans(),
    rest=st.binary(max_size=30),
)
def test_any_form(api, method, fields, signed, rest):
    if signed:
        fields = {"Authorization": api.headers["authorization"], **fields}
        fields["X-Experience-API-Version"] = "1.0.3"
    for path in ("statements", "activities", "about", "x"):
        for body in (urlencode(fields).encode(), urlencode(fields).encode() + rest):
            reply = api.client.post(
                f"/xapi/{path}?method={method}",
                body,
                content_type="application/x-www-form-urlencoded",
            )
            assert reply.status_code < 500


@QUIET
@given(activity_id=VALUES)
def test_any_activity(api, activity_id):
    assert api.get("/activities", activityId=activity_id).status_code in (200, 400)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"])
def test_the_ends_of_time(record, api, reader, no_readers, moment):
    seen = []
    reader("test.seen", seen.extend, order=1, mode=Mode.CURSOR)
    one = statement(timestamp=moment)
    assert api.post(one).status_code == 200
    assert api.post(one).status_code == 200
    assert projector.catch_up(at=AT) == 1
    assert seen[0].timestamp == Statement.objects.get().timestamp
    assert api.ids(since="0001-01-01T00:00:00Z", until="9999-12-31T23:59:59.999999Z") == [one["id"]]


def test_a_statement_of_a_megabyte(api):
    one = statement(context={"extensions": {"http://x.example/": "a" * 1_000_000}})
    assert api.post(one).status_code == 200
    assert api.get(statementId=one["id"]).json()["context"] == one["context"]


def test_an_identifier_longer_than_an_index_takes(api):
    """PostgreSQL's indexes refuse rows of more than 2.7 kB; the keys are hashes."""
    long = "http://x.example/" + "a" * 20_000
    thing = {"id": long, "definition": {"name": {"en": "x"}}}
    one = statement(object=thing, verb={"id": long}, actor={"openid": long})
    assert api.post(one).status_code == 200
    for _ in range(2):
        assert api.get("/activities", activityId=long).json()["definition"] == {"name": {"en": "x"}}
        projector.catch_up(at=AT, names=[DEFINITIONS_READER])
    for filters in ({"activity": long}, {"verb": long}, {"agent": {"openid": long}}):
        assert api.ids(**filters) == [one["id"]]
