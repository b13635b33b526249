"""cmi5 9: which statements of an AU are stored. Each refusal names the section that it follows."""

import json
from uuid import uuid4

import pytest

from academy.lrs.models import AttachmentData, LaunchSession, Statement
from academy.lrs.xapi.cmi5 import CMI5_CATEGORY, MASTERY_SCORE, MOVE_ON_CATEGORY, PROGRESS
from academy.lrs.xapi.vocabulary import Verb

from .au import ACTIVITY, ACTOR, OTHER_ACTOR, REGISTRATION, launch
from .multipart import CONTENT_TYPE, declared, whole

EXPERIENCED = str(Verb.EXPERIENCED)
SCORE = {"scaled": 0.9}


@pytest.fixture
def begun(au):
    """An AU that has said that it is initialized."""
    assert au.say(Verb.INITIALIZED, timestamp="2026-11-23T12:00:00Z").status_code == 200
    return au


def refused(reply, section, words=""):
    """Tell whether a reply is a refusal by a section, in a whole sentence."""
    assert reply.status_code == 403, reply.content
    why = reply.json()["error"]
    assert why.endswith(f"(cmi5 {section})."), why
    assert words in why
    return True


def context_of(statement, **changed):
    return {**statement, "context": {**statement["context"], **changed}}


def with_categories(statement, *categories):
    activities = statement["context"]["contextActivities"]
    return context_of(
        statement,
        contextActivities={**activities, "category": [{"id": one} for one in categories]},
    )


# --- The frame of every statement ----------------------------------------------------------------
def test_a_whole_session(begun):
    assert begun.say(EXPERIENCED, defined=False).status_code == 200
    assert begun.say(Verb.PASSED, score=SCORE).status_code == 200
    statement = begun.said(Verb.COMPLETED)
    reply = begun.put("/statements", statement, statementId=statement["id"])
    assert reply.status_code == 204, reply.content
    assert begun.say(Verb.TERMINATED).status_code == 200
    row = LaunchSession.objects.get()
    for name in ("initialized", "passed", "completed", "terminated"):
        assert getattr(row, f"{name}_at") is not None
    assert row.failed_at is None
    assert not row.is_open
    assert Statement.objects.count() == 5


def test_what_xapi_refuses_is_refused_first(au):
    """packages.md: 400 before 403; the preferences, too, weren't asked for yet."""
    session = launch(registration="7d8f9a10-0000-4000-8000-000000000009")
    other = type(au)(au.client, *session).sign()
    for client in (au, other):
        reply = client.post({**client.said(Verb.COMPLETED), "verb": {"id": "no IRI"}})
        assert (reply.status_code, reply.json()["place"]) == (400, "verb.id")


def test_statements_wait_for_the_question_about_preferences(make_au):
    au = make_au().sign()
    assert refused(au.say(Verb.INITIALIZED), "11", "cmi5LearnerPreferences")
    assert au.ask_preferences().status_code == 404
    assert au.say(Verb.INITIALIZED).status_code == 200


FRAME = {
    "9.1": lambda one: {name: value for name, value in one.items() if name != "id"},
    "9.7": lambda one: {name: value for name, value in one.items() if name != "timestamp"},
    "9.7 ": lambda one: {**one, "timestamp": "2026-11-23T14:05:00+02:00"},
    "9.7  ": lambda one: {**one, "timestamp": "2026-11-23T12:05:00"},
    "8.1.3": lambda one: {**one, "actor": OTHER_ACTOR},
    "8.1.3 ": lambda one: {**one, "actor": {"mbox": "mailto:a@b.example"}},
    "8.1.3  ": lambda one: {**one, "actor": {**ACTOR, "objectType": "Group"}},
    "8.1.3   ": lambda one: {**one, "actor": {**ACTOR, "name": "Somebody"}},
    "9.6": lambda one: {name: value for name, value in one.items() if name != "context"},
    "9.6.1": lambda one: context_of(one, registration=str(uuid4())),
    "9.6.1 ": lambda one: {**one, "context": {
        name: value for name, value in one["context"].items() if name != "registration"}},
    "9.6.3.1": lambda one: context_of(one, extensions={}),
    "10.2.1": lambda one: context_of(one, contextActivities={
        "category": [{"id": CMI5_CATEGORY}]}),
    "6.3": lambda one: {**one, "verb": {"id": str(Verb.VOIDED)},
                        "object": {"objectType": "StatementRef", "id": str(uuid4())}},
}  # fmt: skip


