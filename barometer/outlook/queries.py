"""Reading what releases say as histories, what was foreseen, and how it came out."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from academy.accounts.models import User
from academy.organisms.models import Organism, RoleGrant
from barometer.releases.models import Level, Release, ReleasedTotal
from barometer.releases.queries import newest
from barometer.releases.told import Told, total_of
from courses.queries import live_paths

from .frozen import OUTLOOK_VERSION, SCORED, Key, Point, Scored, chance_by
from .models import FrozenForecast, ReleaseOutlook, Target

# A release that is so many days from the day that was foreseen is of that day.
_NEAR = timedelta(days=4)


def histories(release: Release) -> dict[Key, list[Point]]:
    """Return what the releases up to this one say of each place and path, the oldest first.

    Those of the same method alone, and of the paths that this release speaks of.
    """
    found: dict[Key, list[Point]] = defaultdict(list)
    rows = ReleasedTotal.objects.filter(
        release__day__lte=release.day, release__method=release.method
    ).order_by("release__day")
    columns = rows.values_list("release__day", "level", "place", "figures")
    for day, level, place, figures in columns.iterator():
        for path, steps in figures.items():
            found[level, place, path].append(point_of(day, steps))
    return {key: points for key, points in found.items() if points[-1].day == release.day}


def point_of(day: date, steps: dict[str, Told]) -> Point:
    """Return what the figures of a path say on the day of their release."""
    return Point(day, total_of(steps["passed"]), begun=total_of(steps["reached"]).low > 0)


def forecast_of(release: Release, level: str, place: int, path: UUID) -> dict[str, Any] | None:
    """Return what was frozen of a path in a place with a release; None where nothing was."""
    return (
        FrozenForecast.objects.filter(
            outlook__release=release, level=level, place=place, path_key=path
        )
        .values_list("said", flat=True)
        .first()
    )


def forecasts_of(release: Release, level: str, place: int) -> dict[UUID, dict[str, Any]]:
    """Return what was frozen of every path in a place with a release, by path."""
    rows = FrozenForecast.objects.filter(outlook__release=release, level=level, place=place)
    return dict(rows.values_list("path_key", "said"))


def newest_outlook() -> ReleaseOutlook | None:
    """Return the forecasts of the newest release that has some, with its release."""
    made = ReleaseOutlook.objects.select_related("release").defer("release__compressed")
    return made.order_by("-release__day").first()


def outlook_of(release: Release) -> ReleaseOutlook | None:
    """Return what is known of the forecasts of a release as a whole; None: not made yet."""
    return ReleaseOutlook.objects.filter(release=release).first()


def came_out(until: date, *, aheads: Iterable[int] = SCORED) -> list[Scored]:
    """Return the forecasts of which the release of `until` or one before says what came.

    A query for each pair of releases that are so many weeks apart, and two more.
    """
    days = {
        release.day: release
        for release in Release.objects.filter(day__lte=until).defer("compressed").order_by("day")
    }
    made = ReleaseOutlook.objects.filter(release__day__lt=until, method=OUTLOOK_VERSION)
    found: list[Scored] = []
    for outlook in made.select_related("release").defer("release__compressed").order_by("pk"):
        wanted = {}
        for ahead in aheads:
            later = _near(outlook.release.day + timedelta(weeks=ahead), days)
            if later is not None and days[later].method == outlook.release.method:
                wanted[ahead] = days[later]
        if wanted:
            found += _scored(outlook, wanted)
    return found


def _scored(outlook: ReleaseOutlook, wanted: dict[int, Release]) -> list[Scored]:
    outcomes = {ahead: _outcomes(release) for ahead, release in wanted.items()}
    rows = outlook.forecasts.order_by("pk").values_list("level", "place", "path_key", "said")
    return [
        Scored(said, ahead, outcomes[ahead][level, place, str(path)])
        for level, place, path, said in rows
        for ahead in wanted
        if (level, place, str(path)) in outcomes[ahead]
    ]


def _outcomes(release: Release) -> dict[Key, float]:
    """Return the share of each place and path, in whole thousandths as forecasts are kept."""
    found = {}
    totals = ReleasedTotal.objects.filter(release=release).order_by()
    for level, place, figures in totals.values_list("level", "place", "figures"):
        for path, steps in figures.items():
            point = point_of(release.day, steps)
            if not point.says_nothing:
                found[level, place, path] = round(point.share, 3)
    return found


def _near(day: date, days: Iterable[date]) -> date | None:
    close = [one for one in days if abs(one - day) <= _NEAR]
    return min(close, key=lambda one: abs(one - day), default=None)


def current_targets(organism: Organism) -> list[Target]:
    """Return the targets that hold in an organism, with their owners and alerts: two queries."""
    rows = Target.objects.filter(organism=organism, ended_at=None).select_related("owner")
    return list(rows.prefetch_related("alerts"))


def former_targets(organism: Organism) -> list[Target]:
    """Return the targets that ended, the newest first."""
    rows = Target.objects.filter(organism=organism, ended_at__isnull=False)
    return list(rows.select_related("owner"))


def chances_of(target: Target, *, until: date) -> list[tuple[date, float]]:
    """Return the probability, in each release since a target was set, that it is reached in time.

    The release that was the newest on that day is the first. Releases that were too early to say
    anything, or without a forecast, aren't there.
    """
    since = (
        ReleaseOutlook.objects.filter(release__made_at__lte=target.set_at)
        .order_by("-release__day")
        .values_list("release__day", flat=True)
        .first()
    )
    rows = FrozenForecast.objects.filter(
        level=Level.ORGANISM,
        place=target.organism_id,
        path_key=target.path_key,
        outlook__release__day__lte=until,
    )
    if since is not None:
        rows = rows.filter(outlook__release__day__gte=since)
    found = []
    for day, said in rows.order_by("outlook__release__day").values_list(
        "outlook__release__day", "said"
    ):
        weeks = (target.due_on - day).days / 7
        chance = None if said["early"] else chance_by(said, target.share, weeks)
        if chance is not None:
            found.append((day, chance))
    return found


def reached_by(organism: Organism, path_key: UUID) -> tuple[Release, int] | None:
    """Return the newest release and the share that is expected to have passed there, in percent.

    None where nothing useful is published of the path in the organism.
    """
    release = newest()
    if release is None:
        return None
    figures = (
        ReleasedTotal.objects.filter(release=release, level=Level.ORGANISM, place=organism.pk)
        .values_list("figures", flat=True)
        .first()
    )
    steps = (figures or {}).get(str(path_key))
    point = point_of(release.day, steps) if steps else None
    return None if point is None or point.says_nothing else (release, round(point.share * 100))


def possible_owners(organism: Organism, today: date) -> list[User]:
    """Return who has a role in an organism on that day, by name."""
    grants = RoleGrant.objects.filter(organism=organism).select_related("user")
    people = {one.user for one in grants if one.holds_on(today) and one.user.is_active}
    return sorted(people, key=lambda user: (str(user), user.pk))


def path_titles(language: str) -> dict[UUID, str]:
    """Return the title of each path that learners can take."""
    return {path.key: path.text_in(language)["title"] for path in live_paths()}
