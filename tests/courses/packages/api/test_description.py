"""The OpenAPI document: read by everybody, and held by every answer of the API.

Each answer that a `Machine` of these tests gets is compared with the document (`described`).
"""

import pytest
from django.test import Client
from django.urls import get_resolver

from courses.packages.api import urls
from tests.courses.packages.cmi5.au import Launch
from tests.factories.cmi5 import IDS, Au, Group, cmi5
from tests.factories.packages import scorm

from .conftest import V1
from .described import answered, described

pytestmark = pytest.mark.django_db


def test_the_document_is_read_without_a_token():
    reply = Client().get(f"{V1}/openapi.json")
    assert reply.json() == described()
    assert described()["openapi"].startswith("3.1")
    assert "public" in reply["Cache-Control"]


def test_the_document_has_every_address():
    told = {path.strip("/") for path in described()["paths"]}
    there = {str(one.pattern).replace("<uuid:", "{").replace(">", "}") for one in urls.urlpatterns}
    assert told == there
    assert f"{V1}/".lstrip("/") in {str(one.pattern) for one in get_resolver().url_patterns}


def test_every_operation_answers_as_it_is_described(machine):
    """From the archive to the deletion, as a client of another system goes."""
    answered.clear()
    asking = machine()
    units = (Au("un"), Group("bloc", (Au("deux", move_on="Passed"),)))
    brought = asking.bring_in(cmi5(units))
    package = brought["package"]
    assert asking.get("packages").status_code == asking.get(package).status_code == 200
    actor = {"account": {"homePage": "https://lms.example", "name": "marie"}}
    launched = asking.send(f"{package}/launches", {"actor": actor, "part": f"{IDS}/au/un"}).json()
    Launch(launched["address"]).begin()
    assert asking.get(launched["session_address"]).status_code == 200
    asking.send(f"{launched['session_address']}/abandonment", {})
    registration = f"registrations/{launched['registration']}"
    assert asking.get(registration).status_code == 200
    waiver = {"part": f"{IDS}/au/deux", "reason": "Administrative"}
    assert asking.send(f"{registration}/waivers", waiver).status_code == 200
    asking.bring_in(cmi5(units), f"{package}/versions")
    assert asking.delete(package).status_code == 204
    operations = {
        operation["operationId"]
        for path in described()["paths"].values()
        for operation in path.values()
    }
    assert operations - answered == {"description"}


def test_a_package_of_another_standard_is_described_too(machine):
    asking = machine()
    package = asking.get(asking.bring_in(scorm())["package"]).json()
    assert [one["au"] for one in package["versions"][0]["parts"]] == [None]
    aus = asking.get(asking.bring_in(cmi5())["package"]).json()["versions"][0]["parts"]
    assert [one["au"]["move_on"] for one in aus] == ["Completed"]
