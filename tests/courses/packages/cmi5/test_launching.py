"""From the lesson to the AU and back: the launch, what the AU finds, and what it leads to."""

import json
from urllib.parse import urlsplit

import pytest

from academy.lrs.models import LaunchSession
from courses.models import AuRegistration
from courses.packages.origins import origin_of
from tests.courses.packages.seat import Seat
from tests.factories.cmi5 import IDS, Au, Group, made_cmi5

from .au import SESSION, Launch, told

CONTEXT = "https://w3id.org/xapi/cmi5/context/extensions/"


@pytest.fixture
def scored(db):
    """A seat before one AU with a mastery score, in a group."""
    au = Au(
        "un",
        url="index.html?a=1#haut",
        move_on="CompletedAndPassed",
        attributes='masteryScore="0.8"',
        extra="<launchParameters>début</launchParameters><entitlementKey>clé</entitlementKey>",
    )
    return Seat(made_cmi5([Group("b", [au])]))


def test_an_au_is_launched_with_all_that_it_has_to_know(scored):
    opened = scored.open()
    launch = Launch.of(opened)
    registration = AuRegistration.objects.get(attempt=scored.attempt)
    version = registration.version
    au = version.parts[0]
    assert launch.address.startswith(f"{launch.origin}/p/")
    assert urlsplit(launch.address).path.endswith("/f/index.html")
    assert launch.address.endswith("#haut")
    assert set(launch.query) == {
        "a",
        "endpoint",
        "fetch",
        "actor",
        "registration",
        "activityId",
    }
    actor = json.loads(launch.query["actor"])
    assert actor["account"]["name"] == str(scored.user.public_id)
    assert launch.query["registration"] == str(registration.registration)
    assert launch.query["registration"] != str(scored.enrolment.registration)
    assert launch.query["activityId"].endswith(f"/{version.package.key}/parts/{au['id']}")
    launch.fetch()
    data = launch.state("LMS.LaunchData").json()
    assert data["launchMode"] == "Normal"
    assert data["launchParameters"] == "début"
    assert data["entitlementKey"] == {"courseStructure": "clé"}
    assert (data["masteryScore"], data["moveOn"]) == (0.8, "CompletedAndPassed")
    assert data["returnURL"] == f"{launch.origin}/left/fr/"
    grouping = data["contextTemplate"]["contextActivities"]["grouping"]
    assert {"id": f"{IDS}/au/un"} in grouping
    assert launch.preferences().json() == {
        "languagePreference": "fr-CA,en-CA",
        "audioPreference": "on",
    }


def test_the_launch_is_told_before_the_au_speaks(scored):
    launch = Launch.of(scored.open())
    (one,) = told("launched")
    session = LaunchSession.objects.get()
    extensions = one["context"]["extensions"]
    assert extensions[SESSION] == str(session.public_id)
    assert extensions[f"{CONTEXT}launchmode"] == "Normal"
    assert extensions[f"{CONTEXT}moveon"] == "CompletedAndPassed"
    assert extensions[f"{CONTEXT}masteryscore"] == 0.8
    assert extensions[f"{CONTEXT}launchparameters"] == "début"
    # Whoever reads statements learns no address that opens files, nor the learner's own host.
    label = scored.attempt.version.label
    assert extensions[f"{CONTEXT}launchurl"] == f"{origin_of(label)}/index.html?a=1#haut"
    assert launch.origin not in json.dumps(one)
    assert one["object"]["id"] == launch.query["activityId"]
    assert {"id": f"{IDS}/au/un"} in one["context"]["contextActivities"]["grouping"]


def test_a_frame_that_is_loaded_again_is_another_session(scored):
    opened = scored.open()
    first = Launch.of(opened).begin()
    second = Launch.of(opened).begin()
    assert len(told("launched")) == 2
    assert len(told("abandoned")) == 1
    assert first.say("completed").status_code == 403
    assert second.say("completed").status_code == 200
    assert first.query["activityId"] == second.query["activityId"]
    assert first.query["registration"] == second.query["registration"]


def test_passing_satisfies_the_group_then_the_course_and_ends_the_lesson(scored):
    launch = Launch.of(scored.open()).begin()
    assert launch.say("completed").status_code == 200
    assert told("satisfied") == []
    assert not scored.is_finished
    assert launch.say("passed", 0.9).status_code == 200
    group, course = told("satisfied")
    registration = AuRegistration.objects.get()
    ids = {item["publisher_id"]: item["id"] for item in registration.version.manifest["items"]}
    assert group["object"]["id"].endswith(f"/parts/{ids[f'{IDS}/block/b']}")
    assert group["object"]["definition"]["type"].endswith("/activitytype/block")
    assert course["object"]["definition"]["type"].endswith("/activitytype/course")
    assert course["object"]["id"].endswith(f"/package/{registration.version.package.key}")
    for one, publisher in ((group, f"{IDS}/block/b"), (course, IDS)):
        assert one["context"]["contextActivities"]["grouping"] == [{"id": publisher}]
        assert (
            one["context"]["extensions"][SESSION]
            == launch.data["contextTemplate"]["extensions"][SESSION]
        )
    order = [one["verb"]["id"].rpartition("/")[2] for one in told()]
    assert order.index("passed") < order.index("satisfied")
    assert launch.say("terminated").status_code == 200
    assert scored.is_finished
    attempt = scored.attempt
    assert (attempt.completion, attempt.success, attempt.scaled) == ("completed", "passed", 0.9)
    assert registration.satisfied_at is not None


