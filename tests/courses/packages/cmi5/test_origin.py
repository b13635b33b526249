"""What an AU may reach from the origin of its package: its files, the record store, no more."""

import pytest
from django.test import Client
from django.urls import reverse

from academy.lrs.models import LaunchSession
from courses.models import AuRegistration
from tests.courses.packages.seat import Seat
from tests.courses.packages.test_content_origin import Origin, bytes_of, policy
from tests.factories.cmi5 import Au, cmi5, made_cmi5
from tests.factories.courses import AT
from tests.factories.packages import bring_in

from .au import Launch

STORE = "http://lms.localhost:8000/xapi/"
REMOTE = "https://ailleurs.example/x.html?a=1"


@pytest.fixture
def seat(designer, organism):
    return Seat(bring_in(cmi5(), by=designer, built_by=organism, at=AT).version.package)


def test_files_of_aus_reach_the_record_store_and_nothing_else(seat):
    origin = Origin(seat.open())
    found = policy(origin.file("index.html"))
    assert found["connect-src"] == ["'self'", "data:", "blob:", STORE]
    assert found["frame-ancestors"] == ["'self'", "http://lms.localhost:8000"]
    assert found["sandbox"] == ["allow-scripts", "allow-same-origin", "allow-forms"]
    assert "allow-popups" not in found["sandbox"]


def test_files_of_scorm_do_not(package):
    found = policy(Origin(Seat(package).open()).file("index.html"))
    assert found["connect-src"] == ["'self'", "data:", "blob:"]


def test_an_au_has_no_run_time_to_report_to(seat):
    assert Origin(seat.open()).commit({"cmi": {}}).status_code == 403


def test_the_launch_leads_to_a_file_that_its_token_opens(seat):
    opened = seat.open()
    origin = Origin(opened)
    answer = origin.get(f"/p/{origin.token}/")
    assert answer.status_code == 302
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    path = answer["Location"].removeprefix(f"http://{origin.host}")
    assert b"<h1>AU</h1>" in bytes_of(origin.get(path))


def test_the_way_back_tells_the_page_around_it_and_opens_nothing(seat):
    origin = Origin(seat.open())
    page = origin.get("/left/en/")
    assert page.status_code == 200
    assert "This part is closed" in page.content.decode()
    assert policy(page)["script-src"] == ["'self'"]
    assert origin.get("/left/xx/").status_code == 404
    assert origin.get("/runtime/left.js").status_code == 200


def test_a_token_of_an_opening_is_good_for_no_other_version(seat, designer, organism):
    other = bring_in(cmi5(), by=designer, built_by=organism, at=AT).version
    origin = Origin(seat.open())
    host = f"{other.label}.content.localhost:8000"
    answer = Client().get(f"/p/{origin.token}/", headers={"Host": host})
    assert answer.status_code == 403
    assert not LaunchSession.objects.exists()


def test_the_session_answers_the_origin_of_its_package_alone(seat):
    launch = Launch.of(seat.open())
    answer = launch.fetch()
    assert answer["Access-Control-Allow-Origin"] == launch.origin
    launch.data = launch.state("LMS.LaunchData").json()
    elsewhere = launch.client.get(
        f"/xapi/agents/profile?profileId=cmi5LearnerPreferences&agent={launch.query['actor']}",
        headers=launch._headers() | {"Origin": "https://evil.example"},
    )
    assert elsewhere.status_code == 403
    assert "Access-Control-Allow-Origin" not in elsewhere


def test_a_frame_or_a_window_of_its_own(db, client):
    seat = Seat(made_cmi5([Au("un"), Au("deux", attributes='launchMethod="OwnWindow"')]))
    client.force_login(seat.user)
    first = client.get(reverse("courses:package", args=[seat.open().public_id]))
    assert b"<iframe" in first.content
    second = seat.open(seat.attempt.version.parts[1]["id"])
    page = client.get(reverse("courses:package", args=[second.public_id]))
    assert b"<iframe" not in page.content
    assert b'target="_blank" rel="noopener noreferrer"' in page.content
    launch = Launch.of(second)
    launch.fetch()
    back = launch.state("LMS.LaunchData").json()["returnURL"]
    assert back == f"http://lms.localhost:8000{reverse('courses:package', args=[second.public_id])}"


def test_an_au_elsewhere_knows_a_number_of_this_package_alone(db, client):
    seats = [Seat(made_cmi5([Au(url=REMOTE), Au("deux")], title=name)) for name in ("Un", "Deux")]
    names = set()
    for seat in seats:
        seat.user = seats[0].user
        launch = Launch.of(seat.open())
        assert launch.address.startswith(f"{REMOTE}&endpoint=")
        row = AuRegistration.objects.get(attempt=seat.attempt)
        assert row.actor["account"]["homePage"].endswith("/xapi/pseudonyms")
        assert str(seat.user.public_id) not in launch.address
        assert LaunchSession.objects.get(registration=row.registration).origin == (
            "https://ailleurs.example"
        )
        names.add(row.actor["account"]["name"])
    assert len(names) == 2
    client.force_login(seats[0].user)
    opened = seats[0].open()
    page = client.get(reverse("courses:package", args=[opened.public_id]))
    # In no frame of the academy's page, which frames the package's own origin alone.
    assert b"<iframe" not in page.content


def test_the_page_around_asks_now_and_then_until_all_is_done(seat, client):
    client.force_login(seat.user)
    opened = seat.open()
    address = reverse("courses:package", args=[opened.public_id])
    assert b"every 10s" in client.get(address).content
    launch = Launch.of(opened).begin()
    launch.say("completed")
    page = client.get(reverse("courses:package-standing", args=[opened.public_id]))
    assert b"every 10s" not in page.content


def test_titles_are_in_the_language_of_the_lesson(db, client):
    seat = Seat(made_cmi5([Au("un"), Au("deux")]))
    client.force_login(seat.user)
    page = client.get(reverse("courses:package", args=[seat.open().public_id])).content.decode()
    assert "AU deux" in page
    assert "AU deux (en)" not in page


def test_the_page_of_a_thousand_aus_asks_as_much_as_that_of_two(
    db, client, django_assert_max_num_queries
):
    few, many = (
        Seat(made_cmi5([Au(str(number)) for number in range(count)], title=str(count)))
        for count in (2, 1_000)
    )
    counts = []
    for seat in (few, many):
        client.force_login(seat.user)
        address = reverse("courses:package", args=[seat.open().public_id])
        client.get(address)
        with django_assert_max_num_queries(40) as asked:
            client.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]
