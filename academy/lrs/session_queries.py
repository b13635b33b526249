"""Launch sessions, for those who launched them."""

from collections.abc import Iterable
from uuid import UUID

from .models import LaunchSession


def open_session_of(registration: UUID) -> LaunchSession | None:
    """Return the session of a registration that is open, None where there is none."""
    return LaunchSession.objects.open().filter(registration=registration).first()


def open_registrations(registrations: Iterable[UUID]) -> set[UUID]:
    """Return those of the registrations in which a session is open."""
    rows = LaunchSession.objects.open().filter(registration__in=list(registrations))
    return set(rows.values_list("registration", flat=True))
