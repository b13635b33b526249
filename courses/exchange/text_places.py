"""Where in the contents of a path texts stand that are translated. Pure.

A place is the way to a text: fields, ids of blocks and items, and `value` below each of them, with
slashes. The academy knows the texts of its pages by the same places (`courses.translating`), which
a test holds together.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .body import BLOCKS
from .contents import CourseSet, CourseText, LessonContent, Objective, PathText
from .schema import Items, Record, Rich, Shape, Text

_SEPARATOR = "/"
OBJECTIVES = "objectives"
_PLAIN = Text()
_RICH = Rich(headings=True)
# A text that names something: the tag of the questions that a test draws.
_NAMES = frozenset({"tag"})
# Of each text of a page: its shape, and what it says.
Texts = dict[str, tuple[Shape, str]]


def path_texts(text: PathText, sets: Sequence[CourseSet], language: str) -> Texts:
    """Return the texts of a path in one language by place."""
    found: Texts = {"title": (_PLAIN, text.title), "summary": (_PLAIN, text.summary)}
    found |= {"description": (_RICH, text.description), "audience": (_PLAIN, text.audience)}
    found |= _objectives(text.objectives)
    for one in sets:
        if language in one.titles:
            found[_place("optional_sets", one.key, "value", "title")] = (
                _PLAIN,
                one.titles[language],
            )
    return found


def course_texts(text: CourseText) -> Texts:
    """Return the texts of a course in one language by place."""
    found: Texts = {"title": (_PLAIN, text.title), "summary": (_PLAIN, text.summary)}
    return found | _objectives(text.objectives)


def lesson_texts(lesson: LessonContent) -> Texts:
    """Return the texts of a lesson in one language by place."""
    found: Texts = {"title": (_PLAIN, lesson.title), "summary": (_PLAIN, lesson.summary)}
    for block in lesson.body:
        here = ("body", block["id"], "value")
        found |= dict(_below(BLOCKS[block["type"]], block["value"], here))
    return found


def objective_in(place: str) -> str:
    """Return the id of the objective whose text stands at `place`; "" where it is another text."""
    steps = place.split(_SEPARATOR)
    return steps[1] if steps[0] == OBJECTIVES and len(steps) > 1 else ""


def _objectives(objectives: Sequence[Objective]) -> Texts:
    """Return the objectives that have an id: the others have no name in files."""
    return {
        _place(OBJECTIVES, one.id, "value", "text"): (_PLAIN, one.text)
        for one in objectives
        if one.id
    }


def _below(
    shape: Shape, value: Any, steps: tuple[str, ...]
) -> Iterator[tuple[str, tuple[Shape, str]]]:
    if isinstance(shape, Text | Rich):
        yield _place(*steps), (shape, str(value or ""))
    elif isinstance(shape, Items):
        for one in value:
            yield from _below(shape.of, one["value"], (*steps, one["id"], "value"))
    elif isinstance(shape, Record) and isinstance(value, Mapping):
        for name, child in shape.fields.items():
            if name in value and name not in _NAMES:
                yield from _below(child, value[name], (*steps, name))


def _place(*steps: str) -> str:
    return _SEPARATOR.join(steps)
