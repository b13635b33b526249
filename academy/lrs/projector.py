"""Feeding the readers that follow the store: each from its own durable position, missing nothing.

A position moves in the transaction that holds the reader's work, so each statement counts once
whatever stops the process. It never passes a statement that a running transaction may still add.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import CharField, F, Min, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from .feeding import feed
from .models import ReaderFailure, ReaderPosition, Statement
from .storage import dialect
from .subscribers import COLUMNS, Mode, Reader, StoredStatement, readers

# Statements a reader gets at once.
BATCH = 5_000


def catch_up(*, at: datetime, names: Collection[str] | None = None, batch: int = BATCH) -> int:
    """Feed the readers of Mode.CURSOR (those called `names`, or all) what they haven't had.

    Returns how many statements were fed, counted once per reader. `at` dates positions and
    failures. A reader that another process is feeding is left to it.
    """
    fed = 0
    following = _behind(_named(readers(Mode.CURSOR), names), at=at)
    if not following:
        return 0
    # What comes after this moment waits for the next look: chasing it statement by statement would
    # cost as much as storing it.
    pages = _Pages(dialect().settled_seq(), batch)
    while following:
        # Page by page, so that readers side by side share what is read.
        moved = []
        for reader, seq in following:
            # Read outside of the transaction: on SQLite it keeps everybody else from writing.
            statements = pages.after(seq)
            if statements and _step(reader, seq, statements, at=at):
                moved.append((reader, statements[-1].seq))
                fed += len(statements)
        following = moved
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
            while first <= last:
                with transaction.atomic():
                    # The same lock as a step: a reader is never fed by two processes at once.
                    if reader.mode is Mode.CURSOR:
                        _begin([reader], at=at)
                        _position(reader, wait=True)
                    statements = _statements(Q(seq__range=(first, last)), batch)
                    failed = feed(reader, statements, at=at)
                    # Numbers have gaps; what is fed next starts after the last that was.
                    end = statements[-1].seq if len(statements) == batch else last
                    _mark_repaired(reader, (first, end), failed, at=at)
                fed += len(statements)
                progress(reader.name, len(statements))
                first = end + 1
    return fed


def lag() -> dict[str, int]:
    """Return, by reader, how far (in `seq`) it is behind what is stored."""
    last = dialect().settled_seq()
    positions = dict(ReaderPosition.objects.values_list("name", "seq"))
    return {one.name: last - positions.get(one.name, 0) for one in readers(Mode.CURSOR)}


def position(name: str) -> int:
    """Return the number of the last statement that the reader `name` was fed, 0 for none."""
    return ReaderPosition.objects.filter(name=name).values_list("seq", flat=True).first() or 0


def is_behind(name: str, *, until: datetime) -> bool:
    """Tell whether the reader `name` hasn't been fed yet all that was stored before `until`."""
    return Statement.objects.filter(seq__gt=position(name), stored__lt=until).exists()


@dataclass(frozen=True, slots=True)
class Trouble:
    """What keeps readers from having taken in all that is stored; None where nothing does.

    `waiting_since`: when the first statement was stored that one of them hasn't been fed.
    `failing_since`: when one first could not take in a statement that it hasn't taken in since.
    """

    waiting_since: datetime | None = None
    failing_since: datetime | None = None


def trouble_of(names: Collection[str], *, until: datetime) -> Trouble:
    """Return what the readers called `names` lack of the statements stored before `until`, and
    which they could not take in, whenever that was. One query, whatever the number of readers."""
    if not names:
        return Trouble()
    failures = ReaderFailure.objects.filter(reader__in=names, repaired_at=None).order_by()
    kind = CharField()
    found = failures.values(kind=Value("failing", kind)).annotate(since=Min("failed_at"))
    waiting = [
        Statement.objects.filter(seq=Subquery(_waiting(name, until).values("seq")[:1]))
        .order_by()
        .values(kind=Value("waiting", kind), since=F("stored"))
        for name in names
    ]
    since: dict[str, datetime] = {}
    for row in found.union(*waiting, all=True):
        # Without a failure, their minimum is a row all the same.
        if row["since"] is not None:
            said = since.setdefault(row["kind"], row["since"])
            since[row["kind"]] = min(said, row["since"])
    return Trouble(since.get("waiting"), since.get("failing"))


def _waiting(name: str, until: datetime) -> QuerySet[Statement]:
    fed = ReaderPosition.objects.filter(name=name).values("seq")
    rows = Statement.objects.filter(seq__gt=Coalesce(Subquery(fed), 0), stored__lt=until)
    return rows.order_by("seq")


def open_failures(*, names: Collection[str] | None = None) -> int:
    """Return how many statements some reader could not take in and hasn't since."""
    rows = ReaderFailure.objects.filter(repaired_at=None)
    if names is not None:
        rows = rows.filter(reader__in=names)
    return rows.values("reader", "first_seq").distinct().count()


def _named(found: list[Reader], names: Collection[str] | None) -> list[Reader]:
    return [reader for reader in found if names is None or reader.name in names]


class _Pages:
    """The statements after a number, up to `settled`: readers go the same way, so what one was fed
    is kept for the next."""

    def __init__(self, settled: int, batch: int) -> None:
        self._settled = settled
        self._batch = batch
        # One page: many would fill the memory, and who is far behind comes alone.
        self._kept: tuple[int, Sequence[StoredStatement]] | None = None

    def after(self, seq: int) -> Sequence[StoredStatement]:
        """Return the page that follows the statement with the number `seq`."""
        if self._kept is None or self._kept[0] != seq:
            page = _statements(Q(seq__gt=seq, seq__lte=self._settled), self._batch)
            self._kept = seq, page
        return self._kept[1]


def _behind(following: list[Reader], *, at: datetime) -> list[tuple[Reader, int]]:
    """Return the readers for whom there may be news, each with its position: cheap when there is
    none."""
    last = Statement.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    positions = dict(ReaderPosition.objects.values_list("name", "seq"))
    behind = [(reader, positions.get(reader.name, 0)) for reader in following]
    behind = [(reader, seq) for reader, seq in behind if seq < last]
    _begin([reader for reader, _seq in behind if reader.name not in positions], at=at)
    return behind


def _step(reader: Reader, seq: int, statements: Sequence[StoredStatement], *, at: datetime) -> bool:
    """Feed `reader` what follows the position `seq` and move it; False where another process has
    it, or has moved it."""
    with transaction.atomic():
        position = _position(reader, wait=False)
        if position is None or position.seq != seq:
            return False
        feed(reader, statements, at=at)
        position.seq = statements[-1].seq
        position.moved_at = at
        position.save(update_fields=["seq", "moved_at"])
        return True


def _begin(new: list[Reader], *, at: datetime) -> None:
    """Give readers that have none a position before the first statement."""
    if not new:
        return
    ReaderPosition.objects.bulk_create(
        [ReaderPosition(name=reader.name, moved_at=at) for reader in new],
        ignore_conflicts=True,
    )


def _position(reader: Reader, *, wait: bool) -> ReaderPosition | None:
    """Return the locked position of `reader`; None where another process holds it."""
    rows = ReaderPosition.objects.select_for_update(skip_locked=not wait)
    return rows.filter(name=reader.name).first()


def _statements(condition: Q, batch: int) -> Sequence[StoredStatement]:
    rows = Statement.objects.filter(condition).order_by("seq")
    return [StoredStatement.told_by(row) for row in rows.values_list(*COLUMNS, named=True)[:batch]]


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