def test_what_a_package_reports_is_no_mark_and_no_pass_of_the_path(scored):
    launch = Launch.of(scored.open()).begin()
    launch.say("completed")
    launch.say("passed", 1.0)
    ours = [one for one in told("passed") if "/package/" not in one["object"]["id"]]
    assert all("score" not in one.get("result", {}) for one in ours)


def test_a_failed_try_is_followed_by_another_session(scored):
    launch = Launch.of(scored.open()).begin()
    assert launch.say("failed", 0.2).status_code == 200
    assert launch.say("terminated").status_code == 200
    part = scored.attempt.parts.get()
    assert (part.completion, part.success, part.scaled) == ("incomplete", "failed", 0.2)
    again = Launch.of(scored.open()).begin()
    assert again.say("completed").status_code == 200
    assert again.say("passed", 0.8).status_code == 200
    part.refresh_from_db()
    assert (part.completion, part.success) == ("completed", "passed")
    assert scored.attempt.number == 1


def test_what_is_over_is_looked_at_again_without_counting(scored):
    launch = Launch.of(scored.open()).begin()
    launch.say("completed")
    launch.say("passed", 0.9)
    launch.say("terminated")
    again = Launch.of(scored.open()).begin()
    assert again.data["launchMode"] == "Review"
    assert again.say("failed", 0.1).status_code == 403
    assert len(told("satisfied")) == 2


def test_another_go_is_another_registration(scored):
    first = Launch.of(scored.open()).begin()
    first.say("completed")
    first.say("passed", 0.9)
    second = Launch.of(scored.open(again=True)).begin()
    assert second.query["registration"] != first.query["registration"]
    assert second.query["activityId"] == first.query["activityId"]
    assert second.data["launchMode"] == "Normal"


def test_what_asks_for_nothing_is_satisfied_before_it_is_launched(db):
    seat = Seat(made_cmi5([Group("b", [Au("un", move_on="NotApplicable")]), Au("deux")]))
    seat.open()
    (group,) = told("satisfied")
    assert told("launched") == []
    assert group["context"]["contextActivities"]["grouping"] == [{"id": f"{IDS}/block/b"}]
    # Shown as done once somebody was there.
    launch = Launch.of(seat.open()).begin()
    launch.say("terminated")
    assert seat.attempt.parts.filter(completion="completed").count() == 1


def test_what_others_tell_of_an_au_counts_for_nothing(scored):
    from academy.lrs.services import own_authority, record_statements
    from tests.factories.courses import AT

    launch = Launch.of(scored.open()).begin()
    for verb in ("completed", "passed"):
        record_statements(statements=[launch.statement(verb)], authority=own_authority(), at=AT)
    assert told("satisfied") == []
    assert not scored.is_finished


def test_a_package_counts_when_each_of_its_parts_was_opened(db):
    seat = Seat(made_cmi5([Au("un"), Au("deux")], counts_when="opened"))
    Launch.of(seat.open())
    assert not seat.is_finished
    second = seat.attempt.version.parts[1]["id"]
    Launch.of(seat.open(second))
    assert seat.is_finished


def test_a_choice_made_in_an_au_outlives_the_next_launch(scored):
    launch = Launch.of(scored.open()).begin()
    chosen = {"languagePreference": "es", "audioPreference": "off"}
    answer = launch.client.put(
        "/xapi/agents/profile?profileId=cmi5LearnerPreferences&agent=" + launch.query["actor"],
        json.dumps(chosen),
        content_type="application/json",
        headers=launch._headers() | {"If-Match": launch.preferences()["ETag"]},
    )
    assert answer.status_code == 204, answer.content
    again = Launch.of(scored.open())
    again.fetch()
    assert again.preferences().json() == chosen


def test_the_preferences_follow_the_language_of_the_person(scored):
    Launch.of(scored.open())
    scored.user.language = "en"
    scored.user.save(update_fields=["language"])
    launch = Launch.of(scored.open())
    launch.fetch()
    assert launch.preferences().json()["languagePreference"] == "en-CA,fr-CA"
