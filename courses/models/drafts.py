"""A path as its learners would see it once the page that somebody edits is published.

The preview of a page shows it to a learner who is at some point of it (`courses.seen_as`).
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext, pgettext
from wagtail.models import Page

from courses.path_view import CourseRow, LessonRow, PathProgress, PathView, SetRow
from courses.seen_as import LearnerState, seen_as, state_named
from courses.structure import (
    Step,
    StepStanding,
    Structure,
    minutes_between,
    sound,
    standings,
)

_EVER = datetime.min.replace(tzinfo=UTC)


def learner_in_words(state: LearnerState) -> str:
    """Return what a learner in `state` did, after “somebody who”."""
    return {
        LearnerState.NEW: pgettext("learner", "has just begun"),
        LearnerState.HALF: pgettext("learner", "is half way"),
        LearnerState.PASSED: pgettext("learner", "has finished"),
        LearnerState.MISSED: pgettext("learner", "has finished with too few marks"),
        LearnerState.MASTERS: pgettext("learner", "masters beforehand what may be skipped"),
    }[state]


class PreviewedAsLearner:
    """A page of a path whose preview shows it to a learner who is at some point of the path."""

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """The states of learners, as the preview offers them."""
        said = gettext("Somebody who %(state)s")
        return [(one.value, said % {"state": learner_in_words(one)}) for one in LearnerState]

    def path_in_preview(self, path: Any, mode_name: str) -> PathView:
        """Return `path` with this page as it is being edited, as the learner of a mode sees it."""
        page: Any = self
        return seen_as(draft_view(path, page), state_named(mode_name), timezone.now())


def draft_view(path: Any, edited: Page, *, with_drafts: bool = False) -> PathView:
    """Return `path` with its live courses and lessons, and with `edited` as it is now.

    Nobody's progress is in it. A course without a lesson is shown too, unlike once published: its
    designer is about to write them. `with_drafts`: every course and lesson is there, as it was last
    saved, for whoever reads a path that is being written.
    """
    courses = [
        (course, _children(course, edited, with_drafts))
        for course in _children(path, edited, with_drafts)
    ]
    minutes = {
        course.translation_key: sum(lesson.duration_minutes for lesson in lessons)
        for course, lessons in courses
    }
    structure = sound(
        Structure(
            tuple(course.step(minutes[course.translation_key]) for course, _lessons in courses),
            path.sets(),
        )
    )
    standing = standings(structure, done={}, mastered={}, since=_EVER)
    rows = tuple(
        _course_row(course, lessons, step, standing[step.key])
        for (course, lessons), step in zip(courses, structure.steps, strict=True)
    )
    least, most = minutes_between(structure)
    titles = path.set_titles()
    return PathView(
        key=path.translation_key,
        title=path.title,
        summary=path.summary,
        theme=path.theme.name if path.theme_id else "",
        url=_address(path),
        minutes=most,
        least_minutes=least,
        courses=rows,
        progress=PathProgress(
            enrolment=None,
            lessons_started={},
            lessons_completed={},
            courses={},
            lessons_asked=frozenset(),
            standings=standing,
            minutes=(least, most),
        ),
        sets=tuple(SetRow(one.key, titles[one.key], one.needed) for one in structure.sets),
        elsewhere=_titles_elsewhere(path, structure),
        review_by=min(
            (
                lesson.review_by
                for _course, lessons in courses
                for lesson in lessons
                if lesson.review_by
            ),
            default=None,
        ),
    )


def _titles_elsewhere(path: Any, structure: Structure) -> dict[UUID, str]:
    """Return the titles of the live courses of other paths that conditions of this one name."""
    wanted = structure.named - {step.key for step in structure.steps}
    if not wanted:
        return {}
    pages = Page.objects.live().filter(translation_key__in=wanted)
    rows = list(pages.values_list("locale_id", "translation_key", "title"))
    # That of the path's own language, where there is one, comes last and stays.
    return {
        key: title for _locale, key, title in sorted(rows, key=lambda row: row[0] == path.locale_id)
    }


def _children(parent: Page, edited: Page, with_drafts: bool) -> list[Any]:
    """Return the pages under `parent` in order: the live ones, with the edited one, or the one
    above it; or all of them as they were last saved, but those that were withdrawn."""
    children = {}
    if parent.pk and with_drafts:
        return [
            page.get_latest_revision_as_object()
            for page in parent.get_children().specific()
            if page.live or page.first_published_at is None or edited.path.startswith(page.path)
        ]
    if parent.pk:
        children = {page.path: page for page in parent.get_children().live().specific()}
    if edited.path.startswith(parent.path) and edited.depth > parent.depth:
        is_here = edited.depth == parent.depth + 1
        page = edited if is_here else edited.get_parent().specific
        children[page.path] = page
    return [children[path] for path in sorted(children)]


def _course_row(
    course: Any, lessons: Iterable[Any], step: Step, standing: StepStanding
) -> CourseRow:
    rows = tuple(
        LessonRow(
            key=lesson.translation_key,
            title=lesson.title,
            url=_address(lesson),
            page_id=lesson.pk or 0,
            minutes=lesson.duration_minutes,
            is_started=False,
            is_completed=False,
        )
        for lesson in lessons
    )
    return CourseRow(
        key=course.translation_key,
        title=course.title,
        url=_address(course),
        minutes=sum(row.minutes for row in rows),
        lessons=rows,
        completed_at=None,
        passed_at=None,
        best_percent=None,
        first_percent=None,
        mastery_percent=round(course.mastery_score * 100),
        step=step,
        standing=standing,
    )


def _address(page: Page) -> str:
    """Return where the page is, or will be; "" before it was first saved."""
    return (page.get_url() or "") if page.pk else ""
