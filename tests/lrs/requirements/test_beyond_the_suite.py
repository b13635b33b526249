"""What the public conformance suite does not prove: what happens at once, at the edges, in bulk."""

import random
from datetime import timedelta
from datetime import timezone as zone
from uuid import uuid4

import pytest

from academy.lrs.api import replies
from academy.lrs.models import AttachmentData, Statement, StatementAttachment
from academy.lrs.xapi.times import format_timestamp
from tests.lrs.conftest import AT
from tests.lrs.documents import RESOURCES, Documents
from tests.lrs.multipart import answered, send, whole, with_data
from tests.lrs.samples import (
    ACTIVITY,
    VERB,
    full_statement,
    reference,
    statement,
    sub_statement,
    voiding,
)
from tests.lrs.test_concurrency import in_threads
from tests.lrs.test_cors import CONTENT, PATHS, SENT, listed

TEXT = b"here is a simple attachment"
BINARY = bytes(range(256)) + b"\r\n\r\n--" + b"\r\n-------314159265358979323\r\n"


# --- What filters must not return ----------------------------------------------------------------
WHO = {"mbox": "mailto:sought@b.example"}
TEAM = {"objectType": "Group", "member": [{"mbox": "mailto:x@b.example"}, WHO]}
NAMED_TEAM = {**TEAM, "mbox": "mailto:team@b.example"}
OTHER_STATEMENT = {"objectType": "StatementRef", "id": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"}
DIRECT, RELATED, NEVER = "direct", "related", "never"
SOUGHT = "https://academie.example/activities/sought"
THING = {"id": SOUGHT}


def check_found(api, cases, related, **filters):
    """Check which of these statements are found, without and with what is related."""
    ids = api.post([one for _, one in cases]).json()
    direct = [own for own, (kind, _) in zip(ids, cases, strict=True) if kind == DIRECT]
    both = [own for own, (kind, _) in zip(ids, cases, strict=True) if kind != NEVER]
    for asked, expected in (({}, direct), ({related: "false"}, direct), ({related: "true"}, both)):
        assert api.ids(ascending="true", **filters, **asked) == expected
        assert api.walk(limit="3", ascending="true", **filters, **asked) == expected


@pytest.mark.parametrize("group", [TEAM, NAMED_TEAM], ids=["anonymous", "identified"])
def test_beyond_related_agents_returns_no_more_than_it_must(api, group):
    """Communication 2.1.3, agent: actor and object, members of Groups too; related_agents: besides
    authority, instructor, team, contextAgents, contextGroups and those of a SubStatement."""
    agent = {"objectType": "Agent", **WHO}
    context_2 = {
        "contextAgents": [{"objectType": "contextAgent", "agent": WHO}],
        "contextGroups": [{"objectType": "contextGroup", "group": group}],
    }
    cases = [
        (DIRECT, statement(actor=WHO)),
        (DIRECT, statement(actor={**WHO, "name": "Whoever"})),
        (DIRECT, statement(object=agent)),
        (DIRECT, statement(actor=group)),
        (DIRECT, statement(object=group)),
        (RELATED, statement(context={"instructor": WHO})),
        (RELATED, statement(context={"instructor": group})),
        (RELATED, statement(context={"team": group})),
        *[(RELATED, statement(context={key: value})) for key, value in context_2.items()],
        (RELATED, sub_statement(actor=WHO)),
        (RELATED, sub_statement(actor=group)),
        (RELATED, sub_statement(object=agent)),
        (RELATED, sub_statement(object=group)),
        (RELATED, sub_statement(context={"instructor": WHO, "team": group})),
        *[(RELATED, sub_statement(context={key: value})) for key, value in context_2.items()],
        (NEVER, statement()),
        (NEVER, statement(actor={"mbox": "mailto:Sought@b.example"})),
        (NEVER, statement(actor={"openid": WHO["mbox"]})),
        (NEVER, statement(actor={"account": {"homePage": WHO["mbox"], "name": WHO["mbox"]}})),
        (NEVER, statement(actor={"mbox": "mailto:x@b.example", "name": WHO["mbox"]})),
        (NEVER, statement(object={"id": WHO["mbox"]})),
        (NEVER, statement(context={"extensions": {"urn:x:y": {"actor": WHO, "team": group}}})),
        (NEVER, statement(context={"statement": OTHER_STATEMENT})),
        (NEVER, sub_statement()),
    ]
    check_found(api, cases, "related_agents", agent=WHO)


def test_beyond_related_activities_returns_no_more_than_it_must(api):
    """Communication 2.1.3, activity: the object; related_activities: besides the context's and
    those of a SubStatement."""
    lists = ("parent", "grouping", "category", "other")
    cases = [
        (DIRECT, statement(object=THING)),
        (DIRECT, statement(object={**THING, "objectType": "Activity"})),
        *[(RELATED, statement(context={"contextActivities": {key: THING}})) for key in lists],
        *[(RELATED, statement(context={"contextActivities": {key: [ACTIVITY, THING]}}))
          for key in lists],
        (RELATED, sub_statement(object=THING)),
        *[(RELATED, sub_statement(context={"contextActivities": {key: [THING]}}))
          for key in lists],
        (NEVER, statement()),
        (NEVER, sub_statement()),
        (NEVER, statement(object={"id": f"{SOUGHT}/"})),
        (NEVER, statement(object={"id": SOUGHT.upper()})),
        (NEVER, statement(verb={"id": SOUGHT})),
        (NEVER, sub_statement(verb={"id": SOUGHT})),
        (NEVER, statement(actor={"openid": SOUGHT})),
        (NEVER, statement(object={**ACTIVITY, "definition": {"type": SOUGHT, "moreInfo": SOUGHT}})),
        (NEVER, statement(result={"extensions": {SOUGHT: THING}})),
        (NEVER, statement(context={"extensions": {SOUGHT: THING}})),
    ]  # fmt: skip
    check_found(api, cases, "related_activities", activity=SOUGHT)


def test_beyond_verbs_and_registrations_of_sub_statements_are_not_the_statements_own(api):
    """Communication 2.1.3: the registration and the verb of the statement itself."""
    registration, verb = str(uuid4()), "https://academie.example/verbs/sought"
    own = statement(verb={"id": verb}, context={"registration": registration})
    inner = sub_statement(verb={"id": verb}, context={"registration": registration})
    api.post([own, inner, statement(object={"id": verb})])
    for related in ({}, {"related_agents": "true", "related_activities": "true"}):
        assert api.ids(verb=verb, **related) == [own["id"]]
        assert api.ids(registration=registration, **related) == [own["id"]]


def test_beyond_members_of_a_group_are_found_and_so_is_the_group(api):
    """Communication 2.1.3, agent: of a Group that acts or is acted on."""
    group = {"objectType": "Group", "mbox": "mailto:team@b.example",
             "member": [{"mbox": "mailto:member@b.example"}]}  # fmt: skip
    acting, acted_on = statement(actor=group), statement(object=group)
    api.post([acting, acted_on])
    expected = [acted_on["id"], acting["id"]]
    assert api.ids(agent={"mbox": "mailto:member@b.example"}) == expected
    assert api.ids(agent={"objectType": "Group", "mbox": "mailto:team@b.example"}) == expected


# --- Edges of since and until --------------------------------------------------------------------
@pytest.mark.parametrize("filters", [{}, {"verb": VERB["id"]}])
def test_beyond_edges_of_since_and_until(api, record, filters):
    """Communication 2.1.3: since is exclusive, until inclusive, whatever the zone; Data 4.5."""
    moment = AT.replace(microsecond=123_456)
    tick = timedelta(microseconds=1)
    ids = [[str(one) for one in record(statement(), statement(), at=moment + tick * number).ids]
           for number in (-1, 0, 1)]  # fmt: skip
    early, same, late = ids

    def written(at, hours=0):
        return at.astimezone(zone(timedelta(hours=hours))).isoformat()

    def found(**asked):
        return api.ids(ascending="true", **filters, **asked)

    for hours in (0, 9, -5):
        at = written(moment, hours)
        # What is stored at one moment comes or stays away together.
        assert found(since=at) == late
        assert found(until=at) == early + same
        assert found(since=at, until=at) == []
        assert found(since=written(moment - tick, hours), until=at) == same
        assert found(since=written(moment + tick), until=at) == []
    assert found(since=format_timestamp(moment - 2 * tick)) == early + same + late
    assert found(until=format_timestamp(moment - 2 * tick)) == []
    assert found(since=format_timestamp(moment + tick)) == []
    # A page that ends amid them goes on amid them.
    for order, expected in (("true", early + same), ("false", (early + same)[::-1])):
        walked = api.walk(until=written(moment), ascending=order, limit="1", **filters)
        assert walked == expected


# --- Lines of references -------------------------------------------------------------------------
@pytest.mark.parametrize("order", ["target first", "target last", "mixed", "one batch"])
def test_beyond_a_line_of_references_deeper_than_one_is_followed(api, order):
    """Communication 2.1.3: "and so on", however deep, in whatever order they come; a voided one in
    the middle is absent, those above it are not."""
    target = full_statement()
    line = [target]
    for _ in range(5):
        line.append(reference(line[-1]["id"]))
    voider = voiding(line[2]["id"])
    sent = {"target first": line, "target last": line[::-1], "one batch": line,
            "mixed": random.Random(7).sample(line, len(line))}[order]  # fmt: skip
    if order == "one batch":
        api.post([voider, *sent])
    else:
        for one in (*sent, voider):
            api.post(one)
    other = reference(str(uuid4()))
    api.post([other, statement(context={"statement": {"objectType": "StatementRef",
                                                      "id": target["id"]}})])  # fmt: skip
    expected = {one["id"] for one in (*line, voider)} - {line[2]["id"]}
    context = target["context"]
    for filters in (
        {"activity": target["object"]["id"]},
        {"registration": context["registration"], "verb": VERB["id"]},
        {"agent": context["instructor"], "related_agents": "true"},
        {"activity": context["contextActivities"]["parent"][0]["id"], "related_activities": "true"},
    ):
        found = api.ids(**filters)
        assert len(found) == len(expected)
        assert set(found) == expected
        assert api.walk(limit="2", **filters) == found
    assert target["id"] not in api.ids(verb=line[1]["verb"]["id"])


# --- Races ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", RESOURCES)
def test_beyond_of_two_racing_puts_with_one_etag_one_wins(client_at_once, version, kind):
    """Communication 3.1; 9274 4.1.4: the other gets 412, and nobody's change is lost unseen."""
    mine = Documents(client_at_once(version), kind)
    mine.new("one", {"round": -1})
    for number in range(4):
        seen = {"if-match": mine.etag("one")}

        def put(racer, number=number, seen=seen):
            theirs = Documents(client_at_once(version), kind)
            return theirs.put("one", [number, racer], headers=seen).status_code

        answers = in_threads(*[lambda racer=racer: put(racer) for racer in range(2)])
        assert sorted(answers) == [204, 412]
        assert mine.get("one").json() == [number, answers.index(204)]


@pytest.mark.parametrize("same", [True, False])
def test_beyond_of_two_racing_posts_of_one_id_one_is_stored(client_at_once, same):
    """Communication 2.1.2, Data 2.3: the same statement is 200 for both, another one 409."""
    for _ in range(4):
        one = statement()
        pair = [one, one if same else {**one, "verb": {"id": "http://x.example/v"}}]
        answers = in_threads(
            *[lambda own=own: client_at_once().post(own).status_code for own in pair]
        )
        assert sorted(answers) == ([200, 200] if same else [200, 409])
        assert Statement.objects.filter(statement_id=one["id"]).count() == 1
        kept = client_at_once().get(statementId=one["id"]).json()
        assert kept["verb"] == pair[answers.index(200)]["verb"]


# --- Attachments ---------------------------------------------------------------------------------
def test_beyond_two_statements_that_share_one_sha2(api):
    """Communication 1.5.2: one copy of the data, however many statements use it."""
    batch = [with_data(TEXT), with_data(BINARY, TEXT), statement()]
    assert send(api, whole(batch, TEXT, BINARY)).status_code == 200
    later = with_data(TEXT)
    assert send(api, whole(later, TEXT)).status_code == 200
    found, parts = answered(api.get(attachments="true"))
    assert len(found["statements"]) == 4
    assert sorted(data for _, data in parts) == sorted([TEXT, BINARY])
    assert AttachmentData.objects.count() == 2
    assert StatementAttachment.objects.count() == 4
    assert answered(api.get(statementId=batch[2]["id"], attachments="true"))[1] == []
    # Two copies in one request are one.
    assert send(api, whole(with_data(b"x"), b"x", b"x")).status_code == 200


# --- 403, 413, preflight -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("scopes", "write", "read"),
    [
        (["all"], 200, 200),
        (["statements/write"], 200, 403),
        (["statements/read"], 403, 200),
        (["all/read"], 403, 200),
        (["statements/read/mine"], 403, 200),
        (["statements/write", "statements/read/mine"], 200, 200),
        (["state"], 403, 403),
        (["profile", "define"], 403, 403),
    ],
)
def test_beyond_scopes_of_statements(make_api, scopes, write, read):
    """Communication 4.2: 403 Forbidden."""
    api = make_api(*scopes)
    assert api.post(statement()).status_code == write
    one = statement()
    assert api.put(one, one["id"]).status_code == (204 if write == 200 else write)
    assert api.get().status_code == read


