"""Freezing the forecasts of releases: each once, in the order of their days."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from barometer.facts import lock_state
from barometer.releases.models import Release
from barometer.releases.queries import newest

from . import queries
from .frozen import OUTLOOK_VERSION
from .models import FrozenForecast, ReleaseOutlook
from .target_services import raise_alerts

# Releases older than this, when the newest comes, get no forecast any more: a year is enough to
# learn how wide bands must be, and making them costs time.
BACK = timedelta(days=400)
_ROWS = 1_000

Progress = Callable[[int, int], None]
"""Told of how many releases of how many the forecasts are frozen."""


def is_due() -> bool:
    """Tell whether a release waits for its forecasts; two queries."""
    return bool(_waiting())


def freeze_due(*, at: datetime, progress: Progress = lambda done, total: None) -> int:
    """Freeze the forecasts of every release that waits for them, and return of how many.

    Each release is a transaction of its own, the oldest first: what is interrupted goes on there.
    """
    waiting = _waiting()
    for number, release in enumerate(waiting):
        progress(number, len(waiting))
        freeze(release=release, at=at)
    progress(len(waiting), len(waiting))
    return len(waiting)


def freeze_next(*, at: datetime) -> bool:
    """Freeze the forecasts of the oldest release that waits for them; tell whether more wait."""
    waiting = _waiting()
    if waiting:
        freeze(release=waiting[0], at=at)
    return len(waiting) > 1


def freeze(*, release: Release, at: datetime) -> ReleaseOutlook:
    """Freeze the forecasts of a release and return them; the same when they are there already.

    They are made of what was published up to this release, and of how past forecasts did by then.
    """
    known = queries.outlook_of(release)
    if known is not None:
        return known
    from . import making

    # Made before anything is locked: nothing that it reads ever changes.
    came_out = queries.came_out(release.day)
    said = making.outlooks(queries.histories(release), release.day, making.calibration_of(came_out))
    with transaction.atomic():
        lock_state()
        known = queries.outlook_of(release)
        if known is not None:
            return known
        outlook = ReleaseOutlook.objects.create(
            release=release,
            method=OUTLOOK_VERSION,
            made_at=at,
            record=making.record_of(came_out),
            digest=making.digest_of(said, release.day),
        )
        FrozenForecast.objects.bulk_create(
            (
                FrozenForecast(
                    outlook=outlook, level=level, place=place, path_key=UUID(path), said=one
                )
                for (level, place, path), one in said.items()
            ),
            batch_size=_ROWS,
        )
        raise_alerts(outlook=outlook, at=at)
    return outlook


def _waiting() -> list[Release]:
    """Return the releases without forecasts after the last that has some, the oldest first."""
    last = newest()
    if last is None:
        return []
    since = last.day - BACK
    frozen = ReleaseOutlook.objects.order_by("-release__day").values_list("release__day", flat=True)
    done: date | None = frozen.first()
    if done is not None:
        since = max(since, done + timedelta(days=1))
    return list(Release.objects.filter(day__gte=since).defer("compressed").order_by("day"))