@pytest.mark.parametrize("section", FRAME)
@pytest.mark.parametrize("defined", [True, False])
def test_what_each_statement_has(au, section, defined):
    change = FRAME[section]
    if not defined:
        au.say(Verb.INITIALIZED)
    statement = au.said(Verb.INITIALIZED if defined else EXPERIENCED, defined=defined)
    assert refused(au.post(change(statement)), section.strip())
    assert Statement.objects.count() == (0 if defined else 1)
    # What was refused left no trace: the same thing said well is stored.
    assert au.post(statement).status_code == 200


@pytest.mark.parametrize("zone", ["Z", "+00:00", "+0000", "+00"])
def test_utc_is_written_in_many_ways(au, zone):
    reply = au.say(Verb.INITIALIZED, timestamp=f"2026-11-23T12:00:00{zone}")
    assert reply.status_code == 200, reply.content


def test_a_put_names_the_id_too(au):
    statement = au.said(Verb.INITIALIZED)
    own_id = statement.pop("id")
    assert au.put("/statements", statement, statementId=own_id).status_code == 204


def test_values_of_the_template_are_not_overwritten(make_au):
    template = {"language": "fr", "extensions": {"https://x.example/e": {"a": 1}}}
    au = make_au(launch_data={"contextTemplate": template}).begin()
    said = au.said(Verb.INITIALIZED)
    extensions = {**said["context"]["extensions"], "https://x.example/e": {"a": 1}}
    for wrong in (
        context_of(said, extensions=extensions),
        context_of(said, language="en", extensions=extensions),
        context_of(said, language="fr"),
        context_of(said, language="fr", extensions={**extensions, "https://x.example/e": {}}),
    ):
        assert refused(au.post(wrong), "10.2.1")
    assert au.post(context_of(said, language="fr", extensions=extensions)).status_code == 200


def test_more_than_the_template_may_be_said(au):
    said = au.said(Verb.INITIALIZED)
    activities = said["context"]["contextActivities"]
    grouping = [{"id": "https://x.example/more"}, *activities["grouping"]]
    more = context_of(
        said, platform="x", contextActivities={**activities, "grouping": grouping,
                                               "parent": {"id": "https://x.example/parent"}},
    )  # fmt: skip
    assert au.post(more).status_code == 200


# --- Verbs and objects ---------------------------------------------------------------------------
@pytest.mark.parametrize("verb", [Verb.LAUNCHED, Verb.ABANDONED, Verb.WAIVED, Verb.SATISFIED])
@pytest.mark.parametrize("defined", [True, False])
def test_some_verbs_are_for_the_lms(begun, verb, defined):
    assert refused(begun.say(verb, defined=defined), "9.3", "for the LMS alone")


def test_other_verbs_are_allowed_but_not_defined(begun):
    assert refused(begun.say(EXPERIENCED), "7.1.3")
    assert begun.say(EXPERIENCED, defined=False).status_code == 200


def test_what_is_allowed_has_any_verb_result_and_object(begun):
    """cmi5 7.1.3 and 9.3: the rules of verbs and results are not for these."""
    for changed in (
        {"verb": {"id": str(Verb.COMPLETED)}, "result": {"success": True, "completion": True}},
        {"verb": {"id": str(Verb.COMPLETED)}, "object": {"id": "https://x.example/thing"}},
        {"verb": {"id": "https://x.example/did"}, "result": {"score": {"scaled": -1}}},
        {"object": {"objectType": "Agent", "mbox": "mailto:a@b.example"}},
        {"object": {"id": f"{ACTIVITY}/questions/1"}},
    ):
        statement = {**begun.said(EXPERIENCED, defined=False), **changed}
        reply = begun.post(statement)
        assert reply.status_code == 200, reply.content
    assert begun.say(Verb.COMPLETED).status_code == 200


@pytest.mark.parametrize(
    "thing", [{"id": "https://x.example/other"}, {"objectType": "Agent", **ACTOR},
              {"objectType": "Activity", "id": f"{ACTIVITY}/part"}],
)  # fmt: skip
def test_what_is_defined_is_about_the_au(begun, thing):
    statement = begun.said(Verb.COMPLETED, object=thing)
    assert refused(begun.post(statement), "8.1.5, 9.4")


