"""Making the ledger of a release again from what was published. Nothing is written."""

import json

from barometer.releases.models import Release
from barometer.releases.remade import Remade, differing

from . import queries


def remade_of(release: Release) -> Remade | None:
    """Return the ledger of a release made again; None where it has none."""
    ledger = queries.ledger_of(release)
    if ledger is None:
        return None
    from . import making

    made = making.ledger_of(
        queries.campaigns(release, ledger.made_at),
        queries.organism_histories(release),
        release.day,
    )
    # As the database gives it back.
    again = json.loads(json.dumps(made))
    return Remade(
        "effects",
        ledger.digest,
        making.digest_of(made, release.day),
        differing(again, ledger.said),
    )
