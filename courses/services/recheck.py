"""Asking again what was passed."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.core.errors import AcademyError, NotFound
from academy.lrs.queries import known_ids
from courses.assessment import AnswerProblem, mark
from courses.memory import Pick
from courses.models import Enrolment, LessonPage, RecheckChoice
from courses.statements import Place

from .answer import answer_message
from .record import learner_of, record, wording


def answer_recheck(
    *,
    enrolment: Enrolment,
    lesson: LessonPage,
    pick: Pick,
    week: datetime,
    chosen: Iterable[str],
    at: datetime,
) -> None:
    """Mark the options `chosen` for a question that is asked again and record the answer.

    `week`: when the week began for which it was picked. Each question is answered once a week: the
    same again, from another tab or device, changes nothing. Raises NotFound for a question that the
    lesson doesn't have, AcademyError for an answer that can't be marked.
    """
    question = pick.question
    block_id = question.block
    block = lesson.question_blocks.get(str(block_id))
    if block is None:
        raise NotFound(_("This lesson has no such question."))
    chosen = frozenset(chosen)
    try:
        result = mark(block.value.question(str(block_id)), chosen)
    except AnswerProblem as problem:
        raise AcademyError(answer_message(problem)) from problem

    name = f"again {question.lesson} {block_id} {week.date()}"
    statement_id = uuid5(enrolment.registration, name)
    spoken = lesson.locale.language_code
    with transaction.atomic():
        # One answer at a time: two tabs can't both record the answer of the week.
        Enrolment.objects.select_for_update().values_list("pk").get(pk=enrolment.pk)
        if known_ids([statement_id]):
            return
        place = Place(
            path=question.path,
            course=question.course,
            lesson=question.lesson,
            block=block_id,
            titles=((spoken, block.value["prompt"]),),
        )
        words = wording()
        statement = words.answered(
            learner_of(enrolment),
            place,
            at,
            statement_id=statement_id,
            language=spoken,
            response=chosen,
            scaled=result.scaled,
            success=result.success,
        )
        record([words.answered_again(statement, at_random=pick.at_random)], at=at)


def choose_rechecks(*, user: User, weekly: int) -> None:
    """Keep how many questions a week this person wants to be asked again.

    Raises AcademyError for a number that isn't offered.
    """
    if weekly not in RecheckChoice.Weekly.values:
        raise AcademyError(_("Choose one of the numbers of questions that are offered."))
    RecheckChoice.objects.update_or_create(user=user, defaults={"weekly": weekly})
