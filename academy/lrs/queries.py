"""Reading the record store, always within what the reader may see."""

# ruff: noqa: S608 - the pieces of SQL put together here are constants.

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection
from django.db.models import QuerySet

from .models import (
    AttachmentData,
    AttachmentPiece,
    Statement,
    StatementAttachment,
    StatementKey,
    StatementReference,
)
from .storage import Slice, dialect
from .subscribers import COLUMNS, StoredStatement
from .xapi.keys import AGENT, REGISTRATION, key_of
from .xapi.parameters import Cursor, StatementQuery
from .xapi.persons import names_in
from .xapi.vocabulary import VOIDED


@dataclass(frozen=True, slots=True)
class Access:
    """What a reader may see: all, what one credential stored, what belongs to an organism, or what
    an `actor` (an identity) did within a `registration`."""

    credential_id: int | None = None
    organism_id: int | None = None
    actor: str | None = None
    registration: UUID | None = None

    @property
    def is_of_one(self) -> bool:
        """Whether it is that of one learner within one registration."""
        return self.actor is not None and self.registration is not None


ALL = Access()

# Statements read at once by who reads them all, and ids looked up at once.
_SLICE = 20_000
_SOME = 1_000

# Most bytes of attachments in one page.
LARGEST_DATA = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """One statement as it is returned, and when it was stored."""

    seq: int
    payload: str
    stored: datetime


@dataclass(frozen=True, slots=True)
class Attached:
    """Data of an attachment: its hash, the content type declared for it, how many bytes it has."""

    sha2: str
    content_type: str
    length: int


@dataclass(frozen=True, slots=True)
class Page:
    """Statements, the data that came with them where it was asked for, each once, and where the
    next page starts; None when this is the last."""

    payloads: list[str]
    attached: list[Attached]
    next: Cursor | None


def known_ids(ids: Iterable[UUID]) -> set[UUID]:
    """Return those of `ids` under which a statement is stored."""
    return set(
        Statement.objects.filter(statement_id__in=list(ids)).values_list("statement_id", flat=True)
    )


def statement_by_id(statement_id: UUID, *, voided: bool, access: Access) -> Found | None:
    """Return the statement with this id if it is voided or not, as `voided` asks.

    Communication 2.1.3 and 2.1.4: a voided statement is found by voidedStatementId alone, and only
    a voided one is.
    """
    rows = Statement.objects.filter(statement_id=statement_id)
    if access.credential_id is not None:
        rows = rows.filter(credential=access.credential_id)
    if access.organism_id is not None:
        rows = rows.filter(organism=access.organism_id)
    if access.is_of_one:
        rows = rows.filter(actor=access.actor, registration=access.registration)
    row = rows.values_list("seq", "payload", "stored", "verb", "organism_id").first()
    if row is None:
        return None
    seq, payload, stored, verb, organism_id = row
    if (verb != VOIDED and _is_voided(statement_id, organism_id)) is not voided:
        return None
    return Found(seq=seq, payload=payload, stored=stored)


def _is_voided(statement_id: UUID, organism_id: int | None) -> bool:
    voiders = StatementReference.objects.filter(target_id=statement_id, voids=True)
    owners = set(voiders.values_list("organism_id", flat=True))
    return None in owners or organism_id in owners


def voided_ids(ids: Iterable[UUID]) -> set[UUID]:
    """Return those of `ids` that name a stored statement which is voided. Data 2.3.2.

    One query where none of them is.
    """
    voiders = StatementReference.objects.filter(target_id__in=list(ids), voids=True)
    voided_for = list(voiders.values_list("target_id", "organism_id"))
    if not voided_for:
        return set()
    targets = {target for target, _ in voided_for}
    rows = Statement.objects.filter(statement_id__in=targets).exclude(verb=VOIDED)
    owner = dict(rows.values_list("statement_id", "organism_id"))
    return {
        target
        for target, organism_id in voided_for
        if target in owner and (organism_id is None or organism_id == owner[target])
    }


def every_voided_id() -> set[UUID]:
    """Return the ids of all stored statements that are voided."""
    voiders = StatementReference.objects.filter(voids=True).order_by("target_id")
    targets = list(voiders.values_list("target_id", flat=True).distinct())
    found: set[UUID] = set()
    for start in range(0, len(targets), _SOME):
        found |= voided_ids(targets[start : start + _SOME])
    return found


def void_targets(ids: Iterable[UUID]) -> set[UUID]:
    """Return those of `ids` that are void for everybody, stored already or not yet."""
    voiders = StatementReference.objects.filter(
        target_id__in=list(ids), voids=True, organism_id=None
    )
    return set(voiders.values_list("target_id", flat=True))


def statements_by_id(ids: Iterable[UUID]) -> list[StoredStatement]:
    """Return the stored statements among `ids`, voided ones included."""
    return _told(Statement.objects.filter(statement_id__in=list(ids)))


