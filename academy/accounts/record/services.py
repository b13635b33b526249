"""Noting that somebody took their record away."""

from datetime import datetime
from typing import Literal

from academy.accounts.models import User
from academy.accounts.services import audit

Format = Literal["pdf", "csv", "json", "xapi"]


def note_export(*, user: User, format: Format, at: datetime) -> None:
    """Note that `user` takes their record away in this format."""
    audit.record(
        at=at,
        actor=user,
        action="record.export",
        target=str(user.public_id),
        details={"format": format},
    )
