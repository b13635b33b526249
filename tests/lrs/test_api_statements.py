"""/xapi/statements as clients meet it. Communication 1.1, 2.1, 3.2, 3.3."""

import json
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.utils import timezone

from academy.lrs.api import replies
from academy.lrs.api.statements import statements as statements_view
from academy.lrs.models import Statement
from academy.lrs.xapi.times import parse_timestamp

from .samples import ATTACHMENT, full_statement, reference, statement, sub_statement, voiding

VERSION = "x-experience-api-version"
THROUGH = "x-experience-api-consistent-through"


# --- POST ----------------------------------------------------------------------------------------
def test_post_one(api):
    one = statement()
    reply = api.post(one)
    assert reply.status_code == 200
    assert reply.json() == [one["id"]]
    assert reply["Content-Type"] == "application/json"
    assert reply[VERSION] == "2.0.0"
    assert parse_timestamp(reply[THROUGH])


def test_post_a_batch_gives_ids_in_order(api):
    batch = [statement(), statement(id=None), statement()]
    ids = api.post(batch).json()
    assert [ids[0], ids[2]] == [batch[0]["id"], batch[2]["id"]]
    assert api.get(statementId=ids[1]).status_code == 200


def test_post_nothing_in_an_array(api):
    assert api.post([]).json() == []


def test_post_again_is_idempotent_and_another_content_a_conflict(api):
    one = full_statement()
    assert api.post(one).status_code == 200
    first = api.get(statementId=one["id"]).content
    assert api.post(one).status_code == 200
    reply = api.post({**one, "verb": {"id": "http://x.example/v"}})
    assert reply.status_code == 409
    assert "never changes" in reply.json()["error"]
    assert api.get(statementId=one["id"]).content == first


def test_a_batch_is_all_or_nothing(api):
    good = statement()
    reply = api.post([good, statement(verb={"id": "no"})])
    assert reply.status_code == 400
    assert reply.json() == {
        "error": '"statements[1].verb.id" must be an IRI with a scheme, not "no".',
        "place": "statements[1].verb.id",
    }
    assert api.get(statementId=good["id"]).status_code == 404


@pytest.mark.parametrize(
    "body",
    ["", " ", "{", "[", "null", "5", '"x"', "true", "[null]", "[[]]", "[5]", "{}", '{"a": NaN}',
     "[" * 100_000, '{"actor":' * 50_000, '[{"a":1,"a":1}]', '{"id":"\\ud800"}', "\x00",
     '{"a": 1e999}', "[1,]", b"\xff\xfe", b"\xef\xbb\xbf[]"],
)  # fmt: skip
def test_any_body_gets_a_sentence(api, body):
    reply = api.post(body)
    assert reply.status_code == 400
    assert reply.json()["error"].endswith(".")
    assert not Statement.objects.exists()


def test_what_only_one_database_would_take_is_taken_by_both(api):
    one = statement(
        context={"extensions": {"http://x.example/": "\x00 \ufffe 😀"}},
        result={"response": "\x00", "score": {"raw": 1e308}},
        actor={"account": {"homePage": "http://x.example", "name": "a\x00b"}},
    )
    assert api.post(one).status_code == 200
    found = api.get(statementId=one["id"]).json()
    assert found["context"] == one["context"]
    assert found["result"] == one["result"]
    assert api.ids(agent=one["actor"]) == [one["id"]]


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ("Application/JSON", 200),
        ("application/json;", 200),
        ("application/json; charset", 400),
        ("text/plain", 400),
        ("application/x-www-form-urlencoded", 400),
        ("multipart/mixed; boundary=x", 400),
        ("multipart/form-data; boundary=x", 400),
        ("", 400),
    ],
)
def test_content_types(api, content_type, expected):
    assert api.post(statement(), content_type=content_type).status_code == expected


def test_a_compressed_body_is_refused(api):
    reply = api.post(statement(), headers={"content-encoding": "gzip"})
    assert reply.status_code == 415


def test_a_body_too_large_is_refused(api, monkeypatch):
    monkeypatch.setattr("academy.lrs.api.bodies.LARGEST_BODY", 1_000)
    assert api.post([statement() for _ in range(10)]).status_code == 413
    assert not Statement.objects.exists()


