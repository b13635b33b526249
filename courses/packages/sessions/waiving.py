"""Waiving an AU for somebody, and ending a session that was left open."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.core.errors import AcademyError, NotFound
from academy.lrs.services import abandon
from academy.lrs.session_queries import open_session_of
from courses.models import AuRegistration, ServiceToken
from courses.packages.noting import note
from courses.packages.policies import can_follow
from courses.services.record import record_once

from .launching import au_of
from .mirroring import mirror
from .standings import locked, registered, settle, standing_in, words_for

# cmi5, 9.5.5.2: the reasons that are understood everywhere.
REASONS = ("Tested Out", "Equivalent AU", "Equivalent Outside Activity", "Administrative")
LONGEST_REASON = 200


@transaction.atomic
def waive(
    *,
    registration: UUID,
    item: str,
    reason: str,
    at: datetime,
    by: User | ServiceToken,
) -> bool:
    """Let an AU count as done for somebody; return whether that was news.

    What is satisfied by it is told at once, and the lesson finished. Raises NotFound for what `by`
    may not know, AcademyError without a reason.
    """
    followed = locked(registration)
    if followed is None or not _may(by, followed.row, ServiceToken.Use.WAIVE, at):
        raise _unknown()
    # No database keeps a NUL.
    said = " ".join(reason.replace("\0", " ").split())
    if not said or len(said) > LONGEST_REASON:
        raise AcademyError(_("Say why, in %(most)s characters at most.") % {"most": LONGEST_REASON})
    attempt = followed.row.attempt
    if isinstance(by, User) and attempt is not None and attempt.enrolment.user_id == by.pk:
        raise AcademyError(
            _("You can’t waive a part for yourself: ask another manager, or an administrator.")
        )
    au = au_of(followed.row.version, item)
    standing = standing_in(followed, au["id"])
    if standing.waived_at is not None:
        return False
    standing.waived_at, standing.waived_because = at, said
    standing.save()
    session = uuid4()
    row = followed.row
    words = words_for(row.version.package)
    record_once([words.waived(registered(row), au, at, session=session, reason=said)], at=at)
    settle(followed=followed, session=session, at=at)
    mirror(followed=followed, item=au, at=at)
    details = {"part": au["publisher_id"], "reason": said}
    _note(row, "package.waive", by, at, details)
    return True


@transaction.atomic
def abandon_session(
    *,
    registration: UUID,
    at: datetime,
    by: User | ServiceToken,
    session_id: UUID | None = None,
) -> bool:
    """End the session of a registration that is open; return whether there was one.

    `session_id`: that one alone, and none that was opened meanwhile. Raises NotFound for what `by`
    may not know.
    """
    row = AuRegistration.objects.filter(registration=registration).first()
    if row is None or not _may(by, row, ServiceToken.Use.LAUNCH, at):
        raise _unknown()
    session = open_session_of(registration)
    if session is None or session_id not in (None, session.public_id):
        return False
    if not abandon(session=session, at=at):
        return False
    _note(row, "package.abandon", by, at, {"session": str(session.public_id)})
    return True


def _may(by: User | ServiceToken, row: AuRegistration, use: ServiceToken.Use, at: datetime) -> bool:
    return can_follow(by, row, timezone.localdate(at), use)


def _unknown() -> NotFound:
    return NotFound(_("There is no such registration."))


def _note(
    row: AuRegistration,
    action: str,
    by: User | ServiceToken,
    at: datetime,
    details: dict[str, Any],
) -> None:
    owner = row.version.package.built_by
    note(action=action, target=row.registration, owner=owner, by=by, at=at, details=details)
