"""How old what pages show is, and whether it should be younger: decided here, for every page.

A figure that is late isn't wrong: a release says what was so on its day, for ever. But whoever
reads it must not take it for that of today.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.timezone import localdate

from academy.lrs import projector
from barometer.engines.choice import chosen

from . import days
from .models import Release
from .services import is_lacking, next_day

PUBLISHING = timedelta(hours=1)
"""How long after the beginning of its day a release, and what follows from it, may take."""
TAKING_IN = timedelta(minutes=15)
"""How long what is recorded may wait until it is taken in; it is seconds as a rule."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """The day of the data of a page, and whether they are late.

    `day`: of their release; None as long as there is none. `late_since`: the day of the first
    release that should be there and isn't; None where none is missing. `behind_since`: when the
    first record was stored that waits too long to be taken in; None where none does.
    `failing_since`: since when a record can't be taken in until somebody repairs it.
    """

    day: date | None
    next_day: date
    late_since: date | None = None
    behind_since: datetime | None = None
    failing_since: datetime | None = None

    @property
    def is_late(self) -> bool:
        """Whether something isn't as it should be."""
        return any((self.late_since, self.behind_since, self.failing_since))


def freshness_of(release: Release | None, *, at: datetime) -> Freshness:
    """Return how fresh is at `at` what is from `release`: the newest that the page has.

    One query, and one more as long as there is no release.
    """
    trouble = projector.trouble_of(chosen().readers, until=at - TAKING_IN)
    return Freshness(
        day=release.day if release else None,
        next_day=next_day(at),
        late_since=_late_since(release, at - PUBLISHING),
        behind_since=trouble.waiting_since,
        failing_since=trouble.failing_since,
    )


def _late_since(release: Release | None, at: datetime) -> date | None:
    if not is_lacking(release, at=at):
        return None
    if release is None:
        return days.due(localdate(at), settings.BAROMETER_RELEASES)
    return days.following(release.day, settings.BAROMETER_RELEASES)
