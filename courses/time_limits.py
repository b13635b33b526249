"""How long a test lasts for somebody, and until when answers are taken. Pure: time is passed in.

An accommodation multiplies every limit, or lifts it. Where somebody has several (each organism
gives its own), the one that leaves most time counts.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

# An accommodation without any limit.
UNLIMITED = "none"
FACTORS = ("1.25", "1.5", "2", UNLIMITED)
# What was sent in time may be on its way: this much later, it is still taken.
NETWORK_GRACE = timedelta(seconds=30)


def time_allowed(minutes: int | None, factors: Iterable[str] = ()) -> timedelta | None:
    """Return how long a test of `minutes` lasts for who has the `factors`; None without limit."""
    given = set(factors)
    if minutes is None or UNLIMITED in given:
        return None
    factor = max((Decimal(one) for one in given), default=Decimal(1))
    return timedelta(seconds=int(minutes * 60 * factor))


def is_over(ends_by: datetime | None, at: datetime) -> bool:
    """Tell whether nothing can be answered any more at the moment `at`, the grace included."""
    return ends_by is not None and at > ends_by + NETWORK_GRACE


def finished_at(ends_by: datetime | None, at: datetime) -> datetime:
    """Return when an attempt that is closed at the moment `at` was finished: never after its end.

    The moment is that of the last possible answer, whoever looks at it later, and when.
    """
    return at if ends_by is None else min(at, ends_by)
