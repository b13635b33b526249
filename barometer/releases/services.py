"""Publishing releases: each once, in the order of their days, from what was known."""

import zlib
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from academy.core.errors import AcademyError
from academy.lrs import projector
from barometer.engines.choice import chosen
from barometer.facts import lock_state
from barometer.models import PathFact
from barometer.protection import PROTECTION_VERSION

from . import cohorts, days, queries, remembering, rows, ways
from .expectations import said_by
from .inputs import beginning_of, known_on
from .making import Kept, digest_of, make, pack, renamed, with_erased
from .models import (
    Release,
    ReleasedAtom,
    ReleasedPath,
    ReleasedRecall,
    ReleasedTotal,
    ReleasedWays,
    ReleaseMemory,
    WaysMemory,
)

_ROWS = 2_000

Progress = Callable[[int, int], None]
"""Told how many releases of how many are published."""


class FactsAreBehind(AcademyError):
    """Something that was recorded before the day of the release isn't in the facts yet."""


def next_day(at: datetime) -> date:
    """Return the day of the first release after `at`."""
    return days.following(localdate(at), settings.BAROMETER_RELEASES)


def is_due(*, at: datetime) -> bool:
    """Tell whether a release is to be published. Two queries at most."""
    return is_lacking(queries.newest(), at=at)


def is_lacking(last: Release | None, *, at: datetime) -> bool:
    """Tell whether a release is to follow `last`, the newest: the last day has none, and there is
    something to say. The first release waits until somebody had learned before its day."""
    day = _due(at)
    if last is not None:
        return last.day < day
    return PathFact.objects.filter(reached_at__lt=beginning_of(day)).exists()


def publish_due(*, at: datetime) -> Release:
    """Publish the release that is due at `at`, and return it; the same when it is there already.

    Where a later one is there, it is returned: what was published is never made anew.
    Raises FactsAreBehind when something recorded before its day isn't in the facts yet.
    """
    return _published(_due(at), at=at)[0]


@transaction.atomic
def _published(
    day: date, *, at: datetime, known: tuple[Release, Kept] | None = None
) -> tuple[Release, Kept]:
    """Publish the release of a day; return it, and what is kept of it.

    `known`: what this gave for the release before, so that it needn't be read again.
    """
    lock_state()
    last = queries.newest()
    if last is not None and last.day >= day:
        return queries.release_of(day) or last, Kept()
    readers = chosen().readers
    if any(projector.is_behind(reader, until=beginning_of(day)) for reader in readers):
        raise FactsAreBehind(
            _(
                "The barometer has not taken in yet all that was recorded before %(day)s. Publish "
                "the release again once the worker has caught up."
            )
            % {"day": day.isoformat()}
        )
    if last is not None and known is not None and last.pk == known[0].pk:
        kept = known[1]
    else:
        kept = queries.kept_of(last)
    inputs = known_on(day, kept.people)
    document, kept = make(inputs, kept, day)
    release = Release.objects.create(
        day=day,
        made_at=at,
        as_of=beginning_of(day),
        method=PROTECTION_VERSION,
        digest=digest_of(document),
        compressed=zlib.compress(document),
    )
    _write(release, document)
    _write_ways(release, inputs.paths)
    ReleaseMemory.objects.create(release=release, packed=pack(inputs, kept))
    return release, kept


def publish_when_ready(*, at: datetime) -> Release | None:
    """Publish the release that is due; None where none is, or the facts are still behind."""
    if not is_due(at=at):
        return None
    try:
        return publish_due(at=at)
    except FactsAreBehind:
        return None


def publish_since(
    *, since: date, at: datetime, progress: Progress = lambda done, total: None
) -> list[Release]:
    """Publish the releases of the days from `since` until `at`, the oldest first.

    From what is known now: for an academy that begins to publish. Days up to the newest release
    are left out. Raises FactsAreBehind like `publish_due`.
    """
    last = queries.newest()
    wanted = [
        day
        for day in days.between(since, _due(at), settings.BAROMETER_RELEASES)
        if last is None or day > last.day
    ]
    published: list[Release] = []
    known: tuple[Release, Kept] | None = None
    for day in wanted:
        progress(len(published), len(wanted))
        known = _published(day, at=at, known=known)
        published.append(known[0])
    progress(len(published), len(wanted))
    return published


@transaction.atomic
def forget(*, public_ids: Collection[UUID]) -> None:
    """Give people who were erased a random name in all that is kept of releases.

    As long as a published roster counts them, what they had done counts as before: a figure that
    fell would tell of them.
    """
    names = {public_id.hex: uuid4().hex for public_id in public_ids}
    if not names:
        return
    lock_state()
    last = ReleaseMemory.objects.order_by("-release__day").first()
    for memory in ReleaseMemory.objects.order_by("pk").iterator(chunk_size=1):
        packed = renamed(bytes(memory.packed), names)
        if packed is None:
            continue
        if last is not None and memory.pk == last.pk:
            packed = with_erased(packed, names.values())
        memory.packed = packed
        memory.save(update_fields=["packed"])
    for kept in WaysMemory.objects.order_by("pk").iterator(chunk_size=1):
        packed = renamed(bytes(kept.packed), names)
        if packed is not None:
            kept.packed = packed
            kept.save(update_fields=["packed"])


def _due(at: datetime) -> date:
    return days.due(localdate(at), settings.BAROMETER_RELEASES)


def _write(release: Release, document: bytes) -> None:
    """Write what a release says as the rows that pages read."""
    said = said_by(document)
    ReleasedAtom.objects.bulk_create(rows.atoms_of(release, said), batch_size=_ROWS)
    ReleasedTotal.objects.bulk_create(rows.totals_of(release, said), batch_size=_ROWS)


def _write_ways(release: Release, paths: Iterable[str]) -> None:
    """Make what a release says of the way through paths, and keep what it is made of."""
    keys = [UUID(path) for path in paths]
    known = list(cohorts.known_on(release.day, keys))
    recalls = list(remembering.known_on(release.day, keys))
    document = ways.document_of(known, recalls, release.day)
    made = ReleasedWays.objects.create(
        release=release,
        method=ways.WAYS_VERSION,
        digest=digest_of(document),
        compressed=zlib.compress(document),
    )
    WaysMemory.objects.create(ways=made, packed=ways.pack(known, recalls))
    ReleasedPath.objects.bulk_create(rows.paths_of(release, document))
    ReleasedRecall.objects.bulk_create(rows.recalls_of(release, document))
