"""Attempts at packages: opened, resumed, finished, told once."""

from datetime import timedelta

import pytest
from django.urls import reverse

from academy.core.errors import AcademyError, NotFound
from academy.lrs.models import Statement
from courses.models import CourseProgress, Package, PackageAttempt, PackageLaunch
from courses.packages.attempts import Overtaken, keep_commit, opening_of
from courses.packages.scorm.cmi import BadCommit
from courses.queries import open_launch
from courses.services import complete_lesson
from courses.services.complete import PackagesLeft
from tests.factories.courses import AT, choice_question
from tests.factories.packages import Part, bring_in, scorm

from .seat import MINUTE, Seat, core, told_in_order

LATER = AT + timedelta(hours=1)


def made(designer, organism, **said):
    return bring_in(scorm(**said), by=designer, built_by=organism).version.package


@pytest.fixture
def seat(package):
    return Seat(package)


@pytest.fixture
def several(designer, organism):
    parts = [Part(f"p{number}", f"Partie {number}", f"p{number}.html") for number in range(3)]
    return Seat(made(designer, organism, parts=parts))


# --- SCORM 1.2 -----------------------------------------------------------------------------------
def test_the_first_opening_says_so(seat):
    launch = seat.open()
    cmi = seat.cmi(launch)
    assert cmi["core"]["entry"] == "ab-initio"
    assert (cmi["core"]["credit"], cmi["core"]["lesson_mode"]) == ("credit", "normal")
    assert cmi["core"]["total_time"] == "0000:00:00.00"
    assert str(seat.user.public_id) not in str(cmi)
    assert seat.user.last_name not in str(cmi)


def test_a_learner_resumes_at_the_bookmark_and_finishes(seat):
    first = seat.open()
    half = core(
        lesson_location="page-2", suspend_data="half", exit="suspend", session_time="0000:10:00.00"
    )
    assert seat.commit(first, half, ended=True)
    assert not seat.is_finished
    assert seat.told() == [("initialized", str(seat.attempt.version.package.key))]

    second = seat.open(at=LATER)
    assert (second.attempt_id, second.number) == (first.attempt_id, 2)
    cmi = seat.cmi(second)
    assert cmi["core"]["entry"] == "resume"
    assert cmi["core"]["lesson_location"] == "page-2"
    assert cmi["suspend_data"] == "half"
    assert cmi["core"]["total_time"] == "0000:10:00.00"
    assert "exit" not in cmi["core"]

    done = core("passed", score={"raw": "90"}, session_time="0000:05:00.00")
    assert seat.commit(second, done, ended=True)
    attempt = seat.attempt
    assert (attempt.completion, attempt.success, attempt.scaled) == ("completed", "passed", 0.9)
    assert attempt.seconds == 900
    assert seat.is_finished
    assert [verb for verb, _object in seat.told()] == ["initialized", "completed", "passed"]


def test_the_statement_says_who_told_it(seat):
    seat.commit(seat.open(), core("completed", session_time="0000:01:00.00"))
    told = next(
        one
        for one in told_in_order()
        if one["verb"]["id"].endswith("/completed") and "/package/" in one["object"]["id"]
    )
    assert told["object"]["definition"]["type"].endswith("/course")
    categories = [one["id"] for one in told["context"]["contextActivities"]["category"]]
    assert categories[0] == "https://w3id.org/xapi/scorm"
    assert categories[1].endswith("/xapi/self-reported")
    assert told["context"]["registration"] == str(seat.enrolment.registration)
    assert told["result"] == {"completion": True, "duration": "PT60.00S"}


def test_what_is_told_twice_is_stored_once(seat):
    launch = seat.open()
    done = core("passed", score={"raw": "80"})
    assert seat.commit(launch, done, sequence=1)
    stored = Statement.objects.count()
    assert not seat.commit(launch, done, sequence=1)
    seat.commit(launch, done, sequence=2)
    seat.commit(launch, done, sequence=3, ended=True)
    assert Statement.objects.count() == stored


