"""When two statements are the same one. Data 2.3.1, statement comparison requirements."""

from typing import Any

from .agents import identity
from .times import comparable_duration, parse_timestamp

_SET_BY_THE_STORE = frozenset(("id", "stored", "authority", "version", "timestamp"))


def same_statement(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Say whether two valid statements of one id match, so that storing the second changes nothing.

    Left out: what the store assigns, the display of verbs, the definitions of activities, the zone
    of timestamps, the order of a Group's members, a duration beyond 0.01 s, a name that says the
    default `objectType`.
    """
    first, second = one.get("timestamp"), other.get("timestamp")
    # A timestamp on one side alone may have been assigned by the store.
    if first is not None and second is not None:
        moments = parse_timestamp(first), parse_timestamp(second)
        if moments[0] is None or moments[0] != moments[1]:
            return False
    return comparable(one) == comparable(other)


def comparable(statement: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a valid statement, or SubStatement, that makes it what it is."""
    found: dict[str, Any] = {}
    for key, value in statement.items():
        if key in _SET_BY_THE_STORE:
            continue
        if key == "actor":
            found[key] = _agent(value)
        elif key == "verb":
            found[key] = value["id"]
        elif key == "object":
            found[key] = _object(value)
        elif key == "result":
            found[key] = _result(value)
        elif key == "context":
            found[key] = _context(value)
        else:
            found[key] = _exact(value)
    return found


def _exact(value: Any) -> Any:
    """Tell true from 1, which Python holds for equal."""
    if type(value) is bool:
        return ("bool", value)
    if type(value) is dict:
        return {key: _exact(item) for key, item in value.items()}
    if type(value) is list:
        return [_exact(item) for item in value]
    return value


def _agent(value: dict[str, Any]) -> Any:
    kind = value.get("objectType", "Agent")
    members = sorted(repr(_agent(member)) for member in value.get("member", ()))
    return (kind, identity(value), value.get("name"), members)


def _object(value: dict[str, Any]) -> Any:
    kind = value.get("objectType", "Activity")
    if kind in ("Activity", "StatementRef"):
        return (kind, value["id"] if kind == "Activity" else value["id"].lower())
    if kind == "SubStatement":
        inner = comparable(value)
        inner["objectType"] = kind
        if "timestamp" in value:
            inner["timestamp"] = parse_timestamp(value["timestamp"])
        return inner
    return _agent(value)


def _result(value: dict[str, Any]) -> Any:
    found = _exact(value)
    if "duration" in value:
        found["duration"] = comparable_duration(value["duration"])
    return found


def _context(value: dict[str, Any]) -> Any:
    found: dict[str, Any] = {}
    for key, item in value.items():
        if key in ("instructor", "team"):
            found[key] = _agent(item)
        elif key == "registration":
            found[key] = item.lower()
        elif key == "statement":
            found[key] = item["id"].lower()
        elif key == "contextActivities":
            found[key] = {
                name: [activity["id"] for activity in (some if type(some) is list else [some])]
                for name, some in item.items()
            }
        elif key in ("contextAgents", "contextGroups"):
            inner = "agent" if key == "contextAgents" else "group"
            found[key] = [(_agent(one[inner]), one.get("relevantTypes")) for one in item]
        else:
            found[key] = _exact(item)
    return found
