"""What is known of an activity: the definitions in all statements that name it, merged.

Communication 2.5: the Activity that is returned holds all that statements say of it (XAPI-00254).
Names, descriptions, extensions and the components of an interaction are united; where two
statements say the same thing differently, the later one is right.

Each part is kept with the number (`seq`) of the last statement that said it. So the result depends
on what was said and not on when it was read: statements may be read again, in another order, or in
two heaps that are merged afterwards.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from .activities import COMPONENTS

# A definition of which each part is a pair: number of the statement, value.
Known = dict[str, Any]

_MAPS = ("name", "description", "extensions")


def activities_in(statement: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the activities in a statement: the surroundings first, what it is about last."""
    for some in statement.get("context", {}).get("contextActivities", {}).values():
        yield from some if type(some) is list else [some]
    thing = statement["object"]
    kind = thing.get("objectType", "Activity")
    if kind == "SubStatement":
        yield from activities_in(thing)
    elif kind == "Activity":
        yield thing


def told_by(statements: Iterable[tuple[int, Mapping[str, Any]]]) -> dict[str, Known]:
    """Return, by activity, what these statements say of activities; each comes with its number.

    An activity that one statement defines twice is as its object, or else the later place, has it.
    """
    known: dict[str, Known] = {}
    said: dict[str, list[dict[str, Any]]] = {}
    # The newest first, in whatever order they come: a course says the same thousands of times, and
    # what a later statement says again needn't be looked at.
    for seq, statement in sorted(statements, key=lambda one: one[0], reverse=True):
        for activity_id, definitions in _defined_in(statement).items():
            if said.get(activity_id) == definitions:
                continue
            said[activity_id] = definitions
            for definition in definitions:
                told = told_of(definition, seq)
                before = known.get(activity_id)
                known[activity_id] = told if before is None else merge(before, told)
    return known


def _defined_in(statement: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for activity in activities_in(statement):
        definition = activity.get("definition")
        if definition:
            found.setdefault(activity["id"], []).append(definition)
    return found


def told_of(definition: Mapping[str, Any], seq: int) -> Known:
    """Return what a definition in the statement with the number `seq` says."""
    known: Known = {}
    for key, value in definition.items():
        if key in _MAPS:
            known[key] = _numbered(value, seq)
        elif key in COMPONENTS:
            known[key] = {
                component["id"]: {
                    "place": [seq, place],
                    "description": _numbered(component.get("description", {}), seq),
                }
                for place, component in enumerate(value)
            }
        else:
            known[key] = [seq, value]
    return known


def merge(known: Known, more: Known) -> Known:
    """Return all that `known` and `more` say; what was said later stands."""
    found = dict(known)
    for key, value in more.items():
        if key not in known:
            found[key] = value
        elif key in _MAPS:
            found[key] = _united(known[key], value, _later)
        elif key in COMPONENTS:
            found[key] = _united(known[key], value, _component)
        else:
            found[key] = _later(known[key], value)
    return found


def definition_of(known: Known) -> dict[str, Any]:
    """Return the definition that is known, as xAPI writes it.

    The components that were named last come first, in their order there.
    """
    found: dict[str, Any] = {}
    for key, value in known.items():
        if key in _MAPS:
            found[key] = _values(value)
        elif key in COMPONENTS:
            ordered = sorted(value, key=lambda own_id: _place(value[own_id], own_id))
            found[key] = [_as_component(own_id, value[own_id]) for own_id in ordered]
        else:
            found[key] = value[1]
    return found


def _numbered(texts: Mapping[str, Any], seq: int) -> dict[str, Any]:
    return {key: [seq, value] for key, value in texts.items()}


def _values(numbered: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, (_, value) in numbered.items()}


def _later(one: list[Any], other: list[Any]) -> list[Any]:
    # Of two in the same statement the second one is right: see told_by.
    return other if other[0] >= one[0] else one


def _united(
    one: Mapping[str, Any], other: Mapping[str, Any], both: Callable[[Any, Any], Any]
) -> dict[str, Any]:
    found = dict(one)
    for key, value in other.items():
        found[key] = both(one[key], value) if key in one else value
    return found


def _component(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {
        "place": _later(one["place"], other["place"]),
        "description": _united(one["description"], other["description"], _later),
    }


def _place(component: dict[str, Any], own_id: str) -> tuple[int, int, str]:
    seq, place = component["place"]
    return (-seq, place, own_id)


def _as_component(own_id: str, component: dict[str, Any]) -> dict[str, Any]:
    description = _values(component["description"])
    return {"id": own_id, "description": description} if description else {"id": own_id}
