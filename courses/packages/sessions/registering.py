"""Registering somebody in a version of a cmi5 package."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from courses.models import AuRegistration, PackageAttempt, PackageVersion

from .mirroring import mirror
from .standings import Followed, actor_for, settle


@transaction.atomic
def register(
    *,
    version: PackageVersion,
    actor: Mapping[str, Any],
    attempt: PackageAttempt | None = None,
    registration: UUID | None = None,
    at: datetime,
) -> AuRegistration:
    """Register `actor`, an account agent, in a version: within an attempt in a lesson, or in none.

    What is satisfied from the beginning is told at once, before anything is launched (9.6.1).
    `registration`: one that was chosen elsewhere; one that is known already is an IntegrityError.
    """
    row = AuRegistration.objects.create(
        registration=registration or uuid4(),
        version=version,
        actor=dict(actor),
        attempt=attempt,
        created_at=at,
    )
    followed = Followed(row, {})
    settle(followed=followed, session=None, at=at)
    mirror(followed=followed, at=at)
    return row


def register_attempt(*, attempt: PackageAttempt, at: datetime) -> AuRegistration:
    """Register the learner of a new attempt at the package of a lesson."""
    actor = actor_for(attempt.enrolment.user, attempt.version)
    return register(version=attempt.version, actor=actor, attempt=attempt, at=at)
