"""Statements read by hand: a reason first, each page noted, found in each way, voided once."""

import hashlib
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from academy.accounts.models import AuditEntry
from academy.accounts.services.audit import verify
from academy.core.errors import AcademyError, NotAllowed, NotFound
from academy.core.iri import account_home_page
from academy.lrs import queries, statement_queries
from academy.lrs.models import Statement
from academy.lrs.services import note_opening, open_visit, void_by_hand
from academy.lrs.views import visits
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.organisms import RoleGrantFactory

from .conftest import AT
from .desk import sign_in
from .samples import CONTEXT, full_statement, reference, statement, sub_statement, voiding

LIST = "/en/record-store/statements/"
REASON = "/en/record-store/statements/reason/"
WHY = "Complaint 12: an answer is missing."


@pytest.fixture
def administrator(db):
    return RoleGrantFactory(administrator=True).user


@pytest.fixture
def desk(client, administrator):
    """An administrator who gave a reason."""
    sign_in(client, administrator)
    client.post(REASON, {"reason": WHY})
    return client


def account(user):
    home_page = account_home_page("https://academie.example")
    return {"account": {"homePage": home_page, "name": str(user.public_id)}}


def found(desk, **query):
    """The ids of the statements on the first page."""
    answer = desk.get(LIST, query)
    assert answer.status_code == 200, answer.context["form"].errors
    return [line.id for line in answer.context["page"].lines]


def address(route, *args):
    return reverse(f"lrs:{route}", args=args)


# --- The reason ----------------------------------------------------------------------------------
def test_nothing_is_shown_before_a_reason_is_given(client, administrator, record):
    one = full_statement()
    record(one)
    registration = CONTEXT["registration"]
    sign_in(client, administrator)
    for wanted in (
        f"{LIST}?agent={administrator.email}",
        address("statement", one["id"]),
        address("void_statement", one["id"]),
        address("registration", registration),
    ):
        answer = client.get(wanted)
        assert answer.status_code == 302
        asked = client.get(answer.url)
        assert asked.status_code == 200
        assert one["actor"]["account"]["name"] not in asked.content.decode()
        assert "First gesture" not in asked.content.decode()
        # The page that was asked for follows the reason.
        then = client.post(REASON, {"reason": WHY, "next": asked.context["then"]})
        assert then.url == wanted
        assert client.get(wanted).status_code == 200
        client.post(address("close_records"))
    assert client.get(LIST).status_code == 302


@pytest.mark.parametrize("reason", ["", "  ", "because", "x" * 501])
def test_a_reason_is_a_sentence(client, administrator, reason):
    sign_in(client, administrator)
    answer = client.post(REASON, {"reason": reason})
    assert answer.status_code == 422
    assert client.get(LIST).status_code == 302
    assert not AuditEntry.objects.filter(action__startswith="records.").exists()


@pytest.mark.parametrize(
    "then", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""]
)
def test_the_reason_leads_to_own_pages_alone(client, administrator, then):
    sign_in(client, administrator)
    answer = client.post(REASON, {"reason": WHY, "next": then})
    assert answer.url == LIST


def test_a_reason_asks_for_a_fresh_proof(client, administrator):
    sign_in(client, administrator, proved=False)
    answer = client.post(REASON, {"reason": WHY})
    assert "reauthenticate" in answer.url
    assert client.get(LIST).status_code == 302
    assert client.post(answer.url, {"password": PASSWORD}).url == LIST
    assert client.get(LIST).status_code == 200


def test_a_reason_holds_for_half_an_hour(desk, monkeypatch):
    later = timezone.now() + visits.LASTS
    monkeypatch.setattr("academy.core.clock.now", lambda: later - timedelta(seconds=30))
    assert desk.get(LIST).status_code == 200
    monkeypatch.setattr("academy.core.clock.now", lambda: later + timedelta(seconds=30))
    assert desk.get(LIST).status_code == 302


def test_each_page_is_noted_with_the_reason_and_the_people_it_shows(desk, administrator, record):
    learner = UserFactory()
    one = statement(actor=account(learner), context={"registration": CONTEXT["registration"]})
    record(one)
    desk.get(LIST, {"agent": learner.email, "verb": "answered"})
    desk.get(address("statement", one["id"]))
    desk.get(address("registration", CONTEXT["registration"]))
    noted = AuditEntry.objects.filter(action__startswith="records.").order_by("pk")
    person = str(learner.public_id)
    assert [(line.action, line.target, line.actor) for line in noted] == [
        ("records.visit", "", administrator),
        ("records.search", person, administrator),
        ("records.read", one["id"], administrator),
        ("records.follow", CONTEXT["registration"], administrator),
    ]
    assert all(line.details["reason"] == WHY for line in noted)
    assert all(line.details["people"] == [person] for line in noted[1:])
    assert noted[1].details["verb"] == one["verb"]["id"]
    assert learner.email not in str([line.details for line in noted])
    assert not verify().problem


