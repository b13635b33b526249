"""Objectives as files hold them: a sentence, alone or with an id and entries. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from courses.frameworks.shipped import entry, frameworks

from .contents import CourseText, LessonContent, Objective
from .problems import Place, _
from .schema import Key, Many, Record, Text, refuse_twice

LONGEST_OBJECTIVE = 250
MOST_ENTRIES = 12


class Reference:
    """The name of an entry of a framework (`digcomp:4.2`)."""

    def read(self, value: Any, place: Place) -> str:
        """Return the reference."""
        if isinstance(value, str) and entry(value) is not None:
            return value
        place.refuse(
            _(
                "“%(reference)s” is no entry of the frameworks of this academy (%(known)s). Name "
                "an entry by its framework and its code, such as %(example)s."
            ),
            reference=value,
            known=", ".join(f"{one.id} {one.version}" for one in frameworks()),
            example="digcomp:4.2",
        )
        return ""


_SENTENCE = Text(LONGEST_OBJECTIVE)
_WHOLE = Record(
    {"id": Key(), "text": _SENTENCE, "frameworks": Many(Reference(), least=1, most=MOST_ENTRIES)},
    optional=frozenset({"frameworks"}),
)


class _Objective:
    """An objective in either form."""

    def read(self, value: Any, place: Place) -> Objective:
        """Return the objective."""
        if not isinstance(value, dict):
            return Objective(_SENTENCE.read(value, place))
        found = _WHOLE.read(value, place)
        references = found.get("frameworks", [])
        refuse_twice(references, place.at("frameworks"))
        return Objective(found.get("text", ""), found.get("id", ""), tuple(references))


class Objectives:
    """The objectives of a path or of a course, in order."""

    def read(self, value: Any, place: Place) -> tuple[Objective, ...]:
        """Return the objectives; two with the same id are refused."""
        found = Many(_Objective()).read(value, place)
        refuse_twice((one.id or None for one in found), place, "id")
        return tuple(found)


class Served:
    """The ids of the objectives that a lesson serves."""

    def read(self, value: Any, place: Place) -> tuple[str, ...]:
        """Return the ids, each once."""
        found = Many(Key()).read(value, place)
        refuse_twice(found, place)
        return tuple(found)


def check_served(lesson: LessonContent, course: CourseText | None, place: Place) -> None:
    """Refuse that a lesson serves an objective that its course doesn't have in its language."""
    known = {one.id for one in course.objectives if one.id} if course else set()
    for number, served in enumerate(lesson.objectives, 1):
        if served not in known:
            place.at("objectives", number).refuse(
                _("The course has no objective with this id in this language (course.json, text).")
            )


def written(objectives: Sequence[Objective]) -> list[Any]:
    """Return objectives as a file has them: the sentence alone where nothing more is known."""
    found: list[Any] = []
    for one in objectives:
        if not one.id:
            found.append(one.text)
            continue
        whole: dict[str, Any] = {"id": one.id, "text": one.text}
        if one.frameworks:
            whole["frameworks"] = list(one.frameworks)
        found.append(whole)
    return found


def with_ids_of(objectives: Sequence[Objective], kept: Collection[str]) -> tuple[Objective, ...]:
    """Return `objectives` without the ids that aren't `kept`: what a file need not say."""
    return tuple(one if one.id in kept else replace(one, id="") for one in objectives)