def test_a_body_of_untold_length_is_read_to_its_end(api, rf, monkeypatch):
    def chunked(body):
        request = rf.post(
            "/xapi/statements",
            content_type="application/json",
            headers={**api.headers, "transfer-encoding": "chunked"},
        )
        request.META.update({"CONTENT_LENGTH": "", "wsgi.input": BytesIO(body)})
        return statements_view(request, "2.0.0")

    one = statement()
    assert chunked(json.dumps(one).encode()).status_code == 200
    assert api.ids() == [one["id"]]
    monkeypatch.setattr("academy.lrs.api.bodies.LARGEST_BODY", 100)
    assert chunked(b"[" + b" " * 200 + b"]").status_code == 413


def test_a_batch_too_large_is_refused(api):
    body = "[" + ",".join(["{}"] * (replies.LARGEST_BATCH + 1)) + "]"
    reply = api.post(body)
    assert reply.status_code == 413
    assert str(replies.LARGEST_BATCH) in reply.json()["error"]


def test_post_has_no_parameters(api):
    assert api.post(statement(), path=f"/statements?statementId={uuid4()}").status_code == 400
    reply = api.post("", path="/statements?method=GET")
    assert reply.status_code == 400
    assert "alternate request syntax" in reply.json()["error"]


def test_an_attachment_needs_an_address(api):
    without = {key: value for key, value in ATTACHMENT.items() if key != "fileUrl"}
    assert api.post(statement(attachments=[ATTACHMENT])).status_code == 200
    assert api.post(statement(attachments=[without])).status_code == 400


# --- PUT -----------------------------------------------------------------------------------------
def test_put(api):
    one = statement()
    reply = api.put(one, one["id"])
    assert reply.status_code == 204
    assert not reply.has_header("Content-Length")
    assert not reply.has_header("Content-Type")
    assert b"".join(reply.streaming_content) == b""
    assert reply[VERSION] == "2.0.0"
    assert api.get(statementId=one["id"]).json()["id"] == one["id"]
    assert api.put(one, one["id"]).status_code == 204
    assert api.put({**one, "verb": {"id": "http://x.example/v"}}, one["id"]).status_code == 409


def test_put_gives_the_id(api):
    wanted = str(uuid4())
    assert api.put(statement(id=None), wanted).status_code == 204
    assert api.get(statementId=wanted).json()["id"] == wanted


def test_put_is_checked(api):
    assert api.put(statement()).status_code == 400
    assert api.put(statement(), "x").status_code == 400
    assert api.put(statement(), str(uuid4())).status_code == 400
    assert api.put([statement()], str(uuid4())).status_code == 400
    assert api.put(statement(id=None), f"{uuid4()}&extra=1").status_code == 400


# --- GET -----------------------------------------------------------------------------------------
def test_get_by_id(api):
    one = full_statement()
    api.post(one)
    reply = api.get(statementId=one["id"])
    assert reply.status_code == 200
    found = reply.json()
    for key in ("id", "actor", "verb", "object", "result", "timestamp", "version", "attachments"):
        assert found[key] == one[key], key
    assert found["authority"]["account"]["name"] == api.credential.key
    assert found["context"]["contextActivities"]["category"] == [
        one["context"]["contextActivities"]["category"]
    ]
    stored = parse_timestamp(found["stored"])
    assert reply["Last-Modified"] == f"{stored:%a, %d %b %Y %H:%M:%S} GMT"
    assert api.get(statementId=one["id"].upper()).status_code == 200


def test_get_an_unknown_id(api):
    reply = api.get(statementId=str(uuid4()))
    assert reply.status_code == 404
    assert parse_timestamp(reply[THROUGH])


def test_get_several(api):
    ids = api.post([statement() for _ in range(3)]).json()
    reply = api.get().json()
    assert [one["id"] for one in reply["statements"]] == ids[::-1]
    assert reply["more"] == ""
    assert api.ids(ascending="true") == ids
    assert api.get(verb="http://x.example/none").json() == {"statements": [], "more": ""}


