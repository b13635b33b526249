"""Asking again what was passed."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.core.errors import AcademyError
from courses.memory import Pick
from courses.models import Enrolment, LessonPage, RecheckChoice

from .answer import asked_in, response_to, tell_once


def answer_recheck(
    *,
    enrolment: Enrolment,
    lesson: LessonPage,
    pick: Pick,
    week: datetime,
    chosen: Iterable[str],
    at: datetime,
) -> bool:
    """Mark what was `chosen` for a question that is asked again and record the answer.

    `week`: when the week began for which it was picked. Each question is answered once a week: the
    same again, from another tab or device, changes nothing. Returns whether the question is
    answered: a scenario may have a next step to ask. Raises NotFound for a question that the lesson
    doesn't have, AcademyError for an answer that can't be marked.
    """
    question = pick.question
    asked = asked_in(lesson, question.block)
    response = response_to(asked, chosen)
    if response is None:
        return False
    tell_once(
        enrolment=enrolment,
        lesson=lesson,
        course_key=question.course,
        asked=asked,
        response=response,
        statement_name=f"again {question.lesson} {question.block} {week.date()}",
        at=at,
        again_at_random=pick.at_random,
    )
    return True


def choose_rechecks(*, user: User, weekly: int) -> None:
    """Keep how many questions a week this person wants to be asked again.

    Raises AcademyError for a number that isn't offered.
    """
    if weekly not in RecheckChoice.Weekly.values:
        raise AcademyError(_("Choose one of the numbers of questions that are offered."))
    RecheckChoice.objects.update_or_create(user=user, defaults={"weekly": weekly})
