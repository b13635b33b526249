"""Adopted paths with what a release says of them."""

from collections.abc import Collection
from uuid import UUID

from academy.organisms.models import Organism
from barometer.outlook.queries import path_titles
from barometer.releases.models import Level, Release
from barometer.releases.queries import Steps, totals
from courses.adoption.queries import Adaptation, adaptations
from courses.models import Adoption

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
    adapted = adaptations(rows)
    said: dict[UUID, Steps] = {}
    if release is not None:
        said = totals(release, Level.GOVERNMENT, [0]).get(0, {})
    titles = path_titles(language)
    found = [_reuse(one, adapted.get(one.pk, Adaptation(0, 0, 0)), said, titles) for one in rows]
    return sorted(found, key=lambda one: (one.source, one.organism))


def _built_by(keys: Collection[UUID]) -> dict[UUID, set[int]]:
    pairs = Organism.objects.filter(paths__translation_key__in=keys).values_list(
        "paths__translation_key", "pk"
    )
    found: dict[UUID, set[int]] = {}
    for key, organism in pairs:
        found.setdefault(key, set()).add(organism)
    return found


def _reuse(
    adoption: Adoption,
    adapted: Adaptation,
    said: dict[UUID, Steps],
    titles: dict[UUID, str],
) -> Reuse:
    steps = said.get(adoption.own_key)
    begun = steps["started"] if steps else None
    title = titles.get(adoption.upstream_key) or titles.get(adoption.own_key) or "–"
    return Reuse(
        source=title,
        organism=adoption.organism.name,
        kept_minutes=adapted.kept_minutes,
        parts=adapted.parts,
        adapted=adapted.adapted,
        passed_low=steps["passed"].low if steps else 0,
        reached=Between(begun.low, begun.high, begun.expected) if begun else None,
    )