def settled_seq() -> int:
    """Return the number up to which every statement that will ever be there is visible now."""
    return dialect().settled_seq()


def slices(*, through: int) -> Iterator[Slice]:
    """Return all statements up to the number `through`, in their order, a slice at a time.

    For who reads millions of them: as columns, and without a query that lasts as long as all.
    """
    first = 1
    while first <= through:
        last = min(first + _SLICE - 1, through)
        found = dialect().between(first, last)
        if found.seq:
            yield found
            first = last + 1
        else:
            # Numbers have gaps.
            after = Statement.objects.filter(seq__gt=last).order_by("seq")
            first = after.values_list("seq", flat=True).first() or through + 1


def statements_of_registrations(
    registrations: Iterable[UUID], *, verbs: Iterable[str]
) -> list[StoredStatement]:
    """Return, oldest first, the statements of these registrations with one of `verbs` that
    aren't voided."""
    keys = [key_of(REGISTRATION, str(registration)) for registration in registrations]
    found = StatementKey.objects.filter(key__in=keys).values("seq")
    told = _told(Statement.objects.filter(seq__in=found, verb__in=list(verbs)))
    voided = voided_ids(statement.id for statement in told)
    return [statement for statement in told if statement.id not in voided]


def _told(rows: QuerySet[Statement]) -> list[StoredStatement]:
    found = rows.order_by("seq").values_list(*COLUMNS, named=True)
    return [StoredStatement.told_by(row) for row in found]


# Names are looked for in so many statements of an agent.
_NAMING_STATEMENTS = 50


def names_of(who: str, *, access: Access) -> list[str]:
    """Return the names by which the newest statements about the agent with the identity `who` call
    it, the newest first. Communication 2.4."""
    query = StatementQuery(conditions=((key_of(AGENT, who),),), limit=_NAMING_STATEMENTS)
    found = find(query, access=access).payloads
    names = [name for one in found for name in names_in(msgspec.json.decode(one), who)]
    return list(dict.fromkeys(names))


def find(query: StatementQuery, *, access: Access) -> Page:
    """Return one page of what `query` asks for, in the order of (stored, seq).

    Keyset paging: a page continues after the last statement of the one before, so that statements
    stored meanwhile shift nothing. With attachments, a page ends before its data exceeds
    LARGEST_DATA, but for that of its first statement.
    """
    if access.is_of_one:
        # Read along the index of what is theirs, not along all there is.
        own = (key_of(REGISTRATION, str(access.registration)),)
        query = replace(query, conditions=(own, *query.conditions))
    sql, parameters = _page_sql(query, access)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = cursor.fetchall()
    shown = rows[: query.limit]
    attached: list[Attached] = []
    if query.attachments:
        count, attached = _data_of([row[1] for row in shown])
        shown = shown[:count]
    following = None
    if len(rows) > len(shown):
        following = Cursor(stored=_aware(shown[-1][0]), seq=shown[-1][1])
    return Page(payloads=[row[2] for row in shown], attached=attached, next=following)


def data_of_statement(seq: int) -> list[Attached]:
    """Return the data that came with one statement."""
    return _data_of([seq])[1]


def _data_of(seqs: Sequence[int]) -> tuple[int, list[Attached]]:
    """Return the data that came with the first of these statements, and with how many it goes.

    Data that a statement names without its having come with it isn't there.
    """
    rows = StatementAttachment.objects.filter(seq__in=seqs).order_by("seq", "sha2")
    kept = AttachmentData.objects.filter(sha2__in=rows.order_by().values("sha2"))
    lengths = dict(kept.values_list("sha2", "length"))
    came: dict[int, list[Attached]] = {}
    for seq, sha2, content_type in rows.values_list("seq", "sha2", "content_type"):
        came.setdefault(seq, []).append(Attached(sha2, content_type, lengths[sha2]))
    found: dict[str, Attached] = {}
    size = 0
    for count, seq in enumerate(seqs):
        new = {one.sha2: one for one in came.get(seq, ()) if one.sha2 not in found}
        size += sum(one.length for one in new.values())
        if count and size > LARGEST_DATA:
            return count, list(found.values())
        found |= new
    return len(seqs), list(found.values())


def pieces_of(attached: Attached) -> Iterator[bytes]:
    """Yield the data of an attachment, one piece in memory at a time."""
    pieces = AttachmentPiece.objects.filter(sha2=attached.sha2).values_list("content", flat=True)
    number = sent = 0
    while sent < attached.length:
        content = bytes(pieces.get(number=number))
        yield content
        sent += len(content)
        number += 1


def consistent_through(*, at: datetime) -> datetime:
    """Return the instant up to which every statement ever stored is visible, `at` at the latest."""
    since = dialect().storing_since()
    return at if since is None else min(at, since)


