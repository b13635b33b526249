"""Launch sessions, for those who launched them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from .models import LaunchSession


def open_session_of(registration: UUID) -> LaunchSession | None:
    """Return the session of a registration that is open, None where there is none."""
    return LaunchSession.objects.open().filter(registration=registration).first()


def open_registrations(registrations: Iterable[UUID]) -> set[UUID]:
    """Return those of the registrations in which a session is open."""
    rows = LaunchSession.objects.open().filter(registration__in=list(registrations))
    return set(rows.values_list("registration", flat=True))


@dataclass(frozen=True, slots=True)
class SessionTold:
    """What a session has come to; `last_refusal` "" where nothing of its AU was refused."""

    public_id: UUID
    registration: UUID
    publisher_id: str
    launch_mode: str
    launched_at: datetime
    initialized_at: datetime | None
    state: Literal["open", "terminated", "abandoned"]
    ended_at: datetime | None
    last_refusal: str


def session_called(public_id: UUID) -> SessionTold | None:
    """Return what a session has come to, None where there is no such session."""
    row = LaunchSession.objects.filter(public_id=public_id).first()
    if row is None:
        return None
    over: Literal["terminated", "abandoned"] = "abandoned" if row.abandoned_at else "terminated"
    return SessionTold(
        public_id=row.public_id,
        registration=row.registration,
        publisher_id=row.publisher_id,
        launch_mode=row.launch_mode,
        launched_at=row.created_at,
        initialized_at=row.initialized_at,
        state="open" if row.is_open else over,
        ended_at=row.terminated_at or row.abandoned_at or row.closed_at,
        last_refusal=row.last_refusal,
    )
