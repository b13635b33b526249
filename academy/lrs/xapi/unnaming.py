"""Taking a person's name out of a stored statement.

A statement never changes (Data 2.3.1), with one exception that the law asks for: when a person is
erased, whatever tells who they are gives way to a random name. Everything else stays as it was
written: what was learned counts as before, of nobody.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any

from .agents import identity


def unnamed(
    payload: str,
    *,
    public_id: str,
    name: str,
    home_page: str,
    identities: Collection[str],
    texts: Collection[str] = (),
) -> str:
    """Return the text of a statement without the person.

    Agents with one of `identities` become the account `name` at `home_page`, without any other
    name; `public_id` and each of `texts` (addresses) become `name` wherever they stand.
    """
    if _names(payload, texts) or any(_tells(agent, identities) for agent in _agents(payload)):
        value = _without(json.loads(payload), identities, {"homePage": home_page, "name": name})
        payload = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        for text in texts:
            payload = _replaced(payload, json.dumps(text, ensure_ascii=False)[1:-1], name)
    return payload.replace(public_id, name)


def _names(payload: str, texts: Collection[str]) -> bool:
    folded = payload.casefold()
    return any(text.casefold() in folded for text in texts)


def _agents(payload: str) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    _collect(json.loads(payload), found)
    return found


def _collect(value: Any, found: list[Mapping[str, Any]]) -> None:
    if isinstance(value, dict):
        if _may_be_agent(value):
            found.append(value)
        for one in value.values():
            _collect(one, found)
    elif isinstance(value, list):
        for one in value:
            _collect(one, found)


def _tells(agent: Mapping[str, Any], identities: Collection[str]) -> bool:
    """Tell whether an agent is the person and says more than the account whose name changes."""
    return _identity(agent) in identities and ("name" in agent or "account" not in agent)


def _without(value: Any, identities: Collection[str], account: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        if _may_be_agent(value) and _identity(value) in identities:
            kept = {key: one for key, one in value.items() if key in ("objectType", "member")}
            return {**kept, "account": dict(account)}
        return {key: _without(one, identities, account) for key, one in value.items()}
    if isinstance(value, list):
        return [_without(one, identities, account) for one in value]
    return value


def _may_be_agent(value: Mapping[str, Any]) -> bool:
    return any(key in value for key in ("mbox", "mbox_sha1sum", "openid", "account"))


def _identity(agent: Mapping[str, Any]) -> str | None:
    """Return the identity of what looks like an agent; None where it only looks so."""
    try:
        return identity(dict(agent))
    except (AttributeError, KeyError, TypeError):
        return None


def _replaced(payload: str, text: str, name: str) -> str:
    """Replace `text` by `name`, whatever its capitals."""
    folded, sought, found, start = payload.lower(), text.lower(), [], 0
    if len(folded) != len(payload) or not sought:
        return payload.replace(text, name)
    while (place := folded.find(sought, start)) >= 0:
        found.append(payload[start:place])
        start = place + len(sought)
    return name.join([*found, payload[start:]])
