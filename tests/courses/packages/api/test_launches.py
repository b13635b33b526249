"""Packages launched for accounts, followed, waived and abandoned by machines."""

import json
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.test import Client

from academy.accounts.models import AuditEntry
from academy.core.iri import account_home_page, pseudonym_home_page
from academy.lrs.xapi.cmi5 import LAUNCH_URL
from academy.organisms.models import Membership
from courses.models import AuRegistration, Package, PackageAttempt
from tests.courses.packages.cmi5.au import told as statements_of
from tests.courses.packages.seat import Seat, core
from tests.factories.accounts import UserFactory
from tests.factories.cmi5 import IDS, Au, Group, made_cmi5
from tests.factories.organisms import MembershipFactory, OrganismFactory, UnitFactory
from tests.factories.packages import Part, made_package, scorm

from .conftest import V1
from .speaking import Launch, begun, verbs_of

pytestmark = pytest.mark.django_db
ELSEWHERE = "https://lms.example/accounts"
NOBODY = "00000000-0000-4000-8000-000000000000"
TREE = (
    Au("un", move_on="Passed", attributes='masteryScore="0.8"'),
    Group("bloc", (Au("deux"), Au("trois", move_on="NotApplicable"))),
)


def account(name="marie", home_page=ELSEWHERE):
    return {"account": {"homePage": home_page, "name": name}}


@pytest.fixture
def own(settings):
    """The account of somebody of the academy."""
    return lambda user: account(str(user.public_id), account_home_page(settings.ACADEMY_IRI_BASE))


@pytest.fixture
def launch(machine):
    """Launch a package with a token for everything, or the one that is given."""

    def launched(package, actor=None, *, by=None, **asked):
        body = {"actor": actor or account()} | asked
        return (by or machine()).send(f"packages/{package.key}/launches", body)

    return launched


def names(address):
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_a_learner_of_another_system_is_launched(launch, settings):
    package = made_cmi5(TREE)
    reply = launch(package, part=f"{IDS}/au/un")
    assert reply.status_code == 201, reply.content
    said = reply.json()
    assert reply["Location"] == said["session_address"] == f"{V1}/sessions/{said['session']}"
    row = AuRegistration.objects.get()
    assert (str(row.registration), row.attempt) == (said["registration"], None)
    asked = names(said["address"])
    assert urlsplit(said["address"]).hostname.endswith(f".{settings.CONTENT_HOST}")
    assert asked["registration"] == said["registration"]
    assert json.loads(asked["actor"])["account"] == account()["account"]
    (launched,) = statements_of("launched")
    url = launched["context"]["extensions"][LAUNCH_URL]
    assert url == said["address"].partition("?")[0]
    entry = AuditEntry.objects.get(action="package.launch")
    assert (entry.target, entry.details["session"]) == (str(package.key), said["session"])
    assert entry.details["token"]
    key = asked["fetch"].rstrip("/").rpartition("/")[2]
    assert not [one for one in AuditEntry.objects.all() if key in json.dumps(one.details)]
    assert not PackageAttempt.objects.exists()


def test_what_it_does_is_told_and_counts_in_no_path(launch, machine):
    package = made_cmi5(TREE)
    said = launch(package, part=f"{IDS}/au/un").json()
    unit = begun(said)
    assert unit.say("passed", 0.9).status_code == 200
    address = f"registrations/{said['registration']}"
    asking = machine(uses=[])
    told = asking.get(address, language="en").json()
    assert told["in_lesson"] is False
    assert told["session"] == said["session_address"]
    first, second, third = told["parts"]
    assert (first["publisher_id"], first["title"]) == (f"{IDS}/au/un", "AU un (en)")
    assert (first["success"], first["score"], first["is_satisfied"]) == ("passed", 0.9, True)
    assert (second["is_launched"], second["is_satisfied"]) == (False, False)
    assert third["is_satisfied"] is True
    assert (told["satisfied_at"], told["groups"][0]["satisfied_at"]) == (None, None)
    open_one = asking.get(said["session_address"]).json()
    assert (open_one["state"], open_one["launchMode"]) == ("open", "Normal")
    assert open_one["initialized_at"]
    assert open_one["part"]["is_satisfied"] is True
    assert unit.say("terminated").status_code == 200
    over = asking.get(said["session_address"]).json()
    assert (over["state"], bool(over["ended_at"])) == ("terminated", True)
    assert asking.get(address).json()["session"] is None
    assert not PackageAttempt.objects.exists()


