"""What a page holds, as the format has it."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.utils import translation
from wagtail.rich_text import expand_db_html

from courses.models import BankQuestion, CoursePage, LessonPage, PathPage, Survey

from .body import BLOCKS, with_media
from .contents import (
    BankQuestionText,
    CourseText,
    FoundBy,
    LessonContent,
    Objective,
    PathText,
    SurveyFile,
)
from .numbers import Number, plain_number
from .objectives import with_ids_of
from .rich_text import cleaned, without_dead_links
from .schema import Items, Record, Rich, Shape, storable
from .surveys import SURVEY_BLOCKS

MediaName = Callable[[str, Any], Any]
_OWN_ADDRESS = re.compile(r'(<a [^>]*href=")(?=/)')


def path_text(page: PathPage, language: str, named: Collection[str] | None = None) -> PathText:
    """Return what the page of a path says.

    Of its objectives, the ids in `named`; those of the ones that meet an entry, without `named`.
    """
    return PathText(
        title=plain_text(page.title),
        slug=page.slug,
        summary=plain_text(page.summary),
        description=portable_html(page.description, language),
        objectives=_objectives(page, _with_entries(page) if named is None else named),
        audience=plain_text(page.audience),
        found=_found(page),
    )


def course_text(page: CoursePage, named: Collection[str]) -> CourseText:
    """Return what the page of a course says; of its objectives, the ids in `named`."""
    return CourseText(
        title=plain_text(page.title),
        slug=page.slug,
        summary=plain_text(page.summary),
        objectives=_objectives(page, named),
        found=_found(page),
    )


def lesson_content(page: LessonPage, media_name: MediaName, language: str) -> LessonContent:
    """Return what the page of a lesson says.

    `media_name(kind, id)` names the image or video with this id.
    """
    return LessonContent(
        key=str(page.translation_key),
        language=language,
        title=plain_text(page.title),
        slug=page.slug,
        summary=plain_text(page.summary),
        duration_minutes=page.duration_minutes,
        review_by=page.review_by.isoformat() if page.review_by else None,
        body=tuple(with_media(_body(page, language), media_name)),
        objectives=tuple(page.objectives),
        found=_found(page),
    )


def put_found(page: PathPage | CoursePage | LessonPage, found: FoundBy) -> None:
    """Write what search engines are told into a page."""
    page.seo_title, page.search_description = found.seo_title, found.search_description


def _found(page: PathPage | CoursePage | LessonPage) -> FoundBy:
    return FoundBy(plain_text(page.seo_title), plain_text(page.search_description))


def put_text(page: PathPage | CoursePage, text: PathText | CourseText) -> None:
    """Write what a file says into a page; an objective that is there already keeps its id."""
    page.title, page.slug, page.summary = text.title, text.slug, text.summary
    put_found(page, text.found)
    ids = {str(one.value): str(one.id) for one in page.objectives}
    stream = page.objectives.stream_block
    page.objectives = stream.to_python(
        [
            {
                "type": "objective",
                "id": one.id or ids.pop(one.text, "") or str(uuid4()),
                "value": {"text": one.text, "frameworks": list(one.frameworks)},
            }
            for one in text.objectives
        ]
    )


def ids_in(text: PathText | CourseText) -> set[str]:
    """Return the ids that a file gives to objectives: the others may have any."""
    return {one.id for one in text.objectives if one.id}


_COMPARED = (
    "title",
    "slug",
    "summary",
    "duration_minutes",
    "review_by",
    "objectives",
    "found",
)


def same_lesson(page: LessonPage, text: LessonContent, body: list, language: str) -> bool:
    """Tell whether a page holds what the file has, media by their ids on both sides."""
    held = lesson_content(page, lambda _kind, row_id: row_id, language)
    return list(held.body) == body and all(
        getattr(held, name) == getattr(text, name) for name in _COMPARED
    )


def bank_question_text(row: BankQuestion, media_name: MediaName, language: str) -> BankQuestionText:
    """Return what a question of a bank says, as `lesson_content` does of a lesson."""
    body = with_media(_body(row, language), media_name)
    block = body[0]
    return BankQuestionText(
        block["type"], block["value"], plain_text(row.objective), tuple(row.references)
    )


def survey_content(row: Survey, name: str, *, title: str = "") -> SurveyFile:
    """Return what a survey asks, under the `name` of its file; `title`: what it is called, where
    that is something else elsewhere."""
    return SurveyFile(
        name=name,
        key=str(row.key),
        title=title or plain_text(row.name),
        intro_fr=plain_text(row.intro_fr),
        intro_en=plain_text(row.intro_en),
        questions=tuple(
            {
                "type": block["type"],
                "id": block["id"],
                # Both languages are in it: what is rich in other blocks is plain here.
                "value": _plain(block["value"], SURVEY_BLOCKS[block["type"]], ""),
            }
            for block in row.questions.get_prep_value()
        ),
    )


def portable_html(html: str, language: str) -> str:
    """Return rich text as other academies can show it: full addresses, no marks of the editor.

    Links to pages lead to those in `language`, whatever the language of who exports.
    """
    own = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    with translation.override(language):
        expanded = expand_db_html(storable(html or ""))
    return without_dead_links(cleaned(_OWN_ADDRESS.sub(rf"\1{own}", expanded)))


def named_objectives(courses: Iterable[CoursePage], lessons: Iterable[LessonPage]) -> set[str]:
    """Return the ids to write of the objectives of a course in all its languages.

    Those that one of its `lessons` serves, and those that meet an entry of a framework.
    """
    served = {one for lesson in lessons for one in lesson.objectives}
    return served.union(*(_with_entries(course) for course in courses))


def _with_entries(page: PathPage | CoursePage) -> set[str]:
    return {str(one.id) for one in page.objectives if one.value.references}


def _objectives(page: PathPage | CoursePage, named: Collection[str]) -> tuple[Objective, ...]:
    found = [
        Objective(plain_text(str(one.value)), str(one.id), tuple(one.value.references))
        for one in page.objectives
    ]
    return with_ids_of(found, named)


def _body(page: LessonPage | BankQuestion, language: str) -> list[dict[str, Any]]:
    """Return the blocks of a lesson in the form of the format, media by their id."""
    return [
        {
            "type": block["type"],
            "id": block["id"],
            "value": _plain(block["value"], BLOCKS[block["type"]], language)
            # What files can't hold stands as it is, for comparing.
            if block["type"] in BLOCKS
            else block["value"],
        }
        for block in page.body.get_prep_value()
    ]


def _plain(value: Any, shape: Shape, language: str) -> Any:
    """Return a stored value in the form, and with the order of fields, that `shape` has."""
    if isinstance(shape, Record) and isinstance(value, Mapping):
        return {
            name: _plain(value.get(name), field, language)
            for name, field in shape.fields.items()
            if not shape.is_default(name, value.get(name))
        }
    if isinstance(shape, Items):
        return [
            {"type": "item", "id": item["id"], "value": _plain(item["value"], shape.of, language)}
            for item in value
        ]
    if isinstance(shape, Rich):
        return portable_html(value, language)
    if isinstance(shape, Number):
        # A stored number is a text: JSON has no decimals.
        return plain_number(Decimal(str(value)))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return plain_text(value)
    return "" if value is None else value


def plain_text(text: str) -> str:
    """Return what was typed or pasted as the format has it: without control characters."""
    return storable(text).strip()
