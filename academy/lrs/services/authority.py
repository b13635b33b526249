"""Who vouches for statements."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings

from academy.core.iri import account_home_page
from academy.lrs.models import Credential, LaunchSession
from academy.lrs.subscribers import StoredStatement
from academy.lrs.xapi.agents import identities, require_authority
from academy.lrs.xapi.errors import Invalid


@dataclass(frozen=True, slots=True)
class Authority:
    """Who vouches for a batch: the Agent that statements name, and to whom they belong.

    `organism_id` is the organism whose clients may read them; None: no organism's client may.
    """

    agent: Mapping[str, Any]
    credential_id: int | None = None
    organism_id: int | None = None


def own_authority(*, organism_id: int | None = None) -> Authority:
    """Return the academy itself, which vouches for what it observed."""
    home_page = account_home_page(settings.ACADEMY_IRI_BASE)
    agent = {"objectType": "Agent", "account": {"homePage": home_page, "name": "academy"}}
    return Authority(agent=agent, organism_id=organism_id)


def credential_authority(credential: Credential) -> Authority:
    """Return the client that holds `credential`, which vouches for what it sends.

    Data 2.4.9: the store overwrites the authority with the one of the credentials.
    """
    home_page = f"{settings.ACADEMY_IRI_BASE}/xapi/credentials"
    return Authority(
        agent={
            "objectType": "Agent",
            "account": {"homePage": home_page, "name": credential.key},
        },
        credential_id=credential.pk,
        organism_id=credential.organism_id,
    )


# The number that stands for all launch sessions where a statement tells its credential: none is the
# academy itself, whose word defines activities, and no credential has this number.
SESSIONS = 0


def session_authority(session: LaunchSession) -> Authority:
    """Return an AU in one session, which vouches for what it tells through a learner's browser.

    It is no client of an organism: nothing that an organism's clients may read is changed by it.
    """
    return Authority(
        agent={
            "objectType": "Agent",
            "account": {"homePage": _sessions_home(), "name": str(session.public_id)},
        },
        credential_id=SESSIONS,
    )


def session_behind(statement: StoredStatement) -> UUID | None:
    """Return the public id of the session whose AU told `statement`, None for all others.

    The store itself writes the authority: no AU and no client can claim another one's session.
    """
    account = (statement.data.get("authority") or {}).get("account") or {}
    if account.get("homePage") != _sessions_home():
        return None
    return UUID(account["name"])


def _sessions_home() -> str:
    return f"{settings.ACADEMY_IRI_BASE}/xapi/sessions"


def imported_authority(original: Any, *, endpoint: str) -> Mapping[str, Any]:
    """Return who vouches for a statement that an administrator imports from another store.

    Data 2.4.9: the authority may be left as it was where there is a strong trust relationship,
    which the administrator says there is. Not so where the statement has none, or names this
    academy or one of its clients: then the other store vouches.
    """
    own = f"account {settings.ACADEMY_IRI_BASE}/"
    try:
        require_authority(original, "authority")
        if not any(identity.startswith(own) for identity in identities(original)):
            return original
    except Invalid:
        pass
    home_page = f"{settings.ACADEMY_IRI_BASE}/xapi/imports"
    return {"objectType": "Agent", "account": {"homePage": home_page, "name": endpoint}}
