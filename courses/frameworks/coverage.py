"""Which entries of frameworks are taught, by what, with how many questions. Pure.

A lesson's questions count for an entry when the lesson serves an objective that meets it. A lesson
that serves several of them counts once. Questions of banks name entries themselves; they count in
each path whose tests may draw them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from .framework import Framework

State = Literal["asked", "taught", "gap"]


@dataclass(frozen=True, slots=True)
class TaughtPath:
    """A published path, in one language.

    `objectives`: as `PublishedPath.objectives` has them. `questions`: how many each lesson asks, by
    key; `tested`: how many its tests draw. `courses`, `lessons`: titles and page ids by key.
    `drawn`: by entry, the questions of banks that its tests may draw.
    """

    title: str
    page_id: int
    language: str
    objectives: Sequence[Mapping[str, Any]]
    questions: Mapping[str, int]
    courses: Mapping[str, tuple[str, int]]
    lessons: Mapping[str, tuple[str, int]]
    drawn: Mapping[str, frozenset[str]] = field(default_factory=dict)
    tested: Mapping[str, int] = field(default_factory=dict)

    def asks(self, lesson: str) -> bool:
        """Tell whether a lesson asks anything, itself or by a test."""
        return bool(self.questions.get(lesson, 0) or self.tested.get(lesson, 0))


@dataclass(frozen=True, slots=True)
class Cell:
    """What a path does for an entry. `courses`: titles of those whose objectives name it.
    `questions`: those of its lessons, and the `drawn` ones, which its tests may ask."""

    is_taught: bool
    courses: tuple[str, ...]
    questions: int
    drawn: int = 0

    @property
    def asked(self) -> int:
        """How many questions lessons ask."""
        return self.questions - self.drawn


@dataclass(frozen=True, slots=True)
class Row:
    """An entry, with a cell for each path in order. `is_group`: it holds others, and counts theirs.

    `framework`: the name and version of its framework.
    """

    framework_id: str
    framework: str
    code: str
    title: str
    is_group: bool
    cells: tuple[Cell, ...]

    @property
    def questions(self) -> int:
        """How many questions all the paths ask."""
        return sum(cell.questions for cell in self.cells)

    @property
    def paths(self) -> int:
        """How many paths teach it."""
        return sum(cell.is_taught for cell in self.cells)

    @property
    def state(self) -> State:
        """Whether it is taught with questions, without any, or not at all."""
        if self.questions:
            return "asked"
        return "taught" if self.paths else "gap"


@dataclass(frozen=True, slots=True)
class Loose:
    """What the lint finds: an objective without a question, or a lesson whose questions serve none.

    `page_id`: the page to mend it in.
    """

    path: str
    text: str
    page_id: int


def rows_of(frameworks: Sequence[Framework], paths: Sequence[TaughtPath], said: str) -> list[Row]:
    """Return every entry of `frameworks`, in order, with what `paths` do for it."""
    found = []
    for framework in frameworks:
        groups = framework.groups
        for entry in framework.entries:
            wanted = {entry.reference}
            wanted |= {one.reference for one in framework.entries if one.parent == entry.reference}
            found.append(
                Row(
                    framework_id=framework.id,
                    framework=f"{framework.name} {framework.version}",
                    code=entry.code,
                    title=entry.title(said),
                    is_group=entry.reference in groups,
                    cells=tuple(_cell(path, wanted) for path in paths),
                )
            )
    return found


def _cell(path: TaughtPath, wanted: set[str]) -> Cell:
    named = [one for one in path.objectives if wanted.intersection(one["frameworks"])]
    lessons = {key for one in named for key in one["lessons"]}
    courses = dict.fromkeys(one["course"] for one in named if one["course"] in path.courses)
    drawn = frozenset[str]().union(*(path.drawn.get(one, frozenset()) for one in wanted))
    return Cell(
        is_taught=bool(named or drawn),
        courses=tuple(path.courses[key][0] for key in courses),
        questions=sum(path.questions.get(key, 0) for key in lessons) + len(drawn),
        drawn=len(drawn),
    )


def objectives_without_question(paths: Sequence[TaughtPath]) -> Iterator[Loose]:
    """Yield the objectives of courses that no lesson with a question serves."""
    for path in paths:
        for one in path.objectives:
            if one["course"] in path.courses and not any(map(path.asks, one["lessons"])):
                text = one["texts"].get(path.language) or next(iter(one["texts"].values()))
                yield Loose(path.title, text, path.courses[one["course"]][1])


def lessons_without_objective(paths: Sequence[TaughtPath]) -> Iterator[Loose]:
    """Yield the lessons that ask questions and serve no objective."""
    for path in paths:
        served = {key for one in path.objectives for key in one["lessons"]}
        for key, (title, page_id) in path.lessons.items():
            if path.asks(key) and key not in served:
                yield Loose(path.title, title, page_id)
