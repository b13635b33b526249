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

from .locked import refuse_locked
from .open import is_latest, mark_position
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
    given_at: datetime | None = None,
    certainty: str = "",
) -> bool:
    """Mark what was `chosen` for the question `block_id` and record the answer.

    `chosen`: what the question's form sends, or a response as the record has it. `attempt` comes
    with the form: the same form sent twice (a double click, a lost reply) is one answer.
    `given_at`: the moment of the answer, where it is told later (`at` is now). `certainty`: `sure`
    or `unsure`, where the question asks and the learner says it. Returns
    whether the question is answered: a scenario with consequences may have a next step to ask,
    until which nothing is recorded. Raises NotFound for a question that the lesson doesn't have,
    AcademyError for an answer that can't be marked, StepLocked where other courses come first.
    """
    asked = asked_in(lesson, block_id)
    refuse_locked(enrolment=enrolment, course_key=course_key)
    response = response_to(asked, chosen)
    if response is None:
        return False
    block = lesson.question_blocks[str(block_id)]
    is_said = block.value["ask_certainty"] and certainty in CERTAINTIES
    with transaction.atomic():
        if tell_once(
            enrolment=enrolment,
            lesson=lesson,
            course_key=course_key,
            asked=asked,
            response=response,
            statement_name=f"{lesson.translation_key} {block_id} {attempt}",
            at=at,
            given_at=given_at,
            certainty=certainty if is_said else "",
        ) and is_latest(enrolment, given_at):
            mark_position(
                enrolment=enrolment,
                lesson_key=lesson.translation_key,
                block_id=block_id,
                at=given_at or at,
            )
    return True


def asked_in(lesson: LessonPage, block_id: UUID) -> Question:
    """Return a question of a lesson. Raises NotFound where it has no such question."""
    block = lesson.question_blocks.get(str(block_id))
    if block is None:
        raise NotFound(_("This lesson has no such question."))
    question: Question = block.value.question(str(block_id))
    return question


@transaction.atomic
def tell_once(
    *,
    enrolment: Enrolment,
    lesson: LessonPage,
    course_key: UUID,
    asked: Question,
    response: Response,
    statement_name: str,
    at: datetime,
    given_at: datetime | None = None,
    certainty: str = "",
    again_at_random: bool | None = None,
) -> bool:
    """Mark a response and record it, under an id that is made of `statement_name`.

    `given_at`: the moment of the answer, where it isn't now (`at`). `again_at_random`: of a
    question that is asked again, whether it was drawn among all; None where it isn't asked again.
    Returns False, and records nothing, where that was told before.
    """
    statement_id = uuid5(enrolment.registration, statement_name)
    # One answer of an enrolment at a time: two tabs can't record the same one twice.
    Enrolment.objects.select_for_update().values_list("pk").get(pk=enrolment.pk)
    if known_ids([statement_id]):
        return False
    result = asked.mark(response)
    language = lesson.locale.language_code
    words = wording()
    statement = words.answered(
        learner_of(enrolment),
        Place(
            path=enrolment.path_key,
            course=course_key,
            lesson=lesson.translation_key,
            block=UUID(asked.block_id),
            titles=((language, asked.prompt),),
        ),
        given_at or at,
        statement_id=statement_id,
        language=language,
        interaction=asked.interaction,
        response=response,
        scaled=result.scaled,
        success=result.success,
        certainty=certainty,
    )
    if again_at_random is not None:
        statement = words.answered_again(statement, at_random=again_at_random)
    record([statement], at=at)
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
