"""How far somebody is in a registration, and telling what became satisfied."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.conf import settings

from academy.accounts.models import User
from academy.core.iri import account_home_page, pseudonym_home_page
from courses.au_statements import AuWording, Registered
from courses.models import (
    AuRegistration,
    AuStanding,
    Package,
    PackageVersion,
)
from courses.packages.cmi5.move_on import COURSE, Done, is_met, newly_satisfied
from courses.services.record import record_once


@dataclass(frozen=True, slots=True)
class Followed:
    """A registration with the standing of its AUs and groups, by their id."""

    row: AuRegistration
    standings: dict[str, AuStanding]

    @property
    def done(self) -> dict[str, Done]:
        """What is known of each AU."""
        return {key: done_of(standing) for key, standing in self.standings.items()}


def done_of(standing: AuStanding | None) -> Done:
    """Return what is known of an AU."""
    if standing is None:
        return Done()
    return Done(
        completed=standing.completed_at is not None,
        passed=standing.passed_at is not None,
        waived=standing.waived_at is not None,
    )


def actor_for(user: User, version: PackageVersion) -> dict[str, Any]:
    """Return the account agent by which AUs of a version know somebody.

    Where one of them is elsewhere, it is a number that is used for this package alone.
    """
    if any(item.get("is_remote") for item in version.parts):
        return account(pseudonym_home_page(settings.ACADEMY_IRI_BASE), pseudonym(user, version))
    return account(account_home_page(settings.ACADEMY_IRI_BASE), str(user.public_id))


def pseudonym(user: User, version: PackageVersion) -> str:
    """Return the number of somebody that is used for one package alone."""
    return str(uuid5(user.public_id, str(version.package.key)))


def account(home_page: str, name: str) -> dict[str, Any]:
    """Return an agent that is an account."""
    return {"objectType": "Agent", "account": {"homePage": home_page, "name": name}}


def words_for(package: Package) -> AuWording:
    """Return the wording of statements about a package."""
    return AuWording(settings.ACADEMY_IRI_BASE, package.key)


def registered(row: AuRegistration) -> Registered:
    """Return all that statements say of whose they are."""
    return Registered(actor=row.actor, registration=row.registration)


def locked(registration: UUID) -> Followed | None:
    """Return a registration, locked until the transaction ends; None where there is none."""
    row = (
        AuRegistration.objects.select_for_update(of=("self",))
        .select_related("version__package", "attempt__enrolment__user")
        .filter(registration=registration)
        .first()
    )
    if row is None:
        return None
    return Followed(row, {one.item: one for one in row.standings.all()})


def standing_in(followed: Followed, item: str) -> AuStanding:
    """Return the standing of an AU or a group, made where there is none yet."""
    found = followed.standings.get(item)
    if found is None:
        found = AuStanding.objects.create(registration=followed.row, item=item)
        followed.standings[item] = found
    return found


def settle(*, followed: Followed, session: UUID | None, at: datetime) -> None:
    """Tell what became satisfied, the inner groups first, then the course: each once.

    `session`: that of the launch (or of the waiver) from which it follows, None for neither.
    """
    row = followed.row
    items = row.version.manifest["items"]
    told = {key for key, one in followed.standings.items() if one.satisfied_at is not None}
    _note_satisfied_aus(followed, items, at)
    if row.satisfied_at is not None:
        told.add(COURSE)
    news = newly_satisfied(items, followed.done, told)
    if not news:
        return
    session = session or uuid4()
    words, who = words_for(row.version.package), registered(row)
    by_id = {item["id"]: item for item in items} | {COURSE: course_of(row.version)}
    # Once, but again where it was voided.
    record_once([words.satisfied(who, by_id[key], at, session=session) for key in news], at=at)
    groups = [key for key in news if key != COURSE]
    AuStanding.objects.bulk_create(
        [AuStanding(registration=row, item=key, satisfied_at=at) for key in groups],
        update_conflicts=True,
        update_fields=["satisfied_at"],
        unique_fields=["registration", "item"],
    )
    if COURSE in news:
        row.satisfied_at = at
        row.save(update_fields=["satisfied_at"])


def _note_satisfied_aus(
    followed: Followed, items: Iterable[Mapping[str, Any]], at: datetime
) -> None:
    """Keep since when each AU that somebody began is satisfied."""
    for item in items:
        standing = followed.standings.get(item["id"])
        if standing is None or not item["launch"] or standing.satisfied_at is not None:
            continue
        if is_met(item["move_on"], done_of(standing)):
            standing.satisfied_at = at
            standing.save(update_fields=["satisfied_at"])


def course_of(version: PackageVersion) -> dict[str, Any]:
    """Return the course of a structure, as its items are: its id is ""."""
    manifest = version.manifest
    return {
        "id": COURSE,
        "publisher_id": manifest["publisher_id"],
        "titles": manifest["titles"],
    }
