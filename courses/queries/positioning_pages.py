"""The positioning test of a course as the person who sits it sees it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from academy.accounts.models import User
from courses.models import CoursePage, LessonPage, PositioningAnswer, PositioningSitting
from courses.path_view import CourseRow, LessonRow, PathView
from courses.positioning import MOST_ASKED
from courses.questions import QuestionView, question_view

from .path_shown import view_of_path
from .paths import path_of
from .positioning import REST, course_in, has_test

State = Literal["offered", "asking", "mastered", "not_yet", "forgotten", "done"]


@dataclass(frozen=True, slots=True)
class PositioningPage:
    """A positioning test: its course, how far one is, what is asked now, or what came of it.

    `state`: `offered` (to begin), `asking`, `mastered`, `not_yet`, `forgotten` (ended, and nothing
    of it is known any more) or `done` (the course was taken). `most`: how many questions there are
    at most; `answered`: how many were. `again_at`: when another may be begun. `first_lessons`:
    where some answer wasn't right, once the test is over. `rests`: what is done because of it, and
    won't be once it is forgotten.
    """

    path: PathView
    course: CourseRow
    state: State
    most: int
    answered: int = 0
    lesson: LessonPage | None = None
    question: QuestionView | None = None
    ended_at: datetime | None = None
    again_at: datetime | None = None
    first_lessons: tuple[LessonRow, ...] = ()

    @property
    def number(self) -> int:
        """Which question is asked now, from 1."""
        return self.answered + 1

    @property
    def share(self) -> float:
        """How far one is at least, 0 to 1."""
        return self.answered / self.most if self.most else 0.0


def course_page(key: UUID, language: str) -> CoursePage | None:
    """Return the live page of a course, in `language` where it has one."""
    pages = CoursePage.objects.live().filter(translation_key=key).select_related("locale")
    return min(pages, key=lambda page: page.locale.language_code != language, default=None)


def lesson_with(key: UUID, block: UUID, language: str) -> LessonPage | None:
    """Return the live lesson that has a question, in `language` where it is there."""
    pages = LessonPage.objects.live().filter(translation_key=key).select_related("locale")
    having = [page for page in pages if str(block) in page.question_blocks]
    return min(having, key=lambda page: page.locale.language_code != language, default=None)


def last_sitting(user: User, course_key: UUID) -> PositioningSitting | None:
    """Return the sitting of `user` that counts: one that found the course mastered, else one that
    is open, else the last one."""
    mine = list(PositioningSitting.objects.filter(user=user, course_key=course_key))
    for wanted in (lambda one: one.mastered_at is not None, lambda one: one.ended_at is None):
        for one in mine:
            if wanted(one):
                return one
    return mine[0] if mine else None


def positioning_page(
    user: User, course_key: UUID, language: str, *, draft: Sequence[str] | None = None
) -> PositioningPage | None:
    """Return the positioning test of a course as `user` sees it, in `language` where it has it.

    `draft`: what was sent for the question that is asked and couldn't be taken. None where no such
    course is published, or it has no test and the person has sat none.
    """
    page = course_page(course_key, language)
    path = path_of(page) if page else None
    outline = course_in(path, course_key) if path else None
    if path is None or outline is None or not path.is_live:
        return None
    sitting = last_sitting(user, course_key)
    if sitting is None and not has_test(outline):
        return None
    view = view_of_path(path.key, user, language)
    course = next((row for row in view.courses if row.key == course_key), None) if view else None
    if view is None or course is None:
        return None
    most = min(MOST_ASKED, len(sitting.pool)) if sitting and sitting.pool else MOST_ASKED
    base = PositioningPage(view, course, "offered", most)
    if sitting is None:
        return replace(base, state="done") if course.completed_at else base
    answers = list(PositioningAnswer.objects.filter(sitting=sitting))
    if sitting.ended_at is None:
        return _asking(base, sitting, answers, language, draft)
    return replace(
        base,
        state=_state_of(sitting, course),
        answered=len(answers),
        ended_at=sitting.ended_at,
        again_at=sitting.ended_at + REST,
        first_lessons=_first_lessons(course, answers),
    )


def _state_of(sitting: PositioningSitting, course: CourseRow) -> State:
    if sitting.mastered_at is not None:
        return "mastered"
    if course.completed_at is not None:
        return "done"
    return "forgotten" if sitting.forgotten_at else "not_yet"


def _asking(
    base: PositioningPage,
    sitting: PositioningSitting,
    answers: Collection[PositioningAnswer],
    language: str,
    draft: Sequence[str] | None,
) -> PositioningPage:
    lessons = {UUID(block): UUID(lesson) for lesson, block, _hard, _guess in sitting.pool}
    asking = sitting.asking
    lesson = lesson_with(lessons[asking], asking, language) if asking in lessons else None
    question = None
    if lesson is not None and asking is not None:
        block: Any = lesson.question_blocks[str(asking)]
        question = replace(question_view(block, [], draft), asks_certainty=False)
    return replace(base, state="asking", answered=len(answers), lesson=lesson, question=question)


def _first_lessons(
    course: CourseRow, answers: Collection[PositioningAnswer]
) -> tuple[LessonRow, ...]:
    keys = {one.lesson_key for one in answers if not one.success}
    return tuple(row for row in course.lessons if row.key in keys)
