"""The one door by which a statement is stored: validate -> prepare -> one transaction."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from academy.lrs import feeding
from academy.lrs.models import Statement
from academy.lrs.storage import AttachmentRow, ReferenceRow, StatementRow, UndatedRow, dialect
from academy.lrs.subscribers import Mode, StoredStatement, account_of
from academy.lrs.xapi.attachments import Data
from academy.lrs.xapi.equality import same_statement
from academy.lrs.xapi.errors import Invalid
from academy.lrs.xapi.prepare import Prepared, prepare_all
from academy.lrs.xapi.statements import rules_for
from academy.lrs.xapi.times import format_timestamp

from . import references
from .attachments import store_data
from .authority import Authority
from .grouping import Group

# What a rule of xAPI refuses. Its sentence names the place in the statement.
Refused = Invalid


class Conflict(Exception):
    """A statement with the same id and another content is stored already. Nothing was stored."""

    def __init__(self, statement_id: UUID) -> None:
        super().__init__(
            f"The statement {statement_id} is stored already with another content,"
            " and a stored statement never changes."
        )
        self.statement_id = statement_id


class VoidNotAllowed(Exception):
    """A client would void a statement of another organism. Nothing was stored."""

    def __init__(self, target_id: UUID) -> None:
        super().__init__(
            f"The statement {target_id} doesn't belong to the organism of this credential,"
            " which may not void it."
        )


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a batch: `ids` of all its statements, in order, and those newly `stored`."""

    ids: list[UUID]
    stored: list[StoredStatement]


def record_statements(
    *,
    statements: Sequence[Mapping[str, Any] | bytes | msgspec.Raw],
    authority: Authority | Mapping[str, Any],
    at: datetime | Callable[[], datetime],
    version: str = "2.0.0",
    statement_id: str | None = None,
    attachments: Mapping[str, Data] | None = None,
    lacking: Collection[str] = (),
) -> Recorded:
    """Store a batch of statements: all of them, or none.

    `statements` are JSON objects of ours or texts as received. `authority` vouches for them (an
    Authority, or just the Agent). `at` becomes `stored`; a clock is read once the place in line is
    taken, so that nobody was told that nothing earlier would come. `version` of xAPI decides the
    rules. `statement_id` is what a PUT names. `attachments` is the data that came with the batch,
    by its hash in lower case; `lacking` are the hashes of data that nobody can send any more,
    without which the statements are stored nevertheless.

    A statement whose id is stored already changes nothing when it is the same one. Raises Refused
    for a statement that breaks a rule, Conflict for another content under a stored id and
    VoidNotAllowed for voiding what another organism stored; then nothing is stored. A reader that
    fails leaves a ReaderFailure, never a lost statement.
    """
    if not isinstance(authority, Authority):
        authority = Authority(agent=authority)
    prepared = prepare_all(
        statements,
        rules=rules_for(version),
        authority=dict(authority.agent),
        statement_id=statement_id,
        data=attachments or {},
        lacking=lacking,
    )
    if not prepared:
        return Recorded(ids=[], stored=[])
    batch = _Batch(prepared, authority, at if callable(at) else lambda: at, attachments or {})
    # Small requests of one moment share a transaction, unless one is open that they belong to.
    if (
        len(prepared) <= _SMALL
        and not attachments
        and callable(at)
        and not transaction.get_connection().in_atomic_block
    ):
        return _small.store(batch)
    return _in_transaction([batch])[0]


@dataclass(frozen=True, slots=True)
class _Batch:
    """The statements of one request, who vouches for them, the clock that dates them and the data
    that came with them, by its hash."""

    prepared: list[Prepared]
    authority: Authority
    clock: Callable[[], datetime]
    data: Mapping[str, Data]


def _record(batches: list[_Batch]) -> list[Recorded]:
    """Store small batches that no transaction is open for, in the shortest way there is."""
    sql = dialect()
    if sql.STORES_AT_ONCE and all(_is_plain(batch) for batch in batches):
        return _at_once(batches)
    return _in_transaction(batches)


def _is_plain(batch: _Batch) -> bool:
    """Tell whether storing a batch is one statement of SQL: it holds one statement, of which
    nothing follows in the same transaction."""
    one = batch.prepared[0]
    return (
        len(batch.prepared) == 1
        and one.target is None
        and not feeding.concerns_any(_told(one, batch.authority), Mode.TRANSACTION)
    )


_NEVER = datetime.min.replace(tzinfo=UTC)


def _told(
    one: Prepared, authority: Authority, seq: int = 0, stored: datetime = _NEVER
) -> StoredStatement:
    return StoredStatement(
        seq=seq,
        id=one.statement_id,
        stored=stored,
        timestamp=one.timestamp or stored,
        verb=one.verb,
        object_id=one.object_id,
        object_type=one.object_type,
        registration=one.registration,
        actor_account=account_of(one.actor),
        payload=one.payload(format_timestamp(stored)),
        organism_id=authority.organism_id,
    )


