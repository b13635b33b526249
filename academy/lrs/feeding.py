"""Feeding readers so that one which fails costs neither a statement nor the others' work."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from .models import ReaderFailure
from .subscribers import Mode, Reader, StoredStatement, readers

logger = logging.getLogger("academy.lrs")


def feed_all(batch: Sequence[StoredStatement], mode: Mode, *, at: datetime) -> None:
    """Give `batch` to every reader of `mode`, in order, inside the transaction that is open."""
    for reader in readers(mode):
        feed(reader, batch, at=at)


def concerns_any(statement: StoredStatement, mode: Mode) -> bool:
    """Tell whether `statement`, by its row alone, may be news to a reader of `mode`."""
    return any(reader.concerns(statement) for reader in readers(mode))


def feed(reader: Reader, batch: Sequence[StoredStatement], *, at: datetime) -> list[int]:
    """Give `reader` what concerns it of `batch`; return the numbers of those it could not take.

    The reader works in a savepoint. When it fails, its work is undone and it gets the halves, down
    to the statements that make it fail: each becomes a ReaderFailure.
    """
    batch = [one for one in batch if reader.concerns(one)]
    if not batch:
        return []
    try:
        with transaction.atomic():
            reader.read(batch)
    except Exception as error:
        if len(batch) > 1:
            middle = len(batch) // 2
            return [
                *feed(reader, batch[:middle], at=at),
                *feed(reader, batch[middle:], at=at),
            ]
        one = batch[0]
        logger.exception("The reader %s could not take the statement %s.", reader.name, one.id)
        ReaderFailure.objects.create(
            reader=reader.name,
            first_seq=one.seq,
            last_seq=one.seq,
            error=f"{type(error).__name__}: {error}"[:2_000].replace("\0", ""),
            failed_at=at,
        )
        return [one.seq]
    return []
