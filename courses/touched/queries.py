"""How many learners a page has under way, and what its draft changes for them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from wagtail.models import Page

from courses.models import (
    Answer,
    CoursePage,
    CourseProgress,
    Enrolment,
    LessonPage,
    LessonProgress,
    PathPage,
)
from courses.queries import packages_needed

LEARNING_PAGES = (PathPage, CoursePage, LessonPage)


@dataclass(frozen=True, slots=True)
class Touched:
    """The learners of the path that a page is, or is part of, by where they are with that page.

    `finished`: they have done it, or finished the path without it. `is_new`: the page was never
    published, so that all who are under way in the path have begun without it.
    """

    not_begun: int
    under_way: int
    finished: int
    is_new: bool = False

    @property
    def is_nobody(self) -> bool:
        """Whether nobody has joined the path."""
        return not (self.not_begun or self.under_way or self.finished)


@dataclass(frozen=True, slots=True)
class DraftChanges:
    """How many questions and tests a draft adds to a lesson, takes away, and puts otherwise; and
    how many packages it adds and takes away that have to be finished."""

    added: int = 0
    taken_away: int = 0
    reworded: int = 0
    packages_added: int = 0
    packages_taken_away: int = 0


def touched_by_page(page: Page) -> Touched | None:
    """Return whom publishing `page` touches; None for a page that is no part of a path, or was
    never saved. Two queries."""
    model = page.specific_class
    if not page.pk or model not in LEARNING_PAGES:
        return None
    path_key = (
        PathPage.objects.ancestor_of(page, inclusive=True)
        .values_list("translation_key", flat=True)
        .first()
    )
    if path_key is None:
        return None
    mine: dict[str, Any] = {"enrolment": OuterRef("pk")}
    begun = Q(Exists(LessonProgress.objects.filter(**mine)))
    begun |= Q(Exists(Answer.objects.filter(**mine)))
    done = Q(completed_at__isnull=False)
    over = mine | {"completed_at__isnull": False}
    if model is CoursePage:
        done |= Q(Exists(CourseProgress.objects.filter(**over, course_key=page.translation_key)))
    elif model is LessonPage:
        done |= Q(Exists(LessonProgress.objects.filter(**over, lesson_key=page.translation_key)))
    counts = Enrolment.objects.filter(path_key=path_key).aggregate(
        finished=Count("pk", filter=done),
        under_way=Count("pk", filter=~done & begun),
        not_begun=Count("pk", filter=~done & ~begun),
    )
    return Touched(**counts, is_new=is_new(page))


def changes_of(lesson: LessonPage, draft: LessonPage) -> DraftChanges:
    """Return what `draft` changes of the questions and tests of a published lesson."""
    before, after = _asked(lesson), _asked(draft)
    had, has = set(packages_needed(lesson)), set(packages_needed(draft))
    return DraftChanges(
        added=len(after.keys() - before.keys()),
        taken_away=len(before.keys() - after.keys()),
        reworded=sum(before[key] != after[key] for key in before.keys() & after.keys()),
        packages_added=len(has - had),
        packages_taken_away=len(had - has),
    )


def _asked(lesson: LessonPage) -> dict[str, Any]:
    kept = {*lesson.question_blocks, *lesson.test_blocks}
    return {
        str(one["id"]): one["value"]
        for one in lesson.body.get_prep_value()
        if str(one["id"]) in kept
    }


def is_new(page: Page) -> bool:
    """Tell whether a page was never published."""
    return not page.live and page.first_published_at is None
