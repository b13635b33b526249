"""Waiving an AU for somebody, and ending a session that was left open."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotFound
from academy.lrs.services import abandon
from academy.lrs.session_queries import open_session_of
from courses.models import AuRegistration, ServiceToken
from courses.packages.policies import can_follow
from courses.services.record import record

from .launching import au_of
from .mirroring import mirror
from .standings import Followed, locked, registered, settle, standing_in, words_for

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
    by: User | None = None,
    through: ServiceToken | None = None,
) -> bool:
    """Let an AU count as done for somebody; return whether that was news.

    `by` is the person who decides, None for a client of the academy, with the token `through`,
    whose rights were asked before. What is satisfied by it is told at once, and the lesson
    finished. Raises NotFound for what `by` may not know, AcademyError without a reason.
    """
    followed = _followed(registration, by, at)
    # No database keeps a NUL.
    said = " ".join(reason.replace("\0", " ").split())
    if not said or len(said) > LONGEST_REASON:
        raise AcademyError(_("Say why, in %(most)s characters at most.") % {"most": LONGEST_REASON})
    attempt = followed.row.attempt
    if by is not None and attempt is not None and attempt.enrolment.user_id == by.pk:
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
    record([words.waived(registered(row), au, at, session=session, reason=said)], at=at)
    settle(followed=followed, session=session, at=at)
    mirror(followed=followed, item=au, at=at)
    details = {"part": au["publisher_id"], "reason": said}
    _log(row, "package.waive", by, at, details, through)
    return True


@transaction.atomic
def abandon_session(
    *,
    registration: UUID,
    at: datetime,
    by: User | None = None,
    through: ServiceToken | None = None,
    session_id: UUID | None = None,
) -> bool:
    """End the session of a registration that is open; return whether there was one.

    `session_id`: that one alone, and none that was opened meanwhile. `by` and `through` as for
    `waive`. Raises NotFound for what `by` may not know.
    """
    row = _found(AuRegistration.objects.filter(registration=registration).first())
    _refuse_stranger(row, by, at)
    session = open_session_of(registration)
    if session is None or session_id not in (None, session.public_id):
        return False
    if not abandon(session=session, at=at):
        return False
    _log(row, "package.abandon", by, at, {"session": str(session.public_id)}, through)
    return True


def _followed(registration: UUID, by: User | None, at: datetime) -> Followed:
    followed = locked(registration)
    if followed is None:
        raise NotFound(_("There is no such registration."))
    _refuse_stranger(followed.row, by, at)
    return followed


def _found(row: AuRegistration | None) -> AuRegistration:
    if row is None:
        raise NotFound(_("There is no such registration."))
    return row


def _refuse_stranger(row: AuRegistration, by: User | None, at: datetime) -> None:
    if by is not None and not can_follow(by, row, timezone.localdate(at)):
        raise NotFound(_("There is no such registration."))


def _log(
    row: AuRegistration,
    action: str,
    by: User | None,
    at: datetime,
    details: dict[str, Any],
    through: ServiceToken | None,
) -> None:
    owner = row.version.package.built_by
    audit.record(
        at=at,
        actor=by,
        action=action,
        target=str(row.registration),
        organism_code=owner.code if owner else "",
        details=details | ({"token": through.key} if through else {}),
    )
