"""Answering a question."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.core.errors import AcademyError, NotFound
from academy.lrs.queries import known_ids
from courses.assessment import AnswerProblem, Question, Response
from courses.models import Enrolment, LessonPage
from courses.statements import CERTAINTIES, Place

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
    certainty: str = "",
) -> bool:
    """Mark what was `chosen` for the question `block_id` and record the answer.

    `chosen`: what the question's form sends, or a response as the record has it. `attempt` comes
    with the form: the same form sent twice (a double click, a lost reply) is one answer.
    `certainty`: `sure` or `unsure`, where the question asks and the learner says it. Returns
    whether the question is answered: a scenario with consequences may have a next step to ask,
    until which nothing is recorded. Raises NotFound for a question that the lesson doesn't have,
    AcademyError for an answer that can't be marked.
    """
    block = lesson.question_blocks.get(str(block_id))
    if block is None:
        raise NotFound(_("This lesson has no such question."))
    question: Question = block.value.question(str(block_id))
    response = response_to(question, chosen)
    if response is None:
        return False

    result = question.mark(response)
    is_said = block.value["ask_certainty"] and certainty in CERTAINTIES
    statement_id = uuid5(enrolment.registration, f"{lesson.translation_key} {block_id} {attempt}")
    language = lesson.locale.language_code
    with transaction.atomic():
        # One answer of an enrolment at a time: two tabs can't record the same attempt twice.
        Enrolment.objects.select_for_update().values_list("pk").get(pk=enrolment.pk)
        if known_ids([statement_id]):
            return True
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
            interaction=question.interaction,
            response=response,
            scaled=result.scaled,
            success=result.success,
            certainty=certainty if is_said else "",
        )
        record([statement], at=at)
        mark_position(
            enrolment=enrolment, lesson_key=lesson.translation_key, block_id=block_id, at=at
        )
    return True


def response_to(question: Question, chosen: Iterable[str]) -> Response | None:
    """Return what was `chosen` as the record has it; None where a next step is to be asked first.

    Raises AcademyError, in a sentence, for what can't be marked.
    """
    try:
        return question.read(chosen)
    except AnswerProblem as problem:
        if problem.code == "unfinished":
            return None
        raise AcademyError(_answer_message(problem)) from problem


def _answer_message(problem: AnswerProblem) -> str:
    """Return what is wrong with an answer, and what to do."""
    match problem.code:
        case "empty":
            return _("Choose an answer first, then send it.")
        case "too_many":
            return _("This question takes one answer. Choose one, then send it.")
        case "incomplete":
            left = int(problem.values["left"])
            return ngettext(
                "%(count)s is left without an answer. Give it one, then send your answer.",
                "%(count)s are left without an answer. Give each one, then send your answer.",
                left,
            ) % {"count": left}
        case "same_place":
            return _("Two items have the same place. Give each a place of its own.")
        case "not_a_number":
            return _("This is not a number. Write digits alone, such as 1250 or 12.5.")
        case "two_readings":
            return _("“%(written)s” can be read in two ways. Write %(large)s or %(small)s.") % dict(
                problem.values
            )
        case "other_unit":
            return _("The answer is in “%(unit)s”. Write the number alone, or with that unit.") % {
                "unit": problem.values["unit"]
            }
        case "too_long":
            return _("This answer is too long. Write %(longest)s characters at most.") % {
                "longest": problem.values["longest"]
            }
    return _("This question has changed since you opened it. Choose again among today's options.")
