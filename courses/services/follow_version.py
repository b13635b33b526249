"""Who is under way when a path changes follows the version that they started."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from courses.models import Answer, Enrolment, LessonProgress, PathVersion


def keep_version(*, path_key: UUID, outline: Mapping[str, Any], at: datetime) -> int:
    """Have those who began the path `path_key` follow what it asked (`outline`) until `at`.

    Whoever hasn't opened a lesson takes over the version that is published; whoever follows an
    earlier version goes on with that. Return how many people follow it, in the caller's
    transaction; where there is nobody, nothing is kept.
    """
    begun = Q(Exists(LessonProgress.objects.filter(enrolment=OuterRef("pk"))))
    begun |= Q(Exists(Answer.objects.filter(enrolment=OuterRef("pk"))))
    under_way = Enrolment.objects.filter(begun, path_key=path_key, follows=None)
    if not under_way.exists():
        return 0
    number = PathVersion.objects.filter(path_key=path_key).count() + 1
    version = PathVersion.objects.create(
        path_key=path_key, number=number, outline=outline, until=at
    )
    return under_way.update(follows=version)
