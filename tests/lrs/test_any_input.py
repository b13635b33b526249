"""Whatever comes, the answer is 2xx or 4xx, on both databases."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from academy.lrs import projector
from academy.lrs.models import Statement
from academy.lrs.subscribers import Mode

from .conftest import AT
from .samples import full_statement, statement

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


def mangled(value, draw):
    """Replace one part of a JSON value by another."""
    if isinstance(value, dict) and value and draw(st.integers(0, 3)):
        key = draw(st.sampled_from(sorted(value)))
        return {**value, key: mangled(value[key], draw)}
    if isinstance(value, list) and value and draw(st.integers(0, 3)):
        return [mangled(value[0], draw), *value[1:]]
    return draw(
        st.sampled_from(
            [None, True, 0, -1, 1e308, 10**400, "", "\x00", "x", [], {}, [None], "é" * 300,
             {"objectType": "Group"}, "http://x.example/" + "a" * 3_000, "0001-01-01T00:00:00Z"]
        )
    )  # fmt: skip


@QUIET
@given(data=st.data())
def test_any_statement(api, data):
    base = full_statement()
    reply = api.post(mangled(base, data.draw))
    assert reply.status_code in (200, 400)
    if reply.status_code == 200 and reply.json():
        for form in ("exact", "ids", "canonical"):
            assert api.get(statementId=reply.json()[0], format=form).status_code == 200


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
    one = statement(object={"id": long}, verb={"id": long}, actor={"openid": long})
    assert api.post(one).status_code == 200
    for filters in ({"activity": long}, {"verb": long}, {"agent": {"openid": long}}):
        assert api.ids(**filters) == [one["id"]]
