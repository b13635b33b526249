"""Adopted paths with what a release says of them."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Sum

from academy.organisms.models import Organism
from barometer.outlook.queries import path_titles
from barometer.releases.models import Level, Release
from barometer.releases.queries import Steps, totals
from courses.models import AdoptedPage, Adoption, PublishedPath

from .making import Between, Reuse


def reuses(
    release: Release | None, language: str, organisms: Collection[int] | None = None
) -> list[Reuse]:
    """Return the adopted paths by the title of what they were taken from, with what `release` says
    of each in the whole government; of these `organisms` alone, which adopted or built, unless it
    is None. The same number of queries whatever the number of adoptions."""
    rows = list(Adoption.objects.select_related("organism"))
    built = _built_by({one.upstream_key for one in rows})
    if organisms is not None:
        mine = set(organisms)
        rows = [
            one
            for one in rows
            if one.organism_id in mine or built.get(one.upstream_key, set()) & mine
        ]
    paths = PublishedPath.objects.in_bulk([one.own_key for one in rows])
    counted = {
        row["adoption"]: (row["all_parts"] or 0, row["adapted"] or 0)
        for row in AdoptedPage.objects.filter(
            adoption__in=rows, own_key__in=_live_pages(paths.values())
        )
        .values("adoption")
        .annotate(all_parts=Sum("parts"), adapted=Sum("adapted_parts"))
    }
    said: dict[UUID, Steps] = {}
    if release is not None:
        said = totals(release, Level.GOVERNMENT, [0]).get(0, {})
    titles = path_titles(language)
    found = [
        _reuse(one, paths.get(one.own_key), counted.get(one.pk, (0, 0)), said, titles)
        for one in rows
    ]
    return sorted(found, key=lambda one: (one.source, one.organism))


def _built_by(keys: Collection[UUID]) -> dict[UUID, set[int]]:
    pairs = Organism.objects.filter(paths__translation_key__in=keys).values_list(
        "paths__translation_key", "pk"
    )
    found: dict[UUID, set[int]] = {}
    for key, organism in pairs:
        found.setdefault(key, set()).add(organism)
    return found


def _live_pages(paths: Collection[PublishedPath]) -> list[str]:
    """Return the keys of all pages of the published `paths`."""
    return [
        key
        for path in paths
        if path.is_live
        for course in path.outline["courses"]
        for key in (str(path.key), course["key"], *(one["key"] for one in course["lessons"]))
    ]


def _reuse(
    adoption: Adoption,
    path: PublishedPath | None,
    parts: tuple[int, int],
    said: dict[UUID, Steps],
    titles: dict[UUID, str],
) -> Reuse:
    steps = said.get(adoption.own_key)
    begun = steps["started"] if steps else None
    title = titles.get(adoption.upstream_key) or titles.get(adoption.own_key) or "–"
    return Reuse(
        source=title,
        organism=adoption.organism.name,
        minutes=path.minutes if path else 0,
        parts=parts[0],
        adapted=parts[1],
        passed_low=steps["passed"].low if steps else 0,
        reached=Between(begun.low, begun.high, begun.expected) if begun else None,
    )
