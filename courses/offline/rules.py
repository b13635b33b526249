"""What a device may keep and tell later. Pure: no Django, no clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# How long a device keeps a lesson that it doesn't get again, and how late it may tell of an act.
KEPT_FOR = timedelta(days=30)
# What one request may tell: more is sent in several.
MOST_ACTS = 50
LARGEST_BATCH = 256 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Moment:
    """When an act is taken to have happened; `is_moved` where a device's clock can't be right."""

    at: datetime
    is_moved: bool


def moment_of(given_at: datetime, *, enrolled_at: datetime, now: datetime) -> Moment:
    """Return when an act happened, of which a device says that it was at `given_at`.

    Clocks of devices are wrong at times: nothing happened after `now`, before the learner joined
    the path, or longer ago than a device keeps what it has to tell.
    """
    earliest = min(max(enrolled_at, now - KEPT_FOR), now)
    at = min(max(given_at, earliest), now)
    return Moment(at, at != given_at)
