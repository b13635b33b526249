"""Where a person was on the day of each step, and which rows follow from that.

The unit is that of the person's membership on the day; the organism is the one that the unit was
part of on the day, so that a unit which moves takes only its future along.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from academy.accounts.models import User
from academy.organisms.models import UnitPlacement
from academy.organisms.queries import MembershipRow, memberships_during

from .events import REACHED, STEPS, PersonPath, Times
from .models import PathFact

Key = tuple[int, UUID, int, date]
"""What a monthly sum is about: organism, path, unit, first day of the month."""


def local_day(at: datetime) -> date:
    """Return the day of a moment where the administration works."""
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


class Posts:
    """The posts of some people during the days that matter: three queries, whatever the number."""

    def __init__(self, public_ids: Collection[UUID], days: Iterable[date]) -> None:
        known = list(days)
        self._of_person: dict[UUID, list[MembershipRow]] = {}
        self._placements: dict[int, list[tuple[date, date | None, int]]] = defaultdict(list)
        if not known or not public_ids:
            return
        first, after = min(known), max(known) + timedelta(days=1)
        person_of = dict(
            User.objects.filter(public_id__in=public_ids).values_list("pk", "public_id")
        )
        rows = memberships_during(person_of, first, after)
        self._of_person = {person_of[user_id]: posts for user_id, posts in rows.items()}
        units = {post.unit_id for posts in rows.values() for post in posts}
        for unit_id, starts_on, ends_on, organism_id in UnitPlacement.objects.filter(
            unit_id__in=units
        ).values_list("unit_id", "starts_on", "ends_on", "organism_id"):
            self._placements[unit_id].append((starts_on, ends_on, organism_id))

    def on(self, person: UUID, day: date) -> list[tuple[int, int]]:
        """Return the (unit, organism) of each post of the person on `day`, the oldest first."""
        return [
            (post.unit_id, self._organism(post, day))
            for post in self._of_person.get(person, ())
            if post.starts_on <= day and (post.ends_on is None or day < post.ends_on)
        ]

    def _organism(self, post: MembershipRow, day: date) -> int:
        for starts_on, ends_on, organism_id in self._placements.get(post.unit_id, ()):
            if starts_on <= day and (ends_on is None or day < ends_on):
                return organism_id
        return post.organism_id


def rows_of(about: PersonPath, times: Times, posts: Posts) -> list[PathFact]:
    """Return the facts that follow: one, or one more for each further post held at once."""
    if times.is_empty:
        return []
    rows = [PathFact(public_id=about.person, path_key=about.path, post=0)]
    for step, name in enumerate(STEPS):
        at = times.at[step]
        if at is None:
            continue
        setattr(rows[0], f"{name}_at", at)
        rows[0].corrected_steps |= times.corrected[step] << step
        for post, (unit_id, organism_id) in enumerate(posts.on(about.person, local_day(at))):
            if post == len(rows):
                rows.append(PathFact(public_id=about.person, path_key=about.path, post=post))
            row = rows[post]
            setattr(row, f"{name}_at", at)
            setattr(row, f"{name}_unit_id", unit_id)
            setattr(row, f"{name}_organism_id", organism_id)
            if post:
                row.corrected_steps |= times.corrected[step] << step
    return rows


def times_in(row: PathFact) -> Times:
    """Return the times that the row of the main post holds."""
    return Times(
        at=[row.reached_at, row.started_at, row.completed_at, row.passed_at],
        corrected=[bool(row.corrected_steps >> step & 1) for step in range(len(STEPS))],
    )


def is_placed(row: PathFact) -> bool:
    """Tell whether every step of the row has a unit."""
    return None not in (
        row.reached_unit_id,
        row.started_unit_id if row.started_at else 0,
        row.completed_unit_id if row.completed_at else 0,
        row.passed_unit_id if row.passed_at else 0,
    )


def counted_in(row: PathFact) -> list[tuple[Key, int]]:
    """Return the monthly sums in which the row counts one, each with the step."""
    found: list[tuple[Key, int]] = []
    for step, (at, organism_id, unit_id) in enumerate(
        (
            (row.reached_at, row.reached_organism_id, row.reached_unit_id),
            (row.started_at, row.started_organism_id, row.started_unit_id),
            (row.completed_at, row.completed_organism_id, row.completed_unit_id),
            (row.passed_at, row.passed_organism_id, row.passed_unit_id),
        ),
        start=REACHED,
    ):
        if at is not None and unit_id is not None and organism_id is not None:
            month = local_day(at).replace(day=1)
            found.append(((organism_id, row.path_key, unit_id, month), step))
    return found
