"""What a voided statement had brought, taken back."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from academy.lrs.queries import statements_by_id, statements_of_registrations, voided_ids
from academy.lrs.services import own_authority
from courses.acts import VERBS, Act, ActReader
from courses.models import Answer, Enrolment, LessonProgress, RecheckAnswer
from courses.rules import AnswerMade
from courses.statements import COMPLETED, PASSED, renewal_id

from .keep import is_theirs, keep_acts
from .settle import TakenBack, followed_by_mastery, settle

Enrolments = Mapping[UUID, Enrolment]
# A lesson of somebody: the enrolment and the key.
Lesson = tuple[int, UUID]


@transaction.atomic
def take_back(*, targets: Collection[UUID], at: datetime) -> None:
    """Make progress what is told without the statements `targets`, which were voided.

    Answers go, the moments of lessons are those that the remaining statements tell, and what had
    followed (courses and paths completed and passed) is looked at again. Nothing happens for a
    target that isn't stored, isn't voided or is no act of somebody enrolled here. The same again
    changes nothing.
    """
    reader = ActReader(settings.ACADEMY_IRI_BASE)
    voided = voided_ids(targets)
    gone = [reader.read(one) for one in statements_by_id(voided)] if voided else []
    gone = [act for act in gone if act and not act.positioning]
    enrolments = {
        enrolment.registration: enrolment
        for enrolment in Enrolment.objects.select_for_update(of=("self",))
        .filter(registration__in={act.registration for act in gone if act})
        .select_related("user")
        .order_by("pk")
    }
    acts = [act for act in gone if act and is_theirs(act, enrolments)]
    if not acts:
        return
    enrolments = {act.registration: enrolments[act.registration] for act in acts}
    taken = {enrolment.pk: TakenBack() for enrolment in enrolments.values()}
    kept = remaining_acts(reader, enrolments, taken)
    for act in acts:
        if not act.is_of_a_lesson:
            taken[enrolments[act.registration].pk].voided.add((act.verb, act.ref.key))
    _forget_answers(acts, taken)
    before = _forget_moments(acts, enrolments)
    keep_acts(acts=kept, enrolments=enrolments)
    _note_lost_lessons(before, taken)
    moved = settle(enrolments=list(enrolments.values()), at=at, taken_back=taken)
    _take_back_what_was_skipped(reader, followed_by_mastery(moved), at)


def _take_back_what_was_skipped(
    reader: ActReader, others: Collection[Enrolment], at: datetime
) -> None:
    """Measure again the paths in which a course may have been skipped by what was taken back."""
    if not others:
        return
    taken = {
        one.pk: TakenBack(voided={(verb, one.path_key) for verb in (COMPLETED, PASSED)})
        for one in others
    }
    remaining_acts(reader, {one.registration: one for one in others}, taken)
    settle(enrolments=others, at=at, taken_back=taken)


def remaining_acts(
    reader: ActReader, enrolments: Enrolments, taken: Mapping[int, TakenBack]
) -> list[Act]:
    """Return the acts of these enrolments that stand; note in `taken` what the academy told of
    what follows from them."""
    own = own_authority().agent
    kept = []
    for statement in statements_of_registrations(enrolments, verbs=VERBS):
        act = reader.read(statement)
        if act is None or act.positioning or not is_theirs(act, enrolments):
            continue
        if act.is_of_a_lesson:
            kept.append(act)
        elif statement.data["authority"] == own and not _is_renewal(act, statement.object_id):
            told = taken[enrolments[act.registration].pk].told
            told.setdefault((act.verb, act.ref.key), {})[act.statement_id] = act.at
    return kept


def _is_renewal(act: Act, object_id: str) -> bool:
    """Tell whether an act is a pass that renews another, which follows from other answers."""
    return act.statement_id == renewal_id(act.registration, object_id, act.at)


def _forget_answers(acts: Collection[Act], taken: Mapping[int, TakenBack]) -> None:
    gone = Answer.objects.filter(
        enrolment__in=taken, statement_id__in=[act.statement_id for act in acts]
    )
    for answer in gone:
        taken[answer.enrolment_id].answers.append(
            AnswerMade(answer.lesson_key, answer.block_id, answer.at, answer.scaled)
        )
    Answer.objects.filter(pk__in=[answer.pk for answer in gone]).delete()
    RecheckAnswer.objects.filter(
        enrolment__in=taken, statement_id__in=[act.statement_id for act in acts]
    ).delete()


def _forget_moments(acts: Collection[Act], enrolments: Enrolments) -> dict[Lesson, datetime]:
    """Forget the moments of the lessons that `acts` are about; return when they were completed."""
    lessons = {
        (enrolments[act.registration].pk, act.ref.key)
        for act in acts
        if act.is_of_a_lesson and act.ref.block_id is None
    }
    rows = [
        row
        for row in LessonProgress.objects.filter(
            enrolment__in={owner for owner, _key in lessons},
            lesson_key__in={key for _owner, key in lessons},
        )
        if (row.enrolment_id, row.lesson_key) in lessons
    ]
    LessonProgress.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return {
        (row.enrolment_id, row.lesson_key): row.completed_at
        for row in rows
        if row.completed_at is not None
    }


def _note_lost_lessons(before: Mapping[Lesson, datetime], taken: Mapping[int, TakenBack]) -> None:
    """Note in `taken` the lessons that are completed at another moment than `before`, or not."""
    after = {
        (owner, key): at
        for owner, key, at in LessonProgress.objects.filter(
            enrolment__in=taken, completed_at__isnull=False
        ).values_list("enrolment_id", "lesson_key", "completed_at")
    }
    for lesson, at in before.items():
        if after.get(lesson) != at:
            taken[lesson[0]].lessons.add(lesson[1])
