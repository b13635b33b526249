"""Reading what was published. Nothing else may be shown."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from barometer.events import STEPS
from barometer.protection.bands import Total

from .making import Kept, unpack
from .models import (
    Level,
    Release,
    ReleasedAtom,
    ReleasedPath,
    ReleasedRecall,
    ReleasedTotal,
    ReleasedWays,
)
from .told import Figures, Told, total_of

Steps = dict[str, Total]
"""What is published of each step of a path, by its name in `STEPS`."""


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


def first_day() -> date | None:
    """Return the day of the first release, None where there is none."""
    return _releases().order_by("day").values_list("day", flat=True).first()


def release_of(day: date) -> Release | None:
    """Return the release of a day without its document, None where there is none."""
    return _releases().filter(day=day).first()


def document_of(release: Release) -> bytes:
    """Return all that a release says, as canonical JSON."""
    return release.document


def ways_of(release: Release) -> ReleasedWays | None:
    """Return what a release says of the way through paths, without its document; None: nothing."""
    return ReleasedWays.objects.filter(release=release).defer("compressed").first()


def kept_of(release: Release | None) -> Kept:
    """Return what is kept of a release so that the next one doesn't contradict it. Never shown."""
    return unpack(bytes(release.memory.packed))[1] if release else Kept()


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
    rows = ReleasedAtom.objects.filter(release=release, key__in=keys).order_by("key")
    return {key: _by_path(figures) for key, figures in rows.values_list("key", "figures")}


def totals(
    release: Release, level: Level, places: Collection[int] | None = None
) -> dict[int, dict[UUID, Steps]]:
    """Return the sums for organisms or portfolios (all, or `places`), by id and path.

    The government is place 0 of its level. A place of which nothing is published isn't there.
    """
    rows = ReleasedTotal.objects.filter(release=release, level=level).order_by("place")
    if places is not None:
        rows = rows.filter(place__in=places)
    return {place: _by_path(figures) for place, figures in rows.values_list("place", "figures")}


def over_time(level: Level, place: int, path: UUID, *, method: str) -> dict[date, Steps]:
    """Return what each release made by `method` says of a place and a path, the oldest first.

    Figures that were made by another method aren't compared with these.
    """
    rows = ReleasedTotal.objects.filter(level=level, place=place, release__method=method)
    return {
        day: _steps(figures[str(path)])
        for day, figures in rows.order_by("release__day").values_list("release__day", "figures")
        if str(path) in figures
    }


def history(level: Level, place: int, *, method: str, until: date) -> dict[UUID, dict[date, Steps]]:
    """Return what `over_time` does for every path of a place, up to a day, by path; one query."""
    rows = ReleasedTotal.objects.filter(
        level=level, place=place, release__method=method, release__day__lte=until
    )
    found: dict[UUID, dict[date, Steps]] = {}
    said = rows.order_by("release__day").values_list("release__day", "figures")
    for day, figures in said:
        for path, steps in _by_path(figures).items():
            found.setdefault(path, {})[day] = steps
    return found


def way_through(path: UUID, until: date) -> ReleasedPath | None:
    """Return the last that was said, up to the release of the day `until`, of how people get
    through a path; None where nothing was yet."""
    said = ReleasedPath.objects.filter(path_key=path, release__day__lte=until)
    found = said.select_related("release__ways").order_by("-until")
    return found.defer("release__compressed", "release__ways__compressed").first()


def still_known(path: UUID, until: date) -> ReleasedRecall | None:
    """Return the last that was said, up to the release of the day `until`, of how much is still
    known of a path; None where nothing was yet."""
    said = ReleasedRecall.objects.filter(path_key=path, release__day__lte=until)
    found = said.select_related("release__ways").order_by("-until")
    return found.defer("release__compressed", "release__ways__compressed").first()


def _releases() -> QuerySet[Release]:
    return Release.objects.defer("compressed").order_by("-day")


def _by_path(figures: Figures) -> dict[UUID, Steps]:
    return {UUID(path): _steps(steps) for path, steps in figures.items()}


def _steps(steps: Mapping[str, Told]) -> Steps:
    return {step: total_of(steps[step]) for step in STEPS}
