"""Reading what is known of activities, within what the reader may see.

What the reader `lrs.activities` keeps is completed with the statements that it hasn't read yet, so
that an answer is true as soon as a statement is stored.
"""

from collections.abc import Collection, Iterable
from typing import Any

import msgspec
from django.db.models import Exists, OuterRef, Q, QuerySet

from .models import (
    DEFINITIONS_READER,
    ActivityDefinition,
    Credential,
    ReaderPosition,
    Scope,
    Statement,
    StatementKey,
)
from .queries import ALL, Access
from .xapi.definitions import Known, definition_of, merge, told_by
from .xapi.keys import ACTIVITY, RELATED_ACTIVITY, definition_key, key_of

# The statements beyond the reader's position that an answer looks at, the newest ones.
MOST_UNREAD = 5_000
# For so few activities the database picks the statements that name one of them.
_FEW = 20
# Databases take so many values in one query.
_CHUNK = 5_000
# Whose statements tell of an activity, as its keys have it.
_ACADEMY = "academy"
_OTHER_CLIENTS = "clients"


def owner_of(credential_id: int | None, organism_id: int | None) -> str:
    """Return whose definitions a statement adds to.

    What the academy itself says of its activities is public; what an organism's clients say is that
    organism's.
    """
    if credential_id is None:
        return _ACADEMY
    return _OTHER_CLIENTS if organism_id is None else _clients_of(organism_id)


def _clients_of(organism_id: int) -> str:
    return f"organism-{organism_id}"


def definers(credential_ids: Iterable[int | None]) -> set[int | None]:
    """Return those whose statements define activities: the academy, and credentials that may.

    Communication 4.2: without the scope "define" a statement is stored, and what is known of its
    activities stays as it was.
    """
    ids = {own_id for own_id in credential_ids if own_id is not None}
    if not ids:
        return {None}
    scopes = Credential.objects.filter(pk__in=ids).values_list("pk", "scopes")
    return {None} | {own_id for own_id, some in scopes if {Scope.ALL, Scope.DEFINE} & set(some)}


def definitions_of(activity_ids: Collection[str], *, access: Access) -> dict[str, dict[str, Any]]:
    """Return what is known of these activities, by id; unknown ones are left out.

    A client of an organism gets what that organism's clients and the academy say; one that reads
    only its own statements, what these (the newest MOST_UNREAD of them) and the academy say; an AU,
    what the academy says.
    """
    # The position first: what the reader keeps meanwhile is then read twice, not left out.
    position = _position()
    known: dict[str, Known] = {}
    for activity_id, more in (
        *_kept(activity_ids, access),
        *_unread(activity_ids, access, position),
    ):
        known[activity_id] = merge(known[activity_id], more) if activity_id in known else more
    return {activity_id: definition_of(one) for activity_id, one in known.items()}


def _position() -> int:
    rows = ReaderPosition.objects.filter(name=DEFINITIONS_READER)
    return rows.values_list("seq", flat=True).first() or 0


def _kept(activity_ids: Collection[str], access: Access) -> list[tuple[str, Known]]:
    owners = [_ACADEMY]
    if access.organism_id is not None:
        owners.append(_clients_of(access.organism_id))
    everything = access == ALL
    if everything:
        column = "activity__in"
        keys = [key_of(ACTIVITY, one) for one in activity_ids]
    else:
        column = "key__in"
        keys = [definition_key(owner, one) for one in activity_ids for owner in owners]
    found: list[tuple[str, Known]] = []
    for start in range(0, len(keys), _CHUNK):
        rows = ActivityDefinition.objects.filter(**{column: keys[start : start + _CHUNK]})
        found += [
            (activity_id, msgspec.json.decode(definition))
            for activity_id, definition in rows.values_list("activity_id", "definition")
        ]
    return found


def _unread(
    activity_ids: Collection[str], access: Access, position: int
) -> list[tuple[str, Known]]:
    rows = _unread_naming(activity_ids, access, position)
    told = list(rows.values_list("seq", "credential_id", "payload"))
    allowed = definers(credential_id for _, credential_id, _ in told)
    wanted = set(activity_ids)
    said = told_by(
        (seq, msgspec.json.decode(payload))
        for seq, credential_id, payload in told
        if credential_id in allowed
    )
    return [(activity_id, more) for activity_id, more in said.items() if activity_id in wanted]


def _unread_naming(
    activity_ids: Collection[str], access: Access, position: int
) -> QuerySet[Statement]:
    """Return the unread statements, those that name one of these activities where they are few."""
    rows = _unread_statements(access, position)
    if len(activity_ids) > _FEW:
        return rows
    keys = [key_of(kind, one) for one in activity_ids for kind in (ACTIVITY, RELATED_ACTIVITY)]
    naming = StatementKey.objects.filter(
        key__in=keys, stored=OuterRef("stored"), seq=OuterRef("seq")
    )
    return rows.filter(Exists(naming))


def _unread_statements(access: Access, position: int) -> QuerySet[Statement]:
    if access.credential_id is not None:
        own = Statement.objects.filter(credential=access.credential_id)
        newest = own.order_by("-stored", "-seq").values("seq")[:MOST_UNREAD]
        return Statement.objects.filter(seq__in=newest)
    last = Statement.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    rows = Statement.objects.filter(seq__gt=max(position, last - MOST_UNREAD))
    if access.is_of_one:
        rows = rows.filter(credential=None)
    if access.organism_id is not None:
        rows = rows.filter(Q(organism=access.organism_id) | Q(credential=None))
    return rows
