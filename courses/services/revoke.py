"""Certificates that people take out of use: revoked for a reason, emptied with an account."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotFound
from courses.models import Certificate, Withdrawal
from courses.policies import can_revoke_certificates


@transaction.atomic
def revoke_certificate(*, code: str, reason: str, by: User, at: datetime) -> Certificate:
    """Revoke the certificate with this code, for a reason that the audit log keeps.

    Raises NotFound for a code that no certificate has and for who isn't an administrator,
    AcademyError for one that counts no more.
    """
    if not can_revoke_certificates(by, timezone.localdate(at)):
        raise NotFound(_("There is no such certificate."))
    found = Certificate.objects.select_for_update().filter(code=code).first()
    if found is None:
        raise NotFound(_("There is no such certificate."))
    if found.withdrawn_at is not None:
        raise AcademyError(_("This certificate counts no more already. Nothing was changed."))
    found.withdrawn_at, found.withdrawal = at, Withdrawal.REVOKED
    found.save(update_fields=["withdrawn_at", "withdrawal"])
    audit.record(
        at=at,
        actor=by,
        action="certificate.revoke",
        target=found.code,
        details={"reason": reason},
    )
    return found


@transaction.atomic
def forget_person(*, user: User, at: datetime) -> None:
    """Empty the certificates of a person whose account goes: nothing of them says who it was.

    Their codes stay and say that they were withdrawn with the account.
    """
    mine = Certificate.objects.filter(enrolment__user=user)
    mine.filter(withdrawn_at=None).update(withdrawn_at=at)
    mine.update(withdrawal=Withdrawal.ERASED, data="", signature="")
