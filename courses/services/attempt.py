"""An attempt at a test: begun, answered question by question, finished."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from academy.core import recurring
from academy.core.errors import AcademyError, NotFound
from courses.drawing import TooFew, draw
from courses.models import (
    AskedQuestion,
    Attempt,
    AttemptAnswer,
    BankQuestion,
    Enrolment,
    LessonPage,
)
from courses.queries import (
    attempts_at,
    candidates,
    drawn_in,
    factors_of,
    overdue_attempts,
    questions_in,
    renewed_since,
    standing_in_test,
)
from courses.queries.doubts import set_aside_in_banks
from courses.time_limits import finished_at, is_over, time_allowed

from .answer import response_to
from .record import record
from .remark import score_of
from .tell_attempt import answers_and_end

# How many attempts the worker finishes at a time.
_AT_A_TIME = 50


class AttemptClosed(AcademyError):
    """An attempt that takes no answer any more: it is finished, or its time is over."""


def start_attempt(
    *,
    enrolment: Enrolment,
    lesson: LessonPage,
    course_key: UUID,
    mastery_score: float,
    block_id: UUID,
    token: UUID,
    at: datetime,
) -> Attempt:
    """Begin an attempt at the test `block_id`, or return the one that is under way.

    `token` comes with the form: the same form sent twice is one attempt, even where it is finished.
    What is asked, and how long it lasts, is settled here and changes no more. Raises NotFound where
    the lesson has no such test, AcademyError where no attempt is left, the next one has to wait, or
    the bank has too few questions.
    """
    block = lesson.test_blocks.get(str(block_id))
    if block is None:
        raise NotFound(_("This lesson has no such test."))
    close_if_over(enrolment=enrolment, lesson_key=lesson.translation_key, at=at)
    with transaction.atomic():
        # One start of an enrolment at a time: whoever comes next sees what this one has taken.
        Enrolment.objects.select_for_update().values_list("pk").get(pk=enrolment.pk)
        mine = [
            one
            for one in attempts_at(enrolment, lesson.translation_key)
            if one.block_id == block_id
        ]
        known = [one for one in mine if one.token == token or one.finished_at is None]
        if known:
            return known[0]
        factors = factors_of(enrolment.user)
        standing = standing_in_test(block, mine, factors, at, since=renewed_since(enrolment))
        if standing.left == 0:
            raise AcademyError(_("You have used all your attempts at this test."))
        if standing.opens_at is not None:
            moment = date_format(localtime(standing.opens_at), "DATETIME_FORMAT")
            raise AcademyError(_("You can begin again on %(moment)s.") % {"moment": moment})
        number = mine[-1].number + 1 if mine else 1
        # SQLite and PostgreSQL both keep 63 bits and a sign.
        seed = secrets.randbits(62)
        allowed = time_allowed(block.value["minutes"], factors)
        key = lesson.translation_key
        return Attempt.objects.create(
            enrolment=enrolment,
            course_key=course_key,
            lesson_key=key,
            block_id=block_id,
            number=number,
            token=token,
            statement_id=uuid5(enrolment.registration, f"attempt {key} {block_id} {number}"),
            language=lesson.locale.language_code,
            title=block.value["title"],
            mastery_score=mastery_score,
            seed=seed,
            drawn=_drawn(block, lesson, mine, seed),
            started_at=at,
            ends_by=None if allowed is None else at + allowed,
        )


def _drawn(
    block: Any, lesson: LessonPage, earlier: Iterable[Attempt], seed: int
) -> list[dict[str, Any]]:
    """Draw the questions of an attempt and freeze what they say, in each language of the lesson."""
    languages = set(
        LessonPage.objects.filter(translation_key=lesson.translation_key, live=True).values_list(
            "locale__language_code", flat=True
        )
    ) | {lesson.locale.language_code}
    questions = questions_in(block.value["bank"], languages) if block.value["bank"] else {}
    pool = candidates(questions, lesson.locale.language_code, earlier)
    aside = set_aside_in_banks(questions)
    try:
        try:
            wanted = [one for one in pool if one.key not in aside]
            keys = draw(wanted, block.value.draws(), seed=seed)
        except TooFew:
            # What is set aside is asked where there is nothing else, and doesn't count.
            keys = draw(pool, block.value.draws(), seed=seed)
    except TooFew as problem:
        raise AcademyError(
            _(
                "This test can’t begin: its question bank has too few questions. Tell those who "
                "built the path, by “Something unclear, wrong or out of date” in the lesson."
            )
        ) from problem
    return [
        {
            "question": str(key),
            "asked": {
                language: _frozen(question).pk for language, question in questions[key].items()
            },
        }
        for key in keys
    ]


def _frozen(question: BankQuestion) -> AskedQuestion:
    """Keep what a question says today, once for each text."""
    body = list(question.body.get_prep_value())
    text = DjangoJSONEncoder(sort_keys=True, ensure_ascii=False).encode(body)
    return AskedQuestion.objects.get_or_create(
        key=question.translation_key,
        language=question.locale.language_code,
        digest=sha256(text.encode()).hexdigest(),
        defaults={"body": body},
    )[0]


def save_answer(
    *, attempt: Attempt, question: UUID, chosen: Iterable[str], language: str, at: datetime
) -> bool:
    """Keep what was `chosen` for a question of an attempt; return whether that is new.

    Nothing is ever changed: the last answer counts. Raises NotFound for a question that the attempt
    doesn't ask, AttemptClosed once it is finished or its time is over, AcademyError for what can't
    be marked.
    """
    with transaction.atomic():
        locked = Attempt.objects.select_for_update().get(pk=attempt.pk)
        drawn = next((one for one in drawn_in(locked, language) if one.key == question), None)
        if drawn is None:
            raise NotFound(_("This attempt has no such question."))
        if locked.finished_at is not None:
            raise AttemptClosed(_("This attempt is finished: it takes no more answers."))
        if is_over(locked.ends_by, at):
            raise AttemptClosed(
                _("Time is up: this answer came too late. What you had saved before counts.")
            )
        spoken, asked = drawn.asked_in(language)
        response = response_to(asked.block.value.question(str(question)), chosen)
        if response is None:
            raise AcademyError(_("This question can’t be asked in a test."))
        if drawn.given and drawn.given.response == list(response):
            return False
        AttemptAnswer.objects.create(
            attempt=locked, question=question, language=spoken, at=at, response=list(response)
        )
    return True


def finish_attempt(*, attempt: Attempt, at: datetime) -> Attempt:
    """Mark an attempt and record it; finishing it twice is finishing it once.

    A question without an answer brings nothing, one that is set aside doesn't count. An attempt
    whose time is over was finished when it ran out. What follows (the course and the path passed,
    the certificate) is derived in the same transaction. Returns the attempt as it is now.
    """
    with transaction.atomic():
        # The enrolment first, as everywhere.
        Enrolment.objects.select_for_update().values_list("pk").get(pk=attempt.enrolment_id)
        locked = (
            Attempt.objects.select_for_update(of=("self",))
            .select_related("enrolment__user")
            .get(pk=attempt.pk)
        )
        if locked.finished_at is not None:
            return locked
        drawn = drawn_in(locked, locked.language)
        aside = set_aside_in_banks([one.key for one in drawn])
        locked.finished_at = finished_at(locked.ends_by, at)
        locked.score = score_of(drawn, aside, locked.mastery_score)
        locked.save(update_fields=["finished_at", "score"])
        record(answers_and_end(locked, drawn), at=at)
    return locked


def close_if_over(*, enrolment: Enrolment, lesson_key: UUID, at: datetime) -> None:
    """Finish the attempts at the tests of a lesson whose time is over."""
    for one in Attempt.objects.filter(
        enrolment=enrolment, lesson_key=lesson_key, finished_at__isnull=True, ends_by__lt=at
    ):
        if is_over(one.ends_by, at):
            finish_attempt(attempt=one, at=at)


def finish_overdue(at: datetime) -> object:
    """Finish attempts whose time is over, the worker's part: a number of them, then again."""
    overdue = overdue_attempts(at, most=_AT_A_TIME)
    for one in overdue:
        finish_attempt(attempt=one, at=at)
    return recurring.AGAIN if len(overdue) == _AT_A_TIME else None
