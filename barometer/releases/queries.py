"""Reading what was published. Nothing else may be shown."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from barometer.events import STEPS
from barometer.protection.bands import Total

from .models import Level, Release, ReleasedAtom, ReleasedCount

Steps = dict[str, Total]
"""What is published of each step of a path, by its name in `STEPS`."""

_COLUMNS = tuple(f"{step}_{end}" for step in STEPS for end in ("low", "high"))


@dataclass(frozen=True, slots=True)
class Group:
    """Units that a release counts together; `people` is their headcount."""

    key: int
    units: tuple[int, ...]
    people: int
    organism_id: int | None
    portfolio_id: int | None


def all_releases() -> list[Release]:
    """Return every release without its document, the newest first."""
    return list(_releases())


def newest(before: date | None = None) -> Release | None:
    """Return the newest release (of a day before `before`) without its document, None if none."""
    releases = _releases()
    return (releases if before is None else releases.filter(day__lt=before)).first()


def release_of(day: date) -> Release | None:
    """Return the release of a day without its document, None where there is none."""
    return _releases().filter(day=day).first()


def document_of(release: Release) -> bytes:
    """Return all that a release says, as canonical JSON."""
    return release.document


def groups(
    release: Release, *, organism_id: int | None = None, portfolio_id: int | None = None
) -> list[Group]:
    """Return what is counted together in an organism, in a portfolio, or everywhere; by key."""
    atoms = ReleasedAtom.objects.filter(release=release).order_by("key")
    if organism_id is not None:
        atoms = atoms.filter(organism_id=organism_id)
    if portfolio_id is not None:
        atoms = atoms.filter(portfolio_id=portfolio_id)
    rows = atoms.values_list("key", "units", "people", "organism_id", "portfolio_id")
    return [
        Group(key, tuple(units), people, organism, portfolio)
        for key, units, people, organism, portfolio in rows
    ]


def counts(release: Release, keys: Collection[int]) -> dict[int, dict[UUID, Steps]]:
    """Return the figures of atoms, by key and path."""
    return _by_place(_counts(release, Level.ATOM).filter(place__in=keys))


def totals(
    release: Release, level: Level, places: Collection[int] | None = None
) -> dict[int, dict[UUID, Steps]]:
    """Return the sums for organisms or portfolios (all, or `places`), by id and path.

    The government is place 0 of its level. A place of which nothing is published isn't there.
    """
    rows = _counts(release, level)
    return _by_place(rows if places is None else rows.filter(place__in=places))


def over_time(level: Level, place: int, path: UUID, *, method: str) -> dict[date, Steps]:
    """Return what each release made by `method` says of a place and a path, the oldest first.

    Figures that were made by another method aren't compared with these.
    """
    rows = ReleasedCount.objects.filter(level=level, place=place, path_key=path)
    rows = rows.filter(release__method=method).order_by("release__day")
    return {
        day: _steps(people, ends)
        for day, people, *ends in rows.values_list("release__day", "people", *_COLUMNS)
    }


def _releases() -> QuerySet[Release]:
    return Release.objects.defer("compressed").order_by("-day")


def _counts(release: Release, level: Level) -> QuerySet[ReleasedCount]:
    return ReleasedCount.objects.filter(release=release, level=level).order_by("place")


def _by_place(rows: QuerySet[ReleasedCount]) -> dict[int, dict[UUID, Steps]]:
    found: dict[int, dict[UUID, Steps]] = {}
    for place, path, people, *ends in rows.values_list("place", "path_key", "people", *_COLUMNS):
        found.setdefault(place, {})[path] = _steps(people, ends)
    return found


def _steps(people: int, ends: Iterable[int]) -> Steps:
    pairs = zip(*[iter(ends)] * 2, strict=True)
    return {
        step: Total(people, low, high, (low + high) / 2)
        for step, (low, high) in zip(STEPS, pairs, strict=True)
    }