def test_a_registration_goes_on_or_is_made_with_the_number_asked(launch):
    package = made_cmi5(TREE)
    number = str(uuid4())
    first = launch(package, registration=number, part=f"{IDS}/au/un").json()
    second = launch(package, registration=number, part=f"{IDS}/au/deux").json()
    assert first["registration"] == second["registration"] == number
    assert first["session"] != second["session"]
    verbs = verbs_of(number)
    assert verbs.count("launched") == 2
    assert verbs.count("abandoned") == 1
    other = launch(package).json()["registration"]
    assert other != number
    stranger = launch(package, account("paul"), registration=number)
    elsewhere = launch(made_cmi5(), registration=number)
    for refused in (stranger, elsewhere):
        assert refused.status_code == 409
    assert AuRegistration.objects.count() == 2


@pytest.mark.parametrize("mode", ["Normal", "Browse", "Review"])
def test_a_launch_has_the_mode_that_is_asked_for(launch, machine, mode):
    said = launch(made_cmi5(), launchMode=mode).json()
    assert machine().get(said["session_address"]).json()["launchMode"] == mode


def test_what_makes_no_sense_is_told_and_makes_no_registration(launch, machine):
    package = made_cmi5()
    assert launch(package, part="nothing").status_code == 404
    for asked in ({"launchMode": "Fast"}, {"registration": "x"}, {"colour": "red"}):
        reply = launch(package, **asked)
        assert reply.status_code == 400
        assert "The body" in reply.json()["detail"]
    for actor in (
        {"mbox": "mailto:a@b.example"},
        account(home_page="no address"),
        account(name=""),
        account() | {"objectType": "Group"},
    ):
        assert launch(package, actor).status_code == 400
    client, address = machine().client, f"{V1}/packages/{package.key}/launches"
    assert client.post(address, "{", "application/json").status_code == 400
    assert client.post(address, b"\xff", "application/json").status_code == 400
    assert client.post(address, {"actor": "x"}).status_code == 415
    assert client.post(address, "x" * 70_000, "application/json").status_code == 413
    assert launch(made_package()).status_code == 409
    assert not AuRegistration.objects.exists()


def test_a_launch_leads_back_where_the_token_may(launch, machine, settings):
    package = made_cmi5()
    asking = machine(return_hosts=["lms.example:8443"])
    for back in (f"{settings.PUBLIC_ADDRESS}/fr/", "https://lms.example:8443/course?x=1"):
        said = launch(package, by=asking, returnURL=back).json()
        assert begun(said).data["returnURL"] == back
    for back in (
        "https://lms.example/",
        "https://lms.example:8443@evil.example/",
        "https://evil.example\\@lms.example:8443/",
        "javascript:alert(1)",
        "//lms.example:8443/",
        "/fr/",
        "https://[/",
    ):
        refused = launch(package, by=asking, returnURL=back)
        assert (refused.status_code, back in refused.json()["detail"]) == (409, True)
    said = launch(package, by=asking).json()
    assert ".content." in urlsplit(begun(said).data["returnURL"]).netloc


def test_accounts_of_the_academy_are_not_made_up(launch, own, settings):
    package = made_cmi5()
    base = settings.ACADEMY_IRI_BASE
    for actor in (
        account(NOBODY, account_home_page(base)),
        account("marie", account_home_page(base)),
        account(NOBODY, pseudonym_home_page(base)),
        account("x", base),
        own(UserFactory(is_active=False)),
    ):
        assert launch(package, actor).status_code == 404
    reply = launch(package, own(UserFactory()))
    assert (reply.status_code, AuRegistration.objects.count()) == (409, 0)


def test_somebody_of_the_academy_is_opened_the_lesson(launch, own, machine):
    package = made_cmi5()
    seat = Seat(package)
    said = launch(package, own(seat.user)).json()
    row = AuRegistration.objects.get()
    assert (row.attempt, str(row.registration)) == (seat.attempt, said["registration"])
    again = launch(package, own(seat.user), registration=said["registration"]).json()
    assert again["registration"] == said["registration"]
    assert launch(package, own(seat.user), registration=NOBODY).status_code == 409
    assert begun(again).say("completed").status_code == 200
    assert seat.is_finished
    whole = machine().get(f"registrations/{said['registration']}").json()
    assert (whole["in_lesson"], bool(whole["satisfied_at"])) == (True, True)
    # What opens the lesson's package stands in no statement.
    urls = {one["context"]["extensions"][LAUNCH_URL] for one in statements_of("launched")}
    assert {urlsplit(one).path for one in urls} == {"/index.html"}


