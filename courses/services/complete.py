"""Finishing a lesson."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import ngettext

from academy.core.errors import AcademyError
from courses.models import Answer, Enrolment, LessonPage
from courses.rules import unanswered
from courses.statements import Place

from .locked import refuse_locked
from .record import learner_of, record_once, wording


class QuestionsLeft(AcademyError):
    """A lesson can't be finished: `block_ids` are the questions that wait for an answer."""

    def __init__(self, message: str, block_ids: tuple[UUID, ...]) -> None:
        super().__init__(message)
        self.block_ids = block_ids


def complete_lesson(
    *, enrolment: Enrolment, lesson: LessonPage, course_key: UUID, at: datetime
) -> None:
    """Record that the learner finished `lesson`; finishing it twice is finishing it once.

    What follows (course and path completed, passed) is derived in the same transaction.
    Raises QuestionsLeft while questions of the lesson are unanswered, StepLocked where other
    courses have to be done first.
    """
    key = lesson.translation_key
    refuse_locked(enrolment=enrolment, course_key=course_key)
    with transaction.atomic():
        locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        if locked.lessons.filter(lesson_key=key, completed_at__isnull=False).exists():
            return
        answered = Answer.objects.filter(enrolment=enrolment, lesson_key=key).values_list(
            "block_id", flat=True
        )
        left = unanswered(lesson.outline, answered)
        if left:
            message = ngettext(
                "One question of this lesson is waiting for your answer.",
                "%(count)s questions of this lesson are waiting for your answer.",
                len(left),
            ) % {"count": len(left)}
            raise QuestionsLeft(message, left)
        place = Place(
            path=enrolment.path_key,
            course=course_key,
            lesson=key,
            titles=((lesson.locale.language_code, lesson.title),),
        )
        record_once([wording().completed(learner_of(enrolment), place, at)], at=at)
