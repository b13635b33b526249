"""A list from the file to the memberships, and everything that stops it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from academy.accounts.models import AuditEntry, User
from academy.core.errors import NotAllowed
from academy.organisms.models import Membership, PeopleImport, Role, RoleGrant
from academy.organisms.services import list_records, people_changes, people_import, roles, units
from academy.organisms.services.list_records import ListRefused
from tests.factories.accounts import UnopenedUserFactory, UserFactory
from tests.factories.organisms import (
    MembershipFactory,
    OrganismFactory,
    RoleGrantFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db

HEADER = "person_number,email,first_name,last_name,unit_code,language\n"
State = PeopleImport.State


def csv(*rows):
    return (HEADER + "".join(",".join(row) + "\n" for row in rows)).encode()


def person(own, unit="A", **changes):
    fields = {
        "number": str(own),
        "email": f"p{own}@b.ca",
        "first": "Anne",
        "last": "Roy",
        "unit": unit,
        "language": "en",
    } | changes
    return tuple(fields.values())


@pytest.fixture
def organism():
    organism = OrganismFactory(code="MCN")
    UnitFactory(organism=organism, code="A")
    UnitFactory(organism=organism, code="MCN-B")
    return organism


@pytest.fixture
def manager(organism):
    return RoleGrantFactory(organism=organism).user


@pytest.fixture
def plan(organism, manager, at, today):
    def plan(*rows, on=None, content=None, by=manager):
        return people_import.plan_import(
            organism=organism,
            content=content or csv(*rows),
            file_name="liste.csv",
            effective_on=on or today,
            at=at,
            by=by,
        )

    return plan


@pytest.fixture
def apply(at, manager, django_capture_on_commit_callbacks):
    def apply(planned, departures=None, by=manager):
        with django_capture_on_commit_callbacks(execute=True):
            people_import.confirm_import(people_import=planned, departures=departures, at=at, by=by)
        planned.refresh_from_db()
        return planned

    return apply


def people(organism, day):
    return {
        post.person_number: (post.user.email, post.unit.code)
        for post in Membership.objects.on(day).filter(organism=organism).select_related()
    }


def test_a_first_list_makes_accounts_and_posts(organism, plan, apply, today):
    planned = plan(person(1), person(2, "B"), person(3, "mcn-b", language=""))
    assert planned.state == State.PLANNED
    assert planned.plan["counts"]["joining"] == 3
    assert not User.objects.filter(email="p1@b.ca").exists()

    applied = apply(planned)
    assert (applied.state, applied.changes_done) == (State.APPLIED, 3)
    assert people(organism, today) == {
        "1": ("p1@b.ca", "A"),
        "2": ("p2@b.ca", "MCN-B"),
        "3": ("p3@b.ca", "MCN-B"),
    }
    account = User.objects.get(email="p1@b.ca")
    assert (account.get_full_name(), account.language) == ("Anne Roy", "en")
    assert not account.has_usable_password()
    assert people(organism, today - timedelta(days=1)) == {}


def test_the_same_list_twice_changes_nothing(organism, plan, apply):
    apply(plan(person(1), person(2)))
    before = list(Membership.objects.values()), list(User.objects.values())
    again = plan(person(1), person(2))
    assert (again.plan["total"], again.plan["counts"]["unchanged"]) == (0, 2)
    assert apply(again).state == State.APPLIED
    assert (list(Membership.objects.values()), list(User.objects.values())) == before


def test_moving_changing_and_leaving_keep_the_past(organism, plan, apply, at):
    first_day, today = date(2026, 3, 1), date(2026, 3, 10)
    everyone = [person(number) for number in range(1, 31)]
    apply(plan(*everyone, on=first_day))
    changed = [person(1, "B"), person(2, last="Roy-Côté"), *everyone[2:29]]
    planned = plan(*changed, on=today)
    counts = planned.plan["counts"]
    assert (counts["moving"], counts["changing"], counts["leaving"]) == (1, 1, 1)
    assert planned.plan["needs_confirmation"] is False
    apply(planned)

    assert people(organism, first_day)["1"] == ("p1@b.ca", "A")
    assert people(organism, today)["1"] == ("p1@b.ca", "MCN-B")
    assert "30" in people(organism, first_day)
    assert "30" not in people(organism, today)
    assert User.objects.get(email="p2@b.ca").last_name == "Roy-Côté"
    # Nothing is deleted: the person, the account and the post are still there.
    assert User.objects.get(email="p30@b.ca").is_active


def test_the_brake_asks_for_the_number(plan, apply, organism, today):
    apply(plan(*[person(number) for number in range(10)], on=today - timedelta(days=5)))
    planned = plan(person(0))
    assert planned.plan["needs_confirmation"] is True
    for departures in (None, 8, 10):
        with pytest.raises(ListRefused, match="9"):
            apply(planned, departures)
    assert len(people(organism, today)) == 10
    apply(planned, 9)
    assert set(people(organism, today)) == {"0"}


def test_the_brake_asks_before_people_get_other_numbers(plan, apply, organism, today):
    """As when the column of person numbers holds the number of the row."""
    apply(plan(*[person(number) for number in range(10)], on=today - timedelta(days=5)))
    wrong = [person(number, number=f"row {number}") for number in range(10)]
    planned = plan(*wrong)
    assert planned.plan["needs_confirmation"] is True
    for typed in (None, 0, 9):
        with pytest.raises(ListRefused, match="10"):
            apply(planned, typed)
    assert set(people(organism, today)) == {str(number) for number in range(10)}
    apply(planned, 10)
    assert set(people(organism, today)) == {f"row {number}" for number in range(10)}


def test_a_first_number_and_few_corrections_pass_the_brake(plan, apply, organism, today):
    apply(plan(*[person(number) for number in range(30)], on=today - timedelta(days=5)))
    planned = plan(person(0, number="other"), *[person(number) for number in range(1, 30)])
    assert planned.plan["counts"]["renumbered"] == 1
    assert planned.plan["needs_confirmation"] is False


def test_a_list_with_a_problem_changes_nothing_at_all(plan, organism, at, manager):
    planned = plan(person(1), person(2, "ZZ"), person(3, email="nope"))
    assert planned.state == State.REFUSED
    assert [(row["code"], row["line"]) for row in planned.plan["problems"]] == [
        ("unknown_unit", 3),
        ("bad_email", 4),
    ]
    assert planned.content == ""
    with pytest.raises(ListRefused):
        list_records.confirm(people_import=planned, departures=None, at=at, by=manager)
    assert not Membership.objects.exists()


def test_people_of_elsewhere_join_without_a_word_about_them(plan, apply, organism, today):
    other = MembershipFactory(user__email="p1@b.ca", user__first_name="Zoé", user__last_name="X")
    planned = plan(person(1), person(2))
    joining = planned.plan["shown"]["joining"]
    assert [row["name"] for row in joining] == ["Anne Roy", "Anne Roy"]
    assert set(joining[0]) == set(joining[1])
    apply(planned)

    other.user.refresh_from_db()
    assert other.user.get_full_name() == "Zoé X"
    assert set(other.user.memberships.values_list("organism", flat=True)) == {
        organism.pk,
        other.organism_id,
    }
    again = plan(person(1, last="Autre"), person(2))
    assert "Zoé" not in str(again.plan)
    assert [row["code"] for row in again.plan["notices"]] == ["name_kept"]


def test_the_name_of_an_administrator_is_not_for_a_list_to_change(plan, organism):
    user = RoleGrantFactory(administrator=True).user
    unit = organism.unit_placements.first().unit
    MembershipFactory(user=user, unit=unit, person_number="1")
    planned = plan(person(1, email="other@b.ca"))
    assert planned.plan["counts"]["changing"] == 0
    assert {row["code"] for row in planned.plan["notices"]} == {"name_kept", "email_kept"}


def test_only_an_account_that_nobody_opened_takes_the_address_of_a_list(plan, apply, organism):
    unit = organism.unit_placements.first().unit
    unopened = UnopenedUserFactory(first_name="Anne", last_name="Roy")
    opened = UserFactory(first_name="Anne", last_name="Roy", last_login=timezone.now())
    MembershipFactory(user=unopened, unit=unit, person_number="1")
    MembershipFactory(user=opened, unit=unit, person_number="2")
    taken = UserFactory(email="p3@b.ca")
    third = UnopenedUserFactory(first_name="Anne", last_name="Roy")
    MembershipFactory(user=third, unit=unit, person_number="3")

    planned = plan(person(1), person(2), person(3))
    assert [row["code"] for row in planned.plan["notices"]] == ["email_kept", "email_kept"]
    apply(planned)
    for user in (unopened, opened, third, taken):
        user.refresh_from_db()
    assert unopened.email == "p1@b.ca"
    assert opened.email != "p2@b.ca"
    assert (third.email == "p3@b.ca", taken.email) == (False, "p3@b.ca")


def test_who_comes_back_gets_a_new_post(plan, apply, organism, today):
    days = [today - timedelta(days=20), today - timedelta(days=10), today]
    apply(plan(person(1), person(2), on=days[0]))
    apply(plan(person(2), on=days[1]), 1)
    apply(plan(person(1), person(2), on=days[2]))
    posts = Membership.objects.filter(user__email="p1@b.ca").order_by("starts_on")
    assert [(post.starts_on, post.ends_on) for post in posts] == [
        (days[0], days[1]),
        (days[2], None),
    ]


def test_an_older_or_a_future_list_is_refused(plan, apply, today):
    apply(plan(person(1)))
    with pytest.raises(ListRefused, match="already applied"):
        plan(person(1), on=today - timedelta(days=1))
    with pytest.raises(ListRefused, match="today"):
        plan(person(1), on=today + timedelta(days=1))


def test_a_new_list_takes_the_place_of_the_one_that_waited(plan):
    first, second = plan(person(1)), plan(person(2))
    first.refresh_from_db()
    assert (first.state, first.content, "shown" in first.plan) == (State.REPLACED, "", False)
    assert second.state == State.PLANNED


def test_what_names_people_is_forgotten_once_applied(plan, apply):
    applied = apply(plan(person(1)))
    assert applied.content == ""
    assert "p1@b.ca" not in str(applied.plan)
    assert applied.plan["counts"]["joining"] == 1
    entries = AuditEntry.objects.filter(action__startswith="import.")
    assert [entry.action for entry in entries] == ["import.plan", "import.confirm", "import.apply"]
    assert "p1@b.ca" not in str([entry.details for entry in entries])


def test_only_managers_of_the_organism_and_administrators_import(plan, at):
    for by in (UserFactory(), RoleGrantFactory().user, RoleGrantFactory(lead=True).user):
        with pytest.raises(NotAllowed):
            plan(person(1), by=by)
    plan(person(1), by=RoleGrantFactory(administrator=True).user)


def test_rights_are_checked_again_when_the_work_starts(plan, at, manager, organism):
    planned = plan(person(1))
    list_records.confirm(people_import=planned, departures=None, at=at, by=manager)
    roles.revoke(grant=RoleGrant.objects.get(user=manager), at=at, by=None)
    people_import.apply_in_background.call(str(planned.public_id))
    planned.refresh_from_db()
    assert planned.state == State.REFUSED
    assert not Membership.objects.filter(organism=organism).exists()
    assert AuditEntry.objects.filter(action="import.apply", result="refused").exists()


def test_what_was_not_shown_is_not_applied(plan, at, manager, organism):
    planned = plan(person(1))
    list_records.confirm(people_import=planned, departures=None, at=at, by=manager)
    late = MembershipFactory(unit=organism.unit_placements.first().unit)
    people_import.apply_import(people_import=planned, now=lambda: at)
    planned.refresh_from_db()
    assert planned.state == State.PLANNED
    assert planned.plan["shown_again"] is True
    assert planned.plan["counts"]["leaving"] == 1
    late.refresh_from_db()
    assert late.ends_on is None


def test_a_unit_closed_meanwhile_refuses_the_list(plan, at, today, manager, organism):
    planned = plan(person(1))
    list_records.confirm(people_import=planned, departures=None, at=at, by=manager)
    units.close_unit(
        unit=organism.unit_placements.get(unit__code="A").unit, on=today, at=at, by=None
    )
    people_import.apply_import(people_import=planned, now=lambda: at)
    planned.refresh_from_db()
    assert planned.state == State.REFUSED


def test_work_that_stops_halfway_is_taken_up_and_nothing_is_written_twice(
    plan, at, manager, organism, today, monkeypatch
):
    monkeypatch.setattr(people_import, "SLICE", 2)
    planned = plan(*[person(number) for number in range(7)])
    list_records.confirm(people_import=planned, departures=None, at=at, by=manager)
    write, calls = people_changes.write_joining, []

    def write_then_stop(*args):
        if len(calls) == 2:
            raise KeyboardInterrupt
        calls.append(args)
        write(*args)

    monkeypatch.setattr(people_changes, "write_joining", write_then_stop)
    with pytest.raises(KeyboardInterrupt):
        people_import.apply_import(people_import=planned, now=lambda: at)
    planned.refresh_from_db()
    assert (planned.state, planned.changes_done, planned.changes_total) == (State.APPLYING, 4, 7)

    monkeypatch.setattr(people_changes, "write_joining", write)
    people_import.apply_in_background.call(str(planned.public_id))
    people_import.apply_in_background.call(str(planned.public_id))
    planned.refresh_from_db()
    assert (planned.state, planned.changes_done) == (State.APPLIED, 7)
    assert len(people(organism, today)) == Membership.objects.count() == 7


def test_what_another_worker_writes_is_no_new_situation(
    plan, at, manager, organism, today, monkeypatch
):
    monkeypatch.setattr(people_import, "SLICE", 2)
    planned = plan(*[person(number) for number in range(7)])
    list_records.confirm(people_import=planned, departures=None, at=at, by=manager)
    compare, write, calls = people_import._compare, people_changes.write_joining, []

    def stop(*args):
        if len(calls) == 2:
            raise KeyboardInterrupt
        calls.append(args)
        write(*args)

    def compare_while_another_works(*args):
        if not calls:
            calls.append(args)
            monkeypatch.setattr(people_changes, "write_joining", stop)
            with pytest.raises(KeyboardInterrupt):
                people_import.apply_import(people_import=planned, now=lambda: at)
            monkeypatch.setattr(people_changes, "write_joining", write)
        return compare(*args)

    monkeypatch.setattr(people_import, "_compare", compare_while_another_works)
    applied = people_import.apply_import(people_import=planned, now=lambda: at)
    assert (applied.state, applied.changes_done) == (State.APPLIED, 7)


def test_two_lists_of_an_organism_are_not_applied_at_once(plan, at, manager):
    first = plan(person(1))
    list_records.confirm(people_import=first, departures=None, at=at, by=manager)
    second = plan(person(2))
    with pytest.raises(ListRefused, match="Another list"):
        list_records.confirm(people_import=second, departures=None, at=at, by=manager)


def test_a_long_list_is_read_by_the_queue(
    organism, manager, at, today, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(people_import, "READ_AT_ONCE", 10)
    with django_capture_on_commit_callbacks(execute=True):
        received = people_import.receive_import(
            organism=organism,
            content=csv(person(1)),
            file_name="liste.csv",
            effective_on=today,
            at=at,
            by=manager,
        )
        assert received.state == State.READING
    received.refresh_from_db()
    assert (received.state, received.plan["counts"]["joining"]) == (State.PLANNED, 1)


def test_an_unreadable_file_is_kept_as_refused(plan):
    planned = plan(content=b"PK\x03\x04")
    assert planned.state == State.REFUSED
    assert planned.plan["problems"][0]["code"] == "workbook"


def test_designers_stay_designers_through_a_list(plan, apply, organism, today):
    apply(plan(person(1)))
    user = User.objects.get(email="p1@b.ca")
    RoleGrantFactory(user=user, organism=organism, role=Role.DESIGNER)
    # A role in this organism is no reason to keep the name.
    planned = plan(person(1, last="Roy-Côté"))
    assert planned.plan["counts"]["changing"] == 1


def test_a_list_that_nobody_confirms_is_forgotten(plan, at, manager):
    waiting = plan(person(1), person(2))
    late = at + timedelta(days=30)
    assert list_records.forget_old_lists(at=late) == 0
    assert list_records.forget_old_lists(at=late + timedelta(seconds=1)) == 1
    waiting.refresh_from_db()
    assert waiting.state == State.DROPPED
    assert waiting.content == ""
    assert "p1@b.ca" not in str(waiting.plan)
    entry = AuditEntry.objects.get(action="import.expire")
    assert (entry.target, entry.organism_code) == (str(waiting.public_id), "MCN")
    with pytest.raises(ListRefused, match="no longer waiting"):
        list_records.confirm(people_import=waiting, departures=None, at=late, by=manager)


def test_the_problems_of_a_refused_list_are_forgotten_too(plan, at):
    refused = plan(person(1, unit="NOWHERE"))
    assert refused.state == State.REFUSED
    assert "problems" in refused.plan
    assert list_records.forget_old_lists(at=at + timedelta(days=29)) == 0
    refused.refresh_from_db()
    assert "problems" in refused.plan
    list_records.forget_old_lists(at=at + timedelta(days=31))
    refused.refresh_from_db()
    assert refused.state == State.REFUSED
    assert "problems" not in refused.plan
