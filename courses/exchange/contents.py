"""A learning path as files hold it, once it is read and found right. Pure.

Values of blocks are plain (strings, numbers, lists, dictionaries) in the form of the format, and
never changed once made.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from courses.cobuilding.chains import Chain

# The second holds packages, ledgers, surveys, what search engines are told, more of images and
# videos, and the entries of frameworks that questions of banks meet; the third, from which texts
# translations were made that follow an older one. A path is written in the first format that holds
# all of it: older academies read that.
FORMAT = "academie-path/1"
FORMAT_2 = "academie-path/2"
FORMAT_3 = "academie-path/3"
FORMATS = (FORMAT, FORMAT_2, FORMAT_3)
LANGUAGES = ("fr", "en")
LEVELS = ("foundation", "intermediate", "advanced")
# Characters of a title, minutes of a lesson.
LONGEST_TITLE = 90
LONGEST_LESSON = 600
# Courses that an optional set may need.
MOST_NEEDED = 50


@dataclass(frozen=True, slots=True)
class Objective:
    """What one can do afterwards. `id` is empty where nothing names it.

    `frameworks`: references of the entries of frameworks that it meets.
    """

    text: str
    id: str = ""
    frameworks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundBy:
    """What search engines and the tab of a browser say of a page, where it isn't its title."""

    seo_title: str = ""
    search_description: str = ""

    @property
    def is_said(self) -> bool:
        """Whether there is anything."""
        return bool(self.seo_title or self.search_description)


