"""What managers and the worker do twice at the same moment is done once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from academy.accounts.models import AuditEntry, Delivery
from academy.core.errors import AcademyError
from academy.organisms.models import Role
from academy.organisms.queries import organism_tree
from courses.models import Certificate, Exemption, ExemptionRequest, NamedLook, PersonShown
from courses.named_view.roll import roll_of
from courses.named_view.services import open_look, show_people
from courses.services import (
    answer_exemption,
    assign_path,
    enrol,
    issue_missing_certificates,
    publish_due,
    request_exemption,
)
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.courses import AT, make_path
from tests.factories.organisms import MembershipFactory, RoleGrantFactory, UnitFactory

from .at_once import TIMES, at_once, in_threads
from .test_publication_doors import circled, scheduled

pytestmark = pytest.mark.usefixtures("own_database")


class Asked:
    """A path asked of the three people of an organism, who has a manager and another one."""

    def __init__(self):
        self.path, grant = make_path(), RoleGrantFactory()
        self.organism, self.manager = grant.organism, grant.user
        self.other = RoleGrantFactory(organism=self.organism).user
        unit = UnitFactory(organism=self.organism)
        self.people = [MembershipFactory(unit=unit).user for _number in range(3)]
        self.assignment = assign_path(
            by=self.manager,
            organism=self.organism,
            path_key=self.path.key,
            due_on=AT.date(),
            at=AT,
        )

    def request(self, reason="Formée ailleurs."):
        return request_exemption(
            by=self.people[0],
            organism=self.organism,
            path_key=self.path.key,
            reason=reason,
            at=AT,
        )


def test_a_request_that_two_tabs_send_is_one():
    asked = Asked()
    at_once(asked.request)
    assert ExemptionRequest.objects.count() == 1
    assert AuditEntry.objects.filter(action="courses.exemption_requested").count() == 1


def test_a_request_that_managers_answer_at_once_has_one_answer():
    asked = Asked()
    request = asked.request()
    answers = iter([(asked.manager, True), (asked.other, False)] * 2)

    def answer():
        by, is_granted = next(answers)
        answer_exemption(by=by, request=request, is_granted=is_granted, words="Vu.", at=AT)

    raised = in_threads(TIMES, answer)
    assert [type(error) for error in raised] == [AcademyError] * (TIMES - 1)
    request.refresh_from_db()
    assert request.state in ("granted", "refused")
    assert Exemption.objects.count() == (request.state == "granted")
    told = AuditEntry.objects.filter(
        action__in=("courses.path_exempted", "courses.exemption_refused")
    )
    assert told.count() == 1


def test_a_list_that_is_read_twice_at_once_shows_each_person_once():
    asked = Asked()
    officer = RoleGrantFactory(organism=asked.organism, role=Role.TRAINING_OFFICER).user
    today = timezone.localdate(AT)
    lines = roll_of(asked.assignment, organism_tree(asked.organism, today), today)
    look = open_look(by=officer, assignment=asked.assignment, reason="help", at=AT)
    at_once(
        lambda: show_people(
            by=officer,
            look=NamedLook.objects.select_related("assignment__organism").get(pk=look.pk),
            lines=lines,
            way=PersonShown.Way.PAGE,
            asked={},
            at=AT,
        )
    )
    assert PersonShown.objects.count() == len(lines) == 3
    assert AuditEntry.objects.filter(action="courses.named_list_shown").count() == TIMES


def test_missing_certificates_that_two_issue_are_issued_once():
    path = make_path(lessons=1, questions=0)
    for _number in range(3):
        enrolment = enrol(user=UserFactory(), path_key=path.key, at=AT)
        enrolment.passed_at = enrolment.completed_at = AT
        enrolment.save()
    at_once(lambda: list(issue_missing_certificates(at=AT)))
    assert Certificate.objects.count() == 3
    assert set(Certificate.objects.values_list("follows", flat=True)) == {None}


def test_a_publication_that_waits_is_told_once():
    make_path(courses=3, lessons=1, questions=0, languages=["fr"])
    owner = SuperuserFactory()
    scheduled(circled(), ago=timedelta(hours=1), user=owner)
    at = timezone.now()
    at_once(lambda: publish_due(at=at))
    assert len(mail.outbox) == 1
    assert Delivery.objects.get().state == "sent"
