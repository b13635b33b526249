"""What follows from what was recorded: courses and paths completed and passed."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from courses.models import Answer, CourseProgress, Enrolment, LessonProgress
from courses.queries import (
    earliest,
    followed_in,
    masteries,
    paths_naming,
    positioned_by,
    published_paths,
)
from courses.rules import (
    AnswerMade,
    CourseOutline,
    CourseStanding,
    course_standing,
)
from courses.statements import COMPLETED, PASSED, Place
from courses.structure import skipped_moments

from .advance import Consequences, TakenBack, Way, advance_course, advance_path, first_finished
from .certify import Settled, certify
from .record import record_once, titles_of

_NOTHING = TakenBack()
# How many people's progress is derived anew at once, when a path asks something else.
_AT_A_TIME = 500
# How many the worker does in one transaction: those who learn meanwhile wait for no more.
_IN_ONE_PART = 200
# What is measured of a course.
_MEASURED = ("completed_at", "passed_at", "best_score", "first_score")


def settle(
    *,
    enrolments: Collection[Enrolment],
    at: datetime,
    taken_back: Mapping[int, TakenBack] | None = None,
) -> set[tuple[int, UUID]]:
    """Derive the progress of `enrolments` (with their `user`) from answers and lessons.

    A number of queries that doesn't depend on how many there are. What is completed or passed for
    the first time becomes a statement in the same transaction, dated by the event that brought it.

    Who is under way is measured by the version that they started, of which what was taken away
    since isn't asked any more (`courses.versions`). Progress only grows: what is finished stays
    finished when a course gains a lesson. Where voided statements took away what it rested on
    (`taken_back`, by enrolment), it is measured again in the same way, and the academy voids what
    it had told of it.

    A course that a positioning test found mastered counts as done for the path, though none of its
    lessons was read; nothing is told of the course itself.

    Whoever passes a path has its certificate in the same transaction; one that says what isn't
    true any more is withdrawn. A course that is passed may be skipped in other paths: what the
    same people follow of these is settled too.

    Return the courses, by enrolment, whose passing is another than before.
    """
    paths = published_paths({enrolment.path_key for enrolment in enrolments})
    lessons: dict[int, dict[UUID, datetime]] = {}
    for owner, lesson, done_at in LessonProgress.objects.filter(
        enrolment__in=enrolments, completed_at__isnull=False
    ).values_list("enrolment_id", "lesson_key", "completed_at"):
        if done_at is not None:
            lessons.setdefault(owner, {})[lesson] = done_at
    answers: dict[int, list[AnswerMade]] = {}
    for owner, lesson, block, made_at, scaled in Answer.objects.filter(
        enrolment__in=enrolments
    ).values_list("enrolment_id", "lesson_key", "block_id", "at", "scaled"):
        answers.setdefault(owner, []).append(AnswerMade(lesson, block, made_at, scaled))
    known = {
        (row.enrolment_id, row.course_key): row
        for row in CourseProgress.objects.filter(enrolment__in=enrolments)
    }
    followed = followed_in(paths, enrolments)
    named = {
        key for one in followed.values() for structure in one.structures for key in structure.named
    }
    people = {enrolment.user_id for enrolment in enrolments}
    positioned = positioned_by(people)
    shown = masteries(people, named, positioned)

    rows: list[CourseProgress] = []
    moved: set[tuple[int, UUID]] = set()
    changed: list[Enrolment] = []
    settled: list[Settled] = []
    consequences = Consequences()
    for enrolment in enrolments:
        path = paths.get(enrolment.path_key)
        if path is None:
            continue
        back = (taken_back or {}).get(enrolment.pk, _NOTHING)
        done, made = lessons.get(enrolment.pk, {}), answers.get(enrolment.pk, [])
        courses: list[CourseProgress] = []
        lost: set[str] = set()
        asked = followed[enrolment.pk]
        for course in asked.courses:
            row = known.get((enrolment.pk, course.key)) or CourseProgress(
                enrolment=enrolment, course_key=course.key
            )
            standing = course_standing(course, done, made)
            again = _to_measure_again(course, standing, done, made, back)
            place = Place(path=path.key, course=course.key, titles=titles_of(path, str(course.key)))
            before = [getattr(row, name) for name in _MEASURED]
            lost |= advance_course(row, standing, again, place, enrolment, back, consequences)
            courses.append(row)
            if row.passed_at != before[_MEASURED.index("passed_at")]:
                moved.add((enrolment.pk, course.key))
            # Most answers change nothing of a course.
            if row.pk is None or before != [getattr(row, name) for name in _MEASURED]:
                rows.append(row)
        place = Place(path=path.key, titles=titles_of(path))
        lost |= {verb for verb, key in back.voided if key == path.key}
        was_passed = enrolment.passed_at is not None
        passed = {row.course_key: row.passed_at for row in courses if row.passed_at}
        # What is passed here is mastered too, as it is measured now.
        mastered = earliest(shown.get(enrolment.user_id, ()), but=enrolment.pk)
        for key, moment in passed.items():
            mastered[key] = min(moment, mastered.get(key, moment))
        if PASSED in lost and any(structure.named for structure in asked.structures):
            # What is passed no more may have had another course skipped.
            lost.add(COMPLETED)
        ways = [
            Way(
                structure,
                # What is mastered counts from the joining of the path on, if it was before.
                skipped_moments(
                    structure,
                    mastered,
                    enrolment.enrolled_at,
                    positioned.get(enrolment.user_id, {}),
                ),
            )
            for structure in asked.structures
        ]
        if advance_path(enrolment, courses, ways, lost, place, back, consequences):
            changed.append(enrolment)
        way = first_finished(ways, passed)
        settled.append(
            Settled(
                enrolment=enrolment,
                path=path,
                asked=asked,
                structure=way.structure,
                passed=passed,
                skipped=way.skipped,
                lessons=done,
                answers=made,
                was_passed=was_passed,
                is_taken_back=back is not _NOTHING,
            )
        )
    CourseProgress.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["enrolment", "course_key"],
        update_fields=_MEASURED,
    )
    if changed:
        Enrolment.objects.bulk_update(changed, ["completed_at", "passed_at"], batch_size=500)
    told, untrue = certify(settled=settled, at=at)
    consequences.statements += told
    consequences.withdrawn |= untrue
    # On a replay the consequences are in the store already: they are not told twice.
    record_once(consequences.statements, at=at, voiding=consequences.withdrawn)
    others = followed_by_mastery(moved)
    if others:
        settle(enrolments=others, at=at)
    return moved


def settle_path(*, key: UUID, at: datetime) -> None:
    """Derive anew the progress of those who haven't passed the path `key`: what it asks changed."""
    after = 0
    waiting = Enrolment.objects.filter(path_key=key, passed_at__isnull=True)
    while batch := list(_following(waiting, after)[:_AT_A_TIME]):
        after = batch[-1].pk
        settle(enrolments=batch, at=at)


