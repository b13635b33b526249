"""Keeping what statements tell of lessons and questions."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from courses.acts import Act
from courses.models import Answer, Enrolment, LessonProgress, RecheckAnswer
from courses.statements import ANSWERED, COMPLETED, INITIALIZED

Moments = dict[tuple[int, UUID], datetime]


def is_theirs(act: Act, enrolments: Mapping[UUID, Enrolment]) -> bool:
    """Tell whether an act is by the person whose enrolment (among these, by registration, with
    their `user`) it names."""
    enrolment = enrolments.get(act.registration)
    return enrolment is not None and act.person == str(enrolment.user.public_id)


def keep_acts(*, acts: Iterable[Act], enrolments: Mapping[UUID, Enrolment]) -> set[int]:
    """Keep what `acts`, all of them by who is enrolled, tell of lessons and questions.

    Return the enrolments for which something may follow. Keeping the same again changes nothing.
    """
    started: Moments = {}
    completed: Moments = {}
    answers: list[Answer] = []
    rechecks: list[RecheckAnswer] = []
    for act in acts:
        enrolment, ref = enrolments[act.registration], act.ref
        # A question is answered, an attempt at a test is completed: both are marks of their block.
        is_mark = act.verb in (ANSWERED, COMPLETED) and ref.block_id is not None
        if is_mark and act.scaled is not None:
            told = {
                "statement_id": act.statement_id,
                "enrolment": enrolment,
                "lesson_key": ref.key,
                "block_id": ref.block_id,
                "at": act.at,
                "response": list(act.response),
                "scaled": act.scaled,
                "success": act.success,
            }
            if act.recheck:
                rechecks.append(RecheckAnswer(**told, at_random=act.at_random))
            else:
                answers.append(Answer(**told, certainty=act.certainty, language=act.language))
        elif ref.block_id is None and act.verb in (INITIALIZED, COMPLETED):
            moments = started if act.verb == INITIALIZED else completed
            place = (enrolment.pk, ref.key)
            moments[place] = min(act.at, moments.get(place, act.at))
    _keep_moments(started, completed)
    Answer.objects.bulk_create(answers, ignore_conflicts=True)
    # What is asked again after the pass changes no progress.
    RecheckAnswer.objects.bulk_create(rechecks, ignore_conflicts=True)
    return {owner for owner, _key in completed} | {one.enrolment_id for one in answers}


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