def test_head_is_get_without_a_body(api):
    api.post(statement())
    got = api.get()
    reply = api.client.head("/xapi/statements", headers=api.headers)
    assert (reply.status_code, reply.content) == (200, b"")
    assert reply["Content-Length"] == str(len(got.content))
    for header in ("Content-Type", VERSION):
        assert reply[header] == got[header]
    assert reply.has_header(THROUGH)
    missing = api.client.head(f"/xapi/statements?statementId={uuid4()}", headers=api.headers)
    assert (missing.status_code, missing.content) == (404, b"")


@pytest.mark.parametrize("query", ["", "?limit=1", "?statementId=x", "?unknown=1", "?agent={}"])
def test_consistent_through_is_on_every_answer(api, query):
    before = timezone.now()
    reply = api.client.get(f"/xapi/statements{query}", headers=api.headers)
    assert before <= parse_timestamp(reply[THROUGH]) <= timezone.now()
    unsigned = api.client.get(f"/xapi/statements{query}")
    assert parse_timestamp(unsigned[THROUGH])


def test_attachments_come_as_multipart_even_when_there_are_none(api):
    one = statement()
    api.post(one)
    for query in ({"statementId": one["id"]}, {}):
        reply = api.get(attachments="true", **query)
        kind, _, boundary = reply["Content-Type"].partition("; boundary=")
        assert kind == "multipart/mixed"
        assert ";" not in boundary
        parts = reply.content.split(b"--" + boundary.encode())
        assert parts[0] == b""
        assert parts[-1] == b"--\r\n"
        head, _, body = parts[1].partition(b"\r\n\r\n")
        assert b"Content-Type: application/json" in head
        assert json.loads(body)
        plain = api.get(attachments="false", **query)
        assert plain["Content-Type"] == "application/json"


def test_formats(api):
    one = full_statement()
    one["verb"]["display"] = {"en": "answered", "fr": "a répondu"}
    one["actor"]["name"] = "Somebody"
    api.post(one)
    for query in ({"statementId": one["id"]}, {}):

        def only(reply):
            found = reply.json()
            return found["statements"][0] if "statements" in found else found

        exact = only(api.get(**query))
        assert exact["object"] == one["object"]
        assert exact == only(api.get(format="exact", headers={"accept-language": "fr"}, **query))
        ids = only(api.get(format="ids", **query))
        assert ids["object"] == {"id": one["object"]["id"]}
        assert ids["verb"] == {"id": one["verb"]["id"]}
        assert "name" not in ids["actor"]
        canonical = only(
            api.get(format="canonical", headers={"accept-language": "fr-CA, en;q=0.1"}, **query)
        )
        assert canonical["verb"]["display"] == {"fr": "a répondu"}
        assert canonical["actor"]["name"] == "Somebody"


def test_other_methods(api):
    reply = api.client.delete("/xapi/statements", headers=api.headers)
    assert reply.status_code == 405
    assert reply["Allow"] == "GET, HEAD, POST, PUT"


# --- Voided statements: Communication 2.1.4 ------------------------------------------------------
def test_voided_statements(api):
    one = statement()
    voider = voiding(one["id"])
    api.post([one, statement()])
    assert api.get(voidedStatementId=one["id"]).status_code == 404
    api.post(voider)
    assert api.get(statementId=one["id"]).status_code == 404
    assert api.get(voidedStatementId=one["id"]).json()["id"] == one["id"]
    assert api.get(statementId=voider["id"]).status_code == 200
    assert api.get(voidedStatementId=voider["id"]).status_code == 404
    assert one["id"] not in api.ids()
    assert voider["id"] in api.ids()


def test_voiding_needs_a_reference(api):
    reply = api.post(statement(verb={"id": "http://adlnet.gov/expapi/verbs/voided"}))
    assert reply.status_code == 400
    assert reply.json()["place"] == "object.objectType"


