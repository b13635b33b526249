"""What of a package of SCORM 2004 isn't followed, in the words of who brings it in. Pure.

IMS Simple Sequencing and its extensions by ADL (SN 4th edition; CAM 5.1 and 5.2), as far as an
author of the package asks for something: what is there and says nothing is not announced.
"""

from collections.abc import Iterator

from courses.exchange.problems import _
from courses.packages.xml_reading import Element

from .order import Sequencing, first_of, is_false, is_true

_RULES = _("Its rules of order (sequencingRules) aren't followed: its parts stay open.")
_LIMITS = _("Its limits of attempts or of time (limitConditions) aren't followed.")
_CHOICE = _("What it says of parts that may not be chosen from others isn’t followed.")
_DRAWS = _("Its parts come in their order: they aren't drawn or mixed.")
_DATA = _("What its parts share with each other (adlcp:data) isn’t passed on.")
_SCORE_OF_ALL = _(
    "Its passing score over several parts isn’t followed: it is passed when all that tell it are."
)
_PROGRESS_OF_ALL = _(
    "How much of several parts completes it (completionThreshold) isn’t followed: it is completed "
    "when all its parts are."
)
_OBJECTIVES = _("What other parts came to (shared objectives) isn’t told to it.")
_OBJECTIVES_ELSEWHERE = _(
    "What came of other packages, or of parts that never tell it (shared objectives), isn’t told "
    "to it."
)
_FORWARD = _("One may go back to parts that were left, though it asks to go forward only.")
_STAYS = _("One may leave it for another part at any time, though it asks to stay (choiceExit).")
_ROLL_UP = _(
    "Its rules of roll-up aren't followed: it is completed when all its parts are, and passed when "
    "all that tell it are."
)
_SHARE = _(
    "Its share in the whole (weight, or not counted at all) isn’t followed, as it is that of a "
    "group: each part in it counts by what is said of that part."
)
_WHEN = _(
    "When it counts in the whole (rollupConsiderations) isn’t followed: it always does, or never."
)
_HIDDEN = _(
    "It asks for ways out of it to be hidden (hideLMSUI): the table of contents, and the way back "
    "to the lesson, stay."
)
_ANEW = _(
    "What was reached in earlier attempts stays, though it asks to count the current one alone "
    "(useCurrentAttempt…)."
)
# Of buttons that the academy's page has not.
_NEVER_SHOWN = frozenset({"continue", "previous"})


def sequencing_notes(sequencing: Sequencing) -> Iterator[tuple[str, str]]:
    """Yield (id of the item, what of its order isn't followed)."""
    written = _written(sequencing)
    for item in [sequencing.organization, *sequencing.items]:
        own_id = item.attribute("identifier")
        rules = [*_on_order(item, sequencing), *_on_roll_up(item, sequencing)]
        rules += _on_objectives(item, sequencing, written)
        if item.first("data") is not None:
            rules.append(_DATA)
        if _hides_more(item):
            rules.append(_HIDDEN)
        for rule in rules:
            yield own_id, rule


def _on_order(item: Element, sequencing: Sequencing) -> Iterator[str]:
    told = sequencing.of(item)
    readers = sequencing.readers(item)
    if any(not sequencing.waits_for(rule, readers) for rule in sequencing.rules(item)):
        yield _RULES
    limits = first_of(told, "limitConditions")
    if limits is not None and limits.attributes:
        yield _LIMITS
    choice = first_of(told, "constrainedChoiceConsiderations")
    if choice is not None and any(map(is_true, choice.attributes.values())):
        yield _CHOICE
    draws = first_of(told, "randomizationControls")
    timings = ("randomizationTiming", "selectionTiming")
    if draws is not None and any(draws.attribute(one) not in ("", "never") for one in timings):
        yield _DRAWS
    if is_true(sequencing.control(item, "forwardOnly")):
        yield _FORWARD
    if is_false(sequencing.control(item, "choiceExit")):
        yield _STAYS
    current = ("useCurrentAttemptObjectiveInfo", "useCurrentAttemptProgressInfo")
    if any(is_false(sequencing.control(item, one)) for one in current):
        yield _ANEW


