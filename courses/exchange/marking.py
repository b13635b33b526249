"""What the languages of a question agree on, whatever its words: it has one statistic. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from .contents import LessonContent
from .problems import Findings, Place, _
from .question_shapes import QUESTION_TYPES

# What is marked: what counts in one language has to be in the other.
MARKED = (*QUESTION_TYPES, "knowledge_test")
Block = Mapping[str, Any]


def check_same_questions(first: LessonContent, other: LessonContent, place: Place) -> None:
    """Refuse questions that differ by more than their words: they have one statistic.

    A question may be in one language alone: it is noted (`lone_questions`), not refused.
    """
    asked = {block["id"]: block for block in first.body}
    for number, block in enumerate(other.body, 1):
        here = place.at("body", number)
        twin = asked.get(block["id"])
        if twin is None:
            continue
        if twin["type"] != block["type"]:
            here.at("type").refuse(
                _("The block with this id is a “%(kind)s” in %(language)s."),
                kind=twin["type"],
                language=first.language,
            )
        elif block["type"] in QUESTION_TYPES:
            check_same_question(twin, block, here, first.language)
        elif block["type"] == "knowledge_test":
            _check_same_test(twin, block, here, first.language)


def marked_otherwise(first: Sequence[Block], other: Sequence[Block]) -> list[str]:
    """Return the ids of the questions and tests that two languages of a lesson both have, and that
    are marked otherwise in `other`, in its order: the right answer, what an option is worth, where
    a choice leads. `first` and `other`: blocks with every field that they have."""
    asked = {block["id"]: block for block in first}
    found = []
    for block in other:
        twin = asked.get(block["id"])
        if twin is None or block["type"] not in MARKED:
            continue
        findings = Findings()
        try:
            _check_same_marking(twin, block, Place(findings, ""))
            differs = bool(findings.problems)
        except (IndexError, KeyError, TypeError):
            # A draft may lead to what isn't there.
            differs = True
        if differs:
            found.append(block["id"])
    return found


def _check_same_marking(twin: Block, block: Block, place: Place) -> None:
    if twin["type"] != block["type"]:
        place.at("type").refuse(_("This is not the same as in %(language)s."), language="")
    elif block["type"] in QUESTION_TYPES:
        check_same_question(twin, block, place, "")
    else:
        _check_same_test(_without_ids(twin), _without_ids(block), place, "")


def _without_ids(test: Block) -> Block:
    value = test["value"]
    return {"value": {**value, "draws": [one["value"] for one in value["draws"]]}}


def _check_same_test(twin: Block, block: Block, place: Place, language: str) -> None:
    """Refuse a test that differs by more than its title: it is one test with one statistic."""
    for name in ("bank", "draws", "attempts", "wait_hours", "minutes"):
        if twin["value"].get(name) != block["value"].get(name):
            place.at(name).refuse(_("This is not the same as in %(language)s."), language=language)


# The lists of each kind of question that languages have to agree on. What isn't listed here (the
# accepted answers of a short text, say) is a matter of words.
_OPTIONS = "choices"
_COMMON_LISTS: Mapping[str, tuple[str, ...]] = {
    "single_choice": (_OPTIONS,),
    "multiple_choice": (_OPTIONS,),
    "scenario": (_OPTIONS,),
    "ordering": ("items",),
    "matching": ("targets", "items"),
    "categorising": ("targets", "items"),
    "numeric": ("mistakes",),
    "short_text": (),
    "message_triage": ("messages",),
    "branching_scenario": ("steps",),
    "hot_spot": ("regions",),
}
# Fields of the question itself that are the same in every language.
_COMMON_FIELDS = ("answer", "tolerance", "several", "ask_certainty")


def check_same_question(twin: Block, block: Block, place: Place, language: str) -> None:
    """Refuse a question that differs by more than its words from `twin`, in `language`."""
    for name in _COMMON_FIELDS:
        if twin["value"].get(name, False) != block["value"].get(name, False):
            place.at(name).refuse(_("This is not the same as in %(language)s."), language=language)
    for name in _COMMON_LISTS[block["type"]]:
        _check_same_items(twin["value"], block["value"], name, place, language)


def _check_same_items(twin: Block, value: Block, name: str, place: Place, language: str) -> None:
    """Refuse items of a list that aren't those of `twin`, or aren't worth the same."""
    there = {item["id"]: item["value"] for item in twin[name]}
    items = value[name]
    if {item["id"] for item in items} != set(there):
        words = (
            _("The options don't have the same ids as in %(language)s.")
            if name == _OPTIONS
            else _("The items of this list don't have the same ids as in %(language)s.")
        )
        place.at(name).refuse(words, language=language)
        return
    for number, item in enumerate(items, 1):
        if not isinstance(item["value"], Mapping):
            continue
        here = place.at(name, number)
        if _worth(item["value"], value) != _worth(there[item["id"]], twin):
            words = (
                _("This option is not worth the same as in %(language)s.")
                if name == _OPTIONS
                else _("This item is not marked as the same item is in %(language)s.")
            )
            here.refuse(words, language=language)
        if _OPTIONS in item["value"] and name == "steps":
            _check_same_steps(there[item["id"]], item["value"], (twin, value), here, language)
    if name == "steps" and items[0]["id"] != twin[name][0]["id"]:
        place.at(name, 1).refuse(
            _("The scenario starts with another step than in %(language)s."), language=language
        )
    if name == "items" and "targets" not in value and _ids(items) != _ids(twin[name]):
        place.at(name).refuse(
            _("The items are not in the same order as in %(language)s."), language=language
        )


def _check_same_steps(
    twin: Block, step: Block, questions: tuple[Block, Block], place: Place, language: str
) -> None:
    """Refuse choices of a step that differ, or lead elsewhere, than those of `twin`."""
    _check_same_items(twin, step, _OPTIONS, place, language)
    leads = {one["id"]: _led_to(one["value"], questions[0]) for one in twin[_OPTIONS]}
    for number, one in enumerate(step[_OPTIONS], 1):
        if _led_to(one["value"], questions[1]) != leads.get(one["id"], ""):
            place.at(_OPTIONS, number, "next").refuse(
                _("This choice leads to another step than in %(language)s."), language=language
            )


def _led_to(choice: Block, question: Block) -> str | None:
    """Return the id of the step that a choice leads to, None for the end."""
    return question["steps"][choice["next"] - 1]["id"] if choice["next"] else None


def _ids(items: Any) -> list[str]:
    return [item["id"] for item in items]


# What an item is worth, or where it belongs: fields of items that are the same in every language.
_WORTH = ("correct", "quality", "verdict", "value", "left", "top", "width", "height")


def _worth(item: Block, question: Block) -> Any:
    """Return what marking takes of an item; a place in a list becomes the id of what is there."""
    worth = [item[name] for name in _WORTH if name in item]
    if "target" in item:
        worth.append(question["targets"][item["target"] - 1]["id"])
    return worth
