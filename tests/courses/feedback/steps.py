"""What learners and authors do, in a word each."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from academy.organisms.models import Role
from academy.organisms.services.roles import grant
from courses.models import BlockReport, Enrolment, LessonPage
from courses.queries import passages
from courses.services import answer_report, report_passage
from tests.factories.accounts import UserFactory

Kind, State = BlockReport.Kind, BlockReport.State
DAY = timedelta(days=1)


def designer_of(organism):
    user = UserFactory()
    grant(user=user, role=Role.DESIGNER, organism=organism, at=timezone.now(), by=None)
    return type(user).objects.get(pk=user.pk)


def reported(user, lesson, *, block=0, kind=Kind.WRONG, comment="", at=None):
    enrolment = Enrolment.objects.get(user=user)
    block_id = "" if block is None else passages(lesson)[block].block_id
    at = at or timezone.now()
    return report_passage(
        enrolment=enrolment, lesson=lesson, block_id=block_id, kind=kind, comment=comment, at=at
    )


def answered(by, report, state, answer="", at=None):
    return answer_report(
        by=by, report_id=report.pk, state=state, answer=answer, at=at or timezone.now()
    )


def published_again(lesson, **changes):
    page = LessonPage.objects.get(pk=lesson.pk)
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return LessonPage.objects.get(pk=page.pk)


def form_of(lesson):
    return reverse("courses:report", args=[lesson.pk])
