"""The Activities resource: all that is known of an activity. Communication 2.5, 9274 4.1.6.4."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from academy.lrs import known_activities, projector, subscribers
from academy.lrs.models import DEFINITIONS_READER, ActivityDefinition, ReaderFailure
from academy.lrs.services import definitions, own_authority, record_statements
from academy.lrs.subscribers import Mode

from .conftest import AT
from .samples import reference, statement, sub_statement, voiding

ID = "https://academie.example/activities/meeting"
LATER = AT + timedelta(hours=1)
MOUNTS = [("/xapi", "2.0.0"), ("/xapi/1.0.3", "1.0.3")]


def about(definition, place="object"):
    activity = {"id": ID, "definition": definition}
    if place == "object":
        return statement(object=activity)
    return statement(context={"contextActivities": {place: [activity]}})


def named(**texts):
    return about({"name": texts})


def known(api, activity_id=ID):
    """What the store answers of an activity: its definition."""
    reply = api.get("/activities", activityId=activity_id)
    assert reply.status_code == 200, reply.content
    assert (reply.json()["objectType"], reply.json()["id"]) == ("Activity", activity_id)
    return reply.json().get("definition")


@pytest.fixture
def read_all(no_readers, reader):
    """Have the reader of definitions catch up; the other readers are left out."""
    reader(DEFINITIONS_READER, definitions.keep, order=5, mode=Mode.CURSOR)
    return lambda: projector.catch_up(at=LATER, names=[DEFINITIONS_READER])


# --- The resource --------------------------------------------------------------------------------


@pytest.mark.parametrize(("mount", "version"), MOUNTS)
def test_the_id_is_required_and_an_iri(make_api, mount, version):
    """XAPI-00250; Communication 3.2: other parameters are refused."""
    api = make_api(version=version, mount=mount)
    for parameters in ({}, {"activityId": "true"}, {"activityId": ""}, {"activityid": ID},
                       {"activityId": [ID, ID]}, {"activityId": ID, "limit": "1"}):  # fmt: skip
        reply = api.get("/activities", **parameters)
        assert (reply.status_code, reply["X-Experience-API-Version"]) == (400, version)


def test_head_is_get_without_a_body(api):
    """Communication 1.1."""
    api.post(named(en="Meeting"))
    got = api.get("/activities", activityId=ID)
    head = api.client.head("/xapi/activities", {"activityId": ID}, headers=api.headers)
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == str(len(got.content))


def test_other_methods_version_and_signature(api):
    for method in ("post", "put", "delete"):
        reply = getattr(api.client, method)("/xapi/activities", headers=api.headers)
        assert (reply.status_code, reply["Allow"]) == (405, "GET, HEAD")
    unversioned = {"authorization": api.headers["authorization"]}
    assert api.client.get("/xapi/activities", headers=unversioned).status_code == 400
    unsigned = {"x-experience-api-version": "2.0.0"}
    assert api.client.get("/xapi/activities", headers=unsigned).status_code == 401


def test_it_answers_forms_of_the_alternate_syntax(api):
    """Communication 1.3."""
    api.post(named(en="Meeting"))
    fields = {
        "Authorization": api.headers["authorization"],
        "X-Experience-API-Version": "1.0.3",
        "activityId": ID,
    }
    reply = api.client.post("/xapi/activities?method=GET", urlencode(fields),
                            content_type="application/x-www-form-urlencoded")  # fmt: skip
    assert reply.json()["definition"] == {"name": {"en": "Meeting"}}


# --- What is merged, and when --------------------------------------------------------------------
def test_every_place_of_a_statement_tells(api, read_all):
    activity = {"id": ID, "definition": {"type": "https://x.example/t"}}
    api.post([
        about({"name": {"en": "a"}}, "grouping"),
        about({"name": {"fr": "b"}}, "category"),
        sub_statement(object=activity),
        sub_statement(context={"contextActivities": {"other": [
            {"id": ID, "definition": {"moreInfo": "https://x.example/more"}}
        ]}}),
    ])  # fmt: skip
    expected = {
        "name": {"en": "a", "fr": "b"},
        "type": "https://x.example/t",
        "moreInfo": "https://x.example/more",
    }
    assert known(api) == expected
    read_all()
    assert known(api) == expected


def test_an_answer_is_true_before_and_after_the_reader_has_come(api, read_all):
    api.post(named(en="first", fr="premier"))
    assert ActivityDefinition.objects.count() == 0
    assert known(api)["name"] == {"en": "first", "fr": "premier"}
    read_all()
    assert ActivityDefinition.objects.count() == 1
    api.post(named(en="second"))
    assert known(api)["name"] == {"en": "second", "fr": "premier"}
    read_all()
    assert known(api)["name"] == {"en": "second", "fr": "premier"}


def test_a_statement_without_a_definition_keeps_what_is_known(api, read_all):
    api.post([named(en="Meeting"), statement(object={"id": ID}), about({})])
    read_all()
    assert known(api) == {"name": {"en": "Meeting"}}


def test_replaying_changes_nothing(api, read_all):
    api.post([named(en=str(number)) for number in range(5)])
    read_all()
    rows = list(ActivityDefinition.objects.values())
    projector.replay(at=LATER, names=[DEFINITIONS_READER], batch=2)
    assert list(ActivityDefinition.objects.values()) == rows


def test_what_was_read_late_is_still_older(api, read_all, monkeypatch):
    """A statement that failed and is repaired after others doesn't put them right again."""
    first, second = named(en="first", fr="premier"), named(en="second")
    keep = definitions.keep

    def fail_first(batch):
        if first["id"] in [str(one.id) for one in batch]:
            raise RuntimeError("no")
        keep(batch)

    subscribers.register(DEFINITIONS_READER, fail_first, order=5, mode=Mode.CURSOR)
    api.post([first, second])
    read_all()
    assert known(api)["name"] == {"en": "second"}
    assert ReaderFailure.objects.filter(repaired_at=None).count() == 1
    subscribers.register(DEFINITIONS_READER, keep, order=5, mode=Mode.CURSOR)
    projector.replay(at=LATER, names=[DEFINITIONS_READER], failed_only=True)
    assert known(api)["name"] == {"en": "second", "fr": "premier"}


