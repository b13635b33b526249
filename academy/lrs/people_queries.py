"""From what an administrator types to the agents of statements, and from agents to people."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import Q

from academy.accounts.models import User
from academy.core.iri import account_home_page

from .subscribers import account_of
from .xapi import json_text
from .xapi.agents import IFIS, identity, require_actor
from .xapi.errors import Invalid
from .xapi.identifiers import require_mailto


@dataclass(frozen=True, slots=True)
class Sought:
    """Whose statements are looked for: the identities (xapi.agents.identity) that may be theirs.

    `public_id` of the person where it is one of ours, else "".
    """

    identities: tuple[str, ...]
    public_id: str = ""


@dataclass(frozen=True, slots=True)
class Who:
    """An agent as a page shows it. `search` finds the agent again, "" for an anonymous group."""

    name: str
    detail: str
    search: str
    public_id: str = ""


def sought_agent(text: str) -> Sought | None:
    """Return whose statements `text` asks for, None when it names nobody.

    A person is named by e-mail address or public id, and found under each identity that systems
    use for them; an agent by its identifier: mailto:…, an openid, a SHA-1 sum, or as JSON.
    """
    text = text.strip()
    if text.startswith("{"):
        return _agent_of_json(text)
    public_id = _uuid(text)
    if public_id is not None:
        user = User.objects.filter(public_id=public_id).first()
        # The record of an account that was erased is still there.
        return _person(user) if user else Sought((_own_account(public_id),), str(public_id))
    if "@" in (address := text.removeprefix("mailto:")):
        user = _user_of_address(address)
        return _person(user, typed=address) if user else _agents(*_of_address(address))
    for ifi in ("mbox_sha1sum", "openid"):
        if found := _agents({ifi: text}):
            return found
    return None


def identities_of(user: User) -> Sought:
    """Return the identities by which systems may name a person of ours: the account, and each
    e-mail address that they proved, in both of its forms."""
    return _person(user)


def addresses_of(user: User) -> list[str]:
    """Return the e-mail addresses of a person: that of the account, and the others."""
    others = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    return sorted({user.email, *others})


def _user_of_address(text: str) -> User | None:
    own = Q(email__iexact=text)
    proved = EmailAddress.objects.filter(email__iexact=text, verified=True).values("user_id")
    return User.objects.filter(own | Q(pk__in=proved)).first()


def _person(user: User, typed: str = "") -> Sought:
    proved = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    found = _agents(
        *(agent for email in {user.email, typed, *proved} if email for agent in _of_address(email))
    )
    others = found.identities if found else ()
    return Sought((_own_account(user.public_id), *others), str(user.public_id))


def _of_address(email: str) -> list[dict[str, Any]]:
    mbox = f"mailto:{email}"
    try:
        require_mailto(mbox, "mbox")
    except Invalid:
        return []
    # Data 2.4.2.3: the SHA-1 sum of the mailto IRI stands for the address.
    digest = hashlib.sha1(mbox.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
    return [{"mbox": mbox}, {"mbox_sha1sum": digest}]


def _agents(*agents: dict[str, Any]) -> Sought | None:
    """Return the identities of those agents that can be in a statement, None where none can."""
    found: dict[str, None] = {}
    for agent in agents:
        try:
            require_actor(agent, "agent")
        except Invalid:
            continue
        if key := identity(agent):
            found[key] = None
    return Sought(tuple(found)) if found else None


def _agent_of_json(text: str) -> Sought | None:
    try:
        value = json_text.parse(text.encode("utf-8", "replace"), subject="It")
    except Invalid:
        return None
    return _agents(value)


def _own_account(public_id: UUID) -> str:
    return f"account {account_home_page(settings.ACADEMY_IRI_BASE)} {public_id}"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


def people_of(agents: Iterable[dict[str, Any]]) -> dict[str, User]:
    """Return the accounts that `agents` name, by public id; one query."""
    ids = {public_id for agent in agents if (public_id := own_public_id(agent))}
    return {str(user.public_id): user for user in User.objects.filter(public_id__in=ids)}


def own_public_id(agent: dict[str, Any]) -> UUID | None:
    """Return the public id of the person whom an agent names by an account of this academy."""
    account = account_of(identity(agent) or "")
    if account is None or account[0] != account_home_page(settings.ACADEMY_IRI_BASE):
        return None
    return _uuid(account[1])


def who(agent: dict[str, Any], people: dict[str, User]) -> Who:
    """Return an agent as a page shows it, by name where it is one of `people`."""
    public_id = str(own_public_id(agent) or "")
    user = people.get(public_id)
    if user is not None:
        return Who(name=str(user), detail=user.email, search=public_id, public_id=public_id)
    name = agent.get("name", "")
    if "account" in agent:
        account = agent["account"]
        search = public_id or json.dumps({"account": account}, ensure_ascii=False)
        detail = public_id or f"{account['name']} ({account['homePage']})"
    else:
        search = next((agent[ifi] for ifi in IFIS if ifi in agent), "")
        detail = search
    return Who(name=name or detail, detail=detail if name else "", search=search,
               public_id=public_id)  # fmt: skip
