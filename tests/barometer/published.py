"""Releases written as they were published, for pages of more organisms than a test lets live."""

from datetime import UTC, date, datetime
from typing import Any

from barometer.events import STEPS
from barometer.protection import PROTECTION_VERSION
from barometer.protection.bands import band, total
from barometer.releases.models import Level, Release, ReleasedAtom, ReleasedTotal
from barometer.releases.told import told_of
from tests.factories.organisms import OrganismFactory, UnitFactory

Told = dict[str, tuple[int, int]]
"""By code of an organism: how many people it counts, and how many of them have passed."""


def figures_of(path: Any, people: int, passed: int) -> dict[str, dict[str, list[int]]]:
    """What is published of a path where so many have passed, and nobody did anything else."""
    sizes = [25] * (people // 25 - 1) + [25 + people % 25]
    counts = [passed * size // people for size in sizes]
    counts[0] += passed - sum(counts)
    said = total(band(count, size) for count, size in zip(counts, sizes, strict=True))
    return {str(path): {step: told_of(said) for step in STEPS}}


def new_organisms(codes, portfolio):
    """Organisms of one unit each, by code."""
    made = {}
    for code in codes:
        organism = OrganismFactory(
            code=code, name_fr=f"Régie {code}", name_en=f"Board {code}", portfolio=portfolio
        )
        UnitFactory(organism=organism)
        made[code] = organism
    return made


def published(day: date, path: Any, organisms, told: Told, portfolio_of) -> Release:
    """Write a release of organisms that are one group each; `portfolio_of`: by code, its id."""
    release = Release.objects.create(
        day=day,
        made_at=datetime(day.year, day.month, day.day, 5, tzinfo=UTC),
        as_of=datetime(day.year, day.month, day.day, 4, tzinfo=UTC),
        method=PROTECTION_VERSION,
        digest=f"{day:%Y%m%d}".ljust(64, "0"),
        compressed=b"",
    )
    sums: dict[int, list] = {}
    for key, (code, (people, passed)) in enumerate(told.items()):
        organism = organisms[code]
        figures = figures_of(path, people, passed)
        ReleasedAtom.objects.create(
            release=release,
            key=key,
            units=[organism.unit_placements.get().unit_id],
            people=people,
            organism_id=organism.pk,
            portfolio_id=portfolio_of[code],
            figures=figures,
        )
        _total(release, Level.ORGANISM, organism.pk, figures)
        for place in (portfolio_of[code], 0):
            sums.setdefault(place, []).append(figures[str(path)])
    for place, parts in sums.items():
        added = {
            step: [sum(column) for column in zip(*(one[step] for one in parts), strict=True)]
            for step in STEPS
        }
        level = Level.PORTFOLIO if place else Level.GOVERNMENT
        _total(release, level, place, {str(path): added})
    return release


def _total(release, level, place, figures):
    ReleasedTotal.objects.create(release=release, level=level, place=place, figures=figures)
