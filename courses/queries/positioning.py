"""Positioning tests: which course has one, and what one person did with it. For that person alone.

Nothing here is asked for anybody but the person concerned: no manager, no organism, no figure.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Window
from django.db.models.functions import RowNumber

from academy.accounts.models import User
from academy.core import edition
from courses.models import Answer, Enrolment, PositioningAnswer, PositioningSitting, PublishedPath
from courses.path_view import Positioned
from courses.positioning import (
    FirstAnswers,
    Item,
    Sitting,
    Told,
    difficulties_of,
    is_long_enough,
    mastery_asked,
)

# How long one waits before a second test of the same course.
REST = timedelta(days=30)
# Of so many people at most, the last who joined, the first answers are read.
_MOST_PEOPLE = 500


def has_sat() -> Exists:
    """Return, for a query of enrolments, whether their person has sat any test."""
    return Exists(PositioningSitting.objects.filter(user=OuterRef("user")))


def positioned_courses(user: User, keys: Collection[UUID]) -> dict[UUID, datetime]:
    """Return which of the courses `keys` a positioning test found mastered, and when. One query."""
    found: dict[UUID, datetime] = {}
    rows = PositioningSitting.objects.filter(user=user, course_key__in=keys)
    for key, at in rows.filter(mastered_at__isnull=False).values_list("course_key", "mastered_at"):
        if at is not None:
            found[key] = min(at, found.get(key, at))
    return found


def positioned_by(users: Collection[int]) -> dict[int, dict[UUID, datetime]]:
    """Return, by person (ids), the courses found mastered, and when. One query."""
    found: dict[int, dict[UUID, datetime]] = {}
    rows = PositioningSitting.objects.filter(user__in=users, mastered_at__isnull=False)
    for user, key, at in rows.values_list("user_id", "course_key", "mastered_at"):
        if at is not None:
            mine = found.setdefault(user, {})
            mine[key] = min(at, mine.get(key, at))
    return found


def positionings_of(user: User, keys: Collection[UUID]) -> dict[UUID, Positioned]:
    """Return what `user` did with the tests of the courses `keys`, by key. One query."""
    rows: dict[UUID, list[PositioningSitting]] = {}
    found = PositioningSitting.objects.filter(user=user, course_key__in=keys)
    for row in found.only("course_key", "ended_at", "mastered_at", "begun_at"):
        rows.setdefault(row.course_key, []).append(row)
    return {
        key: Positioned(
            mastered_at=min((one.mastered_at for one in mine if one.mastered_at), default=None),
            is_open=any(one.ended_at is None for one in mine),
            again_at=max((one.ended_at + REST for one in mine if one.ended_at), default=None),
        )
        for key, mine in rows.items()
    }


def sitting_of(row: PositioningSitting) -> Sitting:
    """Return a sitting as the rules take it."""
    pool = tuple(
        Item(UUID(lesson), UUID(block), difficulty, guess)
        for lesson, block, difficulty, guess in row.pool
    )
    return Sitting(pool, row.mastery, row.seed)


def told_in(row: PositioningSitting) -> list[Told]:
    """Return what was answered in a sitting, in order."""
    answers = {str(one.block_id): one for one in PositioningAnswer.objects.filter(sitting=row)}
    told = [answers[block] for block in row.asked if block in answers]
    return [Told(one.block_id, one.success) for one in told]


def has_test(course: Mapping[str, Any]) -> bool:
    """Tell whether a course, as the outline of its path has it, has a positioning test."""
    return mastery_asked(course["mastery_score"]) is not None and is_long_enough(
        [(lesson, block) for lesson, block, _guess in _questions(course)]
    )


def pool_for(user: User, path: PublishedPath, course: Mapping[str, Any]) -> list[Item]:
    """Return the questions that `user` may be asked about a course, as its outline has it.

    Those that the person has answered in a lesson, and read what is said of, are left out. Two
    queries, one of which is kept for a while.
    """
    questions = _questions(course)
    guesses = {block: guess for _lesson, block, guess in questions}
    key = course["key"]
    hard = edition.kept(f"difficulties {key}", lambda: _difficulties(path, course, guesses))
    known = set(
        Answer.objects.filter(
            enrolment__user=user, lesson_key__in={lesson for lesson, _block, _guess in questions}
        ).values_list("block_id", flat=True)
    )
    return [
        Item(lesson, block, hard.get(block, 0.0), guess)
        for lesson, block, guess in questions
        if block not in known
    ]


def course_in(path: PublishedPath, key: UUID) -> dict[str, Any] | None:
    """Return a course as the outline of its path has it, or None."""
    return next((one for one in path.outline["courses"] if one["key"] == str(key)), None)


def _questions(course: Mapping[str, Any]) -> list[tuple[UUID, UUID, float]]:
    """Return what may be asked of a course: lesson, block, and the chance to find it blindly."""
    guesses = course.get("positioning") or {}
    return [
        (UUID(lesson["key"]), UUID(block), guesses[block])
        for lesson in course["lessons"]
        for block in lesson["questions"]
        if block in guesses
    ]


def _difficulties(
    path: PublishedPath, course: Mapping[str, Any], guesses: Mapping[UUID, float]
) -> dict[UUID, float]:
    """Return how hard the questions of a course are, from how people first answered them."""
    people = Enrolment.objects.filter(path_key=path.key).order_by("-pk").values("pk")
    ids = list(people.values_list("pk", flat=True)[:_MOST_PEOPLE])
    first = Answer.objects.filter(
        enrolment__in=ids, lesson_key__in=[lesson["key"] for lesson in course["lessons"]]
    ).annotate(
        place=Window(
            RowNumber(),
            partition_by=[F("enrolment_id"), F("block_id")],
            order_by=[F("at").asc(), F("statement_id").asc()],
        )
    )
    return difficulties_of(guesses, _counted(first.filter(place=1)))


def _counted(first: Any) -> dict[UUID, FirstAnswers]:
    rows: Iterable[tuple[UUID, bool]] = first.values_list("block_id", "success")
    people: dict[UUID, list[bool]] = {}
    for block, success in rows:
        people.setdefault(block, []).append(success)
    return {block: FirstAnswers(len(some), sum(some)) for block, some in people.items()}
