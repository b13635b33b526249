"""What the audit log tells of packages: who did it, a person or a machine with a token."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.organisms.models import Organism
from courses.models import ServiceToken


def note(
    *,
    action: str,
    target: UUID,
    owner: Organism | None,
    by: User | ServiceToken | None,
    at: datetime,
    details: Mapping[str, Any],
    result: str = "done",
) -> None:
    """Write one line about a package that `owner` keeps.

    A token is no person: it is named in the details.
    """
    audit.record(
        at=at,
        actor=by if isinstance(by, User) else None,
        action=action,
        target=str(target),
        organism_code=owner.code if owner else "",
        result=result,
        details=dict(details) | ({"token": by.key} if isinstance(by, ServiceToken) else {}),
    )
