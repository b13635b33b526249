"""The lessons of a path as they were last saved, and more text in one, or in each language."""

from uuid import UUID

from wagtail.models import Locale

from academy.accounts.models import User
from courses.models import LessonPage, PathPage

_TEXT = "rich_text"


def lessons_of(path_key: UUID, number: int) -> list[LessonPage]:
    """Return a lesson of a path by its place, in each language, as it was last saved: the French
    one first."""
    found = []
    for language in ("fr", "en"):
        locale = Locale.objects.filter(language_code=language).first()
        path = PathPage.objects.filter(translation_key=path_key, locale=locale).first()
        lessons = LessonPage.objects.descendant_of(path).order_by("path") if path else []
        found += [one.get_latest_revision_as_object() for one in lessons[number : number + 1]]
    return found


def with_more_text(lesson: LessonPage, html: str) -> LessonPage:
    """Return the lesson with `html` at the end of its first text; as it was where it has none."""
    raw = list(lesson.body.get_prep_value())
    place = next((at for at, one in enumerate(raw) if one["type"] == _TEXT), None)
    if place is not None:
        raw[place] = {**raw[place], "value": raw[place]["value"] + html}
        lesson.body = lesson.body.stream_block.to_python(raw)
    return lesson


def add_words(
    path_key: UUID, number: int, words: dict[str, str], by: User | None, *, publish: bool
) -> None:
    """Add words to the first text of a lesson of a path, in each language."""
    for lesson in lessons_of(path_key, number):
        changed = with_more_text(lesson, words[lesson.locale.language_code])
        revision = changed.save_revision(user=by)
        if publish:
            revision.publish()
