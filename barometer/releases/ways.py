"""What a release says of the way through paths: of cohorts -> a document of its own. Pure.

Like the document of the release (`making`), it names nobody and is written in one way only, so
that the same cohorts are the same bytes. What it was made of is packed and kept, so that it can be
made again (`recomputing`): of each person, by pseudonym, days alone and whether answers were right.
"""

import json
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec

from barometer.measures.durations import Way
from barometer.measures.journeys import rights_of, stops_of, time_of
from barometer.measures.retention import Recalled, told_of

from .making import Path, Person

WAYS_VERSION = "ways-2"
"""Since 2 it says what is still known of a path, from questions that were asked again."""

FORMAT = "academie-barometer-ways/1"

_DAY = timedelta(days=1)
_ANSWERS = {"0": None, "1": False, "2": True}

Question = tuple[str, str]
"""The key of a lesson, and the id of a question of it."""


@dataclass(frozen=True, slots=True)
class Traveller:
    """How one person got through a path; days are proleptic Gregorian ordinals.

    `lessons`: when each was finished, in the order of the path; None for somebody who learns
    elsewhere. `answers`: a digit for each question: 0 not answered, 1 wrong at first, 2 right.
    """

    person: Person
    started: int
    finished: int | None = None
    left: int | None = None
    lessons: tuple[int | None, ...] | None = None
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Cohort:
    """Who started a path from `since` (None: ever) until `until`, which is not included.

    `lessons` and `questions`: those of the path, in its order.
    """

    path: Path
    since: date | None
    until: date
    lessons: tuple[str, ...]
    questions: tuple[Question, ...]
    people: tuple[Traveller, ...]


@dataclass(frozen=True, slots=True)
class Recalls:
    """What was asked again at random of a path, and answered from `since` (None: ever) on.

    `until` is not included. Each answer is in one such stretch only.
    """

    path: Path
    since: date | None
    until: date
    answers: tuple[Recalled, ...]


def document_of(
    cohorts: Iterable[Cohort],
    recalls: Iterable[Recalls],
    day: date,
    *,
    method: str = WAYS_VERSION,
) -> bytes:
    """Return what the release of `day` says of these cohorts and recalls, as canonical JSON.

    `method`: that of the time when it was published.
    """
    said: dict[str, Any] = {
        "format": FORMAT,
        "day": day.isoformat(),
        "method": method,
        "paths": [_said(cohort, day) for cohort in cohorts],
    }
    if method != "ways-1":
        said["known"] = [
            {
                "path": one.path,
                "since": one.since and one.since.isoformat(),
                "until": one.until.isoformat(),
                "after": told,
            }
            for one in recalls
            if (told := told_of(one.answers, day - _DAY))
        ]
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode("ascii")


def _said(cohort: Cohort, day: date) -> dict[str, Any]:
    on = day - _DAY
    time = time_of((_way(person) for person in cohort.people), on)
    journeys: list[Sequence[float | None]] = [
        [person.started, *person.lessons] for person in cohort.people if person.lessons is not None
    ]
    stops = stops_of(journeys, on.toordinal(), on)
    rights = rights_of(_answers(cohort))
    return {
        "path": cohort.path,
        "since": cohort.since and cohort.since.isoformat(),
        "until": cohort.until.isoformat(),
        "days": [time.days, time.soonest, time.latest] if time else [None] * 3,
        "stops": [
            [key, share]
            # Without anybody who learns here, there is no step at all.
            for key, share in zip([None, *cohort.lessons], stops, strict=False)
            if share is not None
        ],
        "rights": [[*key, share] for key, share in rights.items() if share is not None],
    }


def _way(person: Traveller) -> Way:
    return Way(
        date.fromordinal(person.started),
        date.fromordinal(person.finished) if person.finished is not None else None,
        date.fromordinal(person.left) if person.left is not None else None,
    )


def _answers(cohort: Cohort) -> Mapping[Question, list[bool]]:
    found: dict[Question, list[bool]] = {question: [] for question in cohort.questions}
    for person in cohort.people:
        # Who has answered nothing has no digits.
        for question, digit in zip(cohort.questions, person.answers, strict=False):
            was_right = _ANSWERS[digit]
            if was_right is not None:
                found[question].append(was_right)
    return found


def pack(cohorts: Collection[Cohort], recalls: Collection[Recalls]) -> bytes:
    """Return what a document was made of, compressed; people in the order of their pseudonyms."""
    ways = [
        {
            "path": cohort.path,
            "since": cohort.since,
            "until": cohort.until,
            "lessons": cohort.lessons,
            "questions": cohort.questions,
            "people": [
                [one.person, one.started, one.finished, one.left, one.lessons, one.answers]
                for one in sorted(cohort.people, key=lambda one: one.person)
            ],
        }
        for cohort in cohorts
    ]
    known = [
        {
            "path": one.path,
            "since": one.since,
            "until": one.until,
            "answers": sorted(
                (answer.person, answer.days, answer.is_right, answer.guess)
                for answer in one.answers
            ),
        }
        for one in recalls
    ]
    return zlib.compress(msgspec.json.encode({"ways": ways, "known": known}))


def unpack(packed: bytes) -> tuple[list[Cohort], list[Recalls]]:
    """Return what `pack` was given. A list is of before questions were asked again."""
    text = zlib.decompress(packed)
    if text.startswith(b"["):
        return _cohorts(msgspec.json.decode(text, type=list[_Packed])), []
    said = msgspec.json.decode(text, type=_PackedAll)
    recalls = [
        Recalls(
            one.path,
            one.since,
            one.until,
            tuple(Recalled(days, right, guess, who) for who, days, right, guess in one.answers),
        )
        for one in said.known
    ]
    return _cohorts(said.ways), recalls


def _cohorts(said: list["_Packed"]) -> list[Cohort]:
    return [
        Cohort(
            path=one.path,
            since=one.since,
            until=one.until,
            lessons=one.lessons,
            questions=one.questions,
            people=tuple(Traveller(*person) for person in one.people),
        )
        for one in said
    ]


class _Packed(msgspec.Struct):
    path: str
    since: date | None
    until: date
    lessons: tuple[str, ...]
    questions: tuple[tuple[str, str], ...]
    people: list[tuple[str, int, int | None, int | None, tuple[int | None, ...] | None, str]]


class _PackedRecalls(msgspec.Struct):
    path: str
    since: date | None
    until: date
    answers: list[tuple[str, float, bool, float]]


class _PackedAll(msgspec.Struct):
    ways: list[_Packed]
    known: list[_PackedRecalls]
