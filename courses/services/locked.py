"""What can't be done yet of a path, and why."""

from uuid import UUID

from django.utils.translation import get_language, ngettext

from academy.core.errors import AcademyError
from courses.models import Enrolment
from courses.queries import path_view, progress_in, published_paths, structure_of
from courses.structure_words import named


class StepLocked(AcademyError):
    """A course of a path opens once others are done."""


def refuse_locked(*, enrolment: Enrolment, course_key: UUID) -> None:
    """Raise StepLocked, in a sentence, where other courses have to be done before this one.

    Costs no query where the course requires nothing. What was opened once stays open.
    """
    path = published_paths([enrolment.path_key]).get(enrolment.path_key)
    step = structure_of(path).step(course_key) if path else None
    if path is None or step is None or not step.requires:
        return
    progress = progress_in([path], [enrolment], enrolment.user)[path.key]
    if progress.standings[course_key].doing != "locked":
        return
    view = path_view(path, progress, get_language() or enrolment.user.language)
    row = view.step_of(course_key)
    first = row.first if row else ()
    raise StepLocked(
        ngettext(
            "This course opens once you have finished %(courses)s. Nothing was recorded.",
            "This course opens once you have finished these courses: %(courses)s. Nothing was "
            "recorded.",
            len(first),
        )
        % {"courses": named(one.title for one in first)}
    )
