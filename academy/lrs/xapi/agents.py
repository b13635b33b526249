"""Agents and Groups: their rules, and the key by which two of them are the same."""

from typing import Any

from .errors import Invalid, shown, unknown_property
from .identifiers import (
    require_iri,
    require_mailto,
    require_sha1,
    require_string,
)

# Data 2.4.2.3: inverse functional identifiers.
IFIS = ("account", "mbox", "mbox_sha1sum", "openid")
_AGENT_KEYS = frozenset((*IFIS, "objectType", "name"))
_GROUP_KEYS = _AGENT_KEYS | {"member"}
_ACCOUNT_KEYS = frozenset(("homePage", "name"))


def require_agent(value: Any, place: str, *, typed: bool = False) -> None:
    """Refuse what isn't an Agent. Data 2.4.2.1; `typed`: "objectType" must be there."""
    if type(value) is not dict:
        raise Invalid(place, f"must be an Agent object, not {shown(value)}")
    kind = value.get("objectType", None if typed else "Agent")
    if kind != "Agent":
        raise Invalid(f"{place}.objectType", f'must be "Agent", not {shown(kind)}')
    if not _AGENT_KEYS.issuperset(value):
        raise unknown_property(value, _AGENT_KEYS, place)
    # Data 2.4.2.1: an Agent is identified by one and only one IFI.
    if _require_identifiers(value, place) != 1:
        raise Invalid(place, f"must have exactly one of {', '.join(IFIS)}")


def require_group(value: Any, place: str) -> None:
    """Refuse what isn't a Group. Data 2.4.2.2."""
    if type(value) is not dict:
        raise Invalid(place, f"must be a Group object, not {shown(value)}")
    # Data 2.4.2.2: "objectType" is required and is "Group".
    if value.get("objectType") != "Group":
        reason = f'must be "Group", not {shown(value.get("objectType"))}'
        raise Invalid(f"{place}.objectType", reason)
    if not _GROUP_KEYS.issuperset(value):
        raise unknown_property(value, _GROUP_KEYS, place)
    identifiers = _require_identifiers(value, place)
    # Data 2.4.2.2: an identified Group has exactly one IFI.
    if identifiers > 1:
        raise Invalid(place, f"must have no more than one of {', '.join(IFIS)}")
    # Data 2.4.2.2: an anonymous Group has "member".
    if "member" not in value:
        if not identifiers:
            raise Invalid(place, 'must have "member", since no identifier says which Group it is')
        return
    members = value["member"]
    if type(members) is not list:
        raise Invalid(f"{place}.member", f"must be an array of Agents, not {shown(members)}")
    # Data 2.4.2.2: a Group does not contain Groups.
    for number, member in enumerate(members):
        require_agent(member, f"{place}.member[{number}]")


def require_actor(value: Any, place: str) -> None:
    """Refuse what is neither an Agent nor a Group. Data 2.4.2."""
    if type(value) is dict and value.get("objectType") == "Group":
        require_group(value, place)
    elif type(value) is dict and value.get("objectType", "Agent") != "Agent":
        reason = f'must be "Agent" or "Group", not {shown(value["objectType"])}'
        raise Invalid(f"{place}.objectType", reason)
    else:
        require_agent(value, place)


def require_authority(value: Any, place: str) -> None:
    """Refuse what can't vouch for a statement. Data 2.4.9."""
    require_actor(value, place)
    if value.get("objectType") == "Group":
        # Data 2.4.9: a Group only for three-legged OAuth, anonymous, with two Agents.
        if any(ifi in value for ifi in IFIS):
            raise Invalid(place, "must not have an identifier when it is a Group")
        if len(value["member"]) != 2:
            raise Invalid(f"{place}.member", "must be two Agents, an application and a person")


def _require_identifiers(value: dict[str, Any], place: str) -> int:
    """Check name and identifiers; return how many identifiers there are."""
    if "name" in value:
        require_string(value["name"], f"{place}.name")
    found = 0
    if "account" in value:
        found += 1
        _require_account(value["account"], f"{place}.account")
    if "mbox" in value:
        found += 1
        require_mailto(value["mbox"], f"{place}.mbox")
    if "mbox_sha1sum" in value:
        found += 1
        require_sha1(value["mbox_sha1sum"], f"{place}.mbox_sha1sum")
    if "openid" in value:
        found += 1
        # Data 2.4.2.3: "openid" is a URI.
        require_iri(value["openid"], f"{place}.openid")
    return found


def _require_account(value: Any, place: str) -> None:
    # Data 2.4.2.4: homePage (IRL) and name (string), both required.
    if type(value) is not dict:
        raise Invalid(place, f"must be an object, not {shown(value)}")
    if not _ACCOUNT_KEYS.issuperset(value):
        raise unknown_property(value, _ACCOUNT_KEYS, place)
    for key in ("homePage", "name"):
        if key not in value:
            raise Invalid(place, f'must have "{key}"')
    require_iri(value["homePage"], f"{place}.homePage")
    require_string(value["name"], f"{place}.name")


def identity(agent: dict[str, Any]) -> str | None:
    """Return the canonical key of an Agent or identified Group, None for an anonymous Group.

    Communication 2.1.3: two are equal when the same identifier has the same value; whether it is
    an Agent or a Group isn't asked.
    """
    account = agent.get("account")
    if account is not None:
        # An IRI holds no blank, so the first blank ends it whatever the name is.
        return f"account {account['homePage']} {account['name']}"
    mbox = agent.get("mbox")
    if mbox is not None:
        # Data 2.3.1: the domain part of an e-mail address is case insensitive.
        local, _, domain = mbox.rpartition("@")
        return f"mbox {local}@{domain.lower()}"
    digest = agent.get("mbox_sha1sum")
    if digest is not None:
        return f"mbox_sha1sum {digest.lower()}"
    openid = agent.get("openid")
    return None if openid is None else f"openid {openid}"


def identities(agent: dict[str, Any]) -> list[str]:
    """Return the keys by which a filter on agents finds `agent`: its own and its members'."""
    own = identity(agent)
    found = [] if own is None else [own]
    for member in agent.get("member", ()):
        key = identity(member)
        if key is not None:
            found.append(key)
    return found