def test_a_search_for_a_stranger_notes_no_address(desk):
    desk.get(LIST, {"agent": "stranger@elsewhere.example"})
    noted = AuditEntry.objects.filter(action="records.search").get()
    digest = hashlib.sha1(b"mailto:stranger@elsewhere.example").hexdigest()
    assert noted.details["agent"] == f"mbox_sha1sum {digest}"
    assert "stranger" not in str(noted.details)


def test_the_services_ask_the_policy_too(record, organisms):
    one = statement()
    record(one)
    manager = RoleGrantFactory(organism=organisms[0]).user
    with pytest.raises(NotAllowed):
        open_visit(reason=WHY, by=manager, at=AT)
    with pytest.raises(NotAllowed):
        note_opening(
            action="records.read", target="", people=[], reason=WHY, by=manager, at=AT
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        void_by_hand(statement_id=one["id"], reason=WHY, by=manager, at=AT)
    assert not queries.voided_ids([Statement.objects.get().statement_id])


# --- Finding -------------------------------------------------------------------------------------
def test_a_person_is_found_under_each_identity(desk, record):
    learner = UserFactory(email="camille@ministere.example")
    EmailAddress.objects.create(user=learner, email="c.roy@old.example", verified=True)
    EmailAddress.objects.create(user=learner, email="not.mine@b.example", verified=False)
    digest = hashlib.sha1(b"mailto:camille@ministere.example").hexdigest()
    mine = [
        statement(actor=account(learner)),
        statement(actor={"mbox": "mailto:camille@MINISTERE.example"}),
        statement(actor={"mbox": "mailto:c.roy@old.example"}),
        statement(actor={"mbox_sha1sum": digest}),
        statement(object={"objectType": "Agent", **account(learner)}),
    ]
    others = [
        statement(actor={"mbox": "mailto:not.mine@b.example"}),
        statement(actor=account(UserFactory())),
        statement(),
    ]
    record(*mine, *others)
    ids = {one["id"] for one in mine}
    for typed in (
        "camille@ministere.example",
        "Camille@Ministere.example",
        "mailto:camille@ministere.example",
        "c.roy@old.example",
        str(learner.public_id),
        f"  {learner.public_id} ",
    ):
        assert set(found(desk, agent=typed)) == ids, typed
    assert found(desk, agent="not.mine@b.example") == [others[0]["id"]]


def test_an_agent_is_found_by_its_identifier(desk, record):
    erased = uuid4()
    ways = {
        "https://id.example/me": {"openid": "https://id.example/me"},
        "a" * 40: {"mbox_sha1sum": "a" * 40},
        json.dumps({"account": {"homePage": "https://hr.example", "name": "7"}}): {
            "account": {"homePage": "https://hr.example", "name": "7"}
        },
        "mailto:stranger@b.example": {"mbox": "mailto:stranger@b.example"},
        # The account was erased; what was recorded stays.
        str(erased): {
            "account": {
                "homePage": account_home_page("https://academie.example"),
                "name": str(erased),
            }
        },
    }
    for typed, actor in ways.items():
        one = statement(actor=actor)
        record(one)
        assert found(desk, agent=typed) == [one["id"]], typed


@pytest.mark.parametrize(
    "typed",
    ["nobody", "{", '{"mbox": "x"}', "[]", '{"objectType": "Group", "member": []}', "\ud800@x",
     "a b@c", '{"a": NaN}', "@"],
)  # fmt: skip
def test_what_names_nobody_is_told(desk, typed):
    answer = desk.get(LIST, {"agent": typed.encode("utf-8", "replace").decode()})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"agent"}


def test_by_verb_activity_registration_credential_and_all_together(desk, record, make_api):
    learner = UserFactory()
    plain, full, inner = statement(), full_statement(), sub_statement()
    done = statement(
        actor=account(learner), verb={"id": "http://adlnet.gov/expapi/verbs/completed"}
    )
    record(plain, full, inner, done)
    api = make_api("all")
    sent = statement(object={"id": "https://elsewhere.example/x"})
    api.post(sent)
    parent = "https://academie.example/activities/lesson"
    planned = "https://academie.example/activities/planned"
    assert found(desk, verb="completed") == [done["id"]]
    assert found(desk, verb="http://adlnet.gov/expapi/verbs/completed") == [done["id"]]
    assert found(desk, activity=full["object"]["id"]) == [full["id"]]
    assert found(desk, activity=parent) == []
    assert found(desk, activity=parent, related="on") == [full["id"]]
    assert found(desk, activity=planned, related="on") == [inner["id"]]
    assert found(desk, agent="teacher@b.example") == []
    assert found(desk, agent="teacher@b.example", related="on") == [full["id"]]
    assert found(desk, registration=CONTEXT["registration"].upper()) == [full["id"]]
    assert found(desk, credential=api.credential.key) == [sent["id"]]
    assert found(desk, agent=learner.email, verb="completed") == [done["id"]]
    assert found(desk, agent=learner.email, verb="answered") == []


