"""Service tokens: made, listed and revoked by commands; what they open, and what they don't."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from academy.accounts.models import AuditEntry
from academy.organisms.models import Organism
from courses.models import ServiceToken
from courses.packages.api import callers
from courses.packages.service_tokens import create_service_token
from tests.factories.courses import AT
from tests.factories.organisms import OrganismFactory
from tests.factories.packages import made_package, scorm

from .conftest import V1, Machine

pytestmark = pytest.mark.django_db


def run(*words, **options):
    out = StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


def test_a_command_makes_a_token_that_opens_the_api():
    made = json.loads(run("create_service_token", "CATAPULT", json=True))
    assert Machine(made["token"]).get("packages").json() == {"packages": []}
    assert run("create_service_token", "Other").startswith("service_")


def test_tokens_are_listed_and_revoked():
    assert "create_service_token" in run("list_service_tokens")
    OrganismFactory(code="O1")
    made = json.loads(
        run(
            "create_service_token",
            "Studio",
            organism="O1",
            use=["import"],
            return_host=["LMS.example:8443"],
            requests_per_minute=60,
            json=True,
        )
    )
    (listed,) = json.loads(run("list_service_tokens", json=True))
    assert listed.pop("created_at")
    assert listed == {
        "key": made["key"],
        "name": "Studio",
        "uses": ["import"],
        "organism": "O1",
        "return_hosts": ["lms.example:8443"],
        "requests_per_minute": 60,
        "revoked_at": None,
    }
    assert "Studio" in run("revoke_service_token", made["key"])
    before = run("list_service_tokens")
    assert made["key"] in before
    assert Machine(made["token"]).get("packages").status_code == 401
    run("revoke_service_token", made["key"])
    told = AuditEntry.objects.filter(action__startswith="service_token").order_by("id")
    assert [one.action for one in told] == ["service_token.create", "service_token.revoke"]
    secret = made["token"].split("_", 2)[2]
    assert not [one for one in told if secret in json.dumps(one.details)]
    assert not ServiceToken.objects.filter(secret_digest__contains=secret).exists()


@pytest.mark.parametrize(
    ("words", "options", "said"),
    [
        (["create_service_token", "x"], {"organism": "NONE"}, "NONE"),
        (["create_service_token", "x"], {"requests_per_minute": -1}, "000"),
        (["create_service_token", "x"], {"return_host": ["https://a.example/x"]}, "a.example"),
        (["create_service_token", " "], {}, "120"),
        (["revoke_service_token", "nothing"], {}, "list_service_tokens"),
    ],
)
def test_commands_say_what_is_wrong(words, options, said):
    with pytest.raises(CommandError, match=said):
        run(*words, **options)


@pytest.mark.parametrize(
    "header", ["", "Bearer ", "Bearer service_0_x", "Basic YTpi", "Bearer x\0y", "service_a_b"]
)
def test_without_a_right_token_nothing_is_answered(header):
    reply = Client().get(f"{V1}/packages", headers={"Authorization": header})
    assert reply.status_code == 401
    assert reply["WWW-Authenticate"].startswith("Bearer")
    assert reply["Content-Type"] == "application/problem+json"


def test_a_session_is_no_token(designer):
    client = Client()
    client.force_login(designer)
    assert client.get(f"{V1}/packages").status_code == 401
    assert client.post(f"{V1}/packages", scorm(), "application/zip").status_code == 401


def test_a_token_of_the_barometer_opens_nothing_here():
    text = create_service_token(name="x", at=AT).text
    other = "barometer" + text.removeprefix("service")
    assert Machine(other).get("packages").status_code == 401
    assert Machine(text[:-1] + "~").get("packages").status_code == 401


def test_a_token_has_a_pace(machine, monkeypatch):
    now = 1000.0
    monkeypatch.setattr(callers, "_clock", lambda: now)
    monkeypatch.setattr(callers, "_pace", callers.Pace())
    asking = machine(requests_per_minute=2)
    replies = [asking.get("packages") for _ in range(3)]
    assert [one.status_code for one in replies] == [200, 200, 429]
    assert replies[2]["Retry-After"] == "30"
    now += 30
    assert asking.get("packages").status_code == 200


def test_a_token_sees_the_packages_of_its_organism(machine, organism):
    own, other = made_package(organism), made_package(OrganismFactory())
    nobodys = made_package(None)
    all_of_them = {str(one.key) for one in (own, other, nobodys)}
    bound, free = machine(organism=organism), machine()
    assert {one["key"] for one in free.get("packages").json()["packages"]} == all_of_them
    assert [one["key"] for one in bound.get("packages").json()["packages"]] == [str(own.key)]
    assert bound.get(f"packages/{own.key}").status_code == 200
    nothing = bound.get("packages/00000000-0000-4000-8000-000000000000")
    for one in (other, nobodys):
        for reply in (
            bound.get(f"packages/{one.key}"),
            bound.delete(f"packages/{one.key}"),
            bound.hand_over(scorm(), f"packages/{one.key}/versions"),
        ):
            assert (reply.status_code, reply.content) == (404, nothing.content)
        assert free.get(f"packages/{one.key}").status_code == 200


def test_the_token_of_an_organism_that_closes_opens_nothing(machine, organism):
    made_package(organism)
    asking = machine(organism=organism)
    assert asking.get("packages").status_code == 200
    Organism.objects.filter(pk=organism.pk).update(ends_on=timezone.localdate())
    assert asking.get("packages").status_code == 404


def test_a_token_does_what_it_was_made_for(machine, organism):
    package = made_package(organism)
    reader = machine(uses=[])
    assert reader.get(f"packages/{package.key}").status_code == 200
    for reply in (
        reader.hand_over(scorm()),
        reader.hand_over(scorm(), f"packages/{package.key}/versions"),
        reader.delete(f"packages/{package.key}"),
    ):
        assert reply.status_code == 403
        assert '"import"' in reply.json()["detail"]
    with pytest.raises(ValueError, match="import, launch, waive"):
        create_service_token(name="x", uses=["everything"], at=AT)
