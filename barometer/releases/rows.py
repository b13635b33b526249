"""What documents of a release say, as the rows that pages read."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import msgspec

from .expectations import Said
from .models import Level, Release, ReleasedAtom, ReleasedPath, ReleasedRecall, ReleasedTotal


def atoms_of(release: Release, said: Said) -> Iterator[ReleasedAtom]:
    """Yield the groups of a document, not saved yet."""
    for atom in said.atoms:
        yield ReleasedAtom(
            release=release,
            key=atom["key"],
            units=atom["units"],
            people=atom["people"],
            organism_id=atom["organism"],
            portfolio_id=atom["portfolio"],
            figures=atom["figures"],
        )


def totals_of(release: Release, said: Said) -> Iterator[ReleasedTotal]:
    """Yield the sums of a document, not saved yet."""
    for name, level in (
        ("organisms", Level.ORGANISM),
        ("portfolios", Level.PORTFOLIO),
        ("government", Level.GOVERNMENT),
    ):
        for place, figures in said.totals[name].items():
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


def recalls_of(release: Release, document: bytes) -> Iterator[ReleasedRecall]:
    """Yield what a document of ways says is still known of each path, not saved yet."""
    # A document of before questions were asked again says nothing of it.
    for said in msgspec.json.decode(document).get("known", ()):
        yield ReleasedRecall(
            release=release,
            path_key=UUID(said["path"]),
            since=date.fromisoformat(said["since"]) if said["since"] else None,
            until=date.fromisoformat(said["until"]),
            after=said["after"],
        )
