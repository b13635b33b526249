"""Two people, or two workers, at the same moment."""

import re
import threading
from datetime import UTC, date, datetime

import pytest
from django.core import mail
from django.core.mail import get_connection
from django.db import IntegrityError, connection, transaction

from academy.accounts.models import Invitation, User
from academy.accounts.services import invitations as account_invitations
from academy.core.errors import AcademyError
from academy.organisms import role_groups
from academy.organisms.models import Membership, PeopleImport, Role, RoleGrant
from academy.organisms.services import (
    invitations,
    list_records,
    memberships,
    people_import,
    roles,
    units,
)
from tests.factories.accounts import UnopenedUserFactory, UserFactory
from tests.factories.organisms import (
    START,
    MembershipFactory,
    OrganismFactory,
    RoleGrantFactory,
    UnitFactory,
)

AT = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)
DAY = date(2026, 3, 10)


@pytest.fixture(autouse=True)
def _only_the_groups_of_roles(monkeypatch):
    """Parts above add theirs, which need pages: those are tested with them."""
    monkeypatch.setattr(role_groups, "_readers", {"roles": role_groups._readers["roles"]})


def at_once(*actions):
    """Run actions in threads that start together; return what each returned or raised."""
    barrier = threading.Barrier(len(actions))
    outcomes = [None] * len(actions)

    def run(place, action):
        barrier.wait()
        try:
            outcomes[place] = action()
        except (AcademyError, IntegrityError) as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(place, action)) for place, action in enumerate(actions)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.usefixtures("own_database")
def test_two_administrators_who_remove_each_other_leave_one():
    first, second = UserFactory(), UserFactory()
    one = roles.grant(user=first, role=Role.ADMINISTRATOR, at=AT, by=None, on=START)
    two = roles.grant(user=second, role=Role.ADMINISTRATOR, at=AT, by=None, on=START)
    outcomes = at_once(
        lambda: roles.revoke(grant=two, at=AT, by=None),
        lambda: roles.revoke(grant=one, at=AT, by=None),
    )
    assert sum(isinstance(outcome, AcademyError) for outcome in outcomes) == 1
    assert RoleGrant.objects.filter(ends_on=None).count() == 1


@pytest.mark.usefixtures("own_database")
def test_a_role_given_twice_at_once_is_given_once():
    organism, user = OrganismFactory(), UserFactory()

    def give():
        return roles.grant(user=user, role=Role.DESIGNER, organism=organism, at=AT, by=None)

    at_once(give, give)
    assert RoleGrant.objects.count() == 1


@pytest.mark.usefixtures("own_database")
def test_two_units_moved_under_each_other_make_no_ring():
    organism = OrganismFactory()
    one, two = UnitFactory(organism=organism), UnitFactory(organism=organism)
    outcomes = at_once(
        lambda: units.move_unit(unit=one, parent=two, on=DAY, at=AT, by=None),
        lambda: units.move_unit(unit=two, parent=one, on=DAY, at=AT, by=None),
    )
    assert sum(isinstance(outcome, AcademyError) for outcome in outcomes) == 1


@pytest.mark.usefixtures("own_database")
def test_one_person_joins_once():
    unit, user = UnitFactory(), UserFactory()

    def join():
        return memberships.join(user=user, unit=unit, on=DAY, at=AT, by=None)

    at_once(join, join)
    assert Membership.objects.count() == 1


@pytest.mark.usefixtures("own_database")
def test_two_workers_on_one_list_write_it_once(monkeypatch):
    monkeypatch.setattr(people_import, "SLICE", 3)
    organism = OrganismFactory()
    UnitFactory(organism=organism, code="A")
    manager = RoleGrantFactory(organism=organism).user
    lines = "".join(f"{number},p{number}@b.ca,Anne,Roy,A\n" for number in range(20))
    planned = people_import.plan_import(
        organism=organism,
        content=b"person_number,email,first_name,last_name,unit_code\n" + lines.encode(),
        file_name="liste.csv",
        effective_on=DAY,
        at=AT,
        by=manager,
    )
    list_records.confirm(people_import=planned, departures=None, at=AT, by=manager)

    def apply():
        return people_import.apply_import(people_import=planned, now=lambda: AT)

    at_once(apply, apply)
    apply()
    planned.refresh_from_db()
    assert planned.state == PeopleImport.State.APPLIED
    assert planned.changes_done == Membership.objects.count() == 20


@pytest.mark.django_db
def test_the_tables_refuse_what_no_service_may_write():
    post = MembershipFactory(person_number="1")
    for changes in (
        {"user": post.user, "unit": post.unit, "starts_on": DAY},
        {"unit": post.unit, "person_number": "1"},
        {"starts_on": DAY, "ends_on": DAY},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            MembershipFactory(**changes)
    grant = RoleGrantFactory()
    for changes in (
        {"user": grant.user, "organism": grant.organism},
        {"role": Role.ADMINISTRATOR},
        {"organism": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            RoleGrantFactory(**changes)


@pytest.mark.usefixtures("own_database")
def test_two_workers_send_an_invitation_once():
    unit = UnitFactory()
    for _ in range(4):
        MembershipFactory(user=UnopenedUserFactory(), unit=unit)
    organism = unit.placements.get().organism
    account_invitations.ask_for_all(
        users=User.objects.all(), organism_code=organism.code, at=AT, by=None
    )
    mail.outbox = []
    sent = at_once(*(lambda: invitations.send_waiting(now=lambda: AT) for _ in range(3)))
    assert sum(sent) == 4
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 4


@pytest.mark.usefixtures("own_database")
def test_a_link_that_is_used_twice_at_once_works_once():
    user = UnopenedUserFactory()
    asked = account_invitations.ask_again(user=user, organism_code="O", at=AT, by=None)
    mail.outbox = []
    account_invitations.send(
        invitation=asked, organism_names={}, connection=get_connection(), at=AT
    )
    key = re.search(r"/invitation/([^/]+)/", mail.outbox[0].body).group(1)
    words = ["a long walk by the river", "a longer walk by the sea"]
    outcomes = at_once(
        *(
            lambda one=one: account_invitations.accept_with_password(key=key, password=one, at=AT)
            for one in words
        )
    )
    refused = [isinstance(outcome, AcademyError) for outcome in outcomes]
    assert sorted(refused) == [False, True]
    user.refresh_from_db()
    assert user.check_password(words[refused.index(False)])


@pytest.mark.usefixtures("own_database")
def test_two_managers_who_invite_one_person_send_one_message():
    user = UnopenedUserFactory()

    def ask():
        people = User.objects.filter(pk=user.pk)
        return account_invitations.ask_for_all(users=people, organism_code="O", at=AT, by=None)

    at_once(ask, ask, ask)
    assert Invitation.objects.count() == 1
