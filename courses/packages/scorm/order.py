"""In which order parts may be opened. Pure.

SCORM 1.2: the prerequisites of an item (AICC CMI 001, 4.3). SCORM 2004: of IMS Simple Sequencing,
parts that come one after the other are followed, whether the table of contents is closed
(`choice="false"`) or a part is disabled until another is satisfied; other rules are named.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from courses.exchange.problems import _
from courses.packages.xml_reading import Element

_TOKEN = re.compile(r"\s*([&|~()]|[^\s&|~(){}=<>,*]+)")
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Prerequisites:
    """What an item asks to be done first: an expression of ids with `&`, `|`, `~`, parentheses."""

    tokens: tuple[str, ...]

    @classmethod
    def of(cls, said: str, known: Collection[str]) -> "Prerequisites | None":
        """Return what an expression says; None where it isn't understood, or names no item."""
        tokens, place = [], 0
        while place < len(said.rstrip()):
            match = _TOKEN.match(said, place)
            if match is None:
                return None
            tokens.append(match.group(1))
            place = match.end()
        found = cls(tuple(tokens))
        names = {one for one in tokens if one not in "&|~()"}
        try:
            found.are_met(())
        except (IndexError, ValueError):
            return None
        return found if names <= set(known) else None

    def are_met(self, done: Collection[str]) -> bool:
        """Tell whether they are met once the items `done` are. Raises ValueError for no sense."""
        value, rest = _either(list(self.tokens), done, 0)
        if rest:
            raise ValueError("What comes after the expression makes no sense.")
        return value


def _either(tokens: list[str], done: Collection[str], depth: int) -> tuple[bool, list[str]]:
    value, rest = _both(tokens, done, depth)
    while rest and rest[0] == "|":
        other, rest = _both(rest[1:], done, depth)
        value = value or other
    return value, rest


def _both(tokens: list[str], done: Collection[str], depth: int) -> tuple[bool, list[str]]:
    value, rest = _one(tokens, done, depth)
    while rest and rest[0] == "&":
        other, rest = _one(rest[1:], done, depth)
        value = value and other
    return value, rest


def _one(tokens: list[str], done: Collection[str], depth: int) -> tuple[bool, list[str]]:
    if depth > _DEEPEST:
        raise ValueError("This expression is nested too deep.")
    first, rest = tokens[0], tokens[1:]
    if first == "~":
        value, rest = _one(rest, done, depth + 1)
        return not value, rest
    if first == "(":
        value, rest = _either(rest, done, depth + 1)
        if not rest or rest[0] != ")":
            raise ValueError("A parenthesis isn't closed.")
        return value, rest[1:]
    if first in "&|)":
        raise ValueError("An operator stands where an item should.")
    return first in done, rest


def forced_order(organization: Element, collection: Element | None) -> dict[str, list[str]]:
    """Return, by the id of an item, the ids of the items that have to be done before it."""
    shared = _shared(collection)
    found: dict[str, list[str]] = {}
    for cluster in [organization, *_items(organization)]:
        if not is_false(_control(_sequencing(cluster, shared), "choice")):
            continue
        before: list[str] = []
        for item in _items(cluster):
            if item.attribute("identifierref"):
                own_id = item.attribute("identifier")
                found[own_id] = [*found.get(own_id, ()), *before]
                before.append(own_id)
    writers = _writers(organization, shared)
    for item in _items(organization):
        own_id = item.attribute("identifier")
        for rule in _rules(item, shared):
            first = _waits_for(rule, _readers(item, shared), writers)
            if first:
                found[own_id] = [*found.get(own_id, ()), *(one for one in first if one != own_id)]
    return {key: list(dict.fromkeys(first)) for key, first in found.items()}


def sequencing_notes(
    organization: Element, collection: Element | None
) -> Iterator[tuple[str, str]]:
    """Yield (id of the item, what of its order isn't followed)."""
    shared = _shared(collection)
    writers = _writers(organization, shared)
    for item in [organization, *_items(organization)]:
        own_id = item.attribute("identifier")
        sequencing = _sequencing(item, shared)
        readers = _readers(item, shared)
        if any(not _waits_for(rule, readers, writers) for rule in _rules(item, shared)):
            yield (
                own_id,
                _("Its rules of order (sequencingRules) aren't followed: its parts stay open."),
            )
        for name, rule in _NOT_FOLLOWED.items():
            if any(one.first(name) is not None for one in sequencing):
                yield own_id, rule
        if item.first("data") is not None:
            yield own_id, _("What its parts share with each other (adlcp:data) isn’t passed on.")
        if not item.attribute("identifierref") and _passes_by_score(sequencing):
            yield (
                own_id,
                _(
                    "Its passing score over several parts isn’t followed: it is passed when all "
                    "that tell it are."
                ),
            )
        if _hears_of_others(item, shared, writers, readers):
            yield (
                own_id,
                _("What other parts came to (shared objectives) isn’t told to it."),
            )
        if is_true(_control(sequencing, "forwardOnly")):
            yield (
                own_id,
                _("One may go back to parts that were left, though it asks to go forward only."),
            )
        if any(
            roll_up.first("rollupRule") is not None
            for one in sequencing
            if (roll_up := one.first("rollupRules")) is not None
        ):
            yield (
                own_id,
                _(
                    "Its rules of roll-up aren't followed: it is completed when all its parts are, "
                    "and passed when all that tell it are."
                ),
            )