def test_by_the_time_when_it_was_stored(desk, record):
    minutes = [statement() for _ in range(4)]
    for number, one in enumerate(minutes):
        # AT is noon in UTC: seven in the morning in Montréal.
        record(one, at=AT + timedelta(minutes=number, seconds=30 * (number % 2)))
    ids = [one["id"] for one in minutes]
    assert found(desk, since="2026-11-23T07:02") == [ids[3], ids[2]]
    assert found(desk, until="2026-11-23T07:01") == [ids[1], ids[0]]
    assert found(desk, since="2026-11-23T07:01", until="2026-11-23T07:02") == [ids[2], ids[1]]
    assert found(desk, oldest_first="on") == ids


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("verb", "not an iri"),
        ("activity", "lesson"),
        ("registration", "7"),
        ("since", "yesterday"),
        ("since", "0001-01-01T00:00"),
        ("until", "9999-12-31T23:59"),
        ("credential", "nothing"),
        ("agent", "x" * 3000),
        ("activity", "a\x00:b"),
    ],
)
def test_what_cant_be_looked_for_is_told(desk, name, value):
    answer = desk.get(LIST, {name: value})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {name}
    assert answer.context["page"] is None


def test_pages_follow_each_other_while_others_store(desk, record, monkeypatch):
    monkeypatch.setattr(statement_queries, "PAGE", 3)
    first = [statement() for _ in range(8)]
    record(*first)
    walked, where, query = [], LIST, "?verb=answered"
    while query:
        answer = desk.get(where + query)
        walked += [line.id for line in answer.context["page"].lines]
        record(statement(), at=AT + timedelta(minutes=len(walked)))
        body = answer.content.decode()
        query = ""
        if 'rel="next" href="' in body:
            query = body.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
            assert "verb=" in query
    assert walked == [one["id"] for one in reversed(first)]


@pytest.mark.parametrize(
    "cursor", ["x", "2026-11-23T12:00:00Z_x", "_1", "2026_99999999999999999999"]
)
def test_a_made_up_page_is_not_found(desk, cursor):
    assert desk.get(LIST, {"cursor": cursor}).status_code == 404


def test_a_page_costs_the_same_for_many_people(desk, record, django_assert_max_num_queries):
    record(*[statement(actor=account(UserFactory())) for _ in range(20)])
    desk.get(LIST)
    with django_assert_max_num_queries(22):
        answer = desk.get(LIST)
    assert len(answer.context["page"].lines) == 20


# --- Reading -------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "make",
    [
        full_statement,
        sub_statement,
        lambda: reference(str(uuid4()).upper()),
        lambda: statement(actor={"objectType": "Group", "member": []}),
        lambda: statement(object={"objectType": "Group", "mbox": "mailto:t@b.example"}),
        lambda: statement(id=str(uuid4()).upper(), verb={"id": "urn:x"}),
        lambda: statement(context={"registration": str(uuid4()).upper()}),
        lambda: statement(object={"id": "urn:x", "definition": {"name": {"de": "<b>Eins</b>"}}}),
    ],
)
def test_every_kind_of_statement_is_listed_and_shown(desk, record, language, make):
    one = make()
    record(one)
    own_id = one["id"].lower()
    assert own_id in desk.get(f"/{language}/record-store/statements/").content.decode()
    page = desk.get(f"/{language}/record-store/statements/{own_id}/")
    assert page.status_code == 200
    text = page.context["reading"].text
    assert json.loads(text) == json.loads(Statement.objects.get().payload)
    assert "<b>Eins" not in page.content.decode()


def test_the_text_keeps_its_numbers_as_they_were_written(desk, record):
    one = json.dumps(statement()).replace(
        '"actor"', '"result": {"score": {"scaled": 1.00, "raw": 1e2}}, "actor"'
    )
    record(one.encode())
    own_id = str(Statement.objects.get().statement_id)
    text = desk.get(address("statement", own_id)).context["reading"].text
    assert '"scaled": 1.00' in text
    assert '"raw": 1e2' in text


def test_people_are_shown_by_name_and_lead_to_their_record(desk, record):
    learner = UserFactory(first_name="Léa", last_name="Roy")
    record(statement(actor=account(learner)))
    body = desk.get(LIST).content.decode()
    assert "Léa Roy" in body
    assert f"?agent={learner.public_id}" in body