def test_the_number_of_statements_looked_at_is_bounded(api, read_all, monkeypatch):
    monkeypatch.setattr(known_activities, "MOST_UNREAD", 2)
    api.post([named(en="a"), named(fr="b"), named(de="c")])
    assert known(api)["name"] == {"fr": "b", "de": "c"}
    read_all()
    assert known(api)["name"] == {"en": "a", "fr": "b", "de": "c"}


def test_a_voided_statement_keeps_what_it_said(api, read_all):
    """Data 2.3.2: undoing it is left to the store."""
    one = named(en="Meeting")
    api.post([one, voiding(one["id"]), reference(one["id"])])
    assert known(api) == {"name": {"en": "Meeting"}}
    read_all()
    assert known(api) == {"name": {"en": "Meeting"}}


# --- Who may define, who may know ----------------------------------------------------------------
@pytest.mark.parametrize(
    ("scopes", "defines"),
    [(["all"], True), (["statements/write", "define"], True), (["statements/write"], False),
     (["statements/write", "profile", "state"], False)],
)  # fmt: skip
def test_only_who_may_define_changes_what_is_known(make_api, record, read_all, scopes, defines):
    """Communication 4.2: "define". The statement itself stays as it was sent."""
    everything, sender = make_api("all"), make_api(*scopes)
    record(named(en="Meeting"))
    sent = named(en="Changed")
    assert sender.post(sent).status_code == 200
    expected = {"name": {"en": "Changed" if defines else "Meeting"}}
    assert known(everything) == expected
    read_all()
    assert known(everything) == expected
    assert everything.get(statementId=sent["id"]).json()["object"] == sent["object"]


