"""What the record store and the calendar call; the libraries of Parquet load when they do."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from academy.core import clock, recurring
from academy.lrs import subscribers
from academy.lrs.subscribers import StoredStatement

from .models import ErasedName

READER = "barometer.lake"
"""The name under which the record store feeds the lake."""


def _write(batch: Sequence[StoredStatement]) -> None:
    from .services import write

    write(batch)


def _compact(at: datetime) -> None:
    from .services import compact

    compact()


def _erase(at: datetime) -> None:
    from .services import erase

    erase(at=at)


def follow() -> None:
    """Have every statement written, where there is a lake."""
    if not settings.STATEMENTS_LAKE:
        return
    subscribers.register(READER, _write, order=60, mode=subscribers.Mode.CURSOR)
    recurring.register(f"{READER}.compact", _compact, rhythm=recurring.Rhythm.DAILY)
    recurring.register(
        f"{READER}.erase",
        _erase,
        rhythm=recurring.Rhythm.EVERY_MINUTE,
        wanted=lambda: ErasedName.waiting(at=clock.now()).exists(),
    )