def settle_some(*, key: UUID, after: int, at: datetime) -> int | None:
    """Derive anew the progress of some of those who follow the path `key` and lack a pass, of the
    path or of one of its courses, in the caller's transaction: of those that follow the enrolment
    with the id `after`. Return the id of the last, None where none follows.

    Whoever is just answering is waited for: what they do was perhaps measured by what the path
    asked before.
    """
    lacks = CourseProgress.objects.filter(enrolment=OuterRef("pk"), passed_at__isnull=True)
    waiting = Enrolment.objects.filter(Q(passed_at__isnull=True) | Exists(lacks), path_key=key)
    batch = list(_following(waiting, after).select_for_update(of=("self",))[:_IN_ONE_PART])
    if not batch:
        return None
    settle(enrolments=batch, at=at)
    return batch[-1].pk


def _following(waiting: QuerySet[Enrolment], after: int) -> QuerySet[Enrolment]:
    return waiting.filter(pk__gt=after).select_related("user").order_by("pk")


def followed_by_mastery(moved: Collection[tuple[int, UUID]]) -> list[Enrolment]:
    """Return the enrolments, with their `user`, in paths that ask whether somebody masters one of
    the courses of `moved` (by enrolment), which the same person passed in another path."""
    if not moved:
        return []
    naming = paths_naming({key for _owner, key in moved})
    if not naming:
        return []
    people = dict(
        Enrolment.objects.filter(pk__in={owner for owner, _key in moved}).values_list(
            "pk", "user_id"
        )
    )
    shown = {(people[owner], key, owner) for owner, key in moved if owner in people}
    rows = Enrolment.objects.filter(
        user__in=set(people.values()), path_key__in=set().union(*naming.values())
    ).select_related("user")
    return [
        row
        for row in rows
        if any(
            person == row.user_id and owner != row.pk and row.path_key in naming.get(key, ())
            for person, key, owner in shown
        )
    ]


def _to_measure_again(
    course: CourseOutline,
    standing: CourseStanding,
    lessons: Mapping[UUID, datetime],
    answers: list[AnswerMade],
    back: TakenBack,
) -> set[str]:
    """Return which of completed and passed (verbs) rested on what is taken back."""
    if any(lesson.key in back.lessons for lesson in course.lessons):
        return {COMPLETED, PASSED}
    again = {verb for verb, key in back.voided if key == course.key}
    if back.answers:
        before = course_standing(course, lessons, [*answers, *back.answers])
        if before.passed_at != standing.passed_at or (before.best_score or 0) > (
            (standing.best_score or 0) + 1e-9
        ):
            again.add(PASSED)
    return again
