"""Inviting the people of an organism: who may, whom, how fast, and nobody twice."""

from datetime import timedelta
from html import unescape

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.translation import gettext

from academy.accounts.models import AuditEntry, Delivery, Invitation, User
from academy.accounts.record.parts import every_part
from academy.accounts.services.invitations import InvitationError
from academy.core import recurring
from academy.core.errors import NotAllowed, NotFound
from academy.organisms.models import Role, RoleGrant
from academy.organisms.services import invitations, people_import
from academy.organisms.services.invitations import invite, invite_everybody, send_waiting
from tests.factories.accounts import UnopenedUserFactory, UserFactory
from tests.factories.organisms import (
    HeadcountFactory,
    MembershipFactory,
    OrganismFactory,
    RoleGrantFactory,
    UnitFactory,
)

from .test_people_pages import plan, sign_in, url

pytestmark = pytest.mark.django_db
State = Invitation.State


@pytest.fixture
def organism():
    return OrganismFactory(code="MCN", name_fr="Ministère", name_en="Ministry")


@pytest.fixture
def unit(organism):
    return UnitFactory(organism=organism)


@pytest.fixture
def manager(organism):
    return RoleGrantFactory(organism=organism).user


@pytest.fixture
def newcomers(unit):
    people = UnopenedUserFactory.create_batch(3)
    for person in people:
        MembershipFactory(user=person, unit=unit)
    return people


@pytest.fixture
def queue_only(monkeypatch):
    """Leave the sending to the test."""

    class Queue:
        def enqueue(self):
            pass

    monkeypatch.setattr(invitations, "send_in_background", Queue())


def at_once(at):
    return lambda: at


def recipients():
    return sorted(message.to[0] for message in mail.outbox)


def test_everybody_who_was_never_invited_is_invited_once(
    organism, manager, newcomers, unit, at, django_capture_on_commit_callbacks
):
    MembershipFactory(unit=unit)  # has signed in, or can
    left = UnopenedUserFactory()
    MembershipFactory(user=left, unit=unit, ends_on=at.date())
    MembershipFactory(user=UnopenedUserFactory())  # elsewhere
    now = timezone.now()
    for expected in (3, 0):
        with django_capture_on_commit_callbacks(execute=True):
            assert invite_everybody(organism=organism, at=now, by=manager) == expected
    assert recipients() == sorted(person.email for person in newcomers)
    assert set(Invitation.objects.values_list("state", flat=True)) == {State.SENT}
    asked = AuditEntry.objects.get(action="invitation.ask")
    assert (asked.actor, asked.organism_code, asked.details) == (manager, "MCN", {"people": 3})
    assert AuditEntry.objects.filter(action="invitation.send").count() == 3


@pytest.mark.parametrize("kind", ["learner", "designer", "other_manager", "officer", "lead"])
def test_only_those_who_manage_the_organism_invite(kind, organism, unit, newcomers, at):
    by = {
        "learner": lambda: MembershipFactory(unit=unit).user,
        "designer": lambda: RoleGrantFactory(role=Role.DESIGNER, organism=organism).user,
        "other_manager": lambda: RoleGrantFactory().user,
        "officer": lambda: (
            RoleGrantFactory(officer=True, portfolio=organism.placements.get().portfolio).user
        ),
        "lead": lambda: RoleGrantFactory(lead=True).user,
    }[kind]()
    with pytest.raises(NotAllowed):
        invite_everybody(organism=organism, at=at, by=by)
    with pytest.raises(NotAllowed):
        invite(user=newcomers[0], organism=organism, at=at, by=by)
    assert not Invitation.objects.exists()


def test_a_manager_invites_nobody_of_another_organism(organism, manager, at):
    stranger = MembershipFactory(user=UnopenedUserFactory()).user
    with pytest.raises(NotFound):
        invite(user=stranger, organism=organism, at=at, by=manager)


def test_rights_are_checked_again_when_the_message_leaves(
    organism, manager, newcomers, unit, at, queue_only
):
    now = timezone.now()
    invite_everybody(organism=organism, at=now, by=manager)
    gone, signed_in, _still_here = newcomers
    gone.memberships.update(ends_on=timezone.localdate())
    User.objects.filter(pk=signed_in.pk).update(last_login=now)
    assert send_waiting(now=at_once(now)) == 1
    assert recipients() == [newcomers[2].email]
    assert Invitation.objects.filter(state=State.DROPPED).count() == 2
    assert AuditEntry.objects.filter(action="invitation.drop").count() == 2


