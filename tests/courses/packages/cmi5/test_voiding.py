"""Statements of AUs that are voided: what had followed from them is taken back."""

from datetime import timedelta
from uuid import UUID

import pytest

from academy.lrs.models import LaunchSession, ReaderFailure
from academy.lrs.queries import statements_by_id, voided_ids
from academy.lrs.services import own_authority, void_statement
from courses.models import AuRegistration, AuStanding, CourseProgress, Package, PackagePart
from courses.packages.sessions import following
from courses.packages.sessions.waiving import waive
from courses.queries import packages_left
from courses.services import complete_lesson
from tests.courses.packages.seat import MINUTE, Seat
from tests.factories.accounts import UserFactory
from tests.factories.cmi5 import IDS, Au, Group, made_cmi5
from tests.factories.courses import AT

from .au import Launch, told

LATER = AT + timedelta(days=1)


@pytest.fixture
def seat(db):
    return Seat(made_cmi5([Group("b", [Au("un"), Au("deux", move_on="Passed")])]))


def finished(seat):
    """Do both AUs."""
    Launch.of(seat.open()).begin().say("completed")
    second = Launch.of(seat.open(part_of(seat, "deux"))).begin()
    assert second.say("passed").status_code == 200
    assert second.say("terminated").status_code == 200
    assert seat.is_finished


def part_of(seat, name):
    parts = seat.attempt.version.parts
    return next(one["id"] for one in parts if one["publisher_id"] == f"{IDS}/au/{name}")


def void(verb, which=0):
    """Void one of the statements about AUs with this verb."""
    found = [one for one in told(verb) if "/package/" in one["object"]["id"]]
    own_id = UUID(found[which]["id"])
    void_statement(statement_id=own_id, authority=own_authority(), at=LATER)
    assert not ReaderFailure.objects.exists()


def satisfied():
    """Return what is told as satisfied and isn't voided, by its last part."""
    found = told("satisfied")
    gone = voided_ids(UUID(one["id"]) for one in found)
    return [
        one["object"]["definition"]["type"].rpartition("/")[2]
        for one in found
        if UUID(one["id"]) not in gone
    ]


def test_what_followed_from_it_is_taken_back(seat):
    finished(seat)
    assert satisfied() == ["block", "course"]
    assert CourseProgress.objects.get().completed_at is not None
    void("passed")
    standing = AuStanding.objects.get(item=part_of(seat, "deux"))
    assert (standing.passed_at, standing.satisfied_at) == (None, None)
    assert AuRegistration.objects.get().satisfied_at is None
    assert AuStanding.objects.get(item=part_of(seat, "un")).satisfied_at is not None
    assert satisfied() == []
    assert (seat.attempt.completed_at, seat.attempt.success) == (None, "")
    assert not seat.is_finished
    assert packages_left(seat.lesson, seat.enrolment) == (seat.block_id,)
    assert CourseProgress.objects.get().completed_at is None
    row = PackagePart.objects.get(item=part_of(seat, "deux"))
    assert (row.completion, row.success) == ("incomplete", "")


def test_the_au_may_say_it_again_and_all_follows_again(seat):
    finished(seat)
    void("passed")
    again = Launch.of(seat.open(part_of(seat, "deux"), at=LATER)).begin()
    assert again.data["launchMode"] == "Normal"
    assert again.say("passed").status_code == 200
    assert satisfied() == ["block", "course"]
    assert seat.is_finished
    assert seat.attempt.completed_at is not None
    # Once more is once too often.
    assert again.say("passed").status_code == 403


def test_what_was_said_again_stands_however_often_the_void_is_told(seat):
    launch = Launch.of(seat.open()).begin()
    launch.say("completed")
    void("completed")
    assert launch.say("completed").status_code == 200
    following.read(statements_by_id([UUID(told("voided")[0]["id"])]))
    assert AuStanding.objects.get(item=part_of(seat, "un")).completed_at is not None
    assert launch.say("completed").status_code == 403


def test_what_else_was_said_stays(seat):
    launch = Launch.of(seat.open()).begin()
    launch.say("completed")
    launch.say("terminated")
    before = AuStanding.objects.get(item=part_of(seat, "un")).completed_at
    second = Launch.of(seat.open(part_of(seat, "deux"))).begin()
    second.say("failed")
    void("failed")
    assert AuStanding.objects.get(item=part_of(seat, "un")).completed_at == before
    assert AuStanding.objects.get(item=part_of(seat, "deux")).failed_at is None
    assert LaunchSession.objects.open().get().failed_at is None
    assert second.say("passed").status_code == 200
    assert seat.is_finished


def test_a_waiver_that_is_voided_is_none_and_may_be_given_again(seat):
    Launch.of(seat.open()).begin().say("completed")
    boss = UserFactory(is_superuser=True)
    said = {"registration": AuRegistration.objects.get().registration, "by": boss}
    said |= {"item": f"{IDS}/au/deux", "reason": "Tested Out"}
    assert waive(at=AT, **said)
    assert seat.is_finished
    void("waived")
    assert AuStanding.objects.get(item=part_of(seat, "deux")).waived_at is None
    assert satisfied() == []
    assert not seat.is_finished
    assert waive(at=LATER + MINUTE, **said)
    assert satisfied() == ["block", "course"]
    assert seat.is_finished
    # The first one is no news any more, however often it is told.
    following.read(statements_by_id([UUID(told("voided")[0]["id"])]))
    assert AuStanding.objects.get(item=part_of(seat, "deux")).waived_at is not None
    assert seat.is_finished


def test_a_lesson_that_does_not_ask_for_the_package_stays_finished(seat):
    Package.objects.update(counts_when="never")
    finished(seat)
    void("passed")
    assert satisfied() == []
    assert seat.is_finished


def test_a_lesson_of_whom_the_package_was_never_asked_stays_finished(seat):
    package = Package.objects.get()
    package.counts_when = "never"
    package.save()
    begun = Seat(package)
    package.counts_when = "reported"
    package.save()
    where = {"lesson": begun.lesson, "course_key": begun.course_key}
    complete_lesson(enrolment=begun.enrolment, at=LATER, **where)
    launch = Launch.of(begun.open()).begin()
    launch.say("completed")
    Launch.of(begun.open(part_of(begun, "deux"))).begin().say("passed")
    assert begun.attempt.completed_at is not None
    void("passed")
    assert begun.attempt.completed_at is None
    assert begun.is_finished


def test_a_package_that_is_done_once_it_was_opened_stays_so(seat):
    Package.objects.update(counts_when="opened")
    finished(seat)
    void("passed")
    assert satisfied() == []
    assert seat.is_finished
    assert seat.attempt.completed_at is not None


def test_what_an_au_tells_of_its_videos_may_be_voided_too(seat):
    launch = Launch.of(seat.open()).begin()
    launch.say("completed")
    video = {"objectType": "Activity", "id": f"{launch.query['activityId']}/video"}
    for verb in (
        "http://adlnet.gov/expapi/verbs/completed",
        "https://w3id.org/xapi/adl/verbs/waived",
    ):
        said = launch.statement("completed") | {"object": video, "verb": {"id": verb}}
        said["context"]["contextActivities"].pop("category")
        assert launch.send(said).status_code == 200
    before = AuStanding.objects.values_list("completed_at", "waived_at").get()
    void("completed", 1)
    void("waived")
    assert AuStanding.objects.values_list("completed_at", "waived_at").get() == before
    # It was said of the AU, and still is.
    assert launch.say("completed").status_code == 403