_NOT_FOLLOWED = {
    "limitConditions": _("Its limits of attempts or of time (limitConditions) aren't followed."),
    "constrainedChoiceConsiderations": _(
        "What it says of parts that may not be chosen from others isn’t followed."
    ),
    "randomizationControls": _("Its parts come in their order: they aren't drawn or mixed."),
}


def is_true(said: str) -> bool:
    """Tell whether an attribute says yes, as XML Schema writes it."""
    return said in ("true", "1")


def is_false(said: str) -> bool:
    """Tell whether an attribute says no, as XML Schema writes it; one that is missing doesn't."""
    return said in ("false", "0")


def sequencing_of(item: Element, collection: Element | None) -> list[Element]:
    """Return what is told of the order of an item: its own, then what it names of the collection,
    which counts where its own says nothing."""
    return _sequencing(item, _shared(collection))


def first_of(sequencing: Iterable[Element], name: str) -> Element | None:
    """Return the first element called `name` of what is told of an item: its own comes first."""
    return next((found for one in sequencing if (found := one.first(name)) is not None), None)


def _items(element: Element) -> Iterator[Element]:
    for child in element.all("item"):
        yield child
        yield from _items(child)


def _shared(collection: Element | None) -> dict[str, Element]:
    if collection is None:
        return {}
    return {one.attribute("ID"): one for one in collection.all("sequencing")}


def _sequencing(item: Element, shared: dict[str, Element]) -> list[Element]:
    """Return the sequencing of an item: its own, then the one of the collection that it names."""
    own = item.first("sequencing")
    if own is None:
        return []
    other = shared.get(own.attribute("IDRef"))
    return [own] if other is None else [own, other]


def _control(sequencing: list[Element], name: str) -> str:
    for one in sequencing:
        mode = one.first("controlMode")
        if mode is not None and mode.attribute(name):
            return mode.attribute(name).lower()
    return ""


def _rules(item: Element, shared: dict[str, Element]) -> Iterator[Element]:
    for one in _sequencing(item, shared):
        rules = one.first("sequencingRules")
        if rules is not None:
            yield from rules.children


def _objectives(item: Element, shared: dict[str, Element]) -> Iterator[Element]:
    for one in _sequencing(item, shared):
        objectives = one.first("objectives")
        if objectives is not None:
            yield from objectives.all("primaryObjective", "objective")


def _writers(organization: Element, shared: dict[str, Element]) -> dict[str, list[str]]:
    """Return the ids of the items whose success is written to each shared objective."""
    found: dict[str, list[str]] = {}
    for item in _items(organization):
        for objective in _objectives(item, shared):
            if objective.name != "primaryObjective":
                continue
            for info in objective.all("mapInfo"):
                if is_true(info.attribute("writeSatisfiedStatus")):
                    target = info.attribute("targetObjectiveID")
                    found.setdefault(target, []).append(item.attribute("identifier"))
    return found


def _readers(item: Element, shared: dict[str, Element]) -> dict[str, str]:
    """Return the shared objective that each objective of an item is read from."""
    return {
        objective.attribute("objectiveID"): info.attribute("targetObjectiveID")
        for objective in _objectives(item, shared)
        for info in objective.all("mapInfo")
        if not is_false(info.attribute("readSatisfiedStatus"))
    }


def _passes_by_score(sequencing: list[Element]) -> bool:
    objectives = first_of(sequencing, "objectives")
    primary = objectives.first("primaryObjective") if objectives is not None else None
    return primary is not None and is_true(primary.attribute("satisfiedByMeasure"))


def _hears_of_others(
    item: Element,
    shared: dict[str, Element],
    writers: dict[str, list[str]],
    readers: dict[str, str],
) -> bool:
    """Tell whether a part would find in its objectives what others have written; those that only
    keep it closed are followed."""
    own_id = item.attribute("identifier")
    waited = {
        one.attribute("referencedObjective")
        for rule in _rules(item, shared)
        if _waits_for(rule, readers, writers) and (rule_conditions := rule.first("ruleConditions"))
        for one in rule_conditions.all("ruleCondition")
    }
    return bool(item.attribute("identifierref")) and any(
        set(writers.get(target, ())) - {own_id}
        for name, target in readers.items()
        if name not in waited
    )


def _waits_for(rule: Element, readers: dict[str, str], writers: dict[str, list[str]]) -> list[str]:
    """Return the items that a rule waits for: it disables a part while they aren't satisfied.

    Nothing where the rule says something else.
    """
    action = rule.first("ruleAction")
    conditions = rule.first("ruleConditions")
    if (
        rule.name != "preConditionRule"
        or action is None
        or conditions is None
        or action.attribute("action") != "disabled"
    ):
        return []
    found: list[str] = []
    for one in conditions.all("ruleCondition"):
        target = readers.get(one.attribute("referencedObjective"), "")
        if (
            one.attribute("operator") != "not"
            or one.attribute("condition") not in ("satisfied", "objectiveStatusKnown")
            or target not in writers
        ):
            return []
        found += writers[target]
    return found
