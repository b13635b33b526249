"""How many had passed the paths that findings prescribed, as the releases published it."""

from collections.abc import Collection, Set
from datetime import date
from uuid import UUID

from barometer.protection.bands import Total, sum_of
from barometer.releases import queries as releases
from barometer.releases.models import Level, Release


def passed_over_time(
    newest: Release | None, level: Level, places: Collection[int], paths: Set[UUID]
) -> dict[date, Total]:
    """Return, for each month (its first day) that has a release, who had passed, oldest first.

    The sum over paths and places of what was published by the method of the newest release; of
    several releases of a month, the last one counts.
    """
    if newest is None:
        return {}
    by_day: dict[date, list[Total]] = {}
    for place in places:
        told = releases.history(level, place, method=newest.method, until=newest.day)
        for path in paths & told.keys():
            for day, steps in told[path].items():
                by_day.setdefault(day, []).append(steps["passed"])
    return {day.replace(day=1): sum_of(totals) for day, totals in sorted(by_day.items())}