def _on_roll_up(item: Element, sequencing: Sequencing) -> Iterator[str]:
    told = sequencing.of(item)
    is_group = not item.attribute("identifierref")
    if is_group and _passes_by_score(told):
        yield _SCORE_OF_ALL
    threshold = item.first("completionThreshold")
    if is_group and threshold is not None and is_true(threshold.attribute("completedByMeasure")):
        yield _PROGRESS_OF_ALL
    roll_ups = [rules for one in told for rules in one.all("rollupRules")]
    if any(rules.first("rollupRule") is not None for rules in roll_ups):
        yield _ROLL_UP
    if is_group and item is not sequencing.organization and any(map(_counts_less, roll_ups)):
        yield _SHARE
    if any(one.first("rollupConsiderations") is not None for one in told):
        yield _WHEN


def _counts_less(rules: Element) -> bool:
    """Tell whether a group counts otherwise than whole."""
    weight = rules.attribute("objectiveMeasureWeight")
    return (
        is_false(rules.attribute("rollupObjectiveSatisfied"))
        or is_false(rules.attribute("rollupProgressCompletion"))
        or (bool(weight) and weight.strip("0") not in ("1", "1."))
    )


def _passes_by_score(told: list[Element]) -> bool:
    objectives = first_of(told, "objectives")
    primary = objectives.first("primaryObjective") if objectives is not None else None
    return primary is not None and is_true(primary.attribute("satisfiedByMeasure"))


def _hides_more(item: Element) -> bool:
    """Tell whether an item asks for something to be hidden that the academy's page shows."""
    presentation = item.first("presentation")
    interface = presentation.first("navigationInterface") if presentation is not None else None
    if interface is None:
        return False
    return any(one.text.strip() not in _NEVER_SHOWN for one in interface.all("hideLMSUI"))


# What is written to a shared objective, and what is read from it where nothing is said.
_WRITES = (
    "writeSatisfiedStatus",
    "writeNormalizedMeasure",
    "writeRawScore",
    "writeMinScore",
    "writeMaxScore",
    "writeCompletionStatus",
    "writeProgressMeasure",
)
_READS = tuple(one.replace("write", "read") for one in _WRITES)


def _written(sequencing: Sequencing) -> dict[str, set[str]]:
    """Return the ids of the items that write anything to each shared objective."""
    found: dict[str, set[str]] = {}
    for item in sequencing.items:
        for objective in sequencing.objectives(item):
            for info in objective.all("mapInfo"):
                if any(is_true(info.attribute(one)) for one in _WRITES):
                    target = info.attribute("targetObjectiveID")
                    found.setdefault(target, set()).add(item.attribute("identifier"))
    return found


def _on_objectives(
    item: Element, sequencing: Sequencing, written: dict[str, set[str]]
) -> Iterator[str]:
    """Tell whether something would find in its objectives what others have written; those that
    only keep it closed are followed."""
    own_id = item.attribute("identifier")
    readers = sequencing.readers(item)
    waited = {
        one.attribute("referencedObjective")
        for rule in sequencing.rules(item)
        if sequencing.waits_for(rule, readers) and (conditions := rule.first("ruleConditions"))
        for one in conditions.all("ruleCondition")
    }
    targets = {
        info.attribute("targetObjectiveID")
        for objective in sequencing.objectives(item)
        if objective.attribute("objectiveID") not in waited
        for info in objective.all("mapInfo")
        if _reads(info)
    }
    if any(written.get(target, set()) - {own_id} for target in targets):
        yield _OBJECTIVES
    if any(target not in written for target in targets):
        yield _OBJECTIVES_ELSEWHERE


def _reads(info: Element) -> bool:
    """Tell whether anything is read: success and score are where nothing is said (IMS SS, 4.7; the
    extension of ADL says the same of the rest, on elements of its own)."""
    return any(not is_false(info.attribute(one)) for one in _READS[:2]) or any(
        is_true(info.attribute(one)) for one in _READS[2:]
    )
