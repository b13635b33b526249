"""Registrations in cmi5 packages: those of people who are looked for, and how many there are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from academy.accounts.models import User
from academy.lrs.session_queries import open_registrations
from courses.models import AuRegistration, AuStanding, Package


@dataclass(frozen=True, slots=True)
class Waivable:
    """Somebody's registration, with what may be waived in it: how far they are is not told.

    `aus`: the AUs that aren't waived, as the structure has them. `waived`: those that are.
    """

    registration: UUID
    title: str
    language: str
    aus: tuple[Mapping[str, Any], ...]
    waived: tuple[tuple[Mapping[str, Any], AuStanding], ...]
    has_open_session: bool


def waivable_of(people: Collection[User]) -> dict[int, list[Waivable]]:
    """Return, by the id of the person, the last registration in each package of a lesson.

    Three queries, however many people there are.
    """
    rows = (
        AuRegistration.objects.filter(attempt__enrolment__user__in=[one.pk for one in people])
        .select_related("version__package", "attempt__enrolment")
        .prefetch_related("standings")
        .order_by("attempt__number", "pk")
    )
    last = {
        (row.attempt.enrolment_id, row.attempt.block_id): row
        for row in rows
        if row.attempt is not None
    }
    opened = open_registrations(row.registration for row in last.values())
    found: dict[int, list[Waivable]] = {}
    for row in last.values():
        attempt = row.attempt
        if attempt is None:
            continue
        waived = {one.item: one for one in row.standings.all() if one.waived_at is not None}
        parts = row.version.parts
        found.setdefault(attempt.enrolment.user_id, []).append(
            Waivable(
                registration=row.registration,
                title=attempt.title,
                language=attempt.language,
                aus=tuple(one for one in parts if one["id"] not in waived),
                waived=tuple((one, waived[one["id"]]) for one in parts if one["id"] in waived),
                has_open_session=row.registration in opened,
            )
        )
    return found


def registration_counts(package: Package) -> tuple[int, int]:
    """Return how many learners are registered in a package, and how many have satisfied it."""
    rows = AuRegistration.objects.filter(version__package=package, attempt__isnull=False)
    counted = rows.aggregate(
        all=Count("attempt__enrolment__user", distinct=True),
        satisfied=Count(
            "attempt__enrolment__user", distinct=True, filter=Q(satisfied_at__isnull=False)
        ),
    )
    return counted["all"], counted["satisfied"]
