"""What somebody is asked again this week, and how it went."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from academy.accounts.models import User
from courses.memory import KNOWN, Asked, Pick, Recall, picks, recall, week_of
from courses.models import (
    Answer,
    CourseProgress,
    Enrolment,
    LessonPage,
    PublishedPath,
    RecheckAnswer,
    RecheckChoice,
)
from courses.questions import QuestionView, question_view

from .paths import outline_of, structure_of


@dataclass(frozen=True, slots=True)
class Week:
    """The questions of a week, and what they have brought so far.

    `asked`: those of `picks` that are answered. `others`: questions answered in earlier weeks;
    `known`: how many of these were right.
    """

    begins: datetime
    picks: tuple[Pick, ...]
    asked: Mapping[UUID, RecheckAnswer]
    known: int
    others: int

    @property
    def left(self) -> int:
        """How many questions wait."""
        return len(self.picks) - len(self.asked)

    @property
    def next_begins(self) -> datetime:
        """When the next week begins."""
        return week_of(self.begins + timedelta(days=7, hours=12))


@dataclass(frozen=True, slots=True)
class RecheckItem:
    """A question asked again, as its learner sees it, and the passage that teaches it."""

    pick: Pick
    enrolment: Enrolment
    lesson: LessonPage
    question: QuestionView
    path_title: str

    @property
    def passage(self) -> str:
        """The address of the question in its lesson."""
        return f"{self.lesson.url}#block-{self.pick.question.block}"


def weekly_number(user: User) -> int:
    """Return how many questions a week this person wants: three, where nothing was chosen."""
    chosen = RecheckChoice.objects.filter(user=user).values_list("weekly", flat=True).first()
    return int(RecheckChoice.Weekly.THREE) if chosen is None else chosen


def recheck_week(
    user: User,
    at: datetime,
    *,
    number: int | None = None,
    passed: Iterable[tuple[PublishedPath, Enrolment]] | None = None,
) -> Week:
    """Return what `user` is asked again in the week of `at` (in the time zone of `at`).

    `passed`: the live paths that the person passed, where they are known; `number`: how many
    questions the person wants, where that is known. Five queries at most, whatever the number of
    questions; none for who has passed nothing, where that is known.
    """
    begins = week_of(at)
    paths = list(_passed(user) if passed is None else passed)
    if not paths:
        return Week(begins, (), {}, 0, 0)
    again = list(RecheckAnswer.objects.filter(enrolment__in=[one for _path, one in paths]))
    number = weekly_number(user) if number is None else number
    questions = _once(_questions(paths, again)) if number else []
    chosen = picks(questions, week=begins, person=user.public_id, number=number)
    blocks = {one.question.block for one in chosen}
    told = {one.block_id: one for one in again if one.at >= begins and one.block_id in blocks}
    earlier = [one for one in again if one.at < begins]
    return Week(begins, chosen, told, sum(one.success for one in earlier), len(earlier))


def _once(questions: Iterable[Asked]) -> list[Asked]:
    """Return each question once: a path and the copies that organisms adapted share its id."""
    return list({one.block: one for one in reversed(list(questions))}.values())[::-1]


def _passed(user: User) -> list[tuple[PublishedPath, Enrolment]]:
    """Return the live paths that `user` has passed, in two queries."""
    enrolments = {
        one.path_key: one for one in Enrolment.objects.filter(user=user, passed_at__isnull=False)
    }
    if not enrolments:
        return []
    live = PublishedPath.objects.filter(key__in=enrolments, is_live=True)
    return [(path, enrolments[path.key]) for path in live]


def _questions(
    paths: Sequence[tuple[PublishedPath, Enrolment]], again: Iterable[RecheckAnswer]
) -> list[Asked]:
    """Return the questions of the paths that were passed, as they were answered so far."""
    recalls: dict[tuple[int, UUID, UUID], list[Recall]] = {}

    def keep(rows: Iterable[tuple[int, UUID, UUID, datetime, bool]], *, again: bool) -> None:
        for owner, lesson, block, at, success in rows:
            recalls.setdefault((owner, lesson, block), []).append(Recall(at, success, again))

    columns = ("enrolment_id", "lesson_key", "block_id", "at", "success")
    answers = Answer.objects.filter(enrolment__in=[one for _path, one in paths])
    keep(answers.values_list(*columns), again=False)
    keep(
        ((one.enrolment_id, one.lesson_key, one.block_id, one.at, one.success) for one in again),
        again=True,
    )
    found = []
    for path, enrolment in paths:
        passed_at = enrolment.passed_at
        if passed_at is None:
            continue
        for course in outline_of(path):
            for lesson in course.lessons:
                for block in lesson.questions:
                    told = recalls.get((enrolment.pk, lesson.key, block))
                    if told:
                        place = (path.key, course.key, lesson.key, block)
                        found.append(Asked(*place, passed_at, tuple(told)))
    return found


def questions_to_renew(
    path: PublishedPath, enrolment: Enrolment, at: datetime
) -> list[tuple[UUID, UUID]]:
    """Return the questions of a path, (lesson, block), that the person is likely to have forgotten
    at the moment `at`, in order: those below KNOWN, those last answered wrong (a look of a moment
    ago is remembered, right or not), those never answered, and tests. Of a course that isn't asked
    of everybody and was skipped or left out, nothing is asked; of one that a positioning test
    spared, everything is: nobody has seen its lessons since. Two queries, and one where the path
    may be done in several ways."""
    again = RecheckAnswer.objects.filter(enrolment=enrolment)
    structure = structure_of(path)
    asked = structure.asked_of_everybody
    if not structure.is_plain:
        done = CourseProgress.objects.filter(enrolment=enrolment, completed_at__isnull=False)
        asked |= set(done.values_list("course_key", flat=True))
    known = {
        (one.lesson, one.block)
        for one in map(_looked_at, _questions([(path, enrolment)], again))
        if max(one.recalls, key=lambda look: look.at).right and recall(one, at) >= KNOWN
    }
    return [
        (lesson.key, block)
        for course in outline_of(path)
        if course.key in asked
        for lesson in course.lessons
        for block in lesson.weights
        if (lesson.key, block) not in known
    ]


def _looked_at(question: Asked) -> Asked:
    """Return a question with each answer after the pass as a look at it, wherever it was given."""
    looks = tuple(
        replace(look, again=look.again or look.at > question.passed_at) for look in question.recalls
    )
    return replace(question, recalls=looks)


def recheck_items(
    user: User, week: Week, language: str, drafts: Mapping[UUID, Sequence[str] | None] | None = None
) -> list[RecheckItem]:
    """Return the questions of `week` as their learner sees them, in `language` where they have it.

    `drafts`: what was sent for a question, by block, and couldn't be taken, or leads to a next
    step. A question that its lesson no longer has is left out. A constant number of queries.
    """
    drafts = drafts or {}
    keys = {one.question.lesson for one in week.picks}
    pages: dict[UUID, LessonPage] = {}
    for page in LessonPage.objects.live().filter(translation_key__in=keys).select_related("locale"):
        if page.translation_key not in pages or page.locale.language_code == language:
            pages[page.translation_key] = page
    paths = PublishedPath.objects.in_bulk({one.question.path for one in week.picks})
    enrolments = {one.path_key: one for one in Enrolment.objects.filter(user=user)}
    items = []
    for pick in week.picks:
        question = pick.question
        page = pages.get(question.lesson)
        block: Any = page.question_blocks.get(str(question.block)) if page else None
        if page is None or block is None:
            continue
        items.append(
            RecheckItem(
                pick=pick,
                enrolment=enrolments[question.path],
                lesson=page,
                question=asked_again(
                    block, week.asked.get(question.block), drafts.get(question.block)
                ),
                path_title=paths[question.path].text_in(language)["title"],
            )
        )
    return items


def asked_again(
    block: Any, answer: RecheckAnswer | None, draft: Sequence[str] | None = None
) -> QuestionView:
    """Return a question that is asked once: after the answer, it is closed and explained."""
    if answer is None:
        return replace(question_view(block, [], draft), asks_certainty=False)
    return replace(
        question_view(block, [answer]),
        closed=True,
        explanation=block.value["explanation"],
        asks_certainty=False,
    )