def test_links_between_statements_are_told_both_ways(desk, record):
    target = statement()
    said = reference(target["id"])
    context = statement(context={"statement": {"objectType": "StatementRef", "id": target["id"]}})
    early = reference(str(uuid4()))
    record(target, said, context, early)
    reading = desk.get(address("statement", target["id"])).context["reading"]
    assert [str(one) for one in reading.referred_by] == [said["id"]]
    assert not reading.voided_by
    for one in (said, context):
        page = desk.get(address("statement", one["id"])).content.decode()
        assert f'href="{address("statement", target["id"])}"' in page
    page = desk.get(address("statement", early["id"])).content.decode()
    assert "not stored yet" in page


def test_an_unknown_statement_is_not_found(desk):
    for route in ("statement", "void_statement", "registration"):
        assert desk.get(address(route, uuid4())).status_code == 404


def test_a_registration_is_followed_in_order(desk, record, monkeypatch):
    monkeypatch.setattr(statement_queries, "PAGE", 2)
    context = {"registration": CONTEXT["registration"]}
    steps = [statement(context=context) for _ in range(3)]
    for number, one in enumerate(steps):
        record(one, statement(), at=AT + timedelta(minutes=number))
    where = address("registration", CONTEXT["registration"])
    first = desk.get(where)
    assert [line.id for line in first.context["page"].lines] == [one["id"] for one in steps[:2]]
    rest = desk.get(where, {"cursor": str(first.context["page"].next)})
    assert [line.id for line in rest.context["page"].lines] == [steps[2]["id"]]


# --- Voiding -------------------------------------------------------------------------------------
def test_a_statement_is_voided_with_a_reason(desk, administrator, record):
    one = statement()
    record(one)
    where = address("void_statement", one["id"])
    assert desk.get(where).status_code == 200
    assert desk.post(where, {"reason": "short"}).status_code == 422
    assert not queries.voided_ids([Statement.objects.get().statement_id])
    answer = desk.post(where, {"reason": "Sent twice by the portal."})
    assert answer.url == address("statement", one["id"])
    reading = desk.get(answer.url).context["reading"]
    assert reading.is_voided
    voider = Statement.objects.get(statement_id=reading.voided_by[0])
    assert json.loads(voider.payload)["result"]["response"] == "Sent twice by the portal."
    assert found(desk) == [str(voider.statement_id)]
    noted = AuditEntry.objects.get(action="statement.void")
    assert (noted.actor, noted.target) == (administrator, one["id"])
    assert noted.details == {
        "reason": "Sent twice by the portal.",
        "voided_by": str(voider.statement_id),
    }
    # Once is enough: the page leads back and the form says why not.
    assert desk.get(where).status_code == 302
    again = desk.post(where, {"reason": "Sent twice by the portal."})
    assert again.status_code == 422
    assert Statement.objects.count() == 2


def test_a_voiding_statement_stays(desk, record):
    one = voiding(str(uuid4()))
    record(one)
    where = address("void_statement", one["id"])
    assert desk.get(where).status_code == 302
    assert desk.post(where, {"reason": "It was a mistake."}).status_code == 422
    assert where not in desk.get(address("statement", one["id"])).content.decode()
    assert Statement.objects.count() == 1


def test_voiding_asks_for_a_fresh_proof(desk, administrator, record):
    one = statement()
    record(one)
    session = desk.session
    session["account_authentication_methods"] = []
    session.save()
    answer = desk.post(address("void_statement", one["id"]), {"reason": "It was a mistake."})
    assert "reauthenticate" in answer.url
    assert Statement.objects.count() == 1
    desk.post(answer.url, {"password": PASSWORD})
    assert Statement.objects.count() == 2


def test_an_unknown_statement_is_not_voided_by_hand(administrator):
    with pytest.raises(NotFound):
        void_by_hand(statement_id=uuid4(), reason=WHY, by=administrator, at=AT)


def test_what_an_organism_voids_is_voided_for_all_that_is_its_own(
    desk, make_api, organisms, administrator
):
    here, there = (make_api("all", organism=one) for one in organisms)
    one = statement()
    here.post(one)
    there.post(reference(one["id"]))
    reading = desk.get(address("statement", one["id"])).context["reading"]
    assert not reading.is_voided
    assert reading.credential == here.credential
    here.post(voiding(one["id"]))
    reading = desk.get(address("statement", one["id"])).context["reading"]
    assert reading.is_voided
    assert len(reading.voided_by) == len(reading.referred_by) == 1
    with pytest.raises(AcademyError):
        void_by_hand(statement_id=one["id"], reason=WHY, by=administrator, at=AT)