def test_invitations_are_in_the_log_of_all_mails_with_why_they_came(
    organism, manager, newcomers, queue_only, client
):
    now = timezone.now()
    invite_everybody(organism=organism, at=now, by=manager)
    sent, gone, opened = newcomers
    gone.memberships.update(ends_on=timezone.localdate())
    assert send_waiting(now=at_once(now)) == 2
    rows = {row.user: row for row in Delivery.objects.filter(kind="accounts.invitation")}
    assert (rows[sent].state, rows[gone].state) == ("sent", "skipped")
    not_wanted = gettext("the account was open already, or the person had left")
    assert rows[gone].reason_label == not_wanted
    assert "unless it asks for that" in mail.outbox[0].body or "à moins" in mail.outbox[0].body
    # Once the account is open, its person reads why.
    client.force_login(opened)
    why = reverse("courses:mail-why", args=[rows[opened].public_id])
    assert why in client.get(reverse("courses:mails")).content.decode()
    assert str(rows[opened].why) in unescape(client.get(why).content.decode())
    assert client.get(reverse("courses:mail-why", args=[rows[sent].public_id])).status_code == 404
    # One's own record names each once.
    part = next(one for one in every_part() if one.name == "accounts.mails")
    assert len(list(part.rows(opened, "fr"))) == 1


def test_an_invitation_that_the_server_refuses_is_so_in_the_log(
    organism, manager, newcomers, queue_only, monkeypatch
):
    def refuse(self, *args):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    invite(user=newcomers[0], organism=organism, at=timezone.now(), by=manager)
    assert send_waiting(now=timezone.now) == 0
    (row,) = Delivery.objects.all()
    assert (row.state, row.reason) == ("failed", "mail_server")


def test_who_no_longer_manages_invites_nobody_any_more(organism, manager, newcomers, queue_only):
    now = timezone.now()
    invite_everybody(organism=organism, at=now, by=manager)
    RoleGrant.objects.update(ends_on=timezone.localdate())
    assert send_waiting(now=at_once(now)) == 0
    assert mail.outbox == []


def test_so_many_leave_in_a_minute_and_the_worker_sends_the_others(
    organism, manager, newcomers, queue_only, settings
):
    settings.INVITATIONS_A_MINUTE = 2
    now = timezone.now()
    invite_everybody(organism=organism, at=now, by=manager)
    assert send_waiting(now=at_once(now)) == 2
    assert send_waiting(now=at_once(now + timedelta(seconds=30))) == 0
    work = recurring.work("organisms.invitations")
    assert work.wanted()
    assert send_waiting(now=at_once(now + timedelta(seconds=61))) == 1
    assert not work.wanted()
    assert len(set(recipients())) == 3


def test_a_mail_server_that_is_away_delays_and_loses_nothing(
    organism, manager, newcomers, queue_only, monkeypatch
):
    now = timezone.now()
    invite_everybody(organism=organism, at=now, by=manager)

    class Away:
        def open(self):
            raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(invitations, "get_connection", Away)
        assert send_waiting(now=at_once(now)) == 0
    assert Invitation.objects.filter(state=State.WAITING).count() == 3
    assert send_waiting(now=at_once(now)) == 3


def test_a_person_is_invited_again_a_day_later(
    organism, manager, newcomers, django_capture_on_commit_callbacks
):
    now = timezone.now()
    person = newcomers[0]
    with django_capture_on_commit_callbacks(execute=True):
        invite(user=person, organism=organism, at=now, by=manager)
    with pytest.raises(InvitationError):
        invite(user=person, organism=organism, at=now + timedelta(hours=1), by=manager)
    with django_capture_on_commit_callbacks(execute=True):
        invite(user=person, organism=organism, at=now + timedelta(hours=25), by=manager)
    assert recipients() == [person.email] * 2


# --- Pages --------------------------------------------------------------------


@pytest.fixture
def as_manager(client, manager):
    sign_in(client, manager)
    return client


def shown(client, organism, **query):
    page = client.get(translate_url(url("people", organism), "en"), query)
    assert page.status_code == 200
    return page


