"""Texts that no database keeps, which JSON may hold: refused or cleaned, and never a breakdown."""

import pytest

from academy.core.errors import AcademyError
from academy.core.iri import account_home_page
from courses.models import AuRegistration, AuStanding, ServiceToken
from courses.packages.sessions.waiving import waive
from tests.factories.cmi5 import IDS, made_cmi5
from tests.factories.courses import AT
from tests.factories.packages import scorm

pytestmark = pytest.mark.django_db
ELSEWHERE = "https://lms.example/accounts"


def launched(asking, package, name="marie", home_page=ELSEWHERE):
    body = {"actor": {"account": {"homePage": home_page, "name": name}}}
    return asking.send(f"packages/{package.key}/launches", body)


@pytest.mark.parametrize("home_page", [ELSEWHERE, "own"])
def test_an_account_with_a_nul_is_nobodys(machine, settings, home_page):
    if home_page == "own":
        home_page = account_home_page(settings.ACADEMY_IRI_BASE)
    reply = launched(machine(), made_cmi5(), "ma\0rie", home_page)
    assert reply.status_code == 400, reply.content
    assert not AuRegistration.objects.exists()


def test_a_home_page_with_a_nul_is_none(machine):
    assert launched(machine(), made_cmi5(), home_page="https://lms.example/\0").status_code == 400


def test_a_reason_is_kept_without_what_no_database_keeps(machine):
    asking, package = machine(), made_cmi5()
    said = launched(asking, package).json()
    address = f"registrations/{said['registration']}/waivers"
    part = f"{IDS}/au/un"
    for body in (
        {"part": part, "reason": "Tested\0 Out"},
        {"part": f"{part}\0", "reason": "Tested Out"},
    ):
        reply = asking.send(address, body)
        assert (reply.status_code, "NUL" in reply.json()["detail"]) == (400, True)
    # What a form of the site sends comes to the service as it is.
    registration = AuRegistration.objects.get().registration
    token = ServiceToken.objects.get()
    with pytest.raises(AcademyError):
        waive(registration=registration, item=part, reason="\0 ", at=AT, by=token)
    waive(registration=registration, item=part, reason="Tested\0 Out", at=AT, by=token)
    assert AuStanding.objects.get().waived_because == "Tested Out"


def test_names_of_archives_are_kept_without_it_too(machine):
    asking = machine()
    reply = asking.hand_over(scorm(), title="Un\0deux", file_name="un\0.zip")
    assert reply.status_code == 202, reply.content
    assert asking.hand_over(scorm(), organism="A\0B").status_code == 400