@pytest.mark.parametrize("kind", ["lesson", "course", "path", "question", "au"])
def test_an_au_tells_nothing_of_the_academys_own_activities(begun, kind):
    """It speaks from a learner's browser: nobody would vouch for that answer or that mark."""
    thing = {"id": f"https://academie.example/xapi/activities/{kind}/{uuid4()}"}
    reply = begun.post(begun.said(Verb.ANSWERED, defined=False, object=thing))
    assert reply.status_code == 403
    assert "is an activity of the academy" in reply.json()["error"]


# --- Results -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("verb", "result", "section"),
    [
        (Verb.COMPLETED, {}, "9.5.3"),
        (Verb.COMPLETED, {"duration": "PT1S"}, "9.5.3"),
        (Verb.COMPLETED, {"completion": False, "duration": "PT1S"}, "9.5.3"),
        (Verb.COMPLETED, {"completion": True}, "9.5.4.1"),
        (Verb.COMPLETED, {"completion": True, "success": True, "duration": "PT1S"}, "9.5.2"),
        (Verb.PASSED, {}, "9.5.2"),
        (Verb.PASSED, {"success": False, "duration": "PT1S"}, "9.5.2"),
        (Verb.PASSED, {"success": True}, "9.5.4.1"),
        (Verb.PASSED, {"success": True, "completion": True, "duration": "PT1S"}, "9.5.3"),
        (Verb.FAILED, {"duration": "PT1S"}, "9.5.2"),
        (Verb.FAILED, {"success": True, "duration": "PT1S"}, "9.5.2"),
        (Verb.FAILED, {"success": False}, "9.5.4.1"),
        (Verb.TERMINATED, {}, "9.5.4.1"),
        (Verb.TERMINATED, {"success": True, "duration": "PT1S"}, "9.5.2"),
        (Verb.TERMINATED, {"completion": True, "duration": "PT1S"}, "9.5.3"),
        (Verb.TERMINATED, {"duration": "PT1S", "score": SCORE}, "9.5.1"),
        (Verb.COMPLETED, {"completion": True, "duration": "PT1S", "score": SCORE}, "9.5.1"),
    ],
)
def test_results(begun, verb, result, section):
    assert refused(begun.say(verb, result=result), section)


@pytest.mark.parametrize(
    ("verb", "score", "section"),
    [
        (Verb.PASSED, {"scaled": 0.79}, "9.3.4"),
        (Verb.FAILED, {"scaled": 0.8}, "9.3.5"),
        (Verb.FAILED, {"scaled": -0.1}, "9.5.1"),
        (Verb.PASSED, {"raw": 9}, "9.5.1"),
        (Verb.PASSED, {"raw": 9, "max": 10}, "9.5.1"),
        (Verb.PASSED, {"scaled": 0.8}, None),
        (Verb.PASSED, {"raw": 9, "min": 0, "max": 10}, None),
        (Verb.FAILED, {"scaled": 0.7999}, None),
    ],
)
def test_scores(begun, verb, score, section):
    reply = begun.say(verb, score=score)
    assert reply.status_code == 200 if section is None else refused(reply, section)


def test_a_score_comes_with_the_mastery_score(begun):
    """cmi5 9.6.3.2."""
    statement = begun.said(Verb.PASSED, score=SCORE)
    extensions = dict(statement["context"]["extensions"])
    del extensions[MASTERY_SCORE]
    assert refused(begun.post(context_of(statement, extensions=extensions)), "9.6.3.2")
    other = {**extensions, MASTERY_SCORE: 0.5}
    assert refused(begun.post(context_of(statement, extensions=other)), "9.6.3.2")
    assert begun.post(statement).status_code == 200


def test_without_a_mastery_score_any_score_is_judged_by_the_au(make_au):
    au = make_au(mastery_score=None).begin()
    au.say(Verb.INITIALIZED)
    assert au.say(Verb.PASSED, score={"scaled": 0.1}).status_code == 200


