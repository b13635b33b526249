"""What a survey asks as one language has it: the same questions, with its words alone."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from .surveys import (
    LONGEST_END,
    LONGEST_OPTION,
    LONGEST_QUESTION,
    ONE,
    SCALE,
    SEVERAL,
    WORDS,
    OneChoiceBlock,
    ScaleBlock,
    SeveralChoicesBlock,
    WordsBlock,
)

# How a field is called that has the name of its language alone.
TEXT = "text"
_QUESTION = pgettext_lazy("of a survey", "Question")


def _struct(label: Any, **fields: blocks.Block) -> blocks.StructBlock:
    return blocks.StructBlock(list(fields.items()), label=label)


def _words(label: Any, longest: int) -> blocks.CharBlock:
    return blocks.CharBlock(max_length=longest, label=label)


def _choice(block: type[blocks.Block]) -> blocks.StructBlock:
    option = _struct(_("Option"), text=_words(_("Option"), LONGEST_OPTION))
    return _struct(
        block._meta_class.label,
        text=_words(_QUESTION, LONGEST_QUESTION),
        options=blocks.ListBlock(option, label=_("Options")),
    )


SIDE_BLOCKS = [
    (
        SCALE,
        _struct(
            ScaleBlock._meta_class.label,
            text=_words(_QUESTION, LONGEST_QUESTION),
            low=_words(_("What 1 means"), LONGEST_END),
            high=_words(_("What 5 means"), LONGEST_END),
        ),
    ),
    (ONE, _choice(OneChoiceBlock)),
    (SEVERAL, _choice(SeveralChoicesBlock)),
    (WORDS, _struct(WordsBlock._meta_class.label, text=_words(_QUESTION, LONGEST_QUESTION))),
]


def side_of(stored: Iterable[Mapping[str, Any]], language: str) -> list[dict[str, Any]]:
    """Return the stored questions of a survey, or the items of one, as `language` has them."""
    return [{**one, "value": _side(one["value"], language)} for one in stored]


def _side(value: Mapping[str, Any], language: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, one in value.items():
        field, _underscore, ending = name.rpartition("_")
        if isinstance(one, list):
            found[name] = side_of(one, language)
        elif ending == language:
            found[field or TEXT] = one
    return found


def with_side(
    stored: Iterable[Mapping[str, Any]], side: Iterable[Mapping[str, Any]], language: str
) -> list[dict[str, Any]]:
    """Return the stored questions with the words of one language, as `side_of` gives them."""
    said = {one["id"]: one["value"] for one in side}
    return [
        {**one, "value": _with(one["value"], said[one["id"]], language)}
        if one["id"] in said
        else dict(one)
        for one in stored
    ]


def _with(value: Mapping[str, Any], side: Mapping[str, Any], language: str) -> dict[str, Any]:
    made = dict(value)
    for name, one in side.items():
        if isinstance(one, list):
            made[name] = with_side(value[name], one, language)
        else:
            made[language if name == TEXT else f"{name}_{language}"] = one
    return made