def test_the_page_tells_how_far_each_account_is(
    as_manager, organism, unit, newcomers, manager, django_capture_on_commit_callbacks
):
    first = timezone.now() - timedelta(days=40)
    member = MembershipFactory(unit=unit, user=UserFactory(first_signed_in_at=first)).user
    with django_capture_on_commit_callbacks(execute=True):
        invite(user=newcomers[0], organism=organism, at=timezone.now(), by=manager)
    page = shown(as_manager, organism)
    states = {line.person: (line.state, line.on) for line in page.context["lines"]}
    assert states[member] == ("opened", first)
    assert states[newcomers[0]][0] == "invited"
    assert states[newcomers[1]] == ("none", None)
    figures = page.context["figures"]
    assert (figures.people, figures.opened, figures.invited, figures.not_invited) == (4, 1, 1, 2)

    def narrowed(kind):
        lines = shown(as_manager, organism, show=kind).context["lines"]
        return {line.person for line in lines}

    assert narrowed("opened") == {member}
    assert narrowed("invited") == {newcomers[0]}
    assert narrowed("not-invited") == set(newcomers[1:])
    found = shown(as_manager, organism, q=newcomers[1].email).context["lines"]
    assert [line.person for line in found] == [newcomers[1]]
    assert shown(as_manager, organism, q="\x00%", show="x", page="999").context["lines"] == []


def test_everybody_is_invited_from_the_page_after_a_look(
    as_manager, organism, newcomers, django_capture_on_commit_callbacks
):
    address = url("invite_everybody", organism)
    look = as_manager.get(translate_url(address, "en")).content.decode()
    assert "Invite 3 people" in look
    assert not Invitation.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert as_manager.post(address).url == url("people", organism)
    assert len(mail.outbox) == 3
    after = as_manager.get(translate_url(address, "en")).content.decode()
    assert "Everybody was invited already" in after


def test_one_person_is_invited_from_the_page(
    as_manager, organism, newcomers, django_capture_on_commit_callbacks
):
    address = url("invite_person", organism, newcomers[0].public_id)
    with django_capture_on_commit_callbacks(execute=True):
        as_manager.post(address)
    with django_capture_on_commit_callbacks(execute=True):
        again = as_manager.post(translate_url(address, "en"), follow=True)
    assert recipients() == [newcomers[0].email]
    assert "less than a day ago" in again.content.decode()


def test_the_page_costs_the_same_whatever_the_number_of_people(
    as_manager, organism, unit, newcomers, django_assert_max_num_queries
):
    for _ in range(20):
        MembershipFactory(user=UnopenedUserFactory(), unit=unit)
    with django_assert_max_num_queries(16):
        shown(as_manager, organism)


def test_a_closed_organism_can_be_read_and_invites_nobody(as_manager, client, organism, newcomers):
    sign_in(client, RoleGrantFactory(administrator=True).user)
    organism.ends_on = timezone.localdate()
    organism.save()
    assert shown(client, organism).status_code == 200
    client.post(url("invite_everybody", organism))
    assert not Invitation.objects.exists()


def test_headcounts_that_nobody_gave_are_asked_for(
    as_manager, organism, unit, manager, newcomers, django_capture_on_commit_callbacks
):
    planned = plan(organism, manager, f"1,new@b.ca,Anne,Roy,{unit.code}")
    with django_capture_on_commit_callbacks(execute=True):
        people_import.confirm_import(
            people_import=planned, departures=3, at=timezone.now(), by=manager
        )
    pages = [
        translate_url(address, "en")
        for address in (
            url("organism", organism),
            url("people", organism),
            url("list", organism, planned.public_id),
        )
    ]

    def texts():
        return [as_manager.get(page).content.decode() for page in pages]

    for text in texts():
        assert "No headcount is known" in text
        assert url("send_headcounts", organism).partition("/people/")[2] in text
    # What the list added can be invited at once.
    assert "Invite the person who was not invited yet" in texts()[2]

    HeadcountFactory(unit=unit, people=0)
    in_tree, in_people, in_list = texts()
    assert "No headcount is known" not in in_tree + in_people + in_list
    assert "More accounts than people" in in_tree
    assert "of a headcount of 0" in in_people
    assert "1 person has an account, but the headcount says 0" in in_list


# --- The command --------------------------------------------------------------


def test_the_command_invites_after_a_nightly_list(
    organism, newcomers, capsys, django_capture_on_commit_callbacks
):
    call_command("invite_people", "MCN", "--dry-run")
    assert "3 people would be invited." in capsys.readouterr().out
    assert not Invitation.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("invite_people", "MCN")
    assert len(mail.outbox) == 3
    with pytest.raises(CommandError, match="No organization"):
        call_command("invite_people", "NOPE")


def test_whoever_is_not_signed_in_signs_in_first(client, organism):
    for name in ("people", "invite_everybody"):
        assert reverse("account_login") in client.get(url(name, organism)).url
