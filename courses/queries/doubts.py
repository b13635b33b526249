"""Which questions are doubtful, which are set aside, and what rests on them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from academy.core import edition
from courses.models import PublishedPath, QuestionDoubt
from courses.versions import courses_in


def set_aside_in(places: Collection[UUID]) -> dict[UUID, dict[str, str]]:
    """Return the questions that are set aside, by the key of their lesson or bank, each with the
    moment (ISO 8601) since which it counts no more. One query."""
    rows = QuestionDoubt.objects.filter(
        place__in=places, decision=QuestionDoubt.Decision.SET_ASIDE
    ).order_by("-decided_at")
    found: dict[UUID, dict[str, str]] = {}
    for place, question, since in rows.values_list("place", "question", "decided_at"):
        if since is not None:
            found.setdefault(place, {})[str(question)] = since.isoformat()
    return found


def set_aside_in_banks(questions: Collection[UUID]) -> dict[UUID, datetime]:
    """Return which of these questions of banks are set aside, each since when. One query."""
    rows = QuestionDoubt.objects.filter(
        question__in=questions,
        bank__isnull=False,
        decision=QuestionDoubt.Decision.SET_ASIDE,
        decided_at__isnull=False,
    )
    return {
        question: since
        for question, since in rows.values_list("question", "decided_at")
        if since is not None
    }


@dataclass(frozen=True, slots=True)
class Resting:
    """How many of the questions (`of`) by which a path is passed are in doubt, undecided."""

    doubtful: int
    of: int


def resting_on_doubts() -> dict[UUID, Resting]:
    """Return, for each published path that doubtful and undecided questions count in, how many.
    One query an edition, two where there are any."""

    def read() -> dict[UUID, Resting]:
        open_ones: dict[UUID, set[tuple[UUID, UUID]]] = {}
        rows = QuestionDoubt.objects.filter(decision="", path_key__isnull=False)
        for path, place, question in rows.values_list("path_key", "place", "question"):
            if path is not None:
                open_ones.setdefault(path, set()).add((place, question))
        if not open_ones:
            return {}
        found = {}
        for row in PublishedPath.objects.filter(key__in=open_ones).only("key", "outline"):
            asked = {
                (lesson.key, block): weight
                for course in courses_in(row.outline)
                for lesson in course.lessons
                for block, weight in lesson.weights.items()
            }
            doubtful = len(open_ones[row.key] & asked.keys())
            if doubtful:
                found[row.key] = Resting(doubtful, sum(asked.values()))
        return found

    return edition.kept("questions in doubt", read)
