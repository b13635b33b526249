"""Which questions are doubtful, which are set aside, and what rests on them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from academy.core import edition
from courses.drawing import plain_tag
from courses.models import BankQuestion, PublishedPath, QuestionDoubt
from courses.versions import courses_in

from .attempts import tags_of


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
    """How many of the questions (`of`) by which a path is passed are in doubt, undecided.

    `is_most`: a test may draw some of them, and each person is asked `doubtful` of them at most.
    """

    doubtful: int
    of: int
    is_most: bool = False


def resting_on_doubts() -> dict[UUID, Resting]:
    """Return, for each published path that doubtful and undecided questions count in, how many.
    One query an edition; up to four where there are any."""

    def read() -> dict[UUID, Resting]:
        rows = QuestionDoubt.objects.filter(decision="").values_list(
            "place", "question", "bank_id", "path_key"
        )
        in_lessons = {(place, question) for place, question, bank, _path in rows if bank is None}
        in_banks = _tags_in_doubt(
            {(bank, question) for _place, question, bank, _path in rows if bank}
        )
        if not in_lessons and not in_banks:
            return {}
        paths = PublishedPath.objects.only("key", "outline")
        if not in_banks:
            paths = paths.filter(key__in={path for _place, _question, _bank, path in rows if path})
        found = {}
        for row in paths:
            asked = {
                (lesson.key, block): weight
                for course in courses_in(row.outline)
                for lesson in course.lessons
                for block, weight in lesson.weights.items()
            }
            sure = len(in_lessons & asked.keys())
            drawn = sum(
                min(test["count"], _drawn_by(test, in_banks[test["bank"]]))
                for course in row.outline["courses"]
                for lesson in course["lessons"]
                for test in lesson.get("tests", ())
                # Rows that were made before they said so name no bank, and no tags.
                if test.get("bank") in in_banks
            )
            if sure or drawn:
                found[row.key] = Resting(sure + drawn, sum(asked.values()), is_most=drawn > 0)
        return found

    return edition.kept("questions in doubt", read)


def _tags_in_doubt(questions: Collection[tuple[int, UUID]]) -> dict[str, list[frozenset[str]]]:
    """Return, by the key of their bank, the tags of each of these questions that is published.

    `questions`: pairs of the id of the bank and the key of the question.
    """
    if not questions:
        return {}
    tags: dict[tuple[str, UUID], frozenset[str]] = {}
    for row in (
        BankQuestion.objects.filter(
            translation_key__in={key for _bank, key in questions}, live=True
        )
        .select_related("bank")
        .prefetch_related("tagged_items__tag")
    ):
        if (row.bank_id, row.translation_key) not in questions:
            continue
        place = (str(row.bank.key), row.translation_key)
        tags[place] = tags.get(place, frozenset()) | tags_of(row)
    found: dict[str, list[frozenset[str]]] = {}
    for (bank, _question), own in tags.items():
        found.setdefault(bank, []).append(own)
    return found


def _drawn_by(test: Mapping[str, Any], questions: Iterable[frozenset[str]]) -> int:
    """Return how many of these questions (their tags) a test may draw."""
    wanted = {plain_tag(tag) for tag in test["tags"]}
    return sum(1 for tags in questions if "" in wanted or tags & wanted)
