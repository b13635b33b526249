"""From a package that is done to the lesson that holds it."""

from datetime import datetime

from courses.models import LessonPage, PackageAttempt
from courses.services import complete_lesson
from courses.services.complete import QuestionsLeft
from courses.services.locked import StepLocked


def finish_lesson(*, attempt: PackageAttempt, at: datetime) -> None:
    """Finish the lesson where nothing else of it waits for an answer."""
    lesson = lesson_of(attempt)
    if lesson is None:
        return
    try:
        complete_lesson(
            enrolment=attempt.enrolment, lesson=lesson, course_key=attempt.course_key, at=at
        )
    except (QuestionsLeft, StepLocked):
        # The learner finishes it by hand once the rest is done.
        return


def lesson_of(attempt: PackageAttempt) -> LessonPage | None:
    """Return the published lesson that holds the package, in the language of the attempt where it
    is in that; None where it holds it no more."""
    pages = LessonPage.objects.live().filter(translation_key=attempt.lesson_key)
    found = {page.locale.language_code: page for page in pages.select_related("locale")}
    lesson = found.get(attempt.language) or next(iter(found.values()), None)
    if lesson is None or str(attempt.block_id) not in lesson.package_blocks:
        return None
    return lesson
