"""What follows from what was recorded: courses and paths completed and passed."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from academy.lrs.queries import known_ids
from courses.models import Answer, CourseProgress, Enrolment, LessonProgress, PublishedPath
from courses.queries import outline_of
from courses.rules import AnswerMade, CourseOutline, CourseStanding, course_standing, latest_of_all
from courses.statements import Place

from .record import learner_of, record, titles_of, wording


def settle(*, enrolments: Collection[Enrolment], at: datetime) -> None:
    """Derive the progress of `enrolments` (with their `user`) from answers and lessons.

    A number of queries that doesn't depend on how many there are. What is completed or passed for
    the first time becomes a statement in the same transaction, dated by the event that brought it.
    """
    paths = PublishedPath.objects.in_bulk({enrolment.path_key for enrolment in enrolments})
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
    outlines = {key: outline_of(path) for key, path in paths.items()}

    rows: list[CourseProgress] = []
    changed: list[Enrolment] = []
    statements: list[dict[str, Any]] = []
    for enrolment in enrolments:
        path = paths.get(enrolment.path_key)
        if path is None:
            continue
        courses: list[CourseProgress] = []
        for course in outlines[path.key]:
            standing = course_standing(
                course, lessons.get(enrolment.pk, {}), answers.get(enrolment.pk, ())
            )
            row = known.get((enrolment.pk, course.key)) or CourseProgress(
                enrolment=enrolment, course_key=course.key
            )
            statements += _advance_course(row, standing, course, path, enrolment)
            courses.append(row)
        rows += courses
        news = _advance_path(enrolment, courses, path)
        if news:
            changed.append(enrolment)
            statements += news
    CourseProgress.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["enrolment", "course_key"],
        update_fields=["completed_at", "passed_at", "best_score", "first_score"],
    )
    if changed:
        Enrolment.objects.bulk_update(changed, ["completed_at", "passed_at"], batch_size=500)
    # On a replay the consequences are in the store already: they are not told twice.
    told = known_ids(UUID(statement["id"]) for statement in statements) if statements else set()
    record([new for new in statements if UUID(new["id"]) not in told], at=at)


def _advance_course(
    row: CourseProgress,
    standing: CourseStanding,
    course: CourseOutline,
    path: PublishedPath,
    enrolment: Enrolment,
) -> list[dict[str, Any]]:
    """Bring `row` up to `standing`, never backwards, and return the statements that follow."""
    words, learner = wording(), learner_of(enrolment)
    place = Place(path=path.key, course=course.key, titles=titles_of(path, str(course.key)))
    row.best_score, row.first_score = standing.best_score, standing.first_score
    statements = []
    if standing.completed_at and row.completed_at is None:
        statements.append(words.completed(learner, place, standing.completed_at))
    if standing.passed_at and row.passed_at is None:
        statements.append(words.passed(learner, place, standing.passed_at, standing.best_score))
    row.completed_at = _earlier(row.completed_at, standing.completed_at)
    row.passed_at = _earlier(row.passed_at, standing.passed_at)
    return statements


def _advance_path(
    enrolment: Enrolment, courses: Iterable[CourseProgress], path: PublishedPath
) -> list[dict[str, Any]]:
    """Bring the enrolment up to its courses and return the statements that follow."""
    words, learner = wording(), learner_of(enrolment)
    place = Place(path=path.key, titles=titles_of(path))
    rows = list(courses)
    statements = []
    completed_at = latest_of_all(row.completed_at for row in rows)
    if completed_at and enrolment.completed_at is None:
        enrolment.completed_at = completed_at
        statements.append(words.completed(learner, place, completed_at))
    passed_at = latest_of_all(row.passed_at for row in rows)
    if passed_at and enrolment.passed_at is None:
        enrolment.passed_at = passed_at
        scores = [row.best_score for row in rows if row.best_score is not None]
        mean = sum(scores) / len(scores) if scores else None
        statements.append(words.passed(learner, place, passed_at, mean))
    return statements


def _earlier(known: datetime | None, told: datetime | None) -> datetime | None:
    moments = [moment for moment in (known, told) if moment is not None]
    return min(moments) if moments else None
