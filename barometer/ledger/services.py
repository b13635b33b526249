"""Freezing the ledger of effects with each release."""

from datetime import datetime
from typing import Any

from barometer.releases.models import Release
from barometer.releases.queries import newest

from . import queries
from .models import ReleaseLedger
from .said import LEDGER_VERSION


def is_due() -> bool:
    """Tell whether the newest release waits for its ledger; two queries."""
    release = newest()
    return release is not None and queries.ledger_of(release) is None


def freeze_due(*, at: datetime) -> ReleaseLedger | None:
    """Freeze the ledger of the newest release where it has none yet; None where there is no due.

    Those before it get none any more: each ledger tells of all campaigns so far.
    """
    release = newest()
    if release is None or queries.ledger_of(release) is not None:
        return None
    return freeze(release=release, at=at)


def freeze(*, release: Release, at: datetime) -> ReleaseLedger:
    """Freeze the ledger of a release and return it; the same when it is there already.

    It is made of what was published up to this release, and of the campaigns written until `at`.
    """
    known = queries.ledger_of(release)
    if known is not None:
        return known
    said, digest = made_of(release, at)
    # Of two workers, the first one has written it.
    ledger, _is_new = ReleaseLedger.objects.get_or_create(
        release=release,
        defaults={
            "method": LEDGER_VERSION,
            "made_at": at,
            "said": said,
            "digest": digest,
        },
    )
    return ledger


def made_of(release: Release, at: datetime) -> tuple[dict[str, Any], str]:
    """Return the ledger of a release from what was known at a moment, and its SHA-256; unwritten.

    The same for the same release and moment, whenever it is made.
    """
    from . import making

    said = making.ledger_of(
        queries.campaigns(release, at), queries.organism_histories(release), release.day
    )
    return said, making.digest_of(said, release.day)