def _at_once(batches: list[_Batch]) -> list[Recorded]:
    """Store batches of one plain statement each, all by one statement of SQL.

    A statement that another content is stored for raises Conflict while the others are stored: a
    request that is tried again alone then finds its own.
    """
    parts = [(batch.prepared[0], batch.authority) for batch in batches]
    new = {
        row.statement_id: row
        for row in dialect().store([_undated(one, authority) for one, authority in parts])
    }
    known = [one for one, _ in parts if one.statement_id not in new]
    if known:
        moment = format_timestamp(batches[0].clock())
        _refuse_other_contents([(one.statement_id, one.received(moment)) for one in known])
    if any(row.targeted for row in new.values()):
        with transaction.atomic():
            references.follow([], list(new))
    recorded = []
    for one, authority in parts:
        # The same statement in two requests of one moment is new in one of them.
        row = new.pop(one.statement_id, None)
        stored = [] if row is None else [_told(one, authority, row.seq, row.stored)]
        recorded.append(Recorded(ids=[one.statement_id], stored=stored))
    return recorded


def _undated(one: Prepared, authority: Authority) -> UndatedRow:
    first, second, *rest = one.pieces()
    return UndatedRow(
        statement_id=one.statement_id,
        timestamp=one.timestamp,
        registration=one.registration,
        verb=one.verb,
        actor=one.actor,
        object_type=one.object_type,
        object_id=one.object_id,
        version=one.version,
        credential_id=authority.credential_id,
        organism_id=authority.organism_id,
        first=first,
        second=second,
        third=rest[0] if rest else None,
        keys=list(one.keys),
    )


def _in_transaction(batches: list[_Batch]) -> list[Recorded]:
    """Store all of the batches or none, in one transaction."""
    with transaction.atomic():
        for batch in batches:
            _refuse_foreign_voids(batch.prepared, batch.authority)
            if batch.data:
                store_data(batch.prepared, batch.data, at=batch.clock())
        new = _store(batches)
        ids = [[one.statement_id for one in batch.prepared] for batch in batches]
        return [
            Recorded(ids=own, stored=[one for one in new if len(ids) == 1 or one.id in own])
            for own in ids
        ]


# Requests with so few statements are stored together, so many of them at once.
_SMALL, _MOST_TOGETHER = 20, 50
_small = Group[_Batch, Recorded](_record, lambda batch: _record([batch])[0], most=_MOST_TOGETHER)


def _store(batches: list[_Batch]) -> list[StoredStatement]:
    """Store the batches in the transaction that is open; return the statements that are new."""
    sql, clock = dialect(), batches[0].clock
    prepared = [one for batch in batches for one in batch.prepared]
    authorities = [batch.authority for batch in batches for _one in batch.prepared]
    seqs = sql.reserve(len(prepared), at=clock())
    stored = clock()
    stored_text = format_timestamp(stored)
    rows = [
        StatementRow(
            seq=seq,
            statement_id=one.statement_id,
            stored=stored,
            timestamp=one.timestamp or stored,
            registration=one.registration,
            verb=one.verb,
            actor=one.actor,
            object_type=one.object_type,
            object_id=one.object_id,
            version=one.version,
            credential_id=authority.credential_id,
            organism_id=authority.organism_id,
            payload=one.payload(stored_text),
        )
        for seq, one, authority in zip(seqs, prepared, authorities, strict=True)
    ]
    inserted, targeted = sql.insert(rows, [one.keys for one in prepared])
    if len(inserted) < len(rows):
        _refuse_other_contents(
            [
                (one.statement_id, one.received(stored_text))
                for row, one in zip(rows, prepared, strict=True)
                if row.seq not in inserted
            ]
        )
        if not inserted:
            return []
    new = [(row, one) for row, one in zip(rows, prepared, strict=True) if row.seq in inserted]
    came = [
        AttachmentRow(row.seq, sha2, content_type)
        for row, one in new
        for sha2, content_type in one.data.items()
    ]
    if came:
        sql.insert_attachments(came)
    made = [
        ReferenceRow(row.seq, row.statement_id, row.stored, one.target, one.voids, row.organism_id)
        for row, one in new
        if one.target is not None
    ]
    if made or targeted:
        references.follow(made, [row.statement_id for row, _ in new])
    batch = [StoredStatement.told_by(row) for row, _ in new]
    feeding.feed_all(batch, Mode.TRANSACTION, at=stored)
    return batch


def _refuse_foreign_voids(prepared: list[Prepared], authority: Authority) -> None:
    """Data 2.3.2: who may not void the target is refused; an unknown target is none of that."""
    targets = [one.target for one in prepared if one.voids and one.target is not None]
    if not targets or authority.organism_id is None:
        return
    foreign = Statement.objects.filter(statement_id__in=targets).exclude(
        organism=authority.organism_id, organism__isnull=False
    )
    target_id = foreign.values_list("statement_id", flat=True).first()
    if target_id is not None:
        raise VoidNotAllowed(target_id)


def _refuse_other_contents(received: list[tuple[UUID, dict[str, Any]]]) -> None:
    """Raise Conflict unless each statement is the one that is stored under its id."""
    known = dict(
        Statement.objects.filter(statement_id__in=[own_id for own_id, _ in received]).values_list(
            "statement_id", "payload"
        )
    )
    for own_id, statement in received:
        if not same_statement(statement, msgspec.json.decode(known[own_id])):
            raise Conflict(own_id)
