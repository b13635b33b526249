"""Surveys around a path as files hold them: what is asked, never what was answered. Pure."""

from collections.abc import Mapping
from typing import Any

from .contents import SurveyFile
from .problems import Place
from .schema import Items, Key, Many, OneOf, Record, Shape, Slug, Text, here, refuse_twice

MOST_QUESTIONS = 20
# When a survey is offered, as `courses.models.Moment` has it.
MOMENTS = ("before", "after")
# By moment, the name of a survey.
OFFERED = Record({moment: Slug() for moment in MOMENTS}, optional=frozenset(MOMENTS))

_QUESTION = {"fr": Text(250), "en": Text(250)}
_OPTIONS = Items(Record({"fr": Text(120), "en": Text(120)}), least=2, most=12)
_CHOICE = Record(_QUESTION | {"options": _OPTIONS})
SURVEY_BLOCKS: dict[str, Record] = {
    "scale": Record(
        _QUESTION | {name: Text(60) for name in ("low_fr", "low_en", "high_fr", "high_en")},
    ),
    "one": _CHOICE,
    "several": _CHOICE,
    "words": Record(_QUESTION),
}


class _Question:
    """What is asked, in both languages."""

    def read(self, value: Any, place: Place) -> dict[str, Any]:
        """Return the question as a block of the editor."""
        kind = value.get("type") if isinstance(value, dict) else None
        shape = SURVEY_BLOCKS.get(kind) if isinstance(kind, str) else None
        fields: dict[str, Shape] = {"type": OneOf(tuple(SURVEY_BLOCKS)), "id": Key()}
        return Record(fields | {"value": here(shape or Text())}).read(value, place)


SURVEY = Record(
    {
        "key": Key(),
        "title": Text(120),
        "intro_fr": Text(600, required=False),
        "intro_en": Text(600, required=False),
        "questions": Many(_Question(), least=1, most=MOST_QUESTIONS),
    },
    defaults={"intro_fr": "", "intro_en": ""},
)


def survey_file(name: str) -> str:
    """Return the name of the file of a survey."""
    return f"surveys/{name}.json"


def survey_of(name: str, found: Mapping[str, Any], place: Place) -> SurveyFile | None:
    """Return the survey that a file holds, None where fields are missing.

    A question that is there twice is refused: answers are kept by its id.
    """
    if not found.keys() >= SURVEY.fields.keys() - SURVEY.defaults.keys():
        return None
    questions = tuple(found["questions"])
    refuse_twice((one.get("id") for one in questions), place.at("questions"), "id")
    return SurveyFile(
        name,
        found["key"],
        found["title"],
        found.get("intro_fr", ""),
        found.get("intro_en", ""),
        questions,
    )
