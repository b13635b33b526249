"""What a device keeps of a course."""

import json
from dataclasses import dataclass
from hashlib import blake2b
from uuid import UUID

from academy.accounts.models import User
from courses.models import Answer, Enrolment, LessonPage
from courses.queries import answers_in, live_paths, path_view, progress_in


@dataclass(frozen=True, slots=True)
class KeptLesson:
    """A lesson of a course as a device keeps it: `version` changes when what it shows does."""

    page_id: int
    title: str
    url: str
    version: str


@dataclass(frozen=True, slots=True)
class KeptCourse:
    """A course of a path that somebody follows, in one language."""

    key: UUID
    title: str
    url: str
    lessons: tuple[KeptLesson, ...]


def course_to_keep(user: User, course_key: UUID, language: str, *, files: str) -> KeptCourse | None:
    """Return what a device keeps of a course; None where the person doesn't follow its path.

    `files` names the version of the site's own files, which lessons are shown with.
    """
    path = next(
        (
            path
            for path in live_paths()
            if any(course["key"] == str(course_key) for course in path.outline["courses"])
        ),
        None,
    )
    if path is None:
        return None
    enrolment = Enrolment.objects.filter(user=user, path_key=path.key).first()
    if enrolment is None:
        return None
    view = path_view(path, progress_in([path], [enrolment])[path.key], language)
    course = next(row for row in view.courses if row.key == course_key)
    pages = LessonPage.objects.live().in_bulk([row.page_id for row in course.lessons])
    answered: dict[UUID, list[str]] = {}
    for lesson_key, block_id, success in Answer.objects.filter(
        enrolment=enrolment, lesson_key__in=[row.key for row in course.lessons]
    ).values_list("lesson_key", "block_id", "success"):
        answered.setdefault(lesson_key, []).append(f"{block_id} {success}")
    # The lessons of the course, with what is finished, stand beside each of them.
    beside = [(row.title, row.url, row.is_completed) for row in course.lessons]
    return KeptCourse(
        course.key,
        course.title,
        course.url,
        tuple(
            KeptLesson(
                row.page_id,
                row.title,
                row.url,
                _version(files, language, beside, pages[row.page_id], answered.get(row.key, [])),
            )
            for row in course.lessons
            if row.page_id in pages
        ),
    )


def _version(
    files: str,
    language: str,
    beside: list[tuple[str, str, bool]],
    page: LessonPage,
    answered: list[str],
) -> str:
    shown = [
        files,
        language,
        beside,
        page.title,
        page.summary,
        page.duration_minutes,
        str(page.review_by),
        list(page.body.raw_data),
        sorted(answered),
    ]
    text = json.dumps(shown, default=str)
    return blake2b(text.encode(), digest_size=12).hexdigest()


def answered_in(enrolment: Enrolment, lesson_key: UUID) -> dict[str, bool]:
    """Return the questions of a lesson that are answered, by block id: whether the last answer is
    right."""
    return {
        block_id: answers[-1].success
        for block_id, answers in answers_in(enrolment, lesson_key).items()
    }
