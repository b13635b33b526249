"""What a band lets one say of a share (itself, at most, at least) and of a change. Pure.

Where a band begins at nobody, the number to expect in it would tell of people who may not exist:
what is known is its upper end. Likewise at the other end. Sentences, tables and pictures all ask
here.
"""

from typing import Literal

Limit = Literal["", "most", "least"]

LIMITED = -1
"""The class of a cell of which one end alone is known: no colour of the ramp."""


def limit_of(low: float, high: float) -> Limit:
    """Return what may be said of a share from `low` to `high` (0 to 1): itself ("") or one end.

    A band of every possible share isn't for this: nothing is said of it at all.
    """
    if low <= 0:
        return "most"
    return "least" if high >= 1 else ""


def said_of(share: float, low: float, high: float) -> float:
    """Return the share to be said with the limit: what to expect, or the end that is known."""
    return {"": share, "most": high, "least": low}[limit_of(low, high)]


def has_moved(before: tuple[float, float, float], now: tuple[float, float, float]) -> bool:
    """Return whether two shares differ by more than their bands leave open.

    Each is (share, low, high), from 0 to 1. The shares have to be further apart than half of the
    mean width of the two bands.
    """
    widths = (before[2] - before[1], now[2] - now[1])
    return abs(now[0] - before[0]) > sum(widths) / 4 + 1e-9
