"""Making the ledger of a release again from what was published. Nothing is written."""

import json

from barometer.releases.models import Release
from barometer.releases.remade import Remade, differing

from . import queries, services


def remade_of(release: Release) -> Remade | None:
    """Return the ledger of a release made again; None where it has none."""
    ledger = queries.ledger_of(release)
    if ledger is None:
        return None
    made, digest = services.made_of(release, ledger.made_at)
    # As the database gives it back.
    again = json.loads(json.dumps(made))
    return Remade("effects", ledger.digest, digest, differing(again, ledger.said))
