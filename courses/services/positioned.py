"""Keeping what statements tell of positioning tests, and taking it back."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from academy.lrs.queries import statements_by_id, voided_ids
from courses.acts import Act, ActReader
from courses.models import CourseProgress, Enrolment, PositioningAnswer, PositioningSitting
from courses.queries import outline_of, paths_naming, published_paths
from courses.statements import ANSWERED, COMPLETED, MASTERED, PASSED

from .settle import TakenBack, settle
from .take_back import remaining_acts

Sittings = dict[UUID, PositioningSitting]


def keep_positioned(*, acts: Iterable[Act], at: datetime) -> None:
    """Keep what `acts`, all of positioning tests, tell; the paths that follow are settled.

    Acts of somebody other than the person who sat the test count for nothing. Keeping the same
    again changes nothing.
    """
    sittings, acts = _theirs(acts)
    PositioningAnswer.objects.bulk_create(
        [
            PositioningAnswer(
                statement_id=act.statement_id,
                sitting=sittings[act.registration],
                lesson_key=act.ref.key,
                block_id=act.ref.block_id,
                at=act.at,
                success=act.success,
            )
            for act in acts
            if act.verb == ANSWERED
            and act.ref.block_id is not None
            and sittings[act.registration].forgotten_at is None
        ],
        ignore_conflicts=True,
    )
    for act in acts:
        sitting = sittings[act.registration]
        if not _says_mastered(act, sitting) or sitting.forgotten_at is not None:
            continue
        if sitting.mastered_at is None or act.at < sitting.mastered_at:
            sitting.mastered_at = act.at
            sitting.save(update_fields=["mastered_at"])
            settle(enrolments=_enrolments_with(sitting), at=at)


@transaction.atomic
def take_back_positioned(*, targets: Collection[UUID], at: datetime) -> None:
    """Take back what the statements `targets`, which were voided, had told of positioning tests.

    Answers go. A course that was mastered isn't any more, and what was completed and passed because
    of it is measured again. The same again changes nothing.
    """
    reader = ActReader(settings.ACADEMY_IRI_BASE)
    voided = voided_ids(targets)
    told = statements_by_id(voided) if voided else []
    found = [act for one in told if (act := reader.read(one)) and act.positioning]
    sittings, acts = _theirs(found)
    if not acts:
        return
    PositioningAnswer.objects.filter(statement_id__in=[act.statement_id for act in acts]).delete()
    for act in acts:
        sitting = sittings[act.registration]
        if _says_mastered(act, sitting) and sitting.mastered_at is not None:
            sitting.mastered_at = None
            sitting.save(update_fields=["mastered_at"])
            _measure_again(sitting, reader, at)


def _theirs(acts: Iterable[Act]) -> tuple[Sittings, list[Act]]:
    """Return the sittings that acts are of, locked, and those of the acts that are by who sat."""
    acts = list(acts)
    if not acts:
        return {}, []
    sittings = {
        one.registration: one
        for one in PositioningSitting.objects.select_for_update(of=("self",))
        .filter(registration__in={act.registration for act in acts})
        .select_related("user")
        .order_by("pk")
    }
    return sittings, [
        act
        for act in acts
        if act.registration in sittings
        and act.person == str(sittings[act.registration].user.public_id)
    ]


def _says_mastered(act: Act, sitting: PositioningSitting) -> bool:
    return act.verb == MASTERED and act.ref.kind == "course" and act.ref.key == sitting.course_key


def _enrolments_with(sitting: PositioningSitting) -> list[Enrolment]:
    """Return the person's enrolments in paths that have the course of a sitting, or
    ask whether it is mastered."""
    mine = list(Enrolment.objects.filter(user=sitting.user_id).select_related("user"))
    paths = published_paths({one.path_key for one in mine})
    having = {
        key
        for key, path in paths.items()
        if any(course.key == sitting.course_key for course in outline_of(path))
    }
    naming = paths_naming([sitting.course_key]).get(sitting.course_key, set())
    return [one for one in mine if one.path_key in having | naming]


def _measure_again(sitting: PositioningSitting, reader: ActReader, at: datetime) -> None:
    """Settle the paths again that were completed or passed because a course was mastered."""
    others = PositioningSitting.objects.filter(
        user=sitting.user_id, course_key=sitting.course_key, mastered_at__isnull=False
    )
    if others.exists():
        return
    passed = set(
        CourseProgress.objects.filter(
            enrolment__user=sitting.user_id,
            course_key=sitting.course_key,
            passed_at__isnull=False,
        ).values_list("enrolment_id", flat=True)
    )
    rested = [one for one in _enrolments_with(sitting) if one.pk not in passed]
    if not rested:
        return
    taken = {
        one.pk: TakenBack(voided={(COMPLETED, one.path_key), (PASSED, one.path_key)})
        for one in rested
    }
    remaining_acts(reader, {one.registration: one for one in rested}, taken)
    settle(enrolments=rested, at=at, taken_back=taken)
