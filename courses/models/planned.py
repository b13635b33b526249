"""What keeps a path or a course from being published: its part of what is wrong with the plan."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from wagtail.models import Page

from courses.structure import Fault, Problem

from .plan import plan_of
from .publication import CheckedAtPublication, Errors, is_checked_apart


class PlannedPage(CheckedAtPublication):
    """A path, or a course: it goes live where the structure of the path can be followed."""

    def publication_errors(self) -> Errors:
        """Return what is wrong with the plan of the path, with every other page as it was last
        saved; of a course, what names it or its optional set."""
        if is_checked_apart():
            return {}
        page: Any = self
        return structure_errors(page, page if _is_path(page) else page.get_parent().specific)


def structure_errors(page: Any, path: Page | None) -> Errors:
    """Return the problems of the plan of `path` that are those of `page`, by field."""
    # A path without a course yet has nothing to check.
    if path is None or not path.pk:
        return {}
    plan: Any = plan_of(path, page)  # type: ignore[arg-type]
    if not plan.structure.steps:
        return {}
    found: dict[str, list[ValidationError]] = {}
    names = {field.name for field in page._meta.get_fields()}
    for problem in plan.problems:
        if _concerns(page, problem):
            field = _FIELDS.get(problem.fault, "")
            place = field if field in names else NON_FIELD_ERRORS
            found.setdefault(place, []).append(ValidationError(plan.sentence(problem)))
    return found


def _is_path(page: Any) -> bool:
    return hasattr(page, "optional_sets")


def _concerns(page: Any, problem: Problem) -> bool:
    """Tell whether a problem is one of the page: all of them are the path's."""
    return (
        _is_path(page)
        or problem.is_about(page.translation_key)
        or bool(problem.set_key and problem.set_key == page.optional_set)
    )


_FIELDS = {
    Fault.CYCLE: "requires",
    Fault.UNKNOWN_REQUIRED: "requires",
    Fault.LATER_REQUIRED: "requires",
    Fault.OPTIONAL_REQUIRED: "requires",
    Fault.DEEPENING_REQUIRED: "requires",
    Fault.UNKNOWN_SET: "optional_set",
    Fault.EMPTY_SET: "optional_sets",
    Fault.SET_ASKS_TOO_MUCH: "optional_set",
    Fault.DEEPENING_IN_SET: "optional_set",
    Fault.UNREACHABLE: "mastering",
    Fault.NEVER_SKIPPED: "mastering",
    Fault.NOTHING_NAMED: "mastering",
    Fault.NOTHING_ASKED: "condition",
}
