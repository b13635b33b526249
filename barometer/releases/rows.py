"""What documents of a release say, as the rows that pages read."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from .models import Level, Release, ReleasedAtom, ReleasedPath, ReleasedTotal


def atoms_of(release: Release, document: bytes) -> Iterator[ReleasedAtom]:
    """Yield the atoms of a document, not saved yet."""
    for atom in msgspec.json.decode(document)["atoms"]:
        yield ReleasedAtom(
            release=release,
            key=atom["key"],
            units=atom["units"],
            people=atom["people"],
            organism_id=atom["organism"],
            portfolio_id=atom["portfolio"],
            figures=atom["figures"],
        )


def totals_of(release: Release, document: bytes) -> Iterator[ReleasedTotal]:
    """Yield the sums of a document, not saved yet."""
    totals: dict[str, Any] = msgspec.json.decode(document)["totals"]
    places = [(Level.ORGANISM, int(id), of) for id, of in totals["organisms"].items()]
    places += [(Level.PORTFOLIO, int(id), of) for id, of in totals["portfolios"].items()]
    places.append((Level.GOVERNMENT, 0, totals["government"]))
    for level, place, figures in places:
        yield ReleasedTotal(release=release, level=level, place=place, figures=figures)


def paths_of(release: Release, document: bytes) -> Iterator[ReleasedPath]:
    """Yield what a document of ways says of each path, not saved yet."""
    for said in msgspec.json.decode(document)["paths"]:
        median, soonest, latest = said["days"]
        yield ReleasedPath(
            release=release,
            path_key=UUID(said["path"]),
            since=date.fromisoformat(said["since"]) if said["since"] else None,
            until=date.fromisoformat(said["until"]),
            median_days=median,
            soonest_days=soonest,
            latest_days=latest,
            stops=said["stops"],
            rights=said["rights"],
        )
