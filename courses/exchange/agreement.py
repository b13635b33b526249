"""What the files of one path have to agree on: keys, languages, addresses and answers. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .body import QUESTION_TYPES
from .contents import Course, Lesson, LessonContent, PathContent
from .problems import Findings, Place, _


def check_agreement(content: PathContent, findings: Findings) -> None:
    """Note in `findings` where files that are right one by one don't fit together."""
    keys: dict[str, str] = {}
    place = Place(findings, "path.json")
    _claim(content.key, place, keys)
    for course in content.courses:
        file = f"courses/{course.name}/course.json"
        place = Place(findings, file)
        _claim(course.key, place, keys)
        for language in course.texts:
            if language not in content.texts:
                place.at("text", language).refuse(
                    _("The path has no text in this language (path.json, text).")
                )
        for lesson in course.lessons:
            _check_lesson(course, lesson, findings, keys)
    for language in content.texts:
        _check_slugs(content, language, findings)


@dataclass(frozen=True, slots=True)
class LoneQuestion:
    """A question that a lesson has in `language` and lacks in `missing_in`."""

    lesson_key: str
    lesson: str
    block_id: str
    prompt: str
    language: str
    missing_in: str


def lone_questions(content: PathContent) -> tuple[LoneQuestion, ...]:
    """Return the questions that are in one language of their lesson alone, in order.

    They are asked, but count in no marks (`courses.services.publish`): the path is still sound.
    """
    return tuple(found for lesson in content.lessons() for found in _lone_in(lesson))


def _lone_in(lesson: Lesson) -> Iterator[LoneQuestion]:
    for language, text in lesson.texts.items():
        for other, twin in lesson.texts.items():
            there = {block["id"] for block in twin.body}
            for block in text.body:
                if block["type"] in QUESTION_TYPES and block["id"] not in there:
                    yield LoneQuestion(
                        lesson_key=lesson.key,
                        lesson=text.title,
                        block_id=block["id"],
                        prompt=block["value"]["prompt"],
                        language=language,
                        missing_in=other,
                    )


def lesson_file(course: Course, lesson: Lesson, language: str) -> str:
    """Return the name of the file of a lesson in `language`."""
    return f"courses/{course.name}/{lesson.name}.{language}.json"


def _claim(key: str, place: Place, keys: dict[str, str]) -> None:
    if key in keys:
        place.at("key").refuse(
            _("The file %(other)s has the same key; every thing has its own."), other=keys[key]
        )
    keys[key] = place.file


def _check_lesson(course: Course, lesson: Lesson, findings: Findings, keys: dict[str, str]) -> None:
    first: LessonContent | None = None
    for language, text in lesson.texts.items():
        place = Place(findings, lesson_file(course, lesson, language))
        if language not in course.texts:
            place.at("language").refuse(
                _("The course has no text in this language (course.json, text).")
            )
        if first is None:
            _claim(text.key, place, keys)
            first = text
        elif text.key != first.key:
            place.at("key").refuse(
                _("The lesson has another key in %(language)s; it is one lesson with one key."),
                language=first.language,
            )
        else:
            _check_same_questions(first, text, place)


def _check_slugs(content: PathContent, language: str, findings: Findings) -> None:
    slugs: dict[str, str] = {}
    for course in content.courses:
        if language in course.texts:
            place = Place(findings, f"courses/{course.name}/course.json")
            _claim_slug(course.texts[language].slug, place.at("text", language), slugs)
        inside: dict[str, str] = {}
        for lesson in course.lessons:
            if language in lesson.texts:
                place = Place(findings, lesson_file(course, lesson, language))
                _claim_slug(lesson.texts[language].slug, place, inside)


def _claim_slug(slug: str, place: Place, slugs: dict[str, str]) -> None:
    if slug in slugs:
        place.at("slug").refuse(
            _("The file %(other)s has the same slug; two pages can't have the same address."),
            other=slugs[slug],
        )
    slugs[slug] = place.file


Block = Mapping[str, Any]


def _check_same_questions(first: LessonContent, other: LessonContent, place: Place) -> None:
    """Refuse questions that differ by more than their words: they have one statistic.

    A question may be in one language alone: it is noted (`lone_questions`), not refused.
    """
    asked = {block["id"]: block for block in first.body}
    for number, block in enumerate(other.body, 1):
        here = place.at("body", number)
        twin = asked.get(block["id"])
        if twin is None:
            continue
        if twin["type"] != block["type"]:
            here.at("type").refuse(
                _("The block with this id is a “%(kind)s” in %(language)s."),
                kind=twin["type"],
                language=first.language,
            )
        elif block["type"] in QUESTION_TYPES:
            _check_same_choices(twin, block, here, first.language)


def _worth(choice: Block) -> Any:
    value = choice["value"]
    return value["quality"] if "quality" in value else value["correct"]


def _check_same_choices(twin: Block, block: Block, place: Place, language: str) -> None:
    worth = {choice["id"]: _worth(choice) for choice in twin["value"]["choices"]}
    choices = block["value"]["choices"]
    if {choice["id"] for choice in choices} != set(worth):
        place.at("choices").refuse(
            _("The options don't have the same ids as in %(language)s."), language=language
        )
        return
    for number, choice in enumerate(choices, 1):
        if _worth(choice) != worth[choice["id"]]:
            place.at("choices", number).refuse(
                _("This option is not worth the same as in %(language)s."), language=language
            )