@pytest.mark.parametrize(
    ("scopes", "state", "profile"),
    [
        (["all"], (200, 204), (200, 204)),
        (["all/read"], (200, 403), (200, 403)),
        (["state"], (200, 204), (403, 403)),
        (["profile"], (403, 403), (200, 204)),
        (["state", "profile"], (200, 204), (200, 204)),
        (["statements/write", "statements/read", "define"], (403, 403), (403, 403)),
        (["all/read", "state"], (200, 204), (200, 403)),
    ],
)
def test_beyond_scopes_of_documents(make_api, scopes, state, profile):
    """Communication 4.2: 403 Forbidden."""
    api = make_api(*scopes)
    for kind in RESOURCES:
        read, write = state if kind == "state" else profile
        kept = Documents(api, kind)
        assert kept.get().status_code == read
        for reply in (
            kept.post("one", {}),
            kept.put("two", {}, headers={"if-none-match": "*"}),
            kept.delete("one"),
        ):
            assert reply.status_code == write
        if write == 403:
            assert kept.post("one", {}).json()["error"].startswith("This credential has no scope")


def test_beyond_a_body_too_large_is_413(api, monkeypatch):
    """Communication 3.2: 413 Request Entity Too Large."""
    monkeypatch.setattr("academy.lrs.api.bodies.LARGEST_BODY", 1_000)
    assert api.post([statement() for _ in range(10)]).status_code == 413
    assert not Statement.objects.exists()


