"""Work that comes back by the calendar; the parts register theirs in `AppConfig.ready`.

    recurring.register("organisms.groups", follow_dates, rhythm=Rhythm.DAILY)

The worker starts each work once in every period, however many workers there are, and hands it the
moment. What was missed while no worker ran is done once, as soon as one runs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.utils.timezone import localtime

Run = Callable[[datetime], object]

AGAIN = object()
"""Returned by a work that has done a part of what waits: it is queued again at once, so that a
worker that is asked to stop has no more than a part to finish."""


class Rhythm(Enum):
    """How often a work comes back."""

    # From midnight on, in the academy's time zone.
    DAILY = "daily"
    HOURLY = "hourly"
    EVERY_MINUTE = "every minute"


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Work:
    """A registered work; `wanted` is asked first, so that nothing starts for nothing."""

    name: str
    run: Run
    rhythm: Rhythm
    wanted: Callable[[], bool] = _always

    def period(self, at: datetime) -> datetime:
        """Return when the period that holds `at` started."""
        moment = localtime(at).replace(second=0, microsecond=0)
        if self.rhythm is Rhythm.DAILY:
            return moment.replace(hour=0, minute=0)
        return moment.replace(minute=0) if self.rhythm is Rhythm.HOURLY else moment


_works: dict[str, Work] = {}


def register(name: str, run: Run, *, rhythm: Rhythm, wanted: Callable[[], bool] = _always) -> None:
    """Have `run(at)` called once in every period of `rhythm`.

    `run` starts again from the beginning when it was interrupted, and does nothing twice. `name`
    stands in the database, so it doesn't change. Registering a name again replaces the work.
    """
    _works[name] = Work(name=name, run=run, rhythm=rhythm, wanted=wanted)


def unregister(name: str) -> None:
    """Forget the work called `name`; does nothing where there is none."""
    _works.pop(name, None)


def works() -> list[Work]:
    """Return the registered works, by name."""
    return [_works[name] for name in sorted(_works)]


def work(name: str) -> Work | None:
    """Return the work called `name`, None when no part registers it any more."""
    return _works.get(name)
