"""What a statement of an AU says of itself, as far as the academy follows it.

The record store lets an AU speak of itself alone, within its session, by the rules of cmi5. What
counts is `completed`, `passed` and `failed`, where they are "cmi5 defined" (7.1.3).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings

from academy.core.iri import package_iri
from academy.lrs.services import session_behind
from academy.lrs.subscribers import StoredStatement
from academy.lrs.xapi.cmi5 import is_defined
from academy.lrs.xapi.vocabulary import Verb
from courses.models import AuStanding

from .standings import Followed

# By the verb, the time of a standing that it tells.
TIMES: Mapping[str, str] = {
    Verb.COMPLETED: "completed_at",
    Verb.PASSED: "passed_at",
    Verb.FAILED: "failed_at",
}


@dataclass(frozen=True, slots=True)
class Heard:
    """The AU that a statement is about, as its structure has it, and the session of its telling."""

    item: dict[str, Any]
    session: UUID


def may_be_heard(statement: StoredStatement) -> bool:
    """Return whether `statement` may be what an AU tells of itself, by its row alone."""
    return statement.verb in TIMES and is_of_a_part(statement)


def is_of_a_part(statement: StoredStatement) -> bool:
    """Return whether `statement` may be about a part of a package, within a registration."""
    return (
        statement.organism_id is None
        and statement.registration is not None
        and statement.object_id.startswith(f"{settings.ACADEMY_IRI_BASE}/xapi/activities/package/")
    )


def heard(statement: StoredStatement, followed: Followed) -> Heard | None:
    """Return what `statement` is for a registration, None where it counts for nothing there: what
    others tell of an AU, and not itself in its session."""
    if not is_defined(statement.data) or not is_theirs(statement, followed):
        return None
    item, session = item_of(statement, followed), session_behind(statement)
    return Heard(item, session) if item is not None and session is not None else None


def is_theirs(statement: StoredStatement, followed: Followed) -> bool:
    """Tell whether a statement is the one of the learner of a registration."""
    account = followed.row.actor["account"]
    return statement.actor_account == (account["homePage"], account["name"])


def item_of(statement: StoredStatement, followed: Followed) -> dict[str, Any] | None:
    """Return the AU that a statement is about, None where the version has no such AU."""
    version = followed.row.version
    whole = package_iri(settings.ACADEMY_IRI_BASE, version.package.key)
    own = statement.object_id.removeprefix(f"{whole}/parts/")
    return next((item for item in version.parts if item["id"] == own), None)


def keep(statement: StoredStatement, standing: AuStanding) -> None:
    """Take what a statement tells into a standing, which whoever calls saves."""
    name = TIMES[statement.verb]
    earlier = getattr(standing, name)
    if earlier is None or statement.timestamp < earlier:
        setattr(standing, name, statement.timestamp)
    scaled = ((statement.data.get("result") or {}).get("score") or {}).get("scaled")
    if scaled is not None:
        standing.scaled = scaled
