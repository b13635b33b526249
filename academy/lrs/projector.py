"""Feeding the readers that follow the store: each from its own durable position, missing nothing.

A position moves in the transaction that holds the reader's work, so each statement counts once
whatever stops the process. It never passes a statement that a running transaction may still add.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from .feeding import feed
from .models import ReaderFailure, ReaderPosition, Statement
from .storage import dialect
from .subscribers import Mode, Reader, StoredStatement, account_of, readers

# Statements a reader gets at once.
BATCH = 5_000
_COLUMNS = (
    "seq",
    "statement_id",
    "stored",
    "timestamp",
    "verb",
    "object_id",
    "object_type",
    "registration",
    "actor",
    "payload",
)


def catch_up(*, at: datetime, names: Collection[str] | None = None, batch: int = BATCH) -> int:
    """Feed the readers of Mode.CURSOR (those called `names`, or all) what they haven't had.

    Returns how many statements were fed, counted once per reader. `at` dates positions and
    failures. A reader that another process is feeding is left to it.
    """
    fed = 0
    following = _named(readers(Mode.CURSOR), names)
    behind = _behind(following)
    for reader in following:
        if reader.name in behind:
            while step := _step(reader, at=at, batch=batch):
                fed += step
    return fed


def replay(
    *,
    at: datetime,
    names: Collection[str] | None = None,
    failed_only: bool = False,
    batch: int = BATCH,
    progress: Callable[[str, int], None] = lambda name, count: None,
) -> int:
    """Feed readers of both modes the statements again, from the first; return how many were fed.

    Readers are idempotent: what they derived stays as it is, what was missing comes. Failures of
    statements that are taken in now become repaired. `failed_only`: only the statements of open
    failures. `progress(name, count)` is called after each batch.
    """
    fed = 0
    for reader in _named(readers(), names):
        ranges = _open_failures(reader) if failed_only else [(1, dialect().settled_seq())]
        for first, last in ranges:
            for seqs in _slices(first, last, batch):
                with transaction.atomic():
                    # The same lock as a step: a reader is never fed by two processes at once.
                    if reader.mode is Mode.CURSOR:
                        _position(reader, at=at, wait=True)
                    statements = _statements(Q(seq__range=seqs), batch)
                    failed = feed(reader, statements, at=at)
                    _mark_repaired(reader, seqs, failed, at=at)
                fed += len(statements)
                progress(reader.name, len(statements))
    return fed


def lag() -> dict[str, int]:
    """Return, by reader, how far (in `seq`) it is behind what is stored."""
    last = dialect().settled_seq()
    positions = dict(ReaderPosition.objects.values_list("name", "seq"))
    return {one.name: last - positions.get(one.name, 0) for one in readers(Mode.CURSOR)}


def open_failures(*, names: Collection[str] | None = None) -> int:
    """Return how many statements some reader could not take in and hasn't since."""
    rows = ReaderFailure.objects.filter(repaired_at=None)
    if names is not None:
        rows = rows.filter(reader__in=names)
    return rows.values("reader", "first_seq").distinct().count()


def _named(found: list[Reader], names: Collection[str] | None) -> list[Reader]:
    return [reader for reader in found if names is None or reader.name in names]


def _behind(following: list[Reader]) -> set[str]:
    """Return the names of the readers for whom there may be news: cheap when there is none."""
    last = Statement.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    positions = dict(ReaderPosition.objects.values_list("name", "seq"))
    return {reader.name for reader in following if positions.get(reader.name, 0) < last}


def _step(reader: Reader, *, at: datetime, batch: int) -> int:
    """Feed `reader` one batch and move its position; return how many it got."""
    with transaction.atomic():
        position = _position(reader, at=at, wait=False)
        if position is None:
            return 0
        settled = dialect().settled_seq()
        statements = _statements(Q(seq__gt=position.seq, seq__lte=settled), batch)
        if not statements:
            return 0
        feed(reader, statements, at=at)
        position.seq = statements[-1].seq
        position.moved_at = at
        position.save(update_fields=["seq", "moved_at"])
        return len(statements)


def _position(reader: Reader, *, at: datetime, wait: bool) -> ReaderPosition | None:
    """Return the locked position of `reader`; None where another process holds it."""
    ReaderPosition.objects.bulk_create(
        [ReaderPosition(name=reader.name, moved_at=at)], ignore_conflicts=True
    )
    rows = ReaderPosition.objects.select_for_update(skip_locked=not wait)
    return rows.filter(name=reader.name).first()


def _statements(condition: Q, batch: int) -> Sequence[StoredStatement]:
    rows = Statement.objects.filter(condition).order_by("seq").values_list(*_COLUMNS)[:batch]
    return [
        StoredStatement(
            seq=seq,
            id=statement_id,
            stored=stored,
            timestamp=timestamp,
            verb=verb,
            object_id=object_id,
            object_type=object_type,
            registration=registration,
            actor_account=account_of(actor),
            payload=payload,
        )
        for (
            seq,
            statement_id,
            stored,
            timestamp,
            verb,
            object_id,
            object_type,
            registration,
            actor,
            payload,
        ) in rows
    ]


def _slices(first: int, last: int, batch: int) -> Iterator[tuple[int, int]]:
    """Cut first..last into ranges of at most `batch` numbers."""
    for start in range(first, last + 1, batch):
        yield start, min(start + batch - 1, last)


def _open_failures(reader: Reader) -> list[tuple[int, int]]:
    rows = ReaderFailure.objects.filter(reader=reader.name, repaired_at=None)
    return sorted(set(rows.values_list("first_seq", "last_seq")))


def _mark_repaired(
    reader: Reader, seqs: tuple[int, int], failed: list[int], *, at: datetime
) -> None:
    """Close the failures within `seqs` of statements that `reader` has taken in now."""
    open_ones = ReaderFailure.objects.filter(
        reader=reader.name,
        repaired_at=None,
        first_seq__gte=seqs[0],
        last_seq__lte=seqs[1],
    )
    # A statement that failed again has a new row; the older ones of it are settled by that.
    newest = dict(
        open_ones.filter(first_seq__in=failed).order_by("pk").values_list("first_seq", "pk")
    )
    open_ones.exclude(pk__in=newest.values()).update(repaired_at=at)
