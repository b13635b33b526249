"""How a QTI item counts, where it says so by rules of its own (`responseProcessing`). Pure.

Most items name a template, or compare the response with the `correctResponse`, or add up a
`mapping`: then these are the whole key. Others compare it with values written into the rules, by
rounding or by patterns: what then earns marks and isn't in the key would be lost unseen.
"""

from collections.abc import Collection, Iterator

from . import shaping
from .lines import At, _
from .xml_tree import Element

_BRANCHES = ("responseIf", "responseElseIf")
_COMPARES = frozenset(
    {"match", "stringMatch", "equal", "equalRounded", "member", "contains", "substring"}
    | {"patternMatch", "inside", "delete", "lt", "lte", "gt", "gte", "durationLT", "durationGTE"}
)
# What compares the whole response with one value.
_ALIKE = frozenset({"match", "stringMatch", "equal", "member"})
_WHOLE_KEY = frozenset({"correct", "mapResponse", "mapResponsePoint"})
_SCORE = "SCORE"


def key_is_whole(
    processing: Element | None, response: str, right: Collection[str], at: At, *, is_typed: bool
) -> bool:
    """Tell whether the answers that are `right` are all that earns the marks; what isn't kept is
    told, and the file refused where that is a part of the answer key.

    `is_typed`: the answer is written, and here such an answer is right or wrong.
    """
    if processing is None:
        return True
    whole, others = 0.0, []
    for branch in processing.all(*_BRANCHES):
        worth = _worth(branch)
        if worth == 0:
            continue
        for compared in _compared(branch, response):
            if compared.name == "equalRounded":
                at.refuse(
                    _(
                        "The answer key can't be kept: numbers are rounded before they are "
                        "compared. Give a tolerance instead, or take this question out of the file."
                    )
                )
                return False
            if _is_of_key(compared, right):
                whole = max(whole, worth or 0.0)
            else:
                others.append(worth)
    if any(is_typed or worth is None or worth >= whole - shaping.NEARLY for worth in others):
        at.refuse(
            _(
                "The answer key can't be kept: the item also gives marks by rules of its own, for "
                "answers that aren't its right response. Take this question out of the file."
            )
        )
        return False
    if others:
        at.lose(_("A part of the mark for other answers isn't kept: the right one alone counts."))
    return True


def _worth(branch: Element) -> float | None:
    """Return what a branch brings; 0 where nothing, None where it has to be worked out."""
    for action in branch.children("setOutcomeValue"):
        if not action.get("identifier").upper().startswith(_SCORE):
            continue
        given = action.children()
        if len(given) == 1 and given[0].name == "baseValue":
            number = shaping.decimal_of(given[0].text)
            return None if number is None else max(0.0, float(number))
        return None
    return 0.0


def _compared(branch: Element, response: str) -> Iterator[Element]:
    """Yield the comparisons of the response on which a branch depends."""
    for condition in branch.children():
        if condition.name in ("setOutcomeValue", "responseCondition", "exitResponse"):
            continue
        for one in (condition, *condition.all(*_COMPARES)):
            if one.name in _COMPARES and next(one.all(*_COMPARES), None) is None:
                of = {found.get("identifier") for found in one.all("variable", *_WHOLE_KEY)}
                if response in of:
                    yield one


def _is_of_key(compared: Element, right: Collection[str]) -> bool:
    if next(compared.all(*_WHOLE_KEY), None) is not None:
        return True
    values = [one.text for one in compared.children("baseValue")]
    if compared.name not in _ALIKE or len(values) != 1 or len(compared.children()) != 2:
        return False
    return any(_alike(values[0], one) for one in right)


def _alike(first: str, second: str) -> bool:
    """Tell whether two values are one answer here, where capitals don't count."""
    if first.strip().casefold() == second.strip().casefold():
        return True
    numbers = shaping.decimal_of(first), shaping.decimal_of(second)
    return None not in numbers and numbers[0] == numbers[1]