def _aware(value: datetime) -> datetime:
    """Return a datetime of a raw row; SQLite's have no zone and are in UTC."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


# Conditions with fewer entries than this are told apart; beyond it all count as common.
_PROBE = 500

# Data 2.3.2: voided, unless it voids itself. A voiding statement of an organism's client reaches
# that organism's statements alone.
_NOT_VOIDED = f"""(s.verb = '{VOIDED}' OR NOT EXISTS (
    SELECT 1 FROM lrs_statementreference r
    WHERE r.target_id = s.statement_id AND r.voids
      AND (r.organism_id IS NULL OR r.organism_id = s.organism_id)
    LIMIT 1 OFFSET 0))"""


def _page_sql(query: StatementQuery, access: Access) -> tuple[str, list[Any]]:
    """Return SQL whose rows are (stored, seq, payload), one more than the page holds.

    The key with the fewest statements leads; each of its keys is read along its index only as far
    as the page needs, and the other conditions are looked up statement by statement. `OFFSET 0`
    keeps PostgreSQL from turning these look-ups into a join over all there is.
    """
    direction = "ASC" if query.ascending else "DESC"
    conditions = _rarest_first(query)
    if not conditions:
        where, parameters = _where("s", query, access, [])
        sql = (
            f"SELECT s.stored, s.seq, s.payload FROM lrs_statement s WHERE {where}"
            f" ORDER BY s.stored {direction}, s.seq {direction} LIMIT %s"
        )
        return sql, [*parameters, query.limit + 1]
    branches: list[str] = []
    parameters = []
    for key in conditions[0]:
        where, values = _where("k", query, access, conditions[1:])
        branches.append(
            "SELECT * FROM (SELECT k.stored, k.seq FROM lrs_statementkey k"
            f" JOIN lrs_statement s ON s.seq = k.seq WHERE k.key = %s AND {where}"
            f" ORDER BY k.stored {direction}, k.seq {direction} LIMIT %s) b{len(branches)}"
        )
        parameters += [key, *values, query.limit + 1]
    sql = (
        f"SELECT s.stored, s.seq, s.payload FROM ({' UNION '.join(branches)}) p"
        f" JOIN lrs_statement s ON s.seq = p.seq"
        f" ORDER BY s.stored {direction}, s.seq {direction} LIMIT %s"
    )
    return sql, [*parameters, query.limit + 1]


def _where(
    alias: str, query: StatementQuery, access: Access, others: Sequence[tuple[bytes, ...]]
) -> tuple[str, list[Any]]:
    adapt = connection.ops.adapt_datetimefield_value
    registration: Any = access.registration
    if registration is not None and not connection.features.has_native_uuid_field:
        registration = registration.hex
    parts = [_NOT_VOIDED]
    parameters: list[Any] = []
    for column, value in (
        ("credential_id", access.credential_id),
        ("organism_id", access.organism_id),
        ("actor", access.actor),
        ("registration", registration),
    ):
        if value is not None:
            parts.append(f"s.{column} = %s")
            parameters.append(value)
    # Communication 2.1.3: since is exclusive, until inclusive.
    if query.since is not None:
        parts.append(f"{alias}.stored > %s")
        parameters.append(adapt(query.since))
    if query.until is not None:
        parts.append(f"{alias}.stored <= %s")
        parameters.append(adapt(query.until))
    if query.cursor is not None:
        sign = ">" if query.ascending else "<"
        parts.append(f"({alias}.stored, {alias}.seq) {sign} (%s, %s)")
        parameters += [adapt(query.cursor.stored), query.cursor.seq]
    for keys in others:
        marks = ", ".join(["%s"] * len(keys))
        parts.append(
            f"EXISTS (SELECT 1 FROM lrs_statementkey o WHERE o.key IN ({marks})"
            f" AND o.stored = {alias}.stored AND o.seq = {alias}.seq LIMIT 1 OFFSET 0)"
        )
        parameters += keys
    return " AND ".join(parts), parameters


def _rarest_first(query: StatementQuery) -> list[tuple[bytes, ...]]:
    """Return the conditions, the one that the fewest statements meet first."""
    conditions = list(query.conditions)
    if len(conditions) < 2:
        return conditions
    sql, parameters = _probe_sql(conditions)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found = iter(cursor.fetchone())
    counts = [sum(next(found) for _key in keys) for keys in conditions]
    order = sorted(range(len(conditions)), key=lambda number: (counts[number], number))
    return [conditions[number] for number in order]


def _probe_sql(conditions: Sequence[tuple[bytes, ...]]) -> tuple[str, list[bytes]]:
    """Return SQL whose one row counts the statements of each key, up to so many.

    In the order of the index: without an order, PostgreSQL reads the table from its start for a
    common key, in the hope of meeting enough of it soon.
    """
    probe = (
        "(SELECT count(*) FROM (SELECT 1 FROM lrs_statementkey WHERE key = %s"
        f" ORDER BY stored DESC, seq DESC LIMIT {_PROBE}) c)"
    )
    every = [key for keys in conditions for key in keys]
    return f"SELECT {', '.join([probe] * len(every))}", every
