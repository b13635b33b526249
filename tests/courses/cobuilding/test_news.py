"""What designers are told by mail of the building of a path."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from academy.accounts.mail import own_address
from academy.accounts.models import Delivery
from academy.organisms.models import Role
from courses.cobuilding import approving, building
from courses.cobuilding.news import any_to_tell, tell_designers
from courses.models import Duty, Part
from tests.factories.organisms import OrganismFactory

from .building import make_built, person_of, ruled, said, submitted

pytestmark = pytest.mark.django_db


def told(person):
    return [one for one in mail.outbox if one.to == [person.email]]


def invited(built, organism, part=Part.LEGAL):
    return approving.invite(
        by=built.designers[0], path=built.page, organism=organism, part=part, at=timezone.now()
    )


def asked_to(built, organism, **said):
    values = {"title": "Relire la loi", "due_on": None, "at": timezone.now()} | said
    return building.add_duty(by=built.designers[0], path=built.page, organism=organism, **values)


def test_who_may_approve_a_draft_is_told_once_and_who_wrote_it_is_not():
    built = make_built(3)
    ruled(built)
    assert not any_to_tell()
    state = submitted(built)
    assert any_to_tell()
    said(state, built.designers[2], built.organisms[2])
    now = timezone.now()
    assert tell_designers(at=now) == 1
    assert tell_designers(at=now + timedelta(hours=1)) == 0
    assert [len(told(one)) for one in built.designers] == [0, 1, 0]
    [message] = told(built.designers[1])
    assert message.subject == (
        f"“{state.workflow_state.content_object.title}” waits for the voice of "
        f"{built.organisms[1].name_en}"
    )
    page = reverse("courses_building:approval", args=[state.pk])
    assert own_address(page) in message.body
    row = Delivery.objects.get(user=built.designers[1])
    assert (row.kind, row.state) == ("courses.building", Delivery.State.SENT)


def test_an_organization_that_is_invited_is_told_and_one_without_designers_by_its_managers(client):
    built = make_built(1)
    with_designer, without = OrganismFactory(), OrganismFactory()
    designer = person_of(with_designer)
    manager = person_of(without, Role.ORGANISM_MANAGER)
    person_of(with_designer, Role.ORGANISM_MANAGER)
    for organism in (with_designer, without):
        invited(built, organism)
    assert tell_designers(at=timezone.now()) == 2
    assert "Its part: Law." in told(designer)[0].body
    roles = own_address(reverse("organisms:roles", args=[without.public_id]))
    [message] = told(manager)
    # The space isn't open to a manager: what opens it to a designer is said first.
    assert f"Name a designer on the page of roles:\n{roles}\n" in message.body
    assert "the page of roles" not in told(designer)[0].body
    client.force_login(manager)
    assert client.get(roles).status_code == 200


def test_a_task_is_told_when_it_is_written_before_its_day_and_once_it_is_late():
    built = make_built(2)
    now = timezone.now()
    due_on = timezone.localdate(now) + timedelta(days=20)
    duty = asked_to(built, built.organisms[1], due_on=due_on, at=now)
    for days in (0, 1, 16, 17, 18, 20, 21, 22, 40, 60):
        tell_designers(at=now + timedelta(days=days))
    subjects = [one.subject for one in told(built.designers[1])]
    assert subjects == [
        f"A task for {built.organisms[1].name_en}: Relire la loi",
        "Soon due: Relire la loi",
        "Late: Relire la loi",
    ]
    assert told(built.designers[0]) == []
    Duty.objects.filter(pk=duty.pk).delete()
    assert not any_to_tell()


def test_nothing_is_told_of_what_is_done_or_long_past():
    built = make_built(2)
    now = timezone.now()
    asked_to(built, built.organisms[1])
    asked_to(built, built.organisms[1], due_on=timezone.localdate(now))
    done = asked_to(built, built.organisms[1])
    building.settle_duty(
        by=built.designers[1], path=built.page, duty_id=done.pk, is_done=True, at=now
    )
    assert tell_designers(at=now + timedelta(days=60)) == 0


def test_a_task_with_another_day_is_told_anew():
    """Who agreed on another day, and missed it, heard nothing of it."""
    built = make_built(2)
    now = timezone.now()
    today = timezone.localdate(now)
    duty = asked_to(built, built.organisms[1], due_on=today + timedelta(days=10), at=now)
    tell_designers(at=now + timedelta(days=11))
    building.change_duty(
        by=built.designers[0],
        path=built.page,
        duty_id=duty.pk,
        title=duty.title,
        due_on=today + timedelta(days=30),
        at=now,
    )
    for days in (12, 28, 31, 32):
        tell_designers(at=now + timedelta(days=days))
    subjects = [one.subject.partition(":")[0] for one in told(built.designers[1])]
    assert subjects == ["Late", "Soon due", "Late"]


def test_the_people_of_the_demonstration_get_no_mail():
    built = make_built(1)
    simulated = OrganismFactory(is_simulated=True)
    designer = person_of(simulated)
    invited(built, simulated)
    assert tell_designers(at=timezone.now()) == 0
    assert told(designer) == []


def test_tasks_of_many_paths_cost_what_one_does():
    at = timezone.now()
    for count in (1, 4):
        for _number in range(count):
            built = make_built(1)
            asked_to(built, built.organisms[0])
        Duty.objects.update(made_at=at - timedelta(days=60))
        with CaptureQueriesContext(connection) as asked:
            assert tell_designers(at=at) == 0
        if count == 1:
            alone = len(asked)
    assert len(asked) == alone
