"""What is wrong with the structure of a path, in whole sentences."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.structure import Fault, Problem


def named(titles: Iterable[str]) -> str:
    """Return titles between quotation marks, one after the other."""
    return ", ".join(_("“%(title)s”") % {"title": title} for title in titles)


def problem_words(
    problem: Problem, titles: Mapping[UUID, str], set_titles: Mapping[str, str]
) -> str:
    """Return what is wrong and what to do about it, naming the courses by `titles`."""
    said = {
        "course": titles.get(problem.course, "") if problem.course else "",
        "others": named(
            titles.get(key) or _("a course that is not here") for key in problem.others
        ),
        "set": set_titles.get(problem.set_key, ""),
        "needed": problem.needed,
        "has": problem.has,
    }
    match problem.fault:
        case Fault.CYCLE if len(problem.others) == 1:
            words = _("“%(course)s” requires itself: nobody could ever open it. Take that away.")
        case Fault.CYCLE:
            words = _(
                "%(others)s require each other in a circle: nobody could ever open one of them. "
                "Take one of these prerequisites away."
            )
        case Fault.UNKNOWN_REQUIRED:
            words = _(
                "“%(course)s” requires a course that is not part of this path any more: nobody "
                "could ever open it. Take that prerequisite away."
            )
        case Fault.LATER_REQUIRED:
            words = _(
                "“%(course)s” requires %(others)s, which comes after it. Move it after what it "
                "requires, or take the prerequisite away."
            )
        case Fault.OPTIONAL_REQUIRED:
            words = _(
                "“%(course)s” requires %(others)s, which is in an optional set: whoever chooses "
                "another course of the set could never open it. Require a course that everybody "
                "takes."
            )
        case Fault.DEEPENING_REQUIRED:
            words = _(
                "“%(course)s” requires %(others)s, a deepening, which is not for everybody: the "
                "others could never open it. Require a course that everybody takes."
            )
        case Fault.UNKNOWN_SET:
            words = _(
                "“%(course)s” belongs to an optional set that this path doesn't have any more. "
                "Choose another set, or none."
            )
        case Fault.EMPTY_SET:
            words = _(
                "No course belongs to the optional set “%(set)s”. Choose it in the courses that "
                "belong to it, or remove the set."
            )
        case Fault.SET_ASKS_TOO_MUCH:
            words = ngettext(
                "The optional set “%(set)s” needs %(needed)s courses and has %(has)s: %(others)s. "
                "Save the other courses with this set first, or ask for fewer.",
                "The optional set “%(set)s” needs %(needed)s courses and has %(has)s: %(others)s. "
                "Save the other courses with this set first, or ask for fewer.",
                problem.has,
            )
        case Fault.DEEPENING_IN_SET:
            words = _(
                "“%(course)s” is a deepening, which is asked of nobody: it can't count in an "
                "optional set. Take it out of the set, or choose for whom it is."
            )
        case Fault.UNREACHABLE:
            words = _(
                "“%(course)s” is offered to those who master %(others)s, which nobody can: no such "
                "course is published, or it is the course itself. Choose other courses."
            )
        case Fault.NEVER_SKIPPED:
            words = _(
                "“%(course)s” is skipped by those who master %(others)s, which nobody can: no such "
                "course is published. Choose other courses, or none."
            )
        case Fault.NOTHING_NAMED:
            words = _(
                "“%(course)s” is a deepening that is offered to nobody. Choose the courses that "
                "one has to master for it."
            )
        case Fault.NOTHING_ASKED:
            words = _(
                "Every course of this path is a deepening: nothing is asked, so that nobody could "
                "ever finish it. Make at least one course for everybody."
            )
    return words % said