def test_the_category_of_what_may_satisfy(begun):
    """cmi5 9.6.2.2."""
    completed = begun.said(Verb.COMPLETED)
    assert refused(begun.post(with_categories(completed, CMI5_CATEGORY)), "9.6.2.2")
    for statement in (
        begun.said(Verb.TERMINATED), begun.said(EXPERIENCED, defined=False),
        begun.said(Verb.COMPLETED, defined=False, result={"completion": True}),
    ):  # fmt: skip
        has = [one["id"] for one in statement["context"]["contextActivities"]["category"]]
        reply = begun.post(with_categories(statement, *has, MOVE_ON_CATEGORY))
        assert refused(reply, "9.6.2.2")


@pytest.mark.parametrize("value", [-1, 101, 50.5, "50", True])
def test_progress_is_a_whole_number(begun, value):
    statement = begun.said(EXPERIENCED, defined=False, result={"extensions": {PROGRESS: value}})
    assert refused(begun.post(statement), "9.5.5.1")
    statement["result"]["extensions"][PROGRESS] = 100
    assert begun.post(statement).status_code == 200


@pytest.mark.parametrize("mode", ["Browse", "Review"])
def test_modes_in_which_nothing_counts(make_au, mode):
    """cmi5 10.2.2."""
    au = make_au(launch_mode=mode).begin()
    assert au.say(Verb.INITIALIZED).status_code == 200
    for verb in (Verb.COMPLETED, Verb.PASSED, Verb.FAILED):
        assert refused(au.say(verb), "10.2.2", mode)
    assert au.say(EXPERIENCED, defined=False).status_code == 200
    assert au.say(Verb.TERMINATED).status_code == 200


def test_who_vouches_for_what_an_au_says(begun):
    """The session itself, whatever the AU claims; and what it names isn't defined by it."""
    own = {"id": ACTIVITY, "definition": {"name": {"en": "Not its name"}}}
    claimed = {"mbox": "mailto:the-academy@b.example"}
    begun.post(begun.said(EXPERIENCED, defined=False, object=own, authority=claimed))
    stored = json.loads(Statement.objects.latest("seq").payload)
    assert stored["authority"] == {
        "objectType": "Agent",
        "account": {
            "homePage": "https://academie.example/xapi/sessions",
            "name": str(begun.session.public_id),
        },
    }
    reply = begun.get("/activities", activityId=ACTIVITY)
    assert reply.json() == {"objectType": "Activity", "id": ACTIVITY}


def test_what_is_attached_comes_along(begun):
    data = b"a picture of what was drawn"
    said = begun.said(EXPERIENCED, defined=False, attachments=[declared(data)])
    reply = begun.post(whole([said], data), kind=CONTENT_TYPE)
    assert reply.status_code == 200, reply.content
    assert AttachmentData.objects.get().length == len(data)
    # Refused as a whole: no data stays behind without its statement.
    other = begun.said(Verb.INITIALIZED, attachments=[declared(b"another")])
    assert refused(begun.post(whole([other], b"another"), kind=CONTENT_TYPE), "9.3.2")
    assert AttachmentData.objects.count() == 1


def test_another_learners_statements_are_not_read(begun, make_au):
    other = make_au(actor=OTHER_ACTOR, registration=uuid4()).begin()
    again = make_au(registration=uuid4()).begin()
    for au in (other, again):
        assert au.say(Verb.INITIALIZED).status_code == 200
    [own] = begun.get().json()["statements"]
    assert own["context"]["registration"] == str(REGISTRATION)
    [theirs] = other.get().json()["statements"]
    reply = begun.get(statementId=theirs["id"])
    assert reply.status_code == 404
    assert begun.get(statementId=own["id"]).status_code == 200
    assert refused(begun.get(agent=OTHER_ACTOR), "8.1.3")
    assert refused(begun.get(registration=uuid4()), "8.1.4")
    assert len(begun.get(agent=ACTOR, registration=REGISTRATION).json()["statements"]) == 1
    assert refused(begun.get("/agents", agent=OTHER_ACTOR), "8.1.3")


def test_pages_lead_on_within_what_may_be_read(begun):
    for _ in range(3):
        begun.say(EXPERIENCED, defined=False)
    page, seen = begun.get(limit=2).json(), 0
    while True:
        seen += len(page["statements"])
        if not page["more"]:
            break
        page = begun.client.get(page["more"], headers=begun.headers).json()
    assert seen == 4
