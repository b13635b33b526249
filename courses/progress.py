"""Statements -> progress: the reader that follows the record store in the same transaction.

It reads the acts of learners (started, answered, completed a lesson) whose registration is an
enrolment here and whose actor is the person enrolled. It may be given the same statements again,
in any order: times only move to the earliest told, answers are kept by statement id.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings

from academy.core.iri import account_home_page, parse_activity_iri
from academy.lrs.subscribers import StoredStatement
from courses.models import Answer, Enrolment, LessonProgress
from courses.services import settle
from courses.statements import ANSWERED, COMPLETED, INITIALIZED

_ACTS = {INITIALIZED, ANSWERED, COMPLETED}
Moments = dict[tuple[int, UUID], datetime]


def read(batch: Sequence[StoredStatement]) -> None:
    """Take a batch of stored statements into account."""
    candidates = [one for one in batch if one.registration and one.verb in _ACTS]
    if not candidates:
        return
    enrolments = {
        enrolment.registration: enrolment
        for enrolment in Enrolment.objects.filter(
            registration__in={one.registration for one in candidates}
        ).select_related("user")
    }
    if not enrolments:
        return
    base = settings.ACADEMY_IRI_BASE
    home_page = account_home_page(base)
    started: Moments = {}
    completed: Moments = {}
    answers: list[Answer] = []
    for one in candidates:
        enrolment = enrolments.get(one.registration) if one.registration else None
        ref = parse_activity_iri(base, one.object_id)
        if enrolment is None or ref is None or ref.kind != "lesson":
            continue
        if one.actor_account != (home_page, str(enrolment.user.public_id)):
            continue
        if one.verb == ANSWERED and ref.block_id:
            answers += _answer(enrolment, ref.key, ref.block_id, one)
        elif ref.block_id is None and one.verb in (INITIALIZED, COMPLETED):
            moments = started if one.verb == INITIALIZED else completed
            place = (enrolment.pk, ref.key)
            moments[place] = min(one.timestamp, moments.get(place, one.timestamp))
    _keep_moments(started, completed)
    Answer.objects.bulk_create(answers, ignore_conflicts=True)

    touched = {owner for owner, _key in completed} | {one.enrolment_id for one in answers}
    if touched:
        settle(
            enrolments=[one for one in enrolments.values() if one.pk in touched],
            at=max(one.stored for one in batch),
        )


def _answer(
    enrolment: Enrolment, lesson_key: UUID, block_id: UUID, statement: StoredStatement
) -> Iterable[Answer]:
    """Return the answer that a statement tells, or nothing when it has no mark."""
    result = statement.data.get("result") or {}
    scaled = (result.get("score") or {}).get("scaled")
    if scaled is None:
        return []
    response = result.get("response") or ""
    return [
        Answer(
            statement_id=statement.id,
            enrolment=enrolment,
            lesson_key=lesson_key,
            block_id=block_id,
            at=statement.timestamp,
            response=response.split("[,]") if response else [],
            scaled=scaled,
            success=bool(result.get("success")),
        )
    ]


def _keep_moments(started: Moments, completed: Moments) -> None:
    """Keep when lessons were started and completed, the earliest that was ever told."""
    places = started.keys() | completed.keys()
    if not places:
        return
    rows = {
        (row.enrolment_id, row.lesson_key): row
        for row in LessonProgress.objects.filter(
            enrolment__in={owner for owner, _key in places},
            lesson_key__in={key for _owner, key in places},
        )
    }
    changed = []
    for place in sorted(places):
        row = rows.get(place) or LessonProgress(enrolment_id=place[0], lesson_key=place[1])
        before = (row.started_at, row.completed_at)
        for field, moments in (("started_at", started), ("completed_at", completed)):
            told, known = moments.get(place), getattr(row, field)
            if told is not None and (known is None or told < known):
                setattr(row, field, told)
        if row.pk is None or (row.started_at, row.completed_at) != before:
            changed.append(row)
    LessonProgress.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["enrolment", "lesson_key"],
        update_fields=["started_at", "completed_at"],
    )
