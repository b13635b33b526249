"""Answering a question."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from academy.core.errors import AcademyError, NotFound
from academy.lrs.queries import known_ids
from courses.assessment import AnswerProblem, mark
from courses.models import Enrolment, LessonPage
from courses.statements import Place

from .open import mark_position
from .record import learner_of, record, wording


def answer_question(
    *,
    enrolment: Enrolment,
    lesson: LessonPage,
    course_key: UUID,
    block_id: UUID,
    chosen: Iterable[str],
    attempt: UUID,
    at: datetime,
) -> None:
    """Mark the options `chosen` for the question `block_id` and record the answer.

    `attempt` comes with the form: the same form sent twice (a double click, a lost reply) is one
    answer. Raises NotFound for a question that the lesson doesn't have, AcademyError for an answer
    that can't be marked.
    """
    block = lesson.question_blocks.get(str(block_id))
    if block is None:
        raise NotFound(_("This lesson has no such question."))
    chosen = frozenset(chosen)
    try:
        result = mark(block.value.question(str(block_id)), chosen)
    except AnswerProblem as problem:
        raise AcademyError(answer_message(problem)) from problem

    statement_id = uuid5(enrolment.registration, f"{lesson.translation_key} {block_id} {attempt}")
    language = lesson.locale.language_code
    with transaction.atomic():
        # One answer of an enrolment at a time: two tabs can't record the same attempt twice.
        Enrolment.objects.select_for_update().values_list("pk").get(pk=enrolment.pk)
        if known_ids([statement_id]):
            return
        place = Place(
            path=enrolment.path_key,
            course=course_key,
            lesson=lesson.translation_key,
            block=block_id,
            titles=((language, block.value["prompt"]),),
        )
        statement = wording().answered(
            learner_of(enrolment),
            place,
            at,
            statement_id=statement_id,
            language=language,
            response=chosen,
            scaled=result.scaled,
            success=result.success,
        )
        record([statement], at=at)
        mark_position(
            enrolment=enrolment, lesson_key=lesson.translation_key, block_id=block_id, at=at
        )


def answer_message(problem: AnswerProblem) -> str:
    """Return why an answer can't be marked and what to do, in a sentence."""
    if problem.code == "empty":
        return _("Choose an answer first, then send it.")
    if problem.code == "too_many":
        return _("This question takes one answer. Choose one, then send it.")
    return _("This question has changed since you opened it. Choose again among today's options.")
