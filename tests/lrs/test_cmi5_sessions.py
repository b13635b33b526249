"""Launch sessions: what opening one writes, and how it ends."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from academy.accounts.models import AuditEntry
from academy.core.errors import NotAllowed
from academy.lrs import document_queries
from academy.lrs.models import LaunchSession, Statement
from academy.lrs.services import (
    abandon,
    abandon_idle,
    close_sessions_of,
    forget_sessions,
    own_authority,
    session_behind,
)
from academy.lrs.subscribers import COLUMNS, StoredStatement
from academy.lrs.xapi.cmi5 import CMI5_CATEGORY, SESSION_ID, context_of
from academy.lrs.xapi.documents import Place
from academy.lrs.xapi.vocabulary import Verb
from tests.factories.accounts import UserFactory

from .au import ACTIVITY, ACTOR, LAUNCHED, OTHER_ACTOR, PUBLISHER, REGISTRATION, launch

pytestmark = pytest.mark.django_db
LATER = LAUNCHED + timedelta(minutes=10)


def told(verb=None):
    """The statements that are stored, oldest first."""
    rows = Statement.objects.order_by("seq")
    if verb:
        rows = rows.filter(verb=verb)
    return [json.loads(one) for one in rows.values_list("payload", flat=True)]


def launch_data():
    place = Place(kind="state", organism_id=None, activity=ACTIVITY, registration=REGISTRATION,
                  agent=f"account {ACTOR['account']['homePage']} {ACTOR['account']['name']}",
                  document_id="LMS.LaunchData")  # fmt: skip
    found = document_queries.document(place)
    assert found.media_type == "application/json"
    return json.loads(found.data)


def test_opening_a_session_writes_what_the_au_needs():
    """cmi5 10.2."""
    given = {"returnURL": "https://academie.example/back/", "launchParameters": "a=1",
             "entitlementKey": {"courseStructure": "key"}}  # fmt: skip
    session, _key = launch(launch_data=given)
    assert launch_data() == {
        **given,
        "contextTemplate": {
            "contextActivities": {"grouping": [{"id": PUBLISHER}]},
            "extensions": {SESSION_ID: str(session.public_id)},
        },
        "launchMode": "Normal",
        "masteryScore": 0.8,
        "moveOn": "CompletedAndPassed",
    }


def test_a_context_template_is_added_to():
    more = {
        "language": "fr",
        "contextActivities": {"grouping": [{"id": "https://x.example/course"}]},
        "extensions": {"https://x.example/e": 1},
    }
    launch(launch_data={"contextTemplate": more}, mastery_score=None)
    said = launch_data()
    assert "masteryScore" not in said
    template = said["contextTemplate"]
    assert template["language"] == "fr"
    assert template["contextActivities"]["grouping"] == [
        {"id": PUBLISHER}, {"id": "https://x.example/course"}
    ]  # fmt: skip
    assert template["extensions"].keys() == {"https://x.example/e", SESSION_ID}


def test_the_au_finds_it(au):
    reply = au.get("/activities/state", stateId="LMS.LaunchData", activityId=ACTIVITY,
                   agent=ACTOR, registration=REGISTRATION)  # fmt: skip
    assert (reply.status_code, reply.json()) == (200, launch_data())


@pytest.mark.parametrize(
    "wrong",
    [{"actor": {"mbox": "mailto:a@b.example"}}, {"launch_mode": "normal"}, {"move_on": "Never"},
     {"activity_id": PUBLISHER}],
)  # fmt: skip
def test_what_cmi5_does_not_know_is_not_launched(wrong):
    with pytest.raises(ValueError, match="cmi5"):
        launch(**wrong)
    assert not LaunchSession.objects.exists()


def test_a_launch_abandons_the_session_before_it():
    """cmi5 9.3.6."""
    first, _key = launch()
    second, _key = launch(at=LATER)
    first.refresh_from_db()
    assert (first.abandoned_at, first.is_open, second.is_open) == (LATER, False, True)
    [abandoned] = told(Verb.ABANDONED)
    assert abandoned["object"] == {"objectType": "Activity", "id": ACTIVITY}
    assert abandoned["actor"] == ACTOR
    assert abandoned["authority"] == own_authority().agent
    assert abandoned["context"]["extensions"] == {SESSION_ID: str(first.public_id)}
    assert abandoned["context"]["registration"] == str(REGISTRATION)
    assert abandoned["context"]["contextActivities"] == {
        "grouping": [{"id": PUBLISHER}], "category": [{"id": CMI5_CATEGORY}]
    }  # fmt: skip


def test_launches_of_two_registrations_leave_each_other_alone():
    launch()
    launch(registration=uuid4(), at=LATER)
    assert LaunchSession.objects.open().count() == 2


def test_a_session_is_abandoned_once_with_its_duration():
    """cmi5 9.3: no more than one; 9.5.4.2: until the last statement of the AU."""
    session, _key = launch()
    LaunchSession.objects.update(last_statement_at=LAUNCHED + timedelta(minutes=3, seconds=1.5))
    assert abandon(session=session, at=LATER) is True
    assert abandon(session=session, at=LATER) is False
    assert [one["result"] for one in told(Verb.ABANDONED)] == [{"duration": "PT181.50S"}]


def test_a_session_in_which_nothing_was_said_lasted_no_time():
    session, _key = launch()
    abandon(session=session, at=LATER)
    assert told()[0]["result"] == {"duration": "PT0S"}


def test_a_session_is_ended_by_hand_by_an_administrator_alone():
    session, _key = launch()
    with pytest.raises(NotAllowed):
        abandon(session=session, at=LATER, by=UserFactory())
    assert not told()
    administrator = UserFactory(is_superuser=True)
    assert abandon(session=session, at=LATER, by=administrator)
    entry = AuditEntry.objects.get(action="session.abandon")
    assert (entry.actor, entry.target) == (administrator, str(session.public_id))


def test_sessions_that_nobody_hears_of_are_abandoned():
    _quiet, _key = launch()
    heard, _key = launch(registration=uuid4())
    LaunchSession.objects.filter(pk=heard.pk).update(last_seen_at=LATER)
    assert abandon_idle(before=LATER, at=LATER + timedelta(hours=12)) == 1
    assert list(LaunchSession.objects.open()) == [heard]
    assert abandon_idle(before=LATER, at=LATER + timedelta(hours=13)) == 0


def test_signing_out_ends_the_sessions_of_one_person():
    launch()
    launch(registration=uuid4())
    launch(registration=uuid4(), actor=OTHER_ACTOR)
    assert close_sessions_of(actor=ACTOR, at=LATER) == 2
    assert [one.actor for one in LaunchSession.objects.open()] == [OTHER_ACTOR]
    assert len(told(Verb.ABANDONED)) == 2


def test_sessions_of_a_registration_that_is_no_more_are_forgotten(au):
    assert au.say(Verb.INITIALIZED).status_code == 200
    assert forget_sessions(registration=REGISTRATION) == 1
    assert au.get().status_code == 401
    assert len(told(Verb.INITIALIZED)) == 1


def test_what_an_au_said_is_told_from_what_others_say(au, make_api):
    """The store writes the authority: nobody else's statement passes for one of a session."""
    au.say(Verb.INITIALIZED)
    forged = au.said(Verb.COMPLETED, authority=told()[0]["authority"])
    assert make_api().post(forged).status_code == 200
    rows = Statement.objects.order_by("seq").values_list(*COLUMNS, named=True)
    told_by = [session_behind(StoredStatement.told_by(row)) for row in rows]
    assert told_by == [au.session.public_id, None]


def test_the_lms_words_its_own_statements_by_the_same_context():
    """cmi5 9.6: of a block or a course, with the publisher's id of that."""
    context = context_of(
        session_id="s", publisher_id="https://p.example/block", registration="r", move_on=True,
        extensions={"https://w3id.org/xapi/cmi5/context/extensions/launchmode": "Normal"},
    )  # fmt: skip
    assert context["contextActivities"]["grouping"] == [{"id": "https://p.example/block"}]
    assert [one["id"].rpartition("/")[2] for one in context["contextActivities"]["category"]] == [
        "cmi5", "moveon"
    ]  # fmt: skip
    assert context["registration"] == "r"
    assert len(context["extensions"]) == 2