def test_a_scorm_package_is_opened_in_its_lesson(launch, own, machine):
    package = machine().bring_in(scorm([Part("a"), Part("b")]))["package"]
    package = Package.objects.get(key=package.rpartition("/")[2])
    seat = Seat(package)
    said = launch(package, own(seat.user), part="b").json()
    assert said["registration"] == str(seat.enrolment.registration)
    opened = urlsplit(said["address"])
    page = Client().get(opened.path, headers={"host": opened.netloc})
    assert page.status_code == 200
    seat.commit(seat.attempt.launches.get(), core("passed", score={"raw": "90"}))
    told = machine().get(said["session_address"]).json()
    assert (told["part"]["id"], told["part"]["success"]) == ("b", "passed")
    assert (told["part"]["is_satisfied"], told["registration_address"]) == (True, None)
    assert machine().send(f"sessions/{said['session']}/abandonment", {}).status_code == 409
    for asked in ({"launchMode": "Normal"}, {"returnURL": "https://lms.localhost/"}):
        assert launch(package, own(seat.user), **asked).status_code == 409


def test_a_token_of_an_organism_knows_its_people(launch, own, machine, organism):
    package = made_cmi5(built_by=organism)
    seat = Seat(package)
    bound = machine(organism=organism)
    assert launch(package, own(seat.user), by=bound).status_code == 404
    said = launch(package, own(seat.user)).json()
    for address in (f"registrations/{said['registration']}", said["session_address"]):
        assert bound.get(address).status_code == 404
        assert machine(organism=OrganismFactory()).get(address).status_code == 404
    MembershipFactory(user=seat.user, unit=UnitFactory(organism=organism))
    assert Membership.objects.get().organism == organism
    assert launch(package, own(seat.user), by=bound).status_code == 201
    for address in (f"registrations/{said['registration']}", said["session_address"]):
        assert bound.get(address).status_code == 200


def test_a_part_is_waived_with_a_reason(launch, machine):
    package = made_cmi5(TREE)
    said = launch(package).json()
    address = f"registrations/{said['registration']}/waivers"
    asking = machine(uses=["waive"])
    for part in (f"{IDS}/au/un", f"{IDS}/au/deux"):
        told = asking.send(address, {"part": part, "reason": "Tested Out"})
        assert told.status_code == 200
    said_then = told.json()
    assert [one["waived_because"] for one in said_then["parts"]] == ["Tested Out"] * 2 + [None]
    assert said_then["satisfied_at"]
    assert said_then["groups"][0]["satisfied_at"]
    verbs = verbs_of(said["registration"])
    assert verbs == ["launched", "waived", "waived", "satisfied", "satisfied"]
    entry = AuditEntry.objects.filter(action="package.waive").first()
    assert (entry.details["reason"], bool(entry.details["token"])) == ("Tested Out", True)
    assert asking.send(address, {"part": f"{IDS}/au/un", "reason": "Again"}).status_code == 200
    assert len(verbs_of(said["registration"])) == 5
    assert asking.send(address, {"part": f"{IDS}/au/un", "reason": " "}).status_code == 409
    assert asking.send(address, {"part": "nothing", "reason": "x"}).status_code == 404
    assert asking.send(f"registrations/{NOBODY}/waivers", {}).status_code == 404
    assert machine(uses=["launch"]).send(address, {}).status_code == 403


def test_a_session_is_abandoned_once(launch, machine):
    package = made_cmi5()
    said = launch(package).json()
    address = f"sessions/{said['session']}/abandonment"
    asking = machine(uses=["launch"])
    unit = begun(said)
    assert machine(uses=["waive"]).send(address, {}).status_code == 403
    for _ in range(2):
        told = asking.send(address, {})
        assert (told.status_code, told.json()["state"]) == (200, "abandoned")
    assert verbs_of(said["registration"]) == ["launched", "initialized", "abandoned"]
    assert AuditEntry.objects.filter(action="package.abandon").count() == 1
    assert unit.say("completed").status_code in (401, 403)
    newer = launch(package, registration=said["registration"]).json()
    assert asking.send(address, {}).json()["state"] == "abandoned"
    assert asking.get(newer["session_address"]).json()["state"] == "open"
    assert asking.send(f"sessions/{NOBODY}/abandonment", {}).status_code == 404


def test_launches_need_a_token_made_for_them(launch, machine):
    package = made_cmi5()
    refused = launch(package, by=machine(uses=["import"]))
    assert (refused.status_code, '"launch"' in refused.json()["detail"]) == (403, True)
    assert not AuRegistration.objects.exists()


def test_a_package_that_other_systems_have_launched_is_deleted(launch, machine):
    package = made_cmi5()
    said = launch(package).json()
    asking = machine()
    assert asking.delete(f"packages/{package.key}").status_code == 204
    assert verbs_of(said["registration"]) == ["launched", "abandoned"]
    assert "auth-token" not in Launch(said["address"]).fetch().json()
    assert asking.get(said["session_address"]).status_code == 404
    assert asking.get(f"registrations/{said['registration']}").status_code == 404
