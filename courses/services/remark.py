"""Tests without the questions of their bank that are set aside, in the learners' favour alone."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID, uuid5

from courses.models import Attempt, Enrolment, QuestionBank
from courses.queries import DrawnQuestion, drawn_in
from courses.queries.doubts import set_aside_in_banks

from .record import record_once
from .tell_attempt import end_of

# How many attempts are marked again at once.
_AT_A_TIME = 200


def score_of(
    drawn: Iterable[DrawnQuestion], aside: Mapping[UUID, datetime], mastery_score: float
) -> float:
    """Return the mean of the marks of an attempt, from 0 to 1; a question without an answer brings
    nothing.

    Of questions that are set aside (`aside`: since when), those count that were answered until then
    well enough to pass. Where nothing else was asked, all count.
    """
    marks, every = [], []
    for one in drawn:
        scaled = one.mark.scaled if one.mark else 0.0
        every.append(scaled)
        since = aside.get(one.key)
        if since is None or (
            one.given is not None and one.given.at <= since and scaled >= mastery_score - 1e-9
        ):
            marks.append(scaled)
    marks = marks or every
    return sum(marks) / len(marks)


def remark_attempts(*, question: UUID, bank: QuestionBank, at: datetime) -> int:
    """Mark the finished attempts that asked `question` again, in the caller's transaction; return
    how many have a better mark.

    The end of each of these is told anew, with the moment that it had, and what was told before is
    voided: progress, certificates and the barometer follow as they do for any void. A mark that
    would fall stays.
    """
    after, better = 0, 0
    while True:
        batch = list(
            Attempt.objects.filter(
                pk__gt=after, finished_at__isnull=False, drawn__icontains=str(question)
            )
            .select_related("enrolment__user")
            .order_by("pk")[:_AT_A_TIME]
        )
        if not batch:
            return better
        after = batch[-1].pk
        better += _remark(batch, at)


def _remark(attempts: list[Attempt], at: datetime) -> int:
    owners = sorted({one.enrolment_id for one in attempts})
    # The enrolments first, as everywhere, and in one order.
    list(
        Enrolment.objects.select_for_update().filter(pk__in=owners).order_by("pk").values_list("pk")
    )
    changed, told, voided = [], [], []
    for attempt in attempts:
        drawn = drawn_in(attempt, attempt.language)
        aside = set_aside_in_banks([one.key for one in drawn])
        score = score_of(drawn, aside, attempt.mastery_score)
        if attempt.score is None or score <= attempt.score + 1e-9:
            continue
        voided.append(attempt.statement_id)
        attempt.score = score
        attempt.statement_id = uuid5(attempt.statement_id, f"marked again {score:.6f}")
        told.append(end_of(attempt))
        changed.append(attempt)
    if changed:
        Attempt.objects.bulk_update(changed, ["score", "statement_id"])
        record_once(told, at=at, voiding=voided)
    return len(changed)
