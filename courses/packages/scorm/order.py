"""In which order parts may be opened. Pure.

SCORM 1.2: the prerequisites of an item (AICC CMI 001, 4.3). SCORM 2004: of IMS Simple Sequencing,
parts that come one after the other are followed, whether the table of contents is closed
(`choice="false"`) or a part is disabled until another is satisfied; what else there is is named
(`announced`).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from courses.packages.xml_reading import Element

_TOKEN = re.compile(r"\s*([&|~()]|[^\s&|~(){}=<>,*]+)")
_DEEPEST = 20
LONGEST_PREREQUISITES = 10_000


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


def expanded(said: str, headings: Mapping[str, str]) -> str:
    """Return an expression in which headings, which are never done themselves, are what they stand
    for; "" for one that grows too long."""
    found = [headings.get(one, one) for one in re.split(r"([\s&|~()]+)", said)]
    return "".join(found) if sum(map(len, found)) <= LONGEST_PREREQUISITES else ""


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


class Sequencing:
    """What a manifest tells of the order of its items, by IMS Simple Sequencing.

    Whatever many items share is looked up once: manifests of hostile authors are as long as they
    may be.
    """

    def __init__(self, organization: Element, collection: Element | None) -> None:
        self.organization = organization
        self.items = list(_items(organization))
        found = collection.all("sequencing") if collection is not None else ()
        self._shared = {one.attribute("ID"): one for one in found}

    def of(self, item: Element) -> list[Element]:
        """Return what is told of an item: its own, then what it names of the collection, which
        counts where its own says nothing."""
        own = item.first("sequencing")
        if own is None:
            return []
        other = self._shared.get(own.attribute("IDRef"))
        return [own] if other is None else [own, other]

    def control(self, item: Element, name: str) -> str:
        """Return a mode of control of an item, "" where nothing is said."""
        for one in self.of(item):
            mode = one.first("controlMode")
            if mode is not None and mode.attribute(name):
                return mode.attribute(name).lower()
        return ""

    def rules(self, item: Element) -> Iterator[Element]:
        """Yield the rules of order of an item."""
        for one in self.of(item):
            rules = one.first("sequencingRules")
            if rules is not None:
                yield from rules.children

    def objectives(self, item: Element) -> Iterator[Element]:
        """Yield the objectives of an item, wherever they are told."""
        for one in self.of(item):
            for objectives in one.all("objectives"):
                yield from objectives.all("primaryObjective", "objective")

    @cached_property
    def writers(self) -> dict[str, dict[str, None]]:
        """The ids of the items whose success is written to each shared objective, in order."""
        found: dict[str, dict[str, None]] = {}
        for item in self.items:
            for objective in self.objectives(item):
                if objective.name != "primaryObjective":
                    continue
                for info in objective.all("mapInfo"):
                    if is_true(info.attribute("writeSatisfiedStatus")):
                        target = info.attribute("targetObjectiveID")
                        found.setdefault(target, {})[item.attribute("identifier")] = None
        return found

    def readers(self, item: Element) -> dict[str, str]:
        """Return the shared objective that each objective of an item is read from."""
        return {
            objective.attribute("objectiveID"): info.attribute("targetObjectiveID")
            for objective in self.objectives(item)
            for info in objective.all("mapInfo")
            if not is_false(info.attribute("readSatisfiedStatus"))
        }

    def waits_for(self, rule: Element, readers: Mapping[str, str]) -> dict[str, None]:
        """Return the items that a rule waits for: it disables a part until all of them are
        satisfied. Nothing where the rule says anything else."""
        action = rule.first("ruleAction")
        conditions = rule.first("ruleConditions")
        if (
            rule.name != "preConditionRule"
            or action is None
            or conditions is None
            or action.attribute("action") != "disabled"
        ):
            return {}
        said = [
            (
                one.attribute("operator"),
                one.attribute("condition"),
                readers.get(one.attribute("referencedObjective"), ""),
            )
            for one in conditions.all("ruleCondition")
        ]
        satisfied = {target for _not, condition, target in said if condition == "satisfied"}
        # All that it names, or any of it (IMS SS, 4.2.1: all where nothing is said).
        is_any = conditions.attribute("conditionCombination") == "any" or len(said) == 1
        if not is_any or not all(
            negated == "not"
            and condition in ("satisfied", "objectiveStatusKnown")
            and target in satisfied
            and target in self.writers
            for negated, condition, target in said
        ):
            return {}
        return {own_id: None for target in satisfied for own_id in self.writers[target]}


def forced_order(sequencing: Sequencing) -> dict[str, list[str]]:
    """Return, by the id of an item, the ids of the items that have to be done before it."""
    found: dict[str, dict[str, None]] = {}
    for cluster in [sequencing.organization, *sequencing.items]:
        if not is_false(sequencing.control(cluster, "choice")):
            continue
        before: list[str] = []
        for item in _items(cluster):
            if item.attribute("identifierref"):
                own_id = item.attribute("identifier")
                found.setdefault(own_id, {}).update(dict.fromkeys(before))
                before.append(own_id)
    for item in sequencing.items:
        own_id = item.attribute("identifier")
        readers = sequencing.readers(item)
        for rule in sequencing.rules(item):
            first = sequencing.waits_for(rule, readers)
            first.pop(own_id, None)
            if first:
                found.setdefault(own_id, {}).update(first)
    return {key: list(first) for key, first in found.items()}


def is_true(said: str) -> bool:
    """Tell whether an attribute says yes, as XML Schema writes it."""
    return said in ("true", "1")


def is_false(said: str) -> bool:
    """Tell whether an attribute says no, as XML Schema writes it; one that is missing doesn't."""
    return said in ("false", "0")


def first_of(sequencing: Iterable[Element], name: str) -> Element | None:
    """Return the first element called `name` of what is told of an item: its own comes first."""
    return next((found for one in sequencing if (found := one.first(name)) is not None), None)


def _items(element: Element) -> Iterator[Element]:
    for child in element.all("item"):
        yield child
        yield from _items(child)
