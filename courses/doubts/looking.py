"""Looking at the answers to questions when it is time, and keeping what all looks say."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from courses.items.looking import Evidence, Flag, Look, doubtful, is_due, looked
from courses.models import QuestionLook


@dataclass(frozen=True, slots=True)
class Seen:
    """A question with its answers: when they were given, and of each reason for a doubt the chance
    (0 to 1) to see as much of a sound question. `texts`: which version it is, of a bank."""

    question: UUID
    moments: Sequence[datetime]
    chances: Mapping[Flag, float]
    texts: str = ""


def look_at(
    questions: Collection[tuple[UUID, Seen]], *, at: datetime
) -> dict[tuple[UUID, UUID], tuple[str, ...]]:
    """Look at those of `questions` (by the key of their lesson or bank) whose time has come; return
    which are doubtful by all looks, with the reasons.

    They are judged together: those of one course, or of one bank. One query, and one where any is
    looked at. Done again at once, it looks at nothing.
    """
    rows = {
        (row.place, row.question): row
        for row in QuestionLook.objects.filter(place__in={place for place, _one in questions})
    }
    looks: dict[tuple[UUID, UUID], Look] = {}
    new = []
    for place, one in questions:
        key = (place, one.question)
        row = rows.get(key)
        last = _read(row) if row is not None and row.texts == one.texts else None
        if is_due(last, one.moments):
            last = looked(last, one.chances, answers=len(one.moments), at=at)
            new.append(_row(key, one.texts, last))
        if last is not None:
            looks[key] = last
    if new:
        QuestionLook.objects.bulk_create(
            new,
            update_conflicts=True,
            unique_fields=["place", "question"],
            update_fields=["texts", "looked_at", "answers", "evidence"],
        )
    return doubtful(looks)


def forget_looks(*, place: UUID, question: UUID) -> None:
    """Begin anew with a question that says something else from now on."""
    QuestionLook.objects.filter(place=place, question=question).delete()


def _read(row: QuestionLook) -> Look:
    said = {reason: Evidence(looks, chance) for reason, (looks, chance) in row.evidence.items()}
    return Look(row.looked_at, row.answers, said)


def _row(key: tuple[UUID, UUID], texts: str, look: Look) -> QuestionLook:
    evidence: dict[str, Any] = {
        reason: [one.looks, one.chance] for reason, one in look.evidence.items()
    }
    return QuestionLook(
        place=key[0],
        question=key[1],
        texts=texts,
        looked_at=look.at,
        answers=look.answers,
        evidence=evidence,
    )
