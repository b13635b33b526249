"""The first answers to the questions of a course, and how far people come in its lessons."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count

from courses.assessment import ChoiceQuestion, Question
from courses.models import (
    Answer,
    BlockReport,
    CoursePage,
    LessonPage,
    LessonProgress,
    QuestionDoubt,
)

from .judging import Analysis, AskedQuestion, Figures, FirstAnswer, analyse, rounded
from .languages import Key

# Enough for narrow intervals; a page reads no more, however many people there are.
MOST_PEOPLE = 1_000
# Who began a lesson that long ago and hasn't finished it has left it.
PATIENCE = timedelta(days=14)
# A lesson that is finished later was put aside meanwhile: that says nothing of its length.
LONGEST_SITTING = timedelta(hours=4)
_SMALLEST = 10


@dataclass(frozen=True, slots=True)
class AnalysedQuestion:
    """A question of a lesson as it is today, its kind in words and its options by id, with what
    answers say of it. `flags`: why it is in doubt, as long as nobody has decided."""

    block_id: str
    prompt: str
    kind: str
    chance: float
    options: dict[str, str]
    figures: Figures
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LessonFigures:
    """How far people come in a lesson.

    `begun`: how many of all people at least, 0 below the smallest group. Of those who joined last
    (`MOST_PEOPLE`), `left`: among who began it `PATIENCE` ago, the share that hasn't finished; None
    where that, or the others, are too few. `few_left`: they are fewer than the smallest group.
    `minutes`: half of those who finished it in one sitting took longer; None where these are few.
    `reports`: open ones of passages.
    """

    page: LessonPage
    begun: int
    left: float | None
    few_left: bool
    minutes: float | None
    reports: int
    questions: tuple[AnalysedQuestion, ...]


@dataclass(frozen=True, slots=True)
class CourseAnalysis:
    """What is known of the questions and lessons of a course. `smallest`: the smallest group.
    `moments`: when the answers to each question were given."""

    analysis: Analysis
    lessons: tuple[LessonFigures, ...]
    smallest: int
    moments: Mapping[Key, Sequence[datetime]]


def smallest_group() -> int:
    """Return below how many people nothing is shown."""
    return max(_SMALLEST, settings.BAROMETER_SMALLEST_GROUP)


def analysed(course: CoursePage, at: datetime) -> CourseAnalysis:
    """Return the analysis of a course as it is published in its language; seven queries.

    Answers count in whatever language and path they were given: a question is the same in all. They
    are those of the `MOST_PEOPLE` who joined last among the people who began one of its lessons.
    """
    smallest = smallest_group()
    pages = list(LessonPage.objects.child_of(course).live().order_by("path"))
    keys = [page.translation_key for page in pages]
    asked = {
        (str(page.translation_key), block_id): (block, block.value.question(block_id))
        for page in pages
        for block_id, block in page.question_blocks.items()
    }
    oldest = _oldest_enrolment(keys)
    standing = standing_in(keys)
    answers = _first_answers(keys, oldest, standing.corrected)
    questions = [as_asked(key, question) for key, (_block, question) in asked.items()]
    analysis = analyse(questions, answers, smallest=smallest)
    figures = {one.key: one for one in analysis.questions}
    shown: dict[str, list[AnalysedQuestion]] = defaultdict(list)
    for key, (block, question) in asked.items():
        shown[key[0]].append(
            shown_as(key[1], block, question, figures[key], standing.flags.get(key, ()))
        )
    sittings, begun = _sittings(keys, oldest), _begun(keys)
    reports = _open_reports(keys)
    lessons = (
        _lesson(
            page,
            begun.get(page.translation_key, 0),
            sittings[page.translation_key],
            reports.get(page.translation_key, 0),
            shown[str(page.translation_key)],
            smallest,
            at,
        )
        for page in pages
    )
    return CourseAnalysis(analysis, tuple(lessons), smallest, moments_of(answers))


def lesson_figures(lesson: LessonPage, at: datetime) -> LessonFigures:
    """Return how far people come in one lesson, without its questions; four queries."""
    keys = [lesson.translation_key]
    oldest = _oldest_enrolment(keys)
    sittings = _sittings(keys, oldest)[lesson.translation_key]
    begun = _begun(keys).get(lesson.translation_key, 0)
    reports = _open_reports(keys).get(lesson.translation_key, 0)
    return _lesson(lesson, begun, sittings, reports, (), smallest_group(), at)


def _oldest_enrolment(keys: Sequence[UUID]) -> int:
    """Return the first of the latest enrolments that are read, 0 where nobody began."""
    latest = (
        LessonProgress.objects.filter(lesson_key__in=keys)
        .order_by("-enrolment_id")
        .values_list("enrolment_id", flat=True)
        .distinct()[:MOST_PEOPLE]
    )
    return min(latest, default=0)


@dataclass(frozen=True, slots=True)
class Standing:
    """What was found and decided about questions, by the key of their lesson or bank and their own.

    `corrected`: when each was last corrected; what was answered before says nothing of it any more.
    `flags`: why each is in doubt about which nobody has decided.
    """

    corrected: Mapping[Key, datetime]
    flags: Mapping[Key, tuple[str, ...]]


def standing_in(places: Collection[UUID]) -> Standing:
    """Return what was found and decided about the questions of lessons or banks. One query."""
    decisions = QuestionDoubt.Decision
    rows = (
        QuestionDoubt.objects.filter(place__in=places, decision__in=["", decisions.CORRECT])
        .order_by("decided_at")
        .values_list("place", "question", "decision", "decided_at", "flags")
    )
    corrected, flags = {}, {}
    for place, question, decision, at, why in rows:
        key = (str(place), str(question))
        if not decision:
            flags[key] = tuple(why)
        elif at is not None:
            corrected[key] = at
    return Standing(corrected, flags)


def moments_of(answers: Iterable[FirstAnswer]) -> dict[Key, list[datetime]]:
    """Return when the answers to each question were given."""
    found: dict[Key, list[datetime]] = defaultdict(list)
    for answer in answers:
        found[answer.key].append(answer.at)
    return found


def _first_answers(
    keys: Sequence[UUID], oldest: int, corrected: Mapping[Key, datetime]
) -> list[FirstAnswer]:
    """Return the first answers, without those to a question before it was corrected; who had
    answered then knows it already."""
    rows = (
        Answer.objects.filter(lesson_key__in=keys, enrolment_id__gte=oldest)
        .order_by("at", "statement_id")
        .values_list(
            "enrolment__user_id",
            "lesson_key",
            "block_id",
            "scaled",
            "success",
            "response",
            "language",
            "at",
        )
    )
    found: dict[tuple[int, Key], FirstAnswer | None] = {}
    for person, lesson, block, scaled, success, response, language, at in rows.iterator():
        key = (str(lesson), str(block))
        if (person, key) in found:
            continue
        if key in corrected and at <= corrected[key]:
            found[person, key] = None
            continue
        found[person, key] = FirstAnswer(
            person, key, scaled, success, tuple(map(str, response)), language, at
        )
    return [one for one in found.values() if one is not None]


def as_asked(key: tuple[str, str], question: Question) -> AskedQuestion:
    """Return a question as the analysis takes it."""
    if not isinstance(question, ChoiceQuestion):
        return AskedQuestion(key, question.guess)
    best = max(choice.credit for choice in question.choices)
    worth = 0 if question.takes_many else best - 1e-9
    options = tuple((choice.id, choice.credit > worth) for choice in question.choices)
    return AskedQuestion(key, question.guess, options, question.takes_many)


def shown_as(
    block_id: str, block: Any, question: Question, figures: Figures, flags: tuple[str, ...]
) -> AnalysedQuestion:
    """Return a question with its words, its figures, and why it is in doubt."""
    choices = question.choices if isinstance(question, ChoiceQuestion) else ()
    return AnalysedQuestion(
        block_id=block_id,
        prompt=question.prompt,
        kind=str(block.block.label),
        chance=question.guess,
        options={choice.id: choice.text for choice in choices},
        figures=figures,
        flags=flags,
    )


Sitting = tuple[datetime | None, datetime | None]


def _sittings(keys: Sequence[UUID], oldest: int) -> dict[UUID, list[Sitting]]:
    rows = LessonProgress.objects.filter(lesson_key__in=keys, enrolment_id__gte=oldest)
    found: dict[UUID, list[Sitting]] = defaultdict(list)
    for key, started, completed in rows.values_list("lesson_key", "started_at", "completed_at"):
        found[key].append((started, completed))
    return found


def _begun(keys: Sequence[UUID]) -> dict[UUID, int]:
    """Return how many have begun each lesson, of all people."""
    rows = LessonProgress.objects.filter(lesson_key__in=keys).order_by()
    return dict(rows.values_list("lesson_key").annotate(Count("pk")))


def _open_reports(keys: Sequence[UUID]) -> dict[UUID, int]:
    rows = BlockReport.objects.filter(lesson_key__in=keys, state=BlockReport.State.OPEN)
    return dict(rows.order_by().values_list("lesson_key").annotate(Count("pk")))


def _lesson(
    page: LessonPage,
    begun: int,
    sittings: Sequence[Sitting],
    reports: int,
    questions: Iterable[AnalysedQuestion],
    smallest: int,
    at: datetime,
) -> LessonFigures:
    settled = [
        completed is not None
        for started, completed in sittings
        if started is None or started <= at - PATIENCE
    ]
    finished = sum(settled)
    left = len(settled) - finished
    took = [
        (completed - started) / timedelta(minutes=1)
        for started, completed in sittings
        if started and completed and timedelta(0) <= completed - started <= LONGEST_SITTING
    ]
    return LessonFigures(
        page=page,
        begun=rounded(begun, smallest),
        left=left / len(settled) if min(left, finished) >= smallest else None,
        few_left=left < smallest <= finished,
        minutes=median(took) if len(took) >= smallest else None,
        reports=reports,
        questions=tuple(questions),
    )
