"""How a finished attempt is told: its answers, then its end."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import uuid5

from courses.models import Attempt
from courses.queries import DrawnQuestion
from courses.statements import Place

from .record import learner_of, wording


def _place_of(attempt: Attempt) -> Place:
    return Place(
        path=attempt.enrolment.path_key,
        course=attempt.course_key,
        lesson=attempt.lesson_key,
        block=attempt.block_id,
    )


def answers_and_end(attempt: Attempt, drawn: Iterable[DrawnQuestion]) -> list[dict[str, Any]]:
    """Return the statements of a finished attempt: its answers, then its end."""
    words, learner = wording(), learner_of(attempt.enrolment)
    place = _place_of(attempt)
    told = []
    for one in drawn:
        mark = one.mark
        if one.given is None or mark is None:
            continue
        language, asked = one.asked_in(one.given.language)
        question = asked.block.value.question(str(one.key))
        titles = ((language, question.prompt),)
        answered = words.answered(
            learner,
            replace(place, titles=titles),
            one.given.at,
            statement_id=uuid5(attempt.statement_id, str(one.key)),
            language=language,
            interaction=question.interaction,
            response=one.given.response,
            scaled=mark.scaled,
            success=mark.success,
        )
        told.append(words.answered_in_test(answered, question=one.key))
    told.append(end_of(attempt))
    return told


def end_of(attempt: Attempt) -> dict[str, Any]:
    """Return the statement that tells the end of an attempt (with its `enrolment`)."""
    end = attempt.finished_at or attempt.started_at
    return wording().finished_test(
        learner_of(attempt.enrolment),
        replace(_place_of(attempt), titles=((attempt.language, attempt.title),)),
        end,
        statement_id=attempt.statement_id,
        language=attempt.language,
        scaled=attempt.score or 0.0,
        success=attempt.is_success,
        # A clock that was put back in between makes it no less than nothing.
        seconds=max(0, int((end - attempt.started_at).total_seconds())),
    )
