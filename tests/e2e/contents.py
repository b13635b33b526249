"""What the paths of the journeys hold, read from their files: the right answers, above all."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from courses.exchange.question_shapes import QUESTION_TYPES

LIBRARY = Path(__file__).resolve().parents[2] / "courses" / "library"
OWN = Path(__file__).parent / "paths"
# Followed to its end by the learner.
REMOTE_WORK = LIBRARY / "remote-work"
LOCKED_SCREEN = OWN / "locked-screen"
EVERY_QUESTION = OWN / "every-question"
KNOWLEDGE_TEST = OWN / "knowledge-test"
# Its one course has a positioning test, and masters a course of FIRST_WEEKS, which is skipped then.
PASSWORDS = LIBRARY / "passwords-and-second-factors"
# A path with a prerequisite, an optional set, a skipped course and a deepening.
FIRST_WEEKS = Path(__file__).resolve().parents[2] / "home" / "demonstration" / "first-weeks"


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a lesson: its kind, its value in the file and the ids of its options, right and
    wrong (none where it isn't answered by options)."""

    id: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    kind: str = ""
    value: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson of a path, in one language."""

    title: str
    slug: str
    blocks: tuple[str, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class LearningPath:
    """A path in one language: its title and its lessons, in order."""

    key: str
    title: str
    slug: str
    lessons: tuple[Lesson, ...]


def read_path(folder: Path, language: str) -> LearningPath:
    """Return the path that `folder` holds."""
    head = _json(folder / "path.json")
    lessons = []
    for course in head["courses"]:
        inside = folder / "courses" / course
        for name in _json(inside / "course.json")["lessons"]:
            lessons.append(_lesson(_json(inside / f"{name}.{language}.json")))
    text = head["text"][language]
    return LearningPath(head["key"], text["title"], text["slug"], tuple(lessons))


def _lesson(data: dict) -> Lesson:
    return Lesson(
        title=data["title"],
        slug=data["slug"],
        blocks=tuple(block["id"] for block in data["body"]),
        questions=tuple(
            _question(block) for block in data["body"] if block["type"] in QUESTION_TYPES
        ),
    )


def _question(block: dict) -> Question:
    right, wrong = [], []
    # The regions of a picture are its options.
    for choice in block["value"].get("choices") or block["value"].get("regions") or ():
        value = choice["value"]
        is_right = value["quality"] == "best" if "quality" in value else value["correct"]
        (right if is_right else wrong).append(choice["id"])
    if block["type"] == "scenario":
        right = right[:1]
    return Question(block["id"], tuple(right), tuple(wrong), block["type"], block["value"])


def _json(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))
