"""Learners in H5P content: what is kept, what is told, what finishes the lesson."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from academy.accounts.models import User
from courses.models import Answer, Package, PackageAttempt
from courses.packages import tokens
from courses.packages.attempts import Overtaken, keep_commit
from courses.queries import open_launch
from tests.courses.packages.seat import MINUTE, Seat, told_in_order
from tests.courses.packages.test_content_origin import Origin, bytes_of, policy
from tests.factories.courses import AT
from tests.factories.h5p import CHILD, h5p, report, told
from tests.factories.packages import bring_in

SELF_REPORTED = "/xapi/self-reported"
TYPE = "http://h5p.org/libraries/H5P.TestQuestion-1.0"


@pytest.fixture
def package(designer, organism):
    """H5P content."""
    return bring_in(h5p(), by=designer, built_by=organism, at=AT).version.package


@pytest.fixture
def seat(package):
    return Seat(package)


def keep(launch, *statements, sequence=1, **more):
    said = json.loads(json.dumps(report(*statements, sequence=sequence, **more)))
    return keep_commit(
        launch=open_launch(launch.public_id), said=said, at=launch.opened_at + MINUTE
    )


def state_of(seat, launch):
    return seat.cmi(launch)["state"]


# --- Being through -------------------------------------------------------------------------------
def test_a_word_of_the_whole_finishes_the_lesson_once(seat):
    launch = seat.open()
    done = told("completed", success=True, score={"raw": 9, "min": 0, "max": 10})
    assert keep(launch, told("answered", child=CHILD, success=True, response="yes"), done)
    assert seat.is_finished
    assert seat.attempt.completed_at is not None
    expected = [
        ("initialized", ""),
        ("answered", f"parts/{CHILD}"),
        ("completed", ""),
        ("passed", ""),
    ]
    told_of = [(verb, iri.partition("/")[2]) for verb, iri in seat.told()]
    assert told_of == expected
    assert not keep(launch, done, sequence=2)
    assert [verb for verb, _iri in seat.told()] == [verb for verb, _iri in expected]


def test_children_alone_finish_nothing(seat):
    launch = seat.open()
    for sequence, verb in enumerate(("answered", "completed", "passed"), 1):
        assert keep(launch, told(verb, child=CHILD, success=True), sequence=sequence)
    assert not seat.is_finished
    assert seat.attempt.completion == "incomplete"
    assert "completed" in [verb for verb, _iri in seat.told()]


def test_whoever_fails_may_go_on_and_pass(seat):
    launch = seat.open()
    keep(launch, told("completed", success=False, score={"scaled": 0.2}))
    assert seat.attempt.success == "failed"
    keep(launch, told("completed", success=True, score={"scaled": 1}), sequence=2)
    assert (seat.attempt.success, seat.attempt.scaled) == ("passed", 1.0)


def test_what_is_tried_again_at_once_counts_where_it_is_better(seat):
    launch = seat.open()
    keep(launch, told("answered", score={"scaled": 0}))
    assert seat.is_finished
    keep(launch, told("answered", score={"scaled": 1}, success=True), sequence=2)
    assert (seat.attempt.scaled, seat.attempt.success) == (1.0, "passed")
    assert not keep(launch, told("answered", score={"scaled": 0.5}, success=False), sequence=3)
    assert (seat.attempt.scaled, seat.attempt.success) == (1.0, "passed")
    assert [verb for verb, _iri in seat.told()].count("completed") == 1


def test_a_rule_by_opening_needs_no_word(seat, package):
    Package.objects.filter(pk=package.pk).update(counts_when=Package.CountsWhen.OPENED)
    seat.lesson.refresh_from_db()
    seat.open()
    assert seat.is_finished


# --- Statements ----------------------------------------------------------------------------------
def test_the_academy_words_the_statement(seat):
    launch = seat.open()
    forged = told("answered", child=CHILD, success=True, score={"scaled": 1}, response="yes") | {
        "actor": {"mbox": "mailto:undefined"},
        "id": "fd41c918-b88b-4b20-a0a5-a4c32391aaa0",
        "timestamp": "1999-01-01T00:00:00Z",
        "authority": {"mbox": "mailto:x@example.org"},
    }
    forged["context"]["registration"] = "fd41c918-b88b-4b20-a0a5-a4c32391aaa0"
    forged["object"]["id"] = "http://elsewhere.example/"
    keep(launch, forged)
    statement = told_in_order()[-1]
    assert statement["actor"]["account"]["name"] == str(seat.user.public_id)
    assert statement["id"] != forged["id"]
    assert statement["timestamp"].startswith("2026")
    assert statement["context"]["registration"] == str(seat.enrolment.registration)
    key = seat.attempt.version.package.key
    assert statement["object"]["id"].endswith(f"/package/{key}/parts/{CHILD}")
    assert statement["object"]["definition"]["name"] == {"fr": "Une partie"}
    assert statement["result"] == {"score": {"scaled": 1.0}, "success": True, "response": "yes"}
    kinds = [one["id"] for one in statement["context"]["contextActivities"]["category"]]
    assert kinds[0] == TYPE
    assert kinds[1].endswith(SELF_REPORTED)
    assert "elsewhere.example" not in json.dumps(statement)


def test_the_same_act_is_told_once_and_another_outcome_again(seat):
    launch = seat.open()
    wrong = told("answered", child=CHILD, success=False, score={"scaled": 0})
    right = told("answered", child=CHILD, success=True, score={"scaled": 1})
    keep(launch, wrong)
    keep(launch, wrong, wrong, sequence=2)
    keep(launch, right, sequence=3)
    assert [verb for verb, iri in seat.told() if CHILD in iri] == ["answered", "answered"]


def test_an_answer_of_the_whole_is_told_beside_its_standing(seat):
    keep(seat.open(), told("answered", success=True, response="true"))
    assert [verb for verb, _iri in seat.told()] == [
        "initialized",
        "answered",
        "completed",
        "passed",
    ]


def test_what_is_reported_brings_no_marks(seat):
    keep(seat.open(), told("answered", child=CHILD, success=True), told("answered", success=True))
    assert not Answer.objects.filter(enrolment=seat.enrolment).exists()


# --- State ---------------------------------------------------------------------------------------
def test_state_comes_back_on_another_device(seat):
    keep(seat.open())
    assert state_of(seat, seat.open(at=AT + timedelta(hours=1))) == {"0": {"state": '{"page":2}'}}


def test_a_report_that_was_overtaken_changes_nothing(seat):
    launch = seat.open()
    assert keep(launch, sequence=2)
    assert not keep(launch, sequence=1, state={"0": {"state": "old"}})
    other = seat.open(at=AT + timedelta(hours=1))
    assert keep(other, state={"0": {"state": "newer"}})
    with pytest.raises(Overtaken):
        keep(launch, told("completed"), sequence=9, state={"0": {"state": "old"}})
    assert state_of(seat, other) == {"0": {"state": "newer"}}
    assert not seat.is_finished


def test_a_report_without_a_place_leaves_the_last_one(seat):
    launch = seat.open()
    keep(launch)
    assert keep(launch, told("completed"), sequence=2, state=None)
    assert seat.is_finished
    assert state_of(seat, launch) == {"0": {"state": '{"page":2}'}}


def test_a_new_attempt_begins_anew(seat):
    keep(seat.open(), told("completed", success=False))
    again = seat.open(at=AT + timedelta(hours=1))
    assert seat.attempt.number == 2
    assert state_of(seat, again) == {}


def test_a_review_shows_what_was_kept_and_keeps_nothing(seat):
    keep(seat.open(), told("completed", success=True))
    review = seat.open(at=AT + timedelta(hours=1))
    assert review.is_review
    assert state_of(seat, review) == {"0": {"state": '{"page":2}'}}
    assert not keep(review, state={"0": {"state": "other"}})
    assert PackageAttempt.objects.count() == 1


# --- Its origin ----------------------------------------------------------------------------------
@pytest.fixture
def origin(seat):
    return Origin(seat.open())


def test_the_page_that_plays_it_stays_within_its_origin(origin, seat):
    answer = origin.get(f"/p/{origin.token}/")
    assert answer.status_code == 200
    found = policy(answer)
    assert found["worker-src"] == ["'none'"]
    assert found["sandbox"] == ["allow-scripts", "allow-same-origin", "allow-forms"]
    for directive in ("default-src", "connect-src", "form-action", "frame-src", "base-uri"):
        assert not any("//" in source or source == "*" for source in found[directive])
    page = answer.content.decode()
    assert "/runtime/h5p/main.bundle.js" in page
    # Nothing of who opens it.
    for word in (seat.user.email, str(seat.user.public_id), seat.user.last_name):
        assert word not in page


def test_its_title_is_escaped(designer, organism):
    title = "</script><script>alert(1)</script>"
    version = bring_in(h5p(said={"title": title}), by=designer, built_by=organism).version
    origin = Origin(Seat(version.package).open())
    page = origin.get(f"/p/{origin.token}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("h5p/frame.bundle.js", "text/javascript; charset=utf-8"),
        ("h5p/styles/h5p.css", "text/css"),
        ("h5p/fonts/h5p-core-30.woff2", "font/woff2"),
        ("h5p-player.js", "text/javascript; charset=utf-8"),
    ],
)
def test_the_player_is_served_with_its_fonts(origin, name, kind):
    answer = origin.get(f"/runtime/{name}")
    assert (answer.status_code, answer["Content-Type"]) == (200, kind)


@pytest.mark.parametrize(
    "name", ["h5p/LICENSE", "h5p/../scorm-again/scorm12.min.js", "h5p/", "h5p", "h5p/gone.js"]
)
def test_nothing_else_is_served_as_the_player(origin, name):
    assert origin.get(f"/runtime/{name}").status_code == 404


def test_files_of_its_libraries_are_served(origin):
    answer = origin.file("H5P.TestPart-1.0/scripts/main.js")
    assert b"H5P.TestPart" in bytes_of(answer)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (report(told("completed", success=True)), 200),
        (report(told("voided")), 400),
        ({"cmi": {"core": {"lesson_status": "passed"}}, "commitSequence": 1}, 400),
        (b"[", 400),
    ],
)
def test_a_report_is_taken_by_the_token_alone(origin, seat, said, status):
    assert origin.commit(said, kind="text/plain").status_code == status
    assert seat.is_finished == (status == 200)


def test_a_report_ends_with_its_person(origin, seat):
    User.objects.filter(pk=seat.user.pk).update(is_active=False)
    assert origin.commit(report(told("completed"))).status_code == 403


def test_a_trial_of_a_designer_records_nothing(client, package):
    version = package.versions.get()
    door = tokens.for_trial(version, "content", "fr", uuid4())
    host = {"Host": door.origin.partition("//")[2]}
    page = client.get(f"/p/{door.token}/", headers=host)
    assert '"cmi": {"state": {}}' in page.content.decode()
    said = json.dumps(report(told("completed", success=True)))
    kept = client.post(f"/p/{door.token}/commit/", said, content_type="text/plain", headers=host)
    assert kept.status_code == 200
    assert not PackageAttempt.objects.exists()
    assert told_in_order() == []
