"""The Person object: what is known of an Agent, each attribute an array. Communication 2.4."""

from collections.abc import Iterable
from typing import Any

from .agents import IFIS, identity


def person_of(agent: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return the Person of a valid Agent, who goes by `names` too.

    Communication 2.4: without anything known, what the request told is returned.
    """
    found: dict[str, Any] = {"objectType": "Person"}
    told = [agent["name"]] if "name" in agent else []
    every = list(dict.fromkeys([*told, *names]))
    if every:
        found["name"] = every
    found.update({ifi: [agent[ifi]] for ifi in IFIS if ifi in agent})
    return found


def names_in(statement: dict[str, Any], who: str) -> list[str]:
    """Return the names that a valid statement gives to the agent with the identity `who`: as its
    actor, as its object or as a member of either."""
    found: list[str] = []
    for thing in (statement["actor"], statement["object"]):
        if "objectType" in thing and thing["objectType"] not in ("Agent", "Group"):
            continue
        for agent in (thing, *thing.get("member", ())):
            if "name" in agent and identity(agent) == who:
                found.append(agent["name"])
    return found
