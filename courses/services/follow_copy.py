"""A copied path asks for its own courses, not for those of the path that it was copied from."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.models import Page

from courses.models import CoursePage, PathPage

from .publish import refresh_path


@transaction.atomic
def follow_copy(*, original: Page, copy: Page, at: datetime) -> int:
    """Have what was just copied name the courses that were copied along; return how many changed.

    Live pages and drafts alike. What names a course that was not copied along stays as it is: a
    course copied alone keeps its prerequisites, a path keeps what it says of other paths.
    """
    source, copied = original.specific, copy.specific
    if isinstance(copied, PathPage):
        pairs = list(zip(_courses_of(source), _courses_of(copied), strict=False))
    elif isinstance(copied, CoursePage):
        pairs = [(source, copied)]
    else:
        return 0
    keys = {str(old.translation_key): str(new.translation_key) for old, new in pairs}
    changed = 0
    for _old, course in pairs:
        # An alias says what its source says.
        if course.alias_of_id is None:
            changed += _rename(course, keys)
    if changed:
        path = PathPage.objects.ancestor_of(copied, inclusive=True).get()
        refresh_path(key=path.translation_key, at=at)
    return changed


def _courses_of(path: Page) -> list[CoursePage]:
    return list(CoursePage.objects.child_of(path).order_by("path"))


def _rename(course: Any, keys: Mapping[str, str]) -> bool:
    """Give a course the new keys of those that it names; tell whether it named one."""
    is_changed = _renamed(course, keys)
    if is_changed:
        course.save(update_fields=["requires", "mastering"], clean=False)
    if course.latest_revision_id:
        draft = course.get_latest_revision_as_object()
        if _renamed(draft, keys):
            draft.save_revision(changed=course.has_unpublished_changes, clean=False)
            is_changed = True
    return is_changed


def _renamed(course: Any, keys: Mapping[str, str]) -> bool:
    """Put the new keys in the place of the former ones; tell whether there was one."""
    before = course.requires, course.mastering
    course.requires = [keys.get(key, key) for key in course.requires]
    course.mastering = [keys.get(key, key) for key in course.mastering]
    return (course.requires, course.mastering) != before
