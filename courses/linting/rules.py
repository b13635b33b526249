"""The rules of the check: a path in one language -> what was found. Pure.

Each rule says what learners would stumble over and how sure it is: `Severity`. What stops a
publication comes from elsewhere, with its own sentence (`Rule.PUBLICATION`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from math import floor
from urllib.parse import unquote, urlsplit

from courses.frameworks.coverage import (
    TaughtPath,
    lessons_without_objective,
    objectives_without_question,
)

from .contents import (
    Course,
    Known,
    Lesson,
    Link,
    Passage,
    Path,
    askable,
    host_of,
    is_file_name,
)
from .reading import VERY_HARD, ease_of

# From so many days before its day on, a lesson is due to be read again.
DAYS_AHEAD = 60
_A_NAME = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*", re.I)
_A_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|[\da-f]*:[\da-f:.]+", re.I)
_A_TELEPHONE = re.compile(r"\+?[\d\-.() ]{3,}(?:;.*)?")
_AN_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


class Severity(StrEnum):
    """How much a finding matters: it stops the publication, it has to be mended, or it is worth
    another reading."""

    STOPS = "stops"
    MEND = "mend"
    READ = "read"


class Rule(StrEnum):
    """What was found."""

    PUBLICATION = "publication"
    CAPTIONS = "captions"
    TRANSCRIPT = "transcript"
    PAGE_GONE = "page gone"
    PAGE_NOT_PUBLISHED = "page not published"
    DOCUMENT_GONE = "document gone"
    LINK_EMPTY = "link empty"
    LINK_WITHOUT_WORDS = "link without words"
    ANCHOR_LEADS_NOWHERE = "anchor leads nowhere"
    OWN_ADDRESS = "own address"
    ADDRESS_WRONG = "address wrong"
    ADDRESS_GONE = "address gone"
    NOBODY_ANSWERS = "nobody answers"
    IMAGE_GONE = "image gone"
    NO_ALTERNATIVE = "no alternative"
    FILE_NAME = "file name"
    COLOURS = "colours"
    OBJECTIVE_WITHOUT_QUESTION = "objective without question"
    QUESTIONS_WITHOUT_OBJECTIVE = "questions without objective"
    NO_REVIEW_DAY = "no review day"
    REVIEW_PAST = "review past"
    REVIEW_SOON = "review soon"
    HARD_TO_READ = "hard to read"
    STALE = "stale"
    MARKED_OTHERWISE = "marked otherwise"
    TERM_LACKING = "term lacking"
    TERM_AVOIDED = "term avoided"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found at a place: a page, and a block of it ("" for the page as a whole).

    `said`: what its sentence names (`courses.linting.wording`).
    """

    severity: Severity
    rule: Rule
    page_id: int
    block_id: str = ""
    said: Mapping[str, object] = field(default_factory=dict)


def check(path: Path, known: Known, today: date) -> Iterator[Finding]:
    """Yield what is found in a path, page by page in its order."""
    yield from _of_passage(path.page_id, path.passage, known, frozenset())
    objectives = list(_objectives(path))
    for course in path.courses:
        yield from (one for one in objectives if one.page_id == course.page_id)
        for lesson in course.lessons:
            yield from (one for one in objectives if one.page_id == lesson.page_id)
            yield from _review(lesson, today)
            yield from _reading(lesson, path.language)
            anchors = frozenset(f"block-{one.block_id}" for one in lesson.passages)
            for passage in lesson.passages:
                yield from _of_passage(lesson.page_id, passage, known, anchors)


def _of_passage(
    page_id: int, passage: Passage, known: Known, anchors: frozenset[str]
) -> Iterator[Finding]:
    def found(rule: Rule, severity: Severity = Severity.MEND, **said: object) -> Finding:
        return Finding(severity, rule, page_id, passage.block_id, said)

    if passage.lacks_transcript:
        yield found(Rule.TRANSCRIPT)
    for link in passage.links:
        rule = wrong_with(link, known, anchors)
        if rule is not None:
            named = {"text": link.text or link.target, "target": link.target}
            said = named | _since(rule, link, known)
            yield Finding(Severity.MEND, rule, page_id, passage.block_id, said)
    for picture in passage.pictures:
        alternative = picture.alternative.strip()
        if picture.image_id is None or picture.image_id not in known.images:
            yield found(Rule.IMAGE_GONE)
        elif not alternative:
            yield found(Rule.NO_ALTERNATIVE)
        elif is_file_name(alternative) or alternative == known.images[picture.image_id]:
            yield found(Rule.FILE_NAME, text=alternative)
    if passage.has_colours:
        yield found(Rule.COLOURS)