def test_a_commit_that_was_overtaken_changes_nothing(seat):
    launch = seat.open()
    seat.commit(launch, core(lesson_location="new"), sequence=5)
    assert not seat.commit(launch, core(lesson_location="old"), sequence=4)
    assert seat.cmi(launch)["core"]["lesson_location"] == "new"


def test_a_late_word_of_a_former_opening_counts_until_the_next_has_spoken(seat):
    first, second = seat.open(), seat.open(at=LATER)
    assert seat.commit(first, core(lesson_location="a"), sequence=9)
    assert seat.commit(second, core(lesson_location="b"), sequence=1)
    with pytest.raises(Overtaken):
        seat.commit(first, core(lesson_location="c"), sequence=10)
    assert seat.cmi(second)["core"]["lesson_location"] == "b"


def test_time_adds_up_whatever_is_told_twice(seat):
    first = seat.open()
    for sequence, minutes in ((1, 1), (2, 3)):
        seat.commit(first, core(session_time=f"0000:0{minutes}:00.00"), sequence)
    assert seat.attempt.seconds == 180
    seat.commit(seat.open(at=LATER), core(session_time="0000:02:00.00"))
    assert seat.attempt.seconds == 300


def test_a_page_that_is_loaded_again_is_another_opening(seat, client):
    launch = seat.open()
    client.force_login(seat.user)
    address = reverse("courses:package", args=[launch.public_id])
    assert client.get(address).status_code == 200
    seat.commit(launch, core(lesson_location="2", session_time="0000:02:00.00"), sequence=7)
    again = client.get(address)
    assert again.status_code == 302
    second = PackageLaunch.objects.latest("pk")
    assert again["Location"] == reverse("courses:package", args=[second.public_id])
    assert (second.number, second.item) == (2, launch.item)
    assert seat.commit(second, core(session_time="0000:01:00.00"), sequence=1)
    assert seat.attempt.seconds == 180


def test_a_frame_that_is_loaded_again_counts_on(seat):
    launch = seat.open()
    assert opening_of(open_launch(launch.public_id))[2] == 0
    seat.commit(launch, core(), sequence=7)
    after = opening_of(open_launch(launch.public_id))[2]
    # One that was on its way comes late.
    assert seat.commit(launch, core(lesson_location="late"), sequence=8)
    assert seat.commit(launch, core(lesson_location="new"), sequence=after + 1)
    assert seat.cmi(launch)["core"]["lesson_location"] == "new"


def test_whoever_left_without_a_word_resumes(seat):
    seat.commit(seat.open(), core(lesson_location="page-3"))
    assert seat.cmi(seat.open(at=LATER))["core"]["entry"] == "resume"


def test_failing_is_followed_by_a_new_attempt(seat):
    seat.commit(seat.open(), core("failed", score={"raw": "20"}), ended=True)
    assert seat.attempt.success == "failed"
    assert [verb for verb, _object in seat.told()] == ["initialized", "completed", "failed"]
    again = seat.open(at=LATER)
    assert again.attempt.number == 2
    assert seat.cmi(again)["core"]["entry"] == "ab-initio"


def test_failing_then_passing_in_one_opening_is_passing(seat):
    launch = seat.open()
    seat.commit(launch, core("failed", score={"raw": "20"}), 1)
    seat.commit(launch, core("passed", score={"raw": "95"}), 2)
    assert (seat.attempt.success, seat.attempt.scaled) == ("passed", 0.95)


def test_what_is_finished_is_looked_at_again_without_counting(seat):
    seat.commit(seat.open(), core("passed", lesson_location="end"), ended=True)
    stored = Statement.objects.count()
    review = seat.open(at=LATER)
    assert review.is_review
    cmi = seat.cmi(review)
    assert (cmi["core"]["lesson_mode"], cmi["core"]["credit"]) == ("review", "no-credit")
    assert not seat.commit(review, core("failed"))
    assert seat.attempt.success == "passed"
    assert Statement.objects.count() == stored
    assert seat.open(at=LATER, again=True).attempt.number == 2


