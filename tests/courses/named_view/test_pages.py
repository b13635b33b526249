"""The named list of what is asked: who opens it, why, what it says, and what is kept of it."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from academy.accounts.models import AuditEntry, User
from academy.accounts.services import audit
from courses.models import NamedLook, PersonShown
from courses.queries import looks_at
from courses.services import lift_exemption, withdraw_assignment
from tests.courses.asking import english, words
from tests.factories.accounts import UserFactory
from tests.factories.organisms import MembershipFactory, RoleGrantFactory

from .conftest import DAY, NOW, REASON, follows, person, prove, signed_in

pytestmark = pytest.mark.django_db


def lines(reply):
    """Return what the list says, by name."""
    return {line.name: (line.unit, said) for line, said in reply.context["lines"]}


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"designer": True},
        {"officer": True},
        {"lead": True},
        {"administrator": True},
        {"organism": "own"},
        {"organism": "other", "trainer": True},
        {"organism": "own", "trainer": True, "ends_on": NOW.date()},
    ],
    ids=lambda given: " ".join(map(str, given)) or "learner",
)
def test_nobody_else_knows_that_there_is_a_list(world, address, given, with_second_factor):
    given = dict(given)
    if "organism" in given:
        other = MembershipFactory().organism
        given["organism"] = world.place.organism if given["organism"] == "own" else other
    user = RoleGrantFactory(**given).user if given else UserFactory()
    MembershipFactory(user=user, unit=world.place.branch)
    with_second_factor(user)
    client = signed_in(user)
    assert client.get(address.people).status_code == 404
    assert client.get(address.reason).status_code == 404
    assert client.post(address.reason, REASON).status_code == 404
    assert client.post(address.file, {"kind": "csv"}).status_code == 404
    assert client.post(address.close).status_code == 404
    is_officer_elsewhere = given.get("trainer") and "ends_on" not in given
    assert client.get(english("courses:followed")).status_code == (
        200 if is_officer_elsewhere else 404
    )
    assert not NamedLook.objects.exists()


def test_the_officer_finds_what_is_asked_without_a_name_or_a_figure(world, officer):
    page = words(officer.get(english("courses:followed")))
    assert "Passwords" in page
    for user in vars(world.people).values():
        assert user.last_name not in page
    assert not NamedLook.objects.exists()


def test_a_reason_and_a_fresh_proof_come_before_the_list(world, officer, address):
    assert officer.get(address.people).url == address.reason
    for said in ({}, {"reason": "curious"}, {"reason": "other"}, {"reason": "other", "words": " "}):
        reply = officer.post(address.reason, said)
        assert reply.status_code == 422
        assert reply.context["form"].errors
    prove(officer, world.officer, at=NOW - timedelta(hours=1))
    assert "/reauthenticate/" in officer.post(address.reason, REASON).url
    assert not NamedLook.objects.exists()
    prove(officer, world.officer)
    assert officer.post(address.reason, {"reason": "other", "words": "A count."}).status_code == 302
    assert officer.get(address.people).status_code == 200


def test_the_list_says_how_far_each_is_and_nothing_else(world, opened, address):
    reply = opened.get(address.people)
    everybody = lines(reply)
    assert everybody["Ada Élie"] == ("Service", "Not begun")
    assert everybody["Bea Ferron"] == ("Service", "Not begun"), "joined, and opened no lesson"
    assert everybody["Cleo Gagnon"] == ("Elsewhere", "Begun")
    assert everybody["Dan Houle"] == (
        "Branch",
        "Done on November\xa015, 2026, valid until November\xa014, 2027",
    )
    assert everybody["Eve Imbeault"] == ("Elsewhere", "Exempted"), "that she finished is hers"
    assert [name.split()[-1] for name in everybody][:5] == sorted(
        (name.split()[-1] for name in everybody), key=lambda name: name.replace("É", "E")
    )[:5]
    page = reply.content.decode()
    for unsaid in ("Secret health", world.stranger.last_name, "@", "score", "%", "minutes"):
        assert unsaid not in words(reply), unsaid
    assert "Jobin" in page
    assert not PersonShown.objects.filter(user=world.stranger).exists()


def test_who_is_late_is_late_after_the_grace(world, address):
    # Asked on November 10, due on December 10, in grace until December 15.
    def on(day):
        with time_machine.travel(NOW + day * DAY, tick=False):
            client = signed_in(world.officer)
            client.post(address.reason, REASON)
            return lines(client.get(address.people)), lines(
                client.get(address.people, {"state": "late"})
            )

    everybody, late = on(25)
    assert everybody["Cleo Gagnon"][1] == "Begun"
    assert late == {}
    everybody, late = on(26)
    assert late["Cleo Gagnon"][1] == late["Ada Élie"][1] == "Late since December\xa016, 2026"
    assert not {"Dan Houle", "Eve Imbeault"} & late.keys()


def test_filters_are_in_the_address(world, opened, address):
    def found(**asked):
        return {name.split()[-1] for name in lines(opened.get(address.people, asked))}

    place = world.place
    assert {"Élie", "Ferron", "Houle", "Jobin"} <= found(unit=place.branch.pk)
    assert "Gagnon" not in found(unit=place.branch.pk)
    assert "Houle" not in found(unit=place.service.pk)
    assert found(state="exempted") == {"Imbeault"}
    assert found(state="done", unit=place.service.pk) == set()
    assert found(q="elie ADA") == {"Élie"}
    assert len(found(state="nonsense")) > 5
    foreign = MembershipFactory().unit
    assert opened.get(address.people, {"unit": foreign.pk}).status_code == 404


def test_a_reason_holds_a_quarter_of_an_hour_in_one_session_for_one_list(world, opened, address):
    with time_machine.travel(NOW + timedelta(minutes=14, seconds=59), tick=False):
        assert opened.get(address.people).status_code == 200
    elsewhere = signed_in(world.officer)
    assert elsewhere.get(address.people).url == address.reason, "another browser"
    with time_machine.travel(NOW + timedelta(minutes=15), tick=False):
        assert opened.get(address.people).url == address.reason
        assert opened.post(address.file, {"kind": "csv"}).url == address.reason
    withdraw_assignment(by=world.place.manager, assignment=world.asked, at=NOW)
    assert opened.get(address.people).status_code == 404, "no longer asked"


def test_the_reason_of_one_list_opens_no_other(world, opened, ask_again):
    other = ask_again()
    assert opened.get(english("courses:named_list", other.pk)).url == english(
        "courses:open_named_list", other.pk
    )


@pytest.fixture
def ask_again(world):
    from courses.audience import Rule
    from courses.services import assign_path

    def ask():
        return assign_path(
            by=world.place.manager,
            organism=world.place.organism,
            path_key=world.place.path.key,
            rule=Rule(units=frozenset({world.place.branch.pk})),
            due_on=(NOW + 30 * DAY).date(),
            at=NOW,
        )

    return ask


def test_a_rule_lists_those_whom_it_asks_alone(world, officer, ask_again):
    other = ask_again()
    officer.post(english("courses:open_named_list", other.pk), REASON)
    found = lines(officer.get(english("courses:named_list", other.pk)))
    assert {"Ada Élie", "Dan Houle"} <= found.keys()
    assert "Cleo Gagnon" not in found


def test_who_loses_the_role_loses_the_list_at_once(world, opened, address):
    world.officer.role_grants.update(ends_on=NOW.date())
    assert opened.get(address.people).status_code == 404
    assert opened.post(address.file, {"kind": "csv"}).status_code == 404


def test_closing_the_list_closes_it(opened, address):
    assert opened.get(address.people).status_code == 200
    assert opened.post(address.close).url == english("courses:followed")
    assert opened.get(address.people).url == address.reason
    assert NamedLook.objects.get().until == NOW


def test_every_opening_page_and_file_is_in_the_log_whose_chain_holds(world, opened, address):
    opened.get(address.people, {"q": "houle", "state": "done"})
    opened.post(address.file, {"kind": "csv", "unit": world.place.branch.pk})
    log = list(AuditEntry.objects.filter(action__startswith="courses.named_list").order_by("pk"))
    assert [entry.action.rpartition("_")[2] for entry in log] == ["opened", "shown", "exported"]
    assert {entry.actor for entry in log} == {world.officer}
    assert {entry.organism_code for entry in log} == {world.place.organism.code}
    started, shown, exported = (entry.details for entry in log)
    assert started["reason"] == "help"
    assert shown["people"] == [str(world.people.done.public_id)]
    assert shown["asked"] == {"q": "…", "state": "done", "page": "1"}
    assert str(world.people.not_begun.public_id) in exported["people"]
    assert exported["way"] == "csv"
    assert "call those" not in str(started), "words may name somebody: the row has them"
    assert "houle" not in str(shown).lower()
    assert not audit.verify().problem


def test_a_person_reads_who_looked_when_why_and_what_was_said(world, opened, address):
    done = world.people.done
    assert looks_at(done, "en") == []
    opened.get(address.people, {"q": "houle"})
    opened.get(address.people)
    opened.post(address.file, {"kind": "xlsx"})
    (look,) = looks_at(done, "en")
    assert (look.who, look.role, look.organism) == (
        "Tara Officer",
        "training officer",
        world.place.organism.name,
    )
    assert [one.way for one in look.shown] == ["On the page", "In a file (XLSX)"]
    for name in ("courses:looks", "barometer:mirror"):
        page = words(signed_in(done).get(english(name)))
        assert "Tara Officer , training officer of Shores Board, November 20, 2026, 10:00" in page
        assert "Reason: To help those who haven’t finished – I will call those who" in page
        assert "On the page: Done on November 15, 2026, valid until November 14, 2027" in page
        assert "In a file (XLSX): Done on" in page
    other = words(signed_in(world.stranger).get(english("courses:looks")))
    assert "Tara Officer" not in other
    assert "Nobody has looked" in other


def test_the_mirror_tells_the_newest_openings_and_leads_to_all(world, officer, address):
    for _time in range(7):
        officer.post(address.reason, REASON)
        officer.get(address.people, {"q": "houle"})
    learner = signed_in(world.people.done)
    mirror = learner.get(english("barometer:mirror"))
    assert len(mirror.context["looks"]) == 5
    assert english("courses:looks") in mirror.content.decode()
    assert len(learner.get(english("courses:looks")).context["looks"]) == 7
    with CaptureQueriesContext(connection) as made:
        assert len(looks_at(world.people.done, "en", most=5)) == 5
    assert len(made) == 2


def test_looks_follow_an_account_that_is_erased(world, opened, address):
    opened.get(address.people)
    world.people.begun.delete()
    assert not PersonShown.objects.filter(user=world.people.begun.pk).exists()
    assert PersonShown.objects.filter(user=world.people.done).exists()
    User.objects.get(pk=world.officer.pk).delete()
    (look,) = looks_at(world.people.done, "en")
    assert (look.who, look.role) == ("", "training officer")
    page = words(signed_in(world.people.done).get(english("courses:looks")))
    assert "Somebody whose account was erased since , training officer of Shores Board" in page


def test_a_file_asks_for_a_fresh_proof(world, opened, address):
    prove(opened, world.officer, at=NOW - timedelta(hours=1))
    for kind in ("csv", "xlsx"):
        assert "/reauthenticate/" in opened.post(address.file, {"kind": kind}).url
    assert not PersonShown.objects.exists()
    assert opened.post(address.file, {"kind": "pdf"}).status_code == 404
    assert opened.get(address.file).status_code == 405


def test_files_have_what_the_page_has_and_run_no_formula(world, opened, address):
    reply = opened.post(address.file, {"kind": "csv", "unit": world.place.branch.pk})
    assert reply["Content-Type"].startswith("text/csv")
    assert "no-store" in reply["Cache-Control"]
    heading, *rows = csv.reader(io.StringIO(reply.content.decode("utf-8-sig")))
    assert heading == ["Name", "Unit", "Progress", "Done on", "Valid until", "Late since"]
    by_name = {row[0]: row[1:] for row in rows}
    assert by_name["Dan Houle"] == ["Branch", "Done", "2026-11-15", "2027-11-14", ""]
    assert by_name["'=cmd() Jobin"][:2] == ["Branch", "Not begun"]
    assert "Cleo Gagnon" not in by_name
    workbook = load_workbook(io.BytesIO(opened.post(address.file, {"kind": "xlsx"}).content))
    people, about = workbook.worksheets
    cells = {row[0].value: row for row in people.iter_rows(min_row=2)}
    assert cells["=cmd() Jobin"][0].data_type == "s", "a text, not a formula"
    assert cells["Dan Houle"][3].value.date().isoformat() == "2026-11-15"
    assert any("I will call those who" in str(row[1]) for row in about.values)


def test_a_lifted_exemption_shows_the_progress_again(world, opened, address):
    (exemption,) = world.people.exempted.path_exemptions.all()
    lift_exemption(by=world.place.manager, exemption=exemption, at=NOW)
    assert lines(opened.get(address.people))["Eve Imbeault"][1].startswith("Done on")


def test_two_thousand_people_cost_no_more_queries_than_a_few(world, opened, address):
    def queries():
        with CaptureQueriesContext(connection) as made:
            reply = opened.get(address.people)
        return reply, len(made)

    queries()  # What the process keeps is read once.
    few, before = queries()
    users = User.objects.bulk_create(
        User(email=f"p{number}@academie.example", first_name="P", last_name=f"N{number:04}")
        for number in range(2_000)
    )
    MembershipFactory._meta.model.objects.bulk_create(
        MembershipFactory.build(user=user, unit=world.place.branch, organism=world.place.organism)
        for user in users
    )
    for user in users[:30]:
        follows(user, world.place.path, started=NOW)
    many, after = queries()
    counts = [reply.context["page_obj"].paginator.count for reply in (few, many)]
    assert counts[1] == counts[0] + 2_000
    assert len(many.context["lines"]) == 50
    assert after == before
    assert after <= 30
    with CaptureQueriesContext(connection) as made:
        reply = opened.post(address.file, {"kind": "csv"})
    assert reply.content.count(b"\n") > 2_000
    # Rows are written by batches, whose size is the database's.
    assert len([one for one in made if "INSERT" not in one["sql"]]) <= 30
    assert PersonShown.objects.filter(way="csv").count() > 2_000


def test_the_last_page_is_paged_with_the_filters(world, opened, address):
    for number in range(60):
        person(world.place.branch, "Zoé", f"Zz{number:02}")
    reply = opened.get(address.people, {"q": "zoe", "page": 2})
    assert len(reply.context["lines"]) == 10
    assert "?q=zoe&amp;page=1" in reply.content.decode()
    shown = AuditEntry.objects.filter(action="courses.named_list_shown").latest("pk").details
    assert len(shown["people"]) == 10


def test_french_has_every_word(world, opened, address):
    reply = opened.get(address.people.replace("/en/", "/fr/"))
    assert reply.status_code == 200
