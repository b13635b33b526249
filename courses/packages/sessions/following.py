"""Statements of AUs -> standings: the reader that follows the record store in its transaction.

The record store lets an AU speak of itself alone, within its session, by the rules of cmi5. Here
`completed`, `passed` and `failed` are read, where they are "cmi5 defined" (7.1.3). Being given a
statement again changes nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from academy.core.iri import package_iri
from academy.lrs.queries import voided_ids
from academy.lrs.services import session_behind
from academy.lrs.subscribers import StoredStatement
from academy.lrs.xapi.cmi5 import is_defined
from academy.lrs.xapi.vocabulary import Verb

from .mirroring import mirror
from .standings import Followed, locked, settle, standing_in

_TIMES = {
    Verb.COMPLETED: "completed_at",
    Verb.PASSED: "passed_at",
    Verb.FAILED: "failed_at",
}


def concerns(statement: StoredStatement) -> bool:
    """Return whether `statement` may be what an AU tells of itself, by its row alone."""
    return (
        statement.verb in _TIMES
        and statement.organism_id is None
        and statement.registration is not None
        and statement.object_id.startswith(f"{settings.ACADEMY_IRI_BASE}/xapi/activities/package/")
    )


def read(batch: Sequence[StoredStatement]) -> None:
    """Take a batch of stored statements into account."""
    told = [one for one in batch if concerns(one) and is_defined(one.data)]
    if not told:
        return
    voided = voided_ids(one.id for one in told)
    for one in told:
        if one.id not in voided:
            _follow(one)


@transaction.atomic
def _follow(statement: StoredStatement) -> None:
    registration = statement.registration
    followed = locked(registration) if registration is not None else None
    if followed is None or not _is_of(statement, followed):
        return
    item = _item_of(statement, followed)
    # What others tell of an AU, and not itself in its session, counts for nothing.
    session = session_behind(statement)
    if item is None or session is None:
        return
    standing = standing_in(followed, item["id"])
    name = _TIMES[Verb(statement.verb)]
    earlier: datetime | None = getattr(standing, name)
    if earlier is None or statement.timestamp < earlier:
        setattr(standing, name, statement.timestamp)
    scaled = ((statement.data.get("result") or {}).get("score") or {}).get("scaled")
    if scaled is not None:
        standing.scaled = scaled
    standing.save()
    settle(followed=followed, session=session, at=statement.stored)
    mirror(followed=followed, item=item, at=statement.stored)


def _is_of(statement: StoredStatement, followed: Followed) -> bool:
    """Tell whether a statement is the one of the learner of a registration."""
    account = followed.row.actor["account"]
    return statement.actor_account == (account["homePage"], account["name"])


def _item_of(statement: StoredStatement, followed: Followed) -> dict[str, Any] | None:
    version = followed.row.version
    whole = package_iri(settings.ACADEMY_IRI_BASE, version.package.key)
    own = statement.object_id.removeprefix(f"{whole}/parts/")
    return next((item for item in version.parts if item["id"] == own), None)