def test_the_mastery_score_is_told_to_the_package(designer, organism):
    part = Part(
        extra="<adlcp:masteryscore>80</adlcp:masteryscore>"
        "<adlcp:datafromlms>x=1</adlcp:datafromlms>"
    )
    seat = Seat(made(designer, organism, parts=[part]))
    cmi = seat.cmi(seat.open())
    assert cmi["student_data"]["mastery_score"] == "80"
    assert cmi["launch_data"] == "x=1"


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        {},
        {"cmi": {}, "commitSequence": 1},
        {"cmi": core(), "commitSequence": "1"},
        {"cmi": core(), "commitSequence": True},
        {"cmi": core(suspend_data="x" * 4_097), "commitSequence": 1},
        {"cmi": core(lesson_location="x" * 256), "commitSequence": 1},
        {
            "cmi": core(score={"raw": {"a": {"b": {"c": {"d": {"e": {"f": {"g": 1}}}}}}}}),
            "commitSequence": 1,
        },
    ],
)
def test_what_is_no_commit_is_refused(seat, said):
    with pytest.raises(BadCommit):
        keep_commit(launch=seat.open(), said=said, at=AT)
    assert seat.attempt.completion == "incomplete"


# --- Several parts -------------------------------------------------------------------------------
def test_several_parts_are_finished_one_by_one(several):
    for number in range(3):
        launch = several.open(at=AT + number * MINUTE)
        assert launch.item == f"p{number}"
        several.commit(launch, core("completed", session_time="0000:01:00.00"), ended=True)
        assert several.is_finished == (number == 2)
    key = several.attempt.version.package.key
    assert several.told() == [
        ("initialized", str(key)),
        ("completed", f"{key}/parts/p0"),
        ("completed", f"{key}/parts/p1"),
        ("completed", f"{key}/parts/p2"),
        ("completed", str(key)),
    ]
    assert several.attempt.seconds == 180


def test_any_part_may_be_opened_where_none_waits(several):
    assert several.open("p2").item == "p2"
    with pytest.raises(NotFound):
        several.open("p9")


def test_prerequisites_of_1_2_are_kept_to(designer, organism):
    parts = [
        Part("a", href="a.html"),
        Part("b", href="b.html"),
        Part(
            "c",
            href="c.html",
            extra='<adlcp:prerequisites type="aicc_script">a&amp;b</adlcp:prerequisites>',
        ),
    ]
    seat = Seat(made(designer, organism, parts=parts))
    with pytest.raises(AcademyError, match="Une partie"):
        seat.open("c")
    for item in ("a", "b"):
        seat.commit(seat.open(item), core("completed"))
    assert seat.open("c").item == "c"


def test_a_part_that_reports_nothing_is_done_once_opened(designer, organism):
    parts = [
        Part("a", href="a.html", resource='adlcp:scormtype="asset"'),
        Part("b", href="b.html", resource='adlcp:scormtype="asset"'),
    ]
    seat = Seat(made(designer, organism, parts=parts))
    assert seat.open().item == "a"
    assert not seat.is_finished
    assert seat.open().item == "b"
    assert seat.is_finished


# --- SCORM 2004 ----------------------------------------------------------------------------------
@pytest.fixture
def seat_2004(designer, organism):
    return Seat(made(designer, organism, version="2004 4th Edition"))


def test_completion_and_success_are_two_things_in_2004(seat_2004):
    seat = seat_2004
    launch = seat.open()
    cmi = {"completion_status": "completed", "success_status": "unknown"}
    seat.commit(launch, cmi, 1)
    assert (seat.attempt.completion, seat.attempt.success) == ("completed", "")
    assert seat.is_finished
    assert [verb for verb, _object in seat.told()] == ["initialized", "completed"]


def test_2004_resumes_what_was_suspended_and_begins_anew_otherwise(seat_2004):
    seat = seat_2004
    kept = {"location": "7", "suspend_data": "x" * 64_000, "session_time": "PT2M"}
    seat.commit(seat.open(), kept | {"exit": "suspend"}, ended=True)
    cmi = seat.cmi(seat.open(at=LATER))
    assert (cmi["entry"], cmi["location"], len(cmi["suspend_data"])) == ("resume", "7", 64_000)
    assert cmi["total_time"] == "PT120.00S"
    seat.commit(
        seat.open(at=LATER),
        kept | {"completion_status": "incomplete", "exit": "normal"},
        ended=True,
    )
    cmi = seat.cmi(seat.open(at=LATER))
    assert cmi["entry"] == "ab-initio"
    assert "location" not in cmi