# --- Versions: Communication 3.3 -----------------------------------------------------------------
@pytest.mark.parametrize(
    ("sent", "answered"),
    [
        ("1.0.3", "1.0.3"),
        ("1.0.2", "1.0.3"),
        ("1.0", "1.0.3"),
        ("2.0.0", "2.0.0"),
        ("2.0", "2.0.0"),
    ],
)
@pytest.mark.parametrize("mount", ["/xapi", "/xapi/1.0.3"])
def test_the_answer_is_in_the_version_of_the_request(make_api, sent, answered, mount):
    api = make_api(version=sent, mount=mount)
    for reply in (api.post(statement()), api.get(), api.get(unknown="1")):
        assert reply[VERSION] == answered


@pytest.mark.parametrize(("mount", "default"), [("/xapi", "2.0.0"), ("/xapi/1.0.3", "1.0.3")])
@pytest.mark.parametrize("version", [None, "0.95", "1.1.0", "3.0.0"])
def test_without_a_known_version_it_is_400(make_api, mount, default, version):
    api = make_api(version=version, mount=mount)
    for reply in (api.post(statement()), api.get(), api.put(statement(), str(uuid4()))):
        assert reply.status_code == 400
        assert reply[VERSION] == default
        assert reply.has_header(THROUGH)


def test_both_mounts_hold_the_same_statements(make_api):
    one = statement()
    assert make_api(version="1.0.3", mount="/xapi/1.0.3").post(one).status_code == 200
    api = make_api()
    assert api.get(statementId=one["id"]).json()["version"] == "1.0.0"
    assert api.ids() == [one["id"]]


def test_the_rules_are_those_of_the_requests_version(make_api):
    old, new = make_api(version="1.0.3"), make_api()
    extended = statement(
        context={
            "contextAgents": [
                {"objectType": "contextAgent", "agent": {"mbox": "mailto:related@b.example"}}
            ]
        }
    )
    assert old.post(extended).status_code == 400
    assert new.post(extended).status_code == 200
    who = {"mbox": "mailto:related@b.example"}
    assert new.ids(agent=who) == []
    assert new.ids(agent=who, related_agents="true") == [extended["id"]]


def test_more_stays_on_its_mount(make_api):
    api = make_api(version="1.0.3", mount="/xapi/1.0.3")
    api.post([statement(), statement()])
    assert api.get(limit="1").json()["more"].startswith("/xapi/1.0.3/statements?")


# --- Filters -------------------------------------------------------------------------------------
def test_filters(api):
    learner = {"mbox": "mailto:learner@b.example"}
    plain = statement(actor=learner)
    full = full_statement()
    sub = sub_statement()
    api.post([plain, full, sub])
    context = full["context"]
    assert api.ids(agent=learner) == [plain["id"]]
    assert api.ids(agent={**learner, "name": "whoever"}) == [plain["id"]]
    assert api.ids(verb=full["verb"]["id"]) == [sub["id"], full["id"], plain["id"]]
    assert api.ids(activity=full["object"]["id"]) == [full["id"]]
    assert api.ids(registration=context["registration"].upper()) == [full["id"]]
    lesson = context["contextActivities"]["parent"][0]["id"]
    assert api.ids(activity=lesson) == []
    assert api.ids(activity=lesson, related_activities="true") == [full["id"]]
    assert api.ids(activity=lesson, related_activities="false") == []
    assert api.ids(activity=full["object"]["id"], related_activities="true") == [full["id"]]
    teacher = context["instructor"]
    assert api.ids(agent=teacher) == []
    assert api.ids(agent=teacher, related_agents="true") == [full["id"]]
    member = context["team"]["member"][0]
    assert api.ids(agent=member, related_agents="true") == [full["id"]]
    inner = sub["object"]["actor"]
    assert api.ids(agent=inner) == []
    assert api.ids(agent=inner, related_agents="true") == [sub["id"]]
    assert api.ids(activity=sub["object"]["object"]["id"], related_activities="true") == [sub["id"]]
    authority = {"account": {"homePage": "https://academie.example/xapi/credentials",
                             "name": api.credential.key}}  # fmt: skip
    assert len(api.ids(agent=authority, related_agents="true")) == 3
    # Together.
    assert api.ids(agent=learner, verb=plain["verb"]["id"]) == [plain["id"]]
    assert api.ids(agent=learner, registration=context["registration"]) == []
    assert api.ids(
        agent=teacher, related_agents="true", activity=lesson, related_activities="true",
        verb=full["verb"]["id"], registration=context["registration"],
    ) == [full["id"]]  # fmt: skip


