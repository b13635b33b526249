"""What the answers in tests say of the questions of a bank, each version by itself."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from courses.assessment import AnswerProblem, Question
from courses.assessment import mark as marked
from courses.models import AskedQuestion, Attempt, AttemptAnswer, BankQuestion, QuestionBank

from .judging import AskedQuestion as Judged
from .judging import FirstAnswer, analyse_drawn
from .queries import (
    MOST_PEOPLE,
    AnalysedQuestion,
    as_asked,
    moments_of,
    shown_as,
    smallest_group,
    standing_in,
)

# A version of a question: its key, and the texts that were asked together, by language.
Version = tuple[str, str]


@dataclass(frozen=True, slots=True)
class BankVersion:
    """A question of a bank as tests have asked it, with what answers say of it.

    `number` counts the versions that were asked, from 1; `is_latest`: no later one was asked.
    `path_key`: the path in which most people met it. `texts`: which texts it is made of. `moments`:
    when its answers were given.
    """

    question: UUID
    number: int
    is_latest: bool
    path_key: UUID | None
    texts: str
    moments: Sequence[datetime]
    shown: AnalysedQuestion


@dataclass(frozen=True, slots=True)
class BankAnalysis:
    """What is known of the questions of a bank, those that are asked now first."""

    versions: tuple[BankVersion, ...]
    smallest: int

    @property
    def latest(self) -> list[BankVersion]:
        """The latest versions of the questions that were asked."""
        return [one for one in self.versions if one.is_latest]


def analysed_bank(bank: QuestionBank) -> BankAnalysis:
    """Return the analysis of the questions of a bank; six queries.

    Read are the first finished attempts of people at each test, the last `MOST_PEOPLE` of them:
    whoever is asked again has seen what was right. A question is compared with the others that the
    same attempt drew.
    """
    smallest = smallest_group()
    keys = set(BankQuestion.objects.filter(bank=bank).values_list("translation_key", flat=True))
    attempts = _first_attempts(keys)
    texts = AskedQuestion.objects.in_bulk(
        {own for one in attempts for drawn in one.drawn for own in drawn["asked"].values()}
    )
    standing = standing_in([bank.key])
    given = _given(attempts)
    read = _Texts(texts)
    answers: list[FirstAnswer] = []
    paths: dict[Version, Counter[UUID]] = defaultdict(Counter)
    met: set[tuple[int, str]] = set()
    for attempt in attempts:
        person = attempt.enrolment.user_id
        for drawn in attempt.drawn:
            own, version = drawn["question"], _version(drawn)
            row = given.get((attempt.pk, own))
            is_first = (person, own) not in met
            met.add((person, own))
            at = standing.corrected.get((str(bank.key), own))
            if row is None or not is_first or (at is not None and row.at <= at):
                continue
            mark = read.mark(drawn, row)
            response = tuple(map(str, row.response))
            answers.append(FirstAnswer(attempt.pk, version, *mark, response, row.language, row.at))
            if UUID(own) in keys:
                paths[version][attempt.enrolment.path_key] += 1
    judged = {version: read.judged(version) for version in paths}
    figures = {
        one.key: one for one in analyse_drawn(list(judged.values()), answers, smallest=smallest)
    }
    numbers, moments, flags = _numbers(paths), moments_of(answers), standing.flags
    versions = [
        BankVersion(
            UUID(version[0]),
            numbers[version][0],
            numbers[version][1],
            paths[version].most_common(1)[0][0],
            version[1],
            moments[version],
            shown_as(
                version[0],
                *read.block(version),
                figures[version],
                # What is in doubt is what is asked now.
                flags.get((str(bank.key), version[0]), ()) if numbers[version][1] else (),
            ),
        )
        for version in paths
    ]
    versions.sort(key=lambda one: (not one.is_latest, one.shown.prompt, -one.number))
    return BankAnalysis(tuple(versions), smallest)


def _first_attempts(keys: Collection[UUID]) -> list[Attempt]:
    """Return the first finished attempts at tests that asked one of the questions, oldest first."""
    ids = (
        AttemptAnswer.objects.filter(
            question__in=keys, attempt__finished_at__isnull=False, attempt__number=1
        )
        .order_by("-attempt_id")
        .values_list("attempt_id", flat=True)
        .distinct()[:MOST_PEOPLE]
    )
    rows = Attempt.objects.filter(pk__in=list(ids)).select_related("enrolment")
    return list(rows.order_by("started_at", "pk"))


def _given(attempts: Collection[Attempt]) -> dict[tuple[int, str], AttemptAnswer]:
    """Return what was answered last to each question of each attempt."""
    rows = AttemptAnswer.objects.filter(attempt__in=attempts).order_by("pk")
    return {(row.attempt_id, str(row.question)): row for row in rows}


def _version(drawn: Mapping[str, Any]) -> Version:
    texts = sorted(drawn["asked"].items())
    return drawn["question"], ",".join(f"{language}:{own}" for language, own in texts)


def _numbers(versions: Collection[Version]) -> dict[Version, tuple[int, bool]]:
    """Number the versions of each question in the order in which their texts were first asked."""
    by_key: dict[str, list[Version]] = defaultdict(list)
    for version in versions:
        by_key[version[0]].append(version)
    found = {}
    for some in by_key.values():
        some.sort(key=lambda one: max(int(part.partition(":")[2]) for part in one[1].split(",")))
        for number, version in enumerate(some, 1):
            found[version] = (number, number == len(some))
    return found


class _Texts:
    """The texts that were asked; each is read once."""

    def __init__(self, texts: Mapping[int, AskedQuestion]) -> None:
        self._texts = texts
        self._questions: dict[int, Question] = {}

    def question(self, own: int) -> Question:
        """Return a question as it is marked."""
        if own not in self._questions:
            text = self._texts[own]
            self._questions[own] = text.block.value.question(str(text.key))
        return self._questions[own]

    def mark(self, drawn: Mapping[str, Any], given: AttemptAnswer) -> tuple[float, bool]:
        """Return what an answer was worth by the text that was read, and whether it was right."""
        asked = drawn["asked"]
        own = asked.get(given.language) or next(iter(asked.values()))
        try:
            mark = marked(self.question(own), given.response)
        except AnswerProblem:
            return 0.0, False
        return mark.scaled, mark.success

    def block(self, version: Version) -> tuple[Any, Question]:
        """Return the block of a version and its question, in French where it has that."""
        texts = dict(part.split(":") for part in version[1].split(","))
        own = int(texts.get("fr") or next(iter(texts.values())))
        return self._texts[own].block, self.question(own)

    def judged(self, version: Version) -> Judged:
        """Return a version as the analysis takes it."""
        return as_asked(version, self.block(version)[1])
