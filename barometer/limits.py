"""What a band lets one say of a share (itself, at most, at least) and of a change. Pure.

Where a band begins at nobody, the number to expect in it would tell of people who may not exist:
what is known is its upper end. Likewise at the other end. Sentences, tables and pictures all ask
here.
"""

from collections.abc import Iterable
from math import ceil, floor
from typing import Literal

Limit = Literal["", "most", "least"]

Share = tuple[float, float, float]
"""A share from 0 to 1, and between what it lies."""

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


def quartile_of(rows: Iterable[Share], part: int) -> Share:
    """Return a quartile of shares with what is known of it: part 0, 1 (the median) or 2.

    Each row is (share, low, high), from 0 to 1; there is one at least. The quartile of the true
    shares lies between that of the lower ends and that of the upper ones. Where a row beside it may
    be nobody, so may the quartile; likewise everybody. Every page says the usual share by this.
    """
    ordered = sorted(rows)
    place = (len(ordered) - 1) * (part + 1) / 4
    around = ordered[floor(place) : ceil(place) + 1]
    share, low, high = (_at(place, column) for column in zip(*ordered, strict=True))
    return (
        share,
        0.0 if any(one[1] <= 0 for one in around) else low,
        1.0 if any(one[2] >= 1 for one in around) else high,
    )


def _at(place: float, values: Iterable[float]) -> float:
    """Return what stands at a place, between two values, of the values in order."""
    ordered = sorted(values)
    below, above = ordered[floor(place)], ordered[ceil(place)]
    return below + (above - below) * (place - floor(place))


def has_moved(before: Share, now: Share) -> bool:
    """Return whether two shares differ by more than their bands leave open.

    Each is (share, low, high), from 0 to 1. The shares have to be further apart than half of the
    mean width of the two bands.
    """
    widths = (before[2] - before[1], now[2] - now[1])
    return abs(now[0] - before[0]) > sum(widths) / 4 + 1e-9
