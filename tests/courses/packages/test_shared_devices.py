"""One device, several learners: whose origin is whose, and what a device held of an opening."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from courses.models import PackageLaunch
from courses.packages import tokens
from courses.packages.attempts import opening_of
from courses.packages.origins import host_for
from courses.queries import open_launch
from tests.factories.cmi5 import Au, cmi5, made_cmi5
from tests.factories.courses import AT
from tests.factories.h5p import h5p
from tests.factories.packages import bring_in, scorm

from .cmi5.au import Launch
from .seat import Seat, core
from .test_content_origin import Origin, policy


@pytest.fixture
def seats(designer, organism):
    """Two learners of one package."""
    package = bring_in(scorm(), by=designer, built_by=organism).version.package
    return Seat(package), Seat(package)


def held(launch, sequence=1, status="passed", **more):
    said = {"cmi": core(status, **more), "commitSequence": sequence}
    return said | {"opening": str(launch.public_id)}


# --- Origins -------------------------------------------------------------------------------------
def test_each_learner_has_an_origin_of_their_own_and_always_the_same(seats):
    one, other = (Origin(seat.open()) for seat in seats)
    again = Origin(seats[0].open(at=AT + timedelta(days=300)))
    assert one.label == other.label
    assert one.origin != other.origin
    assert one.origin == again.origin
    for seat in seats:
        assert seat.user.public_id.hex not in one.host + other.host


def test_a_token_opens_nothing_on_the_origin_of_another_learner(seats):
    one, other = (Origin(seat.open()) for seat in seats)
    other.token = one.token
    assert other.file("index.html").status_code == 404
    assert other.get(f"/p/{one.token}/").status_code == 403
    assert other.commit({"cmi": core(), "commitSequence": 1}).status_code == 403
    # Nor where nobody's is.
    other.host = f"{one.label}.content.localhost:8000"
    assert other.file("index.html").status_code == 404


def test_learners_of_other_systems_are_told_apart_too(db):
    version = made_cmi5().versions.get()
    named = {host_for(version.label, json.dumps({"name": name})) for name in "ab"}
    assert len(named) == 2
    assert all(one.startswith(version.label) for one in named)


def test_a_session_of_an_au_answers_the_origin_of_its_learner_alone(db):
    package = made_cmi5([Au("un")])
    one, other = (Launch.of(Seat(package).open()) for _number in range(2))
    assert one.origin != other.origin
    assert one.fetch()["Access-Control-Allow-Origin"] == one.origin
    answer = one.client.get(
        f"/xapi/agents/profile?profileId=cmi5LearnerPreferences&agent={one.query['actor']}",
        headers=one._headers() | {"Origin": other.origin},
    )
    assert answer.status_code == 403


# --- Cookies -------------------------------------------------------------------------------------
def test_whoever_comes_with_cookies_begins_without_them(seats):
    origin = Origin(seats[0].open())
    page = origin.get(f"/p/{origin.token}/", Cookie="left=behind")
    assert "/runtime/fresh.js" in page.content.decode()
    assert "scorm12.js" not in page.content.decode()
    assert policy(page)["script-src"] == ["'self'"]
    assert "no-store" in page["Cache-Control"]
    assert origin.get("/runtime/fresh.js").status_code == 200
    # Those that can't be taken away stop nobody.
    page = origin.get(f"/p/{origin.token}/?fresh", Cookie="left=behind")
    assert "scorm12.js" in page.content.decode()


def test_a_window_of_its_own_always_begins_so(seats):
    door = tokens.for_launch(seats[0].open())
    origin = Origin(PackageLaunch.objects.get())
    assert door.window == f"{door.page}?window"
    assert "/runtime/fresh.js" in origin.get(f"/p/{door.token}/?window").content.decode()
    page = origin.get(f"/p/{door.token}/?fresh&window").content.decode()
    assert "scorm12.js" in page


@pytest.mark.parametrize("content", [scorm(), scorm(version="2004 4th Edition"), h5p(), cmi5()])
def test_every_package_may_be_opened_in_a_window_of_its_own(designer, organism, client, content):
    seat = Seat(bring_in(content, by=designer, built_by=organism).version.package)
    client.force_login(seat.user)
    page = client.get(reverse("courses:package", args=[seat.open().public_id])).content.decode()
    assert 'id="package-window"' in page
    assert '/?window" target="_blank" rel="noopener noreferrer"' in page


def test_a_window_counts_its_reports_above_those_of_the_frame(seats):
    seat = seats[0]
    launch = seat.open()
    in_frame, in_window = (
        opening_of(open_launch(launch.public_id), is_window=one)[2] for one in (False, True)
    )
    assert in_frame == 0
    # The last word of the frame comes after the window was opened, and takes nothing from it.
    seat.commit(launch, core(lesson_location="frame"), sequence=1)
    assert seat.commit(launch, core(lesson_location="window"), sequence=in_window + 1)
    assert seat.cmi(launch)["core"]["lesson_location"] == "window"


# --- What a device held --------------------------------------------------------------------------
def test_what_a_device_held_of_a_former_opening_counts(seats):
    seat = seats[0]
    former, now = seat.open(), seat.open(at=AT + timedelta(hours=20))
    origin = Origin(now)
    answer = origin.commit(held(former, score={"raw": "90"}))
    assert (answer.status_code, answer.json()["isNews"]) == (200, True)
    assert (seat.attempt.success, seat.is_finished) == ("passed", True)
    # Twice is no news.
    assert origin.commit(held(former)).json()["isNews"] is False


def test_what_came_meanwhile_is_not_undone_by_what_a_device_held(seats):
    seat = seats[0]
    former = seat.open()
    seat.commit(former, core(lesson_location="9"), sequence=5)
    origin = Origin(seat.open(at=AT + timedelta(hours=1)))
    assert origin.commit(held(former, 4, "failed")).json()["isNews"] is False
    later = seat.open(at=AT + timedelta(hours=2))
    seat.commit(later, core(lesson_location="12"), sequence=1)
    assert origin.commit(held(former, 6, "failed")).status_code == 409
    assert seat.cmi(later)["core"]["lesson_location"] == "12"
    assert seat.attempt.success == ""


def test_nobody_tells_of_an_opening_of_another(seats, designer, organism):
    one, other = (seat.open() for seat in seats)
    elsewhere = Seat(bring_in(scorm(), by=designer, built_by=organism).version.package)
    elsewhere.user = seats[0].user
    origin = Origin(one)
    for told in (other, elsewhere.open()):
        assert origin.commit(held(told)).status_code == 400
    for named in (None, "", "x", 1, [], {}, str(one.public_id) + "0"):
        said = {"cmi": core("passed"), "commitSequence": 1, "opening": named}
        assert origin.commit(said).status_code == 400
    assert all(seat.attempt.completion == "incomplete" for seat in (*seats, elsewhere))