def test_beyond_a_batch_too_large_is_413(api):
    """Communication 3.2."""
    body = "[" + ",".join(["{}"] * (replies.LARGEST_BATCH + 1)) + "]"
    reply = api.post(body)
    assert reply.status_code == 413
    assert str(replies.LARGEST_BATCH) in reply.json()["error"]


def test_beyond_a_document_too_large_is_413(kept, monkeypatch):
    """Communication 3.2."""
    monkeypatch.setattr("academy.lrs.api.bodies.LARGEST_BODY", 10)
    reply = kept.put("one", b"x" * 11, headers={"if-none-match": "*"})
    assert reply.status_code == 413
    kept.new("one", b"x" * 10)


@pytest.mark.parametrize("mount", ["/xapi", "/xapi/1.0.3"])
@pytest.mark.parametrize("path", PATHS)
def test_beyond_a_preflight_is_answered_before_version_and_credentials(
    client, db, settings, mount, path
):
    """Fetch, CORS-preflight: a browser asks with neither, before it sends what needs both; it may
    then send and read the headers of xAPI (Communication 1.2, 3.1, 3.3)."""
    settings.XAPI_CONTENT_ORIGINS = [CONTENT]
    headers = {"origin": CONTENT, "access-control-request-method": "PUT",
               "access-control-request-headers": "authorization"}  # fmt: skip
    reply = client.options(mount + path, headers=headers)
    assert (reply.status_code, reply["Access-Control-Allow-Origin"]) == (204, CONTENT)
    assert listed(reply, "Access-Control-Allow-Headers") == set(SENT)
    assert {"GET", "HEAD", "POST", "PUT", "DELETE"} == listed(reply, "Access-Control-Allow-Methods")
    assert int(reply["Access-Control-Max-Age"]) > 0
    assert "Origin" in listed(reply, "Vary")
    assert "Access-Control-Allow-Credentials" not in reply
    assert not reply.cookies


# --- In bulk -------------------------------------------------------------------------------------
def test_beyond_a_batch_of_a_thousand_is_all_or_nothing(api):
    """Communication 2.1.2: stored once, in order, and read page by page."""
    batch = [statement() for _ in range(1_000)]
    ids = [one["id"] for one in batch]
    faulty = [*batch[:-1], statement(verb={"id": "no scheme"})]
    assert api.post(faulty).json()["place"] == "statements[999].verb.id"
    assert Statement.objects.count() == 0
    for _ in range(2):
        reply = api.post(batch)
        assert (reply.status_code, reply.json()) == (200, ids)
    assert Statement.objects.count() == 1_000
    assert api.walk(ascending="true") == ids
    conflict = api.post([statement(), *batch[:-1], {**batch[-1], "verb": {"id": "urn:x:v"}}])
    assert conflict.status_code == 409
    assert Statement.objects.count() == 1_000
