"""An organism whose people get the weekly mail, and moments of a week."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from academy.accounts.models import MailPreference, User
from courses.models import Assignment, DigestSwitch, Enrolment
from tests.factories.accounts import UserFactory
from tests.factories.organisms import MembershipFactory, OrganismFactory, UnitFactory

MONTREAL = ZoneInfo("America/Toronto")
# A Tuesday at nine in the morning, an ordinary week of autumn.
MONDAY = date(2026, 10, 5)
TUESDAY = date(2026, 10, 6)
AT = datetime(2026, 10, 6, 9, 5, tzinfo=MONTREAL)


def local(day: date, hour: int = 9, minute: int = 5) -> datetime:
    """Return a moment of the academy's time, in UTC."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=MONTREAL).astimezone(UTC)


def new_organism(*, on: bool = True, name: str = "Rives"):
    """Return an organism with a unit, whose weekly mail has been on for a month."""
    organism = OrganismFactory(name_fr=f"Régie <{name}>", name_en=f"{name} <Board>")
    UnitFactory(organism=organism)
    if on:
        DigestSwitch.objects.create(
            organism=organism, first_week=MONDAY - timedelta(weeks=4), on_at=AT
        )
    return organism


def new_person(organism, **fields) -> User:
    """Return somebody of `organism` who has opened their account."""
    user = UserFactory(**fields)
    MembershipFactory(user=user, unit=organism.unit_placements.first().unit, organism=organism)
    return user


def ask(organism, path, due_on: date, *, unit=None, asked_on: date = date(2026, 9, 1), **reasons):
    """Have a path asked of an organism, as if it had been on `asked_on`."""
    return Assignment.objects.create(
        organism=organism,
        unit=unit,
        path_key=path.key,
        due_on=due_on,
        assigned_at=local(asked_on),
        **reasons,
    )


def follow(user, path, *, seen: date, completed: date | None = None, passed: date | None = None):
    """Have somebody follow a path, without statements."""
    return Enrolment.objects.create(
        user=user,
        path_key=path.key,
        enrolled_at=local(seen),
        last_seen_at=local(seen),
        completed_at=local(completed) if completed else None,
        passed_at=local(passed) if passed else None,
    )


def prefer(user, **fields) -> MailPreference:
    """Keep what somebody wants of mails."""
    return MailPreference.objects.update_or_create(user=user, defaults=fields)[0]