@dataclass(frozen=True, slots=True)
class LessonContent:
    """A lesson in one language. `review_by` is an ISO day; `body` a list of blocks.

    `objectives`: the ids of the objectives of its course that it serves.
    """

    key: str
    language: str
    title: str
    slug: str
    summary: str
    duration_minutes: int
    review_by: str | None
    body: tuple[Mapping[str, Any], ...]
    objectives: tuple[str, ...] = ()
    found: FoundBy = FoundBy()


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson in every language it is in. `name` is the name of its files."""

    name: str
    texts: Mapping[str, LessonContent]

    @property
    def key(self) -> str:
        """The key that the lesson has in each language."""
        return next(iter(self.texts.values())).key


@dataclass(frozen=True, slots=True)
class CourseText:
    """What a course says of itself in one language."""

    title: str
    slug: str
    summary: str
    objectives: tuple[Objective, ...]
    found: FoundBy = FoundBy()


@dataclass(frozen=True, slots=True)
class Course:
    """A course in every language. `name` is the name of its folder.

    `requires`, `optional_set`, `condition` and `mastering`: its place in the path, in keys
    (`courses.structure.Step`).
    `positioning`: whether it offers a positioning test.
    """

    name: str
    key: str
    mastery_score: Decimal
    texts: Mapping[str, CourseText]
    lessons: tuple[Lesson, ...]
    requires: tuple[str, ...] = ()
    optional_set: str = ""
    condition: str = "always"
    mastering: tuple[str, ...] = ()
    positioning: bool = True

    @property
    def place(self) -> dict[str, Any]:
        """What it says of its place in the path, as pages keep it."""
        return {
            "requires": list(self.requires),
            "optional_set": self.optional_set,
            "condition": self.condition,
            "mastering": list(self.mastering),
        }


@dataclass(frozen=True, slots=True)
class PathText:
    """What a path says of itself in one language. `description` is rich text."""

    title: str
    slug: str
    summary: str
    description: str
    objectives: tuple[Objective, ...]
    audience: str
    found: FoundBy = FoundBy()


@dataclass(frozen=True, slots=True)
class Medium:
    """What is known of a file below `media/`. `captions` names files by language (videos only).

    `seconds` is how long a video lasts, `thumbnail` the file of the picture that stands for it,
    `size` its width and height where they are known. `description` and `focal_point` (the
    middle, from the left and from the top, the width and the height of what has to stay when it is
    cut) are of a picture.
    """

    title: str
    credit: str = ""
    licence: str = ""
    seconds: int = 0
    captions: tuple[tuple[str, str], ...] = ()
    thumbnail: str = ""
    size: tuple[int, ...] = ()
    description: str = ""
    focal_point: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CourseSet:
    """An optional set: courses of which so many are `needed`. `titles` by language."""

    key: str
    needed: int
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BankQuestionText:
    """A question of a bank in one language. `kind` is the type of its block, `value` its value,
    `frameworks` the entries that its objective meets."""

    kind: str
    value: Mapping[str, Any]
    objective: str = ""
    frameworks: tuple[str, ...] = ()

    def as_body(self, key: str) -> list[dict[str, Any]]:
        """Return the question as a body of one block."""
        return [{"type": self.kind, "id": key, "value": self.value}]


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """A question of a bank in every language it is in."""

    key: str
    tags: tuple[str, ...]
    difficulty: str
    texts: Mapping[str, BankQuestionText]


@dataclass(frozen=True, slots=True)
class Bank:
    """A question bank. `name` is the name of its file, by which tests name it."""

    name: str
    key: str
    title: str
    questions: tuple[BankQuestion, ...]


@dataclass(frozen=True, slots=True)
class PackageFile:
    """A package made elsewhere. `name` is the name of its folder, by which lessons name it.

    `standard` and `counts_when` are the words of `courses.models.Package` and its versions;
    `file_name` is what its archive was called when it was brought in.
    """

    name: str
    key: str
    title: str
    standard: str
    counts_when: str
    file_name: str


@dataclass(frozen=True, slots=True)
class SurveyFile:
    """A survey before or after a path. `name` is the name of its file; `title` is what designers
    call it, `questions` are its blocks."""

    name: str
    key: str
    title: str
    intro_fr: str
    intro_en: str
    questions: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """A text of a translation that wasn't made from what its source says today.

    `page` is a key, `place` the way to the text (`text_places`). `made_from`: what the source said
    then, None where nobody translated it yet. `same_meaning`: SHA-256 of other texts of the source
    of which somebody said that they mean the same.
    """

    page: str
    language: str
    place: str
    made_from: str | None
    same_meaning: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Translations:
    """The language that the others of a path are translated from, and the texts that don't follow
    what it says today."""

    source_language: str
    texts: tuple[MadeFrom, ...]


@dataclass(frozen=True, slots=True)
class PathContent:
    """A whole learning path in every language. `image` is the name of a media file, or empty.

    `valid_months`: for how many months a pass holds, None for ever. `banks`: those that its tests
    draw from. `packages`: those that its lessons hold; `ledgers`: who did what in it, one an
    academy. `surveys`: those that it offers; `offered`: the name of one by moment. `translations`:
    None where every translation was made from what its source says.
    """

    key: str
    theme: str
    level: str
    licence: str
    source_language: str
    built_by: tuple[str, ...]
    image: str
    texts: Mapping[str, PathText]
    courses: tuple[Course, ...]
    media: Mapping[str, Medium]
    valid_months: int | None = None
    optional_sets: tuple[CourseSet, ...] = ()
    banks: tuple[Bank, ...] = ()
    packages: tuple[PackageFile, ...] = ()
    ledgers: tuple[Chain, ...] = ()
    surveys: tuple[SurveyFile, ...] = ()
    offered: Mapping[str, str] = field(default_factory=dict)
    translations: Translations | None = None

    @property
    def format(self) -> str:
        """The first format that holds all of it."""
        if self.translations is not None:
            return FORMAT_3
        found = [text.found for text in self.texts.values()]
        found += [text.found for course in self.courses for text in course.texts.values()]
        found += [text.found for lesson in self.lessons() for text in lesson.texts.values()]
        searched = any(one.is_said for one in found)
        pictured = any(
            one.thumbnail or one.size or one.description or one.focal_point
            for one in self.media.values()
        )
        mapped = any(
            text.frameworks
            for bank in self.banks
            for question in bank.questions
            for text in question.texts.values()
        )
        added = (self.packages, self.ledgers, self.surveys, searched, pictured, mapped)
        return FORMAT_2 if any(added) else FORMAT

    def lessons(self) -> Iterator[Lesson]:
        """Yield every lesson, in order."""
        for course in self.courses:
            yield from course.lessons

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the path, the one it was written in first."""
        others = [code for code in LANGUAGES if code in self.texts and code != self.source_language]
        return (self.source_language, *others)
