"""Which courses somebody has shown to master, by whatever door and in whatever organism."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from academy.accounts.models import User
from courses.models import CourseProgress

from .positioning import positioned_by


@dataclass(frozen=True, slots=True)
class Mastery:
    """That a course is mastered since the event at `at`; by which enrolment, None by another door
    than following its path."""

    course: UUID
    at: datetime
    enrolment_id: int | None = None


def masteries(
    user_ids: Collection[int],
    keys: Collection[UUID],
    positioned: Mapping[int, Mapping[UUID, datetime]],
) -> dict[int, list[Mastery]]:
    """Return how these people showed to master the courses `keys`, by user id. One query.

    Passing a course in any path is mastering it, and so is what a positioning test finds
    (`positioned_by` these people).
    """
    found: dict[int, list[Mastery]] = {}
    if not user_ids or not keys:
        return found
    passed = CourseProgress.objects.filter(
        enrolment__user__in=user_ids, course_key__in=keys, passed_at__isnull=False
    )
    columns = ("enrolment__user_id", "course_key", "passed_at", "enrolment_id")
    for user_id, key, at, enrolment_id in passed.values_list(*columns):
        if at is not None:
            found.setdefault(user_id, []).append(Mastery(key, at, enrolment_id))
    for user_id, mine in positioned.items():
        found.setdefault(user_id, []).extend(
            Mastery(key, at) for key, at in mine.items() if key in keys
        )
    return found


def earliest(shown: Iterable[Mastery], *, but: int | None = None) -> dict[UUID, datetime]:
    """Return since when each course is mastered; what the enrolment `but` shows is left out."""
    found: dict[UUID, datetime] = {}
    for one in shown:
        if but is None or one.enrolment_id != but:
            found[one.course] = min(one.at, found.get(one.course, one.at))
    return found


def mastered_courses(user: User | AnonymousUser, keys: Collection[UUID]) -> dict[UUID, datetime]:
    """Return which of the courses `keys` somebody masters, with the moment of the event."""
    if user.pk is None or not keys:
        return {}
    people = [user.pk]
    return earliest(masteries(people, keys, positioned_by(people)).get(user.pk, ()))
