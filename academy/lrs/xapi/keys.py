"""Keys by which the filters of GET /statements find a statement.

A key is a hash of what is looked for and of how it stands in the statement, so that one narrow
table answers every filter. 160 bits of BLAKE2b: no two activities ever share a key by chance, and
making two that do is out of anybody's reach (docs/adr/0002-record-store.md).
"""

from functools import lru_cache
from hashlib import blake2b
from typing import Any

from .agents import identities

KEY_BYTES = 20

# How a thing stands in a statement: itself (actor, object) or related (authority, context...).
VERB = "verb"
REGISTRATION = "registration"
AGENT = "agent"
RELATED_AGENT = "related agent"
ACTIVITY = "activity"
RELATED_ACTIVITY = "related activity"
# What is known of an activity, by whose statements say it.
_DEFINITION = "definition"


def key_of(kind: str, value: str) -> bytes:
    """Return the key of `value` (an IRI, an agent's identity, a UUID in lower case) as `kind`."""
    if len(value) > 400:
        return _hash(kind, value)
    return _remembered_hash(kind, value)


def definition_key(owner: str, activity_id: str) -> bytes:
    """Return the key of what the statements of `owner`, a word, say of an activity."""
    return _hash(_DEFINITION, f"{owner} {activity_id}")


def _hash(kind: str, value: str) -> bytes:
    return blake2b(f"{kind}\0{value}".encode(), digest_size=KEY_BYTES).digest()


_remembered_hash = lru_cache(maxsize=50_000)(_hash)


def keys_of(statement: dict[str, Any], authority: dict[str, Any]) -> set[bytes]:
    """Return the keys of a valid statement. Communication 2.1.3, the filters of GET statements."""
    agents = set(identities(statement["actor"]))
    activities: set[str] = set()
    related_agents = set(identities(authority))
    related_activities: set[str] = set()
    thing = statement["object"]
    kind = thing.get("objectType", "Activity")
    if kind == "Activity":
        activities.add(thing["id"])
    elif kind == "SubStatement":
        # "or any of these properties in a contained SubStatement"
        related_agents.update(identities(thing["actor"]))
        inner = thing["object"]
        inner_kind = inner.get("objectType", "Activity")
        if inner_kind == "Activity":
            related_activities.add(inner["id"])
        elif inner_kind in ("Agent", "Group"):
            related_agents.update(identities(inner))
        if "context" in thing:
            _add_context(thing["context"], related_agents, related_activities)
    elif kind != "StatementRef":
        agents.update(identities(thing))
    keys = {key_of(VERB, statement["verb"]["id"])}
    context = statement.get("context")
    if context is not None:
        _add_context(context, related_agents, related_activities)
        registration = context.get("registration")
        if registration is not None:
            keys.add(_hash(REGISTRATION, registration.lower()))
    keys.update([key_of(AGENT, agent) for agent in agents])
    keys.update([key_of(ACTIVITY, activity) for activity in activities])
    keys.update([key_of(RELATED_AGENT, agent) for agent in related_agents - agents])
    keys.update(
        [key_of(RELATED_ACTIVITY, activity) for activity in related_activities - activities]
    )
    return keys


def _add_context(context: dict[str, Any], agents: set[str], activities: set[str]) -> None:
    for items in context.get("contextActivities", {}).values():
        if type(items) is dict:
            activities.add(items["id"])
        else:
            activities.update([item["id"] for item in items])
    for key in ("instructor", "team"):
        if key in context:
            agents.update(identities(context[key]))
    for item in context.get("contextAgents", ()):
        agents.update(identities(item["agent"]))
    for item in context.get("contextGroups", ()):
        agents.update(identities(item["group"]))