def test_thresholds_of_2004_decide(designer, organism):
    sequencing = (
        '<imsss:sequencing><imsss:objectives><imsss:primaryObjective objectiveID="o" '
        'satisfiedByMeasure="true"><imsss:minNormalizedMeasure>0.6</imsss:minNormalizedMeasure>'
        "</imsss:primaryObjective></imsss:objectives></imsss:sequencing>"
        '<adlcp:completionThreshold minProgressMeasure="0.8" completedByMeasure="true"/>'
    )
    parts = [Part(extra=sequencing)]
    seat = Seat(made(designer, organism, version="2004 4th Edition", parts=parts))
    launch = seat.open()
    cmi = seat.cmi(launch)
    assert (cmi["scaled_passing_score"], cmi["completion_threshold"]) == ("0.6", "0.8")
    said = {"completion_status": "completed", "success_status": "failed"}
    seat.commit(launch, said | {"score": {"scaled": "0.7"}, "progress_measure": "0.5"}, 1)
    assert (seat.attempt.completion, seat.attempt.success) == ("incomplete", "passed")


def test_parts_of_2004_come_in_their_order_where_the_table_is_closed(designer, organism):
    parts = [Part(f"p{number}", href=f"p{number}.html") for number in range(3)]
    closed = '<imsss:sequencing><imsss:controlMode choice="false" flow="true"/></imsss:sequencing>'
    package = made(designer, organism, version="2004 4th Edition", parts=parts, organization=closed)
    assert package.versions.get().notes == []
    seat = Seat(package)
    with pytest.raises(AcademyError):
        seat.open("p1")
    seat.commit(seat.open(), {"completion_status": "completed"})
    assert seat.open().item == "p1"


# --- The lesson ----------------------------------------------------------------------------------
def test_a_lesson_waits_for_its_package(seat):
    with pytest.raises(PackagesLeft) as left:
        complete_lesson(
            enrolment=seat.enrolment, lesson=seat.lesson, course_key=seat.course_key, at=LATER
        )
    assert left.value.block_ids == (seat.block_id,)


def test_a_package_does_not_finish_a_lesson_with_questions_left(package):
    seat = Seat(package, choice_question())
    seat.commit(seat.open(), core("passed", score={"raw": "100"}))
    assert seat.attempt.completed_at is not None
    assert not seat.is_finished


def test_a_reported_score_is_no_mark_and_no_pass_of_itself(package):
    seat = Seat(package, choice_question())
    seat.commit(seat.open(), core("passed", score={"raw": "100"}))
    (course,) = CourseProgress.objects.filter(enrolment=seat.enrolment) or [None]
    assert course is None or (course.best_score or 0) == 0
    seat.enrolment.refresh_from_db()
    assert seat.enrolment.passed_at is None


@pytest.mark.parametrize(("rule", "finished"), [("opened", True), ("never", False)])
def test_another_rule_says_when_one_is_done(package, rule, finished):
    Package.objects.update(counts_when=rule)
    seat = Seat(package)
    seat.open()
    assert seat.is_finished == finished
    if not finished:
        complete_lesson(
            enrolment=seat.enrolment, lesson=seat.lesson, course_key=seat.course_key, at=LATER
        )
        assert seat.is_finished


# --- Versions ------------------------------------------------------------------------------------
def test_an_attempt_under_way_stays_on_its_version(designer, package, seat):
    seat.commit(seat.open(), core(lesson_location="2"))
    bring_in(scorm(title="Nouveau"), by=designer, package=package, at=AT)
    assert seat.open(at=LATER).attempt.version.number == 1
    assert Seat(package).open().attempt.version.number == 2


def test_a_package_without_a_version_says_so(package, seat):
    package.versions.update(cleaned_at=AT)
    with pytest.raises(AcademyError):
        seat.open()
    assert not PackageAttempt.objects.exists()
    assert not PackageLaunch.objects.exists()