def test_members_of_a_group_that_acts_are_found(api):
    group = {"objectType": "Group", "mbox": "mailto:team@b.example",
             "member": [{"mbox": "mailto:member@b.example"}]}  # fmt: skip
    acting, acted_on = statement(actor=group), statement(object=group)
    api.post([acting, acted_on])
    expected = [acted_on["id"], acting["id"]]
    assert api.ids(agent={"mbox": "mailto:member@b.example"}) == expected
    assert api.ids(agent={"objectType": "Group", "mbox": "mailto:team@b.example"}) == expected


def test_since_is_exclusive_and_until_inclusive(api):
    ids = [api.post(statement()).json()[0] for _ in range(3)]
    stored = [api.get(statementId=one).json()["stored"] for one in ids]
    assert api.ids(since=stored[0], ascending="true") == ids[1:]
    assert api.ids(until=stored[1], ascending="true") == ids[:2]
    assert api.ids(since=stored[0], until=stored[1]) == [ids[1]]
    verb = statement()["verb"]["id"]
    assert api.ids(since=stored[0], until=stored[1], verb=verb) == [ids[1]]
    later = parse_timestamp(stored[2]) + timedelta(microseconds=1)
    assert api.ids(since=later.isoformat()) == []


def test_statements_that_target_a_match_are_found(api):
    """Communication 2.1.3, filter conditions for StatementRefs."""
    verb = "http://x.example/verbs/rare"
    target = statement(verb={"id": verb})
    ref, voider = reference(target["id"]), voiding(target["id"])
    top = reference(ref["id"], "http://x.example/verbs/endorsed")
    stored = []
    for one in (target, ref, voider, top):
        api.post(one)
        stored.append(api.get(statementId=one["id"]).json().get("stored"))
    # The voided one is absent, those that target it are not, newest first.
    assert api.ids(verb=verb) == [top["id"], voider["id"], ref["id"]]
    assert api.ids(verb=verb, limit="2") == [top["id"], voider["id"]]
    assert api.ids(verb=verb, since=stored[1]) == [top["id"], voider["id"]]
    assert api.ids(verb=verb, until=stored[1]) == [ref["id"]]
    assert api.walk(verb=verb, limit="1", ascending="true") == [ref["id"], voider["id"], top["id"]]


# --- Paging --------------------------------------------------------------------------------------
@pytest.mark.parametrize("ascending", ["true", "false"])
@pytest.mark.parametrize("filters", [{}, {"verb": statement()["verb"]["id"]}])
def test_pages_lose_and_repeat_nothing_while_others_write(api, record, ascending, filters):
    # Batches share one `stored`, and some are stored with an earlier one than those before.
    now = timezone.now()
    ids = []
    for number in range(6):
        at = now - timedelta(seconds=number % 3)
        ids += record(*(statement() for _ in range(3)), at=at).ids
    reply = api.get(limit="4", ascending=ascending, **filters).json()
    found = []
    while True:
        found += [one["id"] for one in reply["statements"]]
        assert len(reply["statements"]) <= 4
        if not reply["more"]:
            break
        record(statement(), at=timezone.now())
        record(statement(), at=now - timedelta(hours=1))
        reply = api.client.get(reply["more"], headers=api.headers).json()
    assert len(found) == len(set(found))
    assert {str(one) for one in ids} <= set(found)


def test_limits(api):
    ids = api.post([statement() for _ in range(5)]).json()[::-1]
    assert api.ids(limit="1") == ids[:1]
    assert api.ids(limit="0") == ids
    assert api.ids(limit="5") == ids
    assert api.get(limit="5").json()["more"] == ""
    assert api.walk(limit="2") == ids


def test_an_agent_with_many_keys_is_told_once(api):
    who = {"mbox": "mailto:both@b.example"}
    one = statement(actor=who, context={"instructor": who})
    target = statement(context={"instructor": who})
    ref = reference(target["id"])
    ref["actor"] = who
    api.post([one, target, ref])
    found = api.ids(agent=who, related_agents="true")
    assert found == [ref["id"], target["id"], one["id"]]
