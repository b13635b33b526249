"""Opening a lesson, and remembering where one was."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from courses.models import Enrolment, LessonPage
from courses.statements import Place

from .locked import refuse_locked
from .record import learner_of, record_once, wording


def open_lesson(
    *,
    enrolment: Enrolment,
    lesson: LessonPage,
    course_key: UUID,
    is_started: bool,
    at: datetime,
    given_at: datetime | None = None,
) -> None:
    """Note that the learner is in `lesson`; the first time, record that it was started.

    `is_started` is what the caller has read of the learner's progress: opening a lesson again
    costs no query. The position inside the lesson is kept when the learner comes back to the
    lesson of the last visit, and starts at its top otherwise. `given_at`: the moment of the
    visit, where it is told later (`at` is now). Raises StepLocked where other courses have to be
    done first.
    """
    key = lesson.translation_key
    if is_started and enrolment.last_lesson_key == key:
        return
    if not is_started:
        refuse_locked(enrolment=enrolment, course_key=course_key)
    with transaction.atomic():
        if not is_started:
            _record_start(enrolment, lesson, course_key, at, given_at or at)
        if enrolment.last_lesson_key != key and is_latest(enrolment, given_at):
            mark_position(enrolment=enrolment, lesson_key=key, block_id=None, at=given_at or at)


def is_latest(enrolment: Enrolment, given_at: datetime | None) -> bool:
    """Tell whether an act of this moment (None: now) is the last that is known of the learner."""
    return given_at is None or enrolment.last_seen_at is None or given_at > enrolment.last_seen_at


def _record_start(
    enrolment: Enrolment, lesson: LessonPage, course_key: UUID, at: datetime, moment: datetime
) -> None:
    """Record that the lesson was started, unless another tab has done so since it was read."""
    key = lesson.translation_key
    locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if locked.lessons.filter(lesson_key=key, started_at__isnull=False).exists():
        return
    language = lesson.locale.language_code
    place = Place(
        path=enrolment.path_key,
        course=course_key,
        lesson=key,
        titles=((language, lesson.title),),
    )
    record_once([wording().initialized(learner_of(enrolment), place, moment, language)], at=at)


def mark_position(
    *, enrolment: Enrolment, lesson_key: UUID, block_id: UUID | None, at: datetime
) -> None:
    """Remember that the learner is at this block, so that any device can go on from there."""
    Enrolment.objects.filter(pk=enrolment.pk).update(
        last_lesson_key=lesson_key, last_block_id=block_id, last_seen_at=at
    )
    enrolment.last_lesson_key = lesson_key
    enrolment.last_block_id = block_id
    enrolment.last_seen_at = at
