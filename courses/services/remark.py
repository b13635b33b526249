"""Tests without the questions of their bank that are set aside, in the learners' favour alone."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID, uuid5

from courses.models import Attempt, Enrolment
from courses.queries import DrawnQuestion, drawn_in
from courses.queries.doubts import set_aside_in_banks

from .record import record_once
from .tell_attempt import end_of

# How many attempts are marked again in one transaction.
_AT_A_TIME = 100


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


def remark_some(*, question: UUID, after: int, at: datetime) -> int | None:
    """Mark some of the finished attempts that asked `question` again, in the caller's transaction:
    those that follow the one with the id `after`. Return the id of the last, None where none
    follows.

    Where the mark is better, the end of the attempt is told anew, with the moment that it had, and
    what was told before is voided: progress, certificates and the barometer follow as they do for
    any void. A mark that would fall stays.
    """
    batch = list(
        Attempt.objects.filter(pk__gt=after, drawn__icontains=str(question))
        .order_by("pk")
        .values_list("pk", "enrolment_id")[:_AT_A_TIME]
    )
    if not batch:
        return None
    # The enrolments first, as everywhere, and in one order. Whoever is just sending an attempt is
    # waited for: it may have been marked before the question was set aside.
    owners = sorted({enrolment for _pk, enrolment in batch})
    list(
        Enrolment.objects.select_for_update().filter(pk__in=owners).order_by("pk").values_list("pk")
    )
    rows = Attempt.objects.filter(pk__in=[pk for pk, _enrolment in batch])
    _remark(rows.filter(finished_at__isnull=False).select_related("enrolment__user"), at)
    return batch[-1][0]


def _remark(attempts: Iterable[Attempt], at: datetime) -> None:
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
