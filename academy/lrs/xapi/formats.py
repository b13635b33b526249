"""The formats in which statements are returned. Communication 2.1.3, "format"."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .activities import COMPONENTS
from .agents import IFIS
from .languages import pick

Reshape = Callable[[dict[str, Any]], dict[str, Any]]


def ids(statement: dict[str, Any]) -> dict[str, Any]:
    """Return a statement with no more than it takes to identify agents, activities and verbs."""
    return _reshape(statement, agent=_agent_ids, activity=_activity_ids, verb=_verb_ids)


def canonical(
    statement: dict[str, Any],
    preferred: Sequence[str],
    definitions: Mapping[str, dict[str, Any]],
) -> dict[str, Any]:
    """Return a statement with one language in each map of its verbs and activities.

    `preferred`: languages.preferences of the request's Accept-Language. `definitions`: what is
    known of activities, by id; others keep what the statement says. Agents stay as they were.
    """

    def verb(value: dict[str, Any]) -> dict[str, Any]:
        if "display" not in value:
            return value
        return {**value, "display": pick(value["display"], preferred)}

    def activity(value: dict[str, Any]) -> dict[str, Any]:
        known = definitions.get(value["id"]) or value.get("definition")
        if known is None:
            return value
        definition = dict(known)
        for key in ("name", "description"):
            if key in definition:
                definition[key] = pick(definition[key], preferred)
        for key in COMPONENTS:
            if key in definition:
                definition[key] = [
                    {**one, "description": pick(one["description"], preferred)}
                    if "description" in one
                    else one
                    for one in definition[key]
                ]
        return {**value, "definition": definition}

    return _reshape(statement, agent=lambda value: value, activity=activity, verb=verb)


def _reshape(
    statement: dict[str, Any], *, agent: Reshape, activity: Reshape, verb: Reshape
) -> dict[str, Any]:
    found = dict(statement)
    found["actor"] = agent(statement["actor"])
    found["verb"] = verb(statement["verb"])
    thing = statement["object"]
    kind = thing.get("objectType", "Activity")
    if kind == "Activity":
        found["object"] = activity(thing)
    elif kind in ("Agent", "Group"):
        found["object"] = agent(thing)
    elif kind == "SubStatement":
        found["object"] = _reshape(thing, agent=agent, activity=activity, verb=verb)
    if "authority" in statement:
        found["authority"] = agent(statement["authority"])
    if "context" in statement:
        found["context"] = _reshape_context(statement["context"], agent=agent, activity=activity)
    return found


def _reshape_context(
    context: dict[str, Any], *, agent: Reshape, activity: Reshape
) -> dict[str, Any]:
    found = dict(context)
    for key in ("instructor", "team"):
        if key in context:
            found[key] = agent(context[key])
    for key, inner in (("contextAgents", "agent"), ("contextGroups", "group")):
        if key in context:
            found[key] = [{**one, inner: agent(one[inner])} for one in context[key]]
    if "contextActivities" in context:
        found["contextActivities"] = {
            name: [activity(one) for one in (some if type(some) is list else [some])]
            for name, some in context["contextActivities"].items()
        }
    return found


def _agent_ids(value: dict[str, Any]) -> dict[str, Any]:
    found = {"objectType": value["objectType"]} if "objectType" in value else {}
    identified = [key for key in IFIS if key in value]
    if identified:
        found[identified[0]] = value[identified[0]]
    elif "member" in value:
        # "For Anonymous Groups this means including the minimum to identify each member."
        found["member"] = [_agent_ids(member) for member in value["member"]]
    return found


def _activity_ids(value: dict[str, Any]) -> dict[str, Any]:
    return {"id": value["id"]}


def _verb_ids(value: dict[str, Any]) -> dict[str, Any]:
    return {"id": value["id"]}
