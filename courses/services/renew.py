"""Asking for a renewal: what is asked again, so that a new certificate follows the former one."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.core.errors import AcademyError, NotFound
from courses.models import Certificate, Enrolment, PublishedPath, Renewal
from courses.queries import questions_to_renew
from courses.recognition.content import may_be_renewed

from .settle import settle


@transaction.atomic
def start_renewal(*, user: User, code: str, at: datetime) -> Renewal:
    """Begin to renew the certificate of `user` with this code; who has begun goes on.

    Asked again is what the person is likely to have forgotten by now (`courses.memory`); where that
    is nothing, the new certificate is there at once. Nothing is deleted: the questions are answered
    again in their lessons, and the new certificate follows the former one.

    Raises NotFound for a code that isn't one of `user`'s, AcademyError for
    a certificate that needs no renewal yet, counts no more, or whose path is withdrawn.
    """
    found = Certificate.objects.filter(code=code, enrolment__user=user).first()
    if found is None or found.enrolment_id is None:
        raise NotFound(_("There is no such certificate."))
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("user")
        .get(pk=found.enrolment_id)
    )
    found.refresh_from_db()
    if found.withdrawn_at is not None or found.renewed_at is not None:
        raise AcademyError(_("This certificate can’t be renewed: it counts no more."))
    if not may_be_renewed(found.ends_on, timezone.localdate(at)):
        raise AcademyError(_("This certificate needs no renewal yet."))
    path = PublishedPath.objects.filter(key=enrolment.path_key, is_live=True).first()
    if path is None:
        raise AcademyError(
            _("This learning path is not published any more: nothing of it can be asked again.")
        )
    asked = [[str(lesson), str(block)] for lesson, block in questions_to_renew(path, enrolment, at)]
    renewal, is_new = Renewal.objects.get_or_create(
        enrolment=enrolment,
        finished_at=None,
        defaults={"started_at": at, "asked": asked},
    )
    if is_new and not renewal.asked:
        settle(enrolments=[enrolment], at=at)
        renewal.refresh_from_db()
    return renewal
