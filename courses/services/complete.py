"""Finishing a lesson."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.core.errors import AcademyError
from academy.lrs.queries import known_ids
from courses.models import Answer, Enrolment, LessonPage
from courses.queries import followed_in, packages_left, published_paths
from courses.rules import unanswered
from courses.statements import Place

from .locked import refuse_locked
from .record import learner_of, record, record_once, wording


class QuestionsLeft(AcademyError):
    """A lesson can't be finished: `block_ids` are the questions that wait for an answer."""

    def __init__(self, message: str, block_ids: tuple[UUID, ...]) -> None:
        super().__init__(message)
        self.block_ids = block_ids


class PackagesLeft(QuestionsLeft):
    """A lesson can't be finished: `block_ids` are the packages that have to be finished first."""


def complete_lesson(
    *,
    enrolment: Enrolment,
    lesson: LessonPage,
    course_key: UUID,
    at: datetime,
    given_at: datetime | None = None,
) -> None:
    """Record that the learner finished `lesson`; finishing it twice is finishing it once.

    `given_at`: the moment when it was finished, where it is told later (`at` is now). Two devices
    may tell of two moments, the later one first: the earlier counts, in whatever order.
    What follows (course and path completed, passed) is derived in the same transaction.
    Raises QuestionsLeft while questions of the lesson are unanswered (but those that were added
    after the learner had begun the path, or set aside), PackagesLeft while a package
    of it isn't finished, StepLocked where other courses have to be done first.
    """
    key = lesson.translation_key
    refuse_locked(enrolment=enrolment, course_key=course_key)
    moment = given_at or at
    with transaction.atomic():
        locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        known = locked.lessons.filter(lesson_key=key, completed_at__isnull=False).first()
        if known is not None and known.completed_at is not None and known.completed_at <= moment:
            return
        answered = Answer.objects.filter(enrolment=enrolment, lesson_key=key).values_list(
            "block_id", flat=True
        )
        left = unanswered(lesson.outline, answered)
        if left:
            spared = _spared(locked, key)
            left = tuple(one for one in left if one not in spared)
        if left:
            message = ngettext(
                "One question of this lesson is waiting for your answer.",
                "%(count)s questions of this lesson are waiting for your answer.",
                len(left),
            ) % {"count": len(left)}
            raise QuestionsLeft(message, left)
        packages = packages_left(lesson, locked)
        if packages:
            raise PackagesLeft(_left_open(lesson, packages[0]), packages)
        place = Place(
            path=enrolment.path_key,
            course=course_key,
            lesson=key,
            titles=((lesson.locale.language_code, lesson.title),),
        )
        statement = wording().completed(learner_of(enrolment), place, moment)
        if known is None:
            record_once([statement], at=at)
        else:
            _tell_of_earlier(statement, enrolment, at)


def _spared(enrolment: Enrolment, lesson_key: UUID) -> frozenset[UUID]:
    """Return the questions of a lesson that may stay open: they came after the learner had begun,
    or are set aside."""
    paths = published_paths([enrolment.path_key])
    asked = followed_in(paths, [enrolment]).get(enrolment.pk)
    return asked.spared_questions(lesson_key) if asked else frozenset()


def _left_open(lesson: LessonPage, block_id: UUID) -> str:
    value = lesson.package_blocks[str(block_id)].value
    return _("Finish “%(title)s” first: this lesson can’t be finished before.") % {
        "title": value["title"] or value["package"].title
    }


def _tell_of_earlier(statement: dict[str, Any], enrolment: Enrolment, at: datetime) -> None:
    """Record that a lesson known to be finished was so earlier, under an id of that moment."""
    name = f"{statement['verb']['id']} {statement['object']['id']} {statement['timestamp']}"
    statement_id = uuid5(enrolment.registration, name)
    if not known_ids([statement_id]):
        record([statement | {"id": str(statement_id)}], at=at)
