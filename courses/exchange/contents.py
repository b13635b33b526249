"""A learning path as files hold it, once it is read and found right. Pure.

Values of blocks are plain (strings, numbers, lists, dictionaries) in the form of the format, and
never changed once made.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

FORMAT = "academie-path/1"
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


@dataclass(frozen=True, slots=True)
class Medium:
    """What is known of a file below `media/`. `captions` names files by language (videos only).

    `seconds` is how long a video lasts.
    """

    title: str
    credit: str = ""
    licence: str = ""
    seconds: int = 0
    captions: tuple[tuple[str, str], ...] = ()


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
class PathContent:
    """A whole learning path in every language. `image` is the name of a media file, or empty.

    `valid_months`: for how many months a pass holds, None for ever. `banks`: those that its tests
    draw from.
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

    def lessons(self) -> Iterator[Lesson]:
        """Yield every lesson, in order."""
        for course in self.courses:
            yield from course.lessons

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the path, the one it was written in first."""
        others = [code for code in LANGUAGES if code in self.texts and code != self.source_language]
        return (self.source_language, *others)