@pytest.mark.parametrize(
    ("scopes", "status"),
    [(["all"], 200), (["all/read"], 200), (["statements/read"], 200), (["statements/write"], 403),
     (["statements/read/mine"], 200), (["define"], 403), (["profile"], 403)],
)  # fmt: skip
def test_who_reads_statements_reads_activities(make_api, scopes, status):
    assert make_api(*scopes).get("/activities", activityId=ID).status_code == status


def test_organisms_know_what_they_and_the_academy_said(make_api, organisms, record, read_all):
    here, there = (make_api("all", organism=one) for one in organisms)
    everywhere = make_api("all")
    for number in range(2):
        if number:
            read_all()
        record(named(en="academy", de="Akademie"))
        here.post(named(en="here", fr="ici"))
        there.post(named(en="there", es="allí"))
        everywhere.post(named(it="ovunque"))
        for _ in range(2):
            assert known(here)["name"] == {"en": "here", "fr": "ici", "de": "Akademie"}
            assert known(there)["name"] == {"en": "there", "es": "allí", "de": "Akademie"}
            assert known(everywhere)["name"] == {
                "en": "there", "fr": "ici", "de": "Akademie", "es": "allí", "it": "ovunque",
            }  # fmt: skip
            read_all()


def test_what_the_academy_records_for_an_organism_is_the_academys(make_api, organisms, read_all):
    authority = own_authority(organism_id=organisms[0].pk)
    record_statements(statements=[named(en="academy")], authority=authority, at=AT)
    there = make_api("all", organism=organisms[1])
    assert known(there) == {"name": {"en": "academy"}}
    read_all()
    assert known(there) == {"name": {"en": "academy"}}


def test_who_reads_its_own_statements_knows_what_these_say(make_api, record, read_all):
    mine = make_api("statements/write", "statements/read/mine", "define")
    record(named(en="academy", de="Akademie"))
    make_api("all").post(named(en="other", fr="autre"))
    mine.post(named(en="mine"))
    read_all()
    assert known(mine)["name"] == {"en": "mine", "de": "Akademie"}


# --- Canonical format: Communication 2.1.3 -------------------------------------------------------
@pytest.mark.parametrize(("mount", "version"), MOUNTS)
def test_canonical_format_has_the_merged_definition(make_api, read_all, mount, version):
    api = make_api(version=version, mount=mount)
    one, other = named(en="Meeting"), about({"name": {"fr": "Réunion"}}, "parent")
    api.post([one, other])
    french = {"accept-language": "fr-CA"}
    for _ in range(2):
        page = api.get(format="canonical", headers=french, ascending="true").json()["statements"]
        assert page[0]["object"]["definition"] == {"name": {"fr": "Réunion"}}
        parent = page[1]["context"]["contextActivities"]["parent"][0]
        assert parent["definition"] == {"name": {"fr": "Réunion"}}
        single = api.get(statementId=one["id"], format="canonical", headers=french).json()
        assert single["object"] == page[0]["object"]
        # Exact stays as received.
        exact = api.get(statementId=one["id"]).json()
        assert exact["object"] == one["object"]
        read_all()


def test_canonical_format_tells_nothing_of_another_organism(make_api, organisms, read_all):
    here, there = (make_api("all", organism=one) for one in organisms)
    one = named(en="here")
    here.post(one)
    there.post(named(en="there", fr="là"))
    for _ in range(2):
        got = here.get(statementId=one["id"], format="canonical").json()
        assert got["object"]["definition"] == {"name": {"en": "here"}}
        read_all()


def test_a_page_takes_a_fixed_number_of_queries(api, read_all):
    def queries_of_a_page():
        with CaptureQueriesContext(connection) as asked:
            assert api.get(format="canonical").status_code == 200
        return len(asked)

    api.post(named(en="Meeting"))
    few = queries_of_a_page()
    api.post([
        statement(object={"id": f"{ID}/{number}", "definition": {"name": {"en": "x"}}})
        for number in range(60)
    ])  # fmt: skip
    assert queries_of_a_page() == few
    read_all()
    assert queries_of_a_page() < few
