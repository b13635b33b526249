"""cmi5 10 and 11: the documents that an AU reads and writes."""

import pytest
from django.utils import timezone

from academy.lrs import document_queries
from academy.lrs.models import Document
from academy.lrs.services import DocumentContent, put_document
from academy.lrs.xapi.agents import identity
from academy.lrs.xapi.documents import Place

from .au import ACTIVITY, ACTOR, OTHER_ACTOR, PUBLISHER, REGISTRATION
from .test_cmi5_statements import refused

STATE, PROFILE, ABOUT = "/activities/state", "/agents/profile", "/activities/profile"
OWN = {"activityId": ACTIVITY, "agent": ACTOR, "registration": str(REGISTRATION)}
PREFERENCES = {"agent": ACTOR, "profileId": "cmi5LearnerPreferences"}
BOTH = {"languagePreference": "fr-CA,en", "audioPreference": "off"}
# In 1.0.3, who writes a profile tells what they have seen.
NEW = {"if-none-match": "*"}


def test_an_au_keeps_its_place(au):
    assert au.put(STATE, {"page": 3}, **OWN, stateId="place").status_code == 204
    assert au.get(STATE, **OWN, stateId="place").json() == {"page": 3}
    assert au.post({"more": 1}, STATE, **OWN, stateId="place").status_code == 204
    assert au.get(STATE, **OWN).json() == ["LMS.LaunchData", "place"]
    assert au.delete(STATE, **OWN, stateId="place").status_code == 204
    assert au.get(STATE, **OWN).json() == ["LMS.LaunchData"]


@pytest.mark.parametrize(
    ("wrong", "section"),
    [
        ({"activityId": PUBLISHER}, "8.1.5"),
        ({"agent": OTHER_ACTOR}, "8.1.3"),
        ({"registration": "7d8f9a10-0000-4000-8000-000000000002"}, "8.1.4"),
    ],
)
def test_it_reaches_no_other_states(au, wrong, section):
    for reply in (
        au.get(STATE, **{**OWN, **wrong}),
        au.get(STATE, **{**OWN, **wrong}, stateId="place"),
        au.put(STATE, {}, **{**OWN, **wrong}, stateId="place"),
        au.delete(STATE, **{**OWN, **wrong}),
    ):
        assert refused(reply, section)


def test_the_launch_data_is_the_lms_s(au):
    """cmi5 10.2.1: the AU neither changes nor deletes it."""
    for reply in (
        au.put(STATE, {}, **OWN, stateId="LMS.LaunchData"),
        au.post({}, STATE, **OWN, stateId="LMS.LaunchData"),
        au.delete(STATE, **OWN, stateId="LMS.LaunchData"),
        au.put(STATE, {}, activityId=ACTIVITY, agent=ACTOR, stateId="LMS.LaunchData"),
    ):
        assert refused(reply, "10.2.1")
    assert "contextTemplate" in au.get(STATE, **OWN, stateId="LMS.LaunchData").json()


@pytest.mark.parametrize("named", [True, False])
def test_clearing_all_states_leaves_it(au, make_au, named):
    """Of this registration, named or not: another one's states aren't this AU's to clear."""
    other = Place(kind="state", organism_id=None, activity=ACTIVITY, agent=identity(ACTOR),
                  document_id="elsewhere")  # fmt: skip
    content = DocumentContent(data=b"1", media_type="application/json")
    put_document(place=other, content=content, at=timezone.now())
    au.put(STATE, {}, **OWN, stateId="place")
    asked = OWN if named else {"activityId": ACTIVITY, "agent": ACTOR}
    assert au.get(STATE, **asked).json() == ["LMS.LaunchData", "place"]
    assert au.delete(STATE, **asked).status_code == 204
    assert au.get(STATE, **asked).json() == ["LMS.LaunchData"]
    assert document_queries.document(other) is not None


def test_preferences_are_kept_for_the_learner(au, make_au):
    assert au.put(PROFILE, BOTH, headers=NEW, **PREFERENCES).status_code == 204
    other = make_au(registration="7d8f9a10-0000-4000-8000-000000000003").sign()
    assert other.ask_preferences().json() == BOTH


@pytest.mark.parametrize(
    ("document", "section"),
    [
        ({"languagePreference": "fr"}, "11"),
        ({"audioPreference": "on"}, "11"),
        ([BOTH], "11"),
        ({**BOTH, "audioPreference": "loud"}, "11.2"),
        ({**BOTH, "languagePreference": "fr, en"}, "11.1"),
        ({**BOTH, "languagePreference": ""}, "11.1"),
        ({**BOTH, "languagePreference": ["fr"]}, "11.1"),
    ],
)
def test_preferences_have_both_fields(au, document, section):
    assert refused(au.put(PROFILE, document, headers=NEW, **PREFERENCES), section)
    assert refused(au.post(document, PROFILE, **PREFERENCES), section)
    assert not Document.objects.filter(document_id="cmi5LearnerPreferences").exists()


def test_preferences_are_json(au):
    reply = au.put(PROFILE, "{", headers=NEW, **PREFERENCES)
    assert reply.status_code == 400
    reply = au.put(PROFILE, "fr", "text/plain", headers=NEW, **PREFERENCES)
    assert refused(reply, "11")


def test_no_au_deletes_them(au):
    au.put(PROFILE, BOTH, headers=NEW, **PREFERENCES)
    assert refused(au.delete(PROFILE, **PREFERENCES), "11")
    assert au.ask_preferences().json() == BOTH


def test_profiles_are_those_of_the_learner_and_of_the_au(au):
    assert au.put(PROFILE, {}, headers=NEW, agent=ACTOR, profileId="mine").status_code == 204
    assert au.put(ABOUT, {}, headers=NEW, activityId=ACTIVITY, profileId="x").status_code == 204
    assert refused(au.get(PROFILE, agent=OTHER_ACTOR, profileId="mine"), "8.1.3")
    assert refused(au.get(ABOUT, activityId=PUBLISHER), "8.1.5")


def test_what_is_not_valid_is_refused_first(au):
    assert au.get(STATE, activityId="no IRI", agent=ACTOR).status_code == 400
    assert au.get(PROFILE, agent={"name": "nobody"}).status_code == 400
    assert au.get(PROFILE, agent=ACTOR, unknown="1").status_code == 400


def test_an_account_reads_all_of_it(au, make_api):
    """cmi5 4.2: about another user, across sessions."""
    au.put(STATE, {"page": 3}, **OWN, stateId="place")
    assert make_api("all/read").get(STATE, **OWN, stateId="place").json() == {"page": 3}


def test_the_question_about_preferences_counts_whether_there_are_any_or_not(make_au):
    au = make_au().sign()
    assert au.ask_preferences().status_code == 404
    au.session.refresh_from_db()
    assert au.session.preferences_read_at is not None
    writer = make_au().sign()
    writer.put(PROFILE, BOTH, headers=NEW, **PREFERENCES)
    writer.session.refresh_from_db()
    # Writing isn't asking.
    assert writer.session.preferences_read_at is None
