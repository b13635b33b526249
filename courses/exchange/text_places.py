"""Where in the contents of a path texts stand that are translated. Pure.

A place is the way to a text: fields, ids of blocks and items, and `value` below each of them, with
slashes. The academy knows the texts of its pages by the same places (`courses.translating`), which
a test holds together.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .body import BLOCKS
from .contents import (
    BankQuestionText,
    CourseSet,
    CourseText,
    LessonContent,
    Objective,
    PathText,
    SurveyFile,
)
from .question_shapes import QUESTIONS
from .schema import Items, Record, Rich, Shape, Text
from .surveys import SURVEY_BLOCKS

_SEPARATOR = "/"
OBJECTIVES = "objectives"
_PLAIN = Text()
_RICH = Rich(headings=True)
# A text that names something: the tag of the questions that a test draws.
_NAMES = frozenset({"tag"})
# How a field of a survey is called that has the name of its language alone.
_TEXT = "text"
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


def question_texts(question: BankQuestionText) -> Texts:
    """Return the texts of a question of a bank in one language by place: below its block, whose id
    files don't have."""
    found: Texts = {"objective": (_PLAIN, question.objective)}
    shape = QUESTIONS[question.kind]
    return found | dict(_below(shape, question.value, ("value",)))


def survey_texts(survey: SurveyFile, language: str) -> Texts:
    """Return the texts of a survey in one language by place: both languages stand side by side in
    its file, under names that end in theirs."""
    intro = {"fr": survey.intro_fr, "en": survey.intro_en}[language]
    found: Texts = {"intro": (_PLAIN, intro)}
    for block in survey.questions:
        here = ("questions", block["id"], "value")
        found |= dict(_side(SURVEY_BLOCKS[block["type"]], block["value"], here, language))
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


def _side(
    shape: Record, value: Mapping[str, Any], steps: tuple[str, ...], language: str
) -> Iterator[tuple[str, tuple[Shape, str]]]:
    for name, child in shape.fields.items():
        field, _underscore, ending = name.rpartition("_")
        if isinstance(child, Items) and isinstance(child.of, Record):
            for one in value[name]:
                below = (*steps, name, one["id"], "value")
                yield from _side(child.of, one["value"], below, language)
        elif ending == language:
            yield _place(*steps, field or _TEXT), (child, str(value[name]))


def _place(*steps: str) -> str:
    return _SEPARATOR.join(steps)