def wrong_with(link: Link, known: Known, anchors: frozenset[str]) -> Rule | None:
    """Return what is wrong with a link; None for a sound one. Nothing outside is asked here: what
    is `known` of an address elsewhere was. `anchors`: those of the page."""
    if link.kind == "page":
        live = None if link.number is None else known.pages.get(link.number)
        if live is None:
            return Rule.PAGE_GONE
        if not live:
            return Rule.PAGE_NOT_PUBLISHED
    elif link.kind == "document":
        if link.number not in known.documents:
            return Rule.DOCUMENT_GONE
    elif link.target in ("", "#"):
        return Rule.LINK_EMPTY
    elif link.target.startswith("#"):
        if unquote(link.target[1:]) not in anchors:
            return Rule.ANCHOR_LEADS_NOWHERE
    elif link.target.startswith("/") and not link.target.startswith("//"):
        return Rule.OWN_ADDRESS
    elif not is_well_written(link.target):
        return Rule.ADDRESS_WRONG
    elif known.own_host and host_of(link.target) == known.own_host:
        return Rule.OWN_ADDRESS
    elif broken := known.broken.get(askable(link.target) or ""):
        return Rule.ADDRESS_GONE if broken.status else Rule.NOBODY_ANSWERS
    return None if link.text else Rule.LINK_WITHOUT_WORDS


def _since(rule: Rule, link: Link, known: Known) -> dict[str, object]:
    if rule not in (Rule.ADDRESS_GONE, Rule.NOBODY_ANSWERS):
        return {}
    broken = known.broken[askable(link.target) or ""]
    return {"day": broken.since} | ({"status": broken.status} if broken.status else {})


def is_well_written(address: str) -> bool:
    """Tell whether an address elsewhere (web, mail, telephone) is written as one can be."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    match parts.scheme:
        case "mailto":
            return bool(_AN_ADDRESS.fullmatch(parts.path))
        case "tel":
            return bool(_A_TELEPHONE.fullmatch(parts.path))
        case "http" | "https" | "":
            is_host = _A_NAME.fullmatch(host) or _A_NUMBER.fullmatch(host)
            return bool(is_host) and not re.search(r"\s", address)
        case _:
            return False


def _objectives(path: Path) -> Iterator[Finding]:
    taught = _taught(path)
    by_page = {course.page_id: course for course in path.courses}
    for loose in objectives_without_question([taught]):
        course = by_page[loose.page_id]
        own = next((key for key, text in course.objectives.items() if text == loose.text), "")
        yield Finding(
            Severity.READ,
            Rule.OBJECTIVE_WITHOUT_QUESTION,
            loose.page_id,
            own,
            {"text": loose.text},
        )
    with_objectives = {
        lesson.page_id for course in path.courses if course.objectives for lesson in course.lessons
    }
    for loose in lessons_without_objective([taught]):
        yield Finding(
            Severity.READ,
            Rule.QUESTIONS_WITHOUT_OBJECTIVE,
            loose.page_id,
            said={"course_has_some": loose.page_id in with_objectives},
        )


def _taught(path: Path) -> TaughtPath:
    lessons = [lesson for course in path.courses for lesson in course.lessons]
    return TaughtPath(
        title=path.title,
        page_id=path.page_id,
        language=path.language,
        objectives=[
            {
                "course": course.key,
                "texts": {path.language: text},
                "frameworks": [],
                "lessons": _serving(course, own),
            }
            for course in path.courses
            for own, text in course.objectives.items()
        ],
        questions={lesson.key: lesson.questions for lesson in lessons},
        courses={course.key: (course.title, course.page_id) for course in path.courses},
        lessons={lesson.key: (lesson.title, lesson.page_id) for lesson in lessons},
    )


def _serving(course: Course, objective: str) -> list[str]:
    return [lesson.key for lesson in course.lessons if objective in lesson.objectives]


def _review(lesson: Lesson, today: date) -> Iterator[Finding]:
    day = lesson.review_by
    if day is None:
        yield Finding(Severity.READ, Rule.NO_REVIEW_DAY, lesson.page_id)
    elif day < today:
        yield Finding(Severity.MEND, Rule.REVIEW_PAST, lesson.page_id, said={"day": day})
    elif day <= today + timedelta(days=DAYS_AHEAD):
        yield Finding(Severity.READ, Rule.REVIEW_SOON, lesson.page_id, said={"day": day})


def _reading(lesson: Lesson, language: str) -> Iterator[Finding]:
    ease = ease_of([line for one in lesson.passages for line in one.prose], language)
    if ease is None or not ease.is_hard:
        return
    counted = [(ease_of(one.prose, language), one.block_id) for one in lesson.passages]
    scores = [(one.score, block_id) for one, block_id in counted if one is not None]
    yield Finding(
        Severity.READ,
        Rule.HARD_TO_READ,
        lesson.page_id,
        # Where to begin: the hardest passage that is long enough to be counted by itself.
        min(scores)[1] if scores else "",
        {
            # The formulas go below nought where no sentence ends; what is said is “out of 100”.
            "score": max(0, floor(ease.score)),
            "words": ease.words,
            "sentence": round(ease.sentence),
            "very": ease.score < VERY_HARD,
        },
    )
