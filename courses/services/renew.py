"""Asking for a renewal: what is asked again, so that a new certificate follows the former one."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.core.errors import AcademyError, NotFound
from courses.models import Certificate, Enrolment, PublishedPath, Renewal
from courses.recognition.content import may_be_renewed

from .settle import settle


@transaction.atomic
def start_renewal(*, user: User, code: str, at: datetime) -> Renewal:
    """Begin to renew the certificate of `user` with this code; who has begun goes on.

    Nothing is deleted: the questions are answered again in their lessons, and the new certificate
    follows the former one. Raises NotFound for a code that isn't one of `user`'s, AcademyError for
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
    renewal, is_new = Renewal.objects.get_or_create(
        enrolment=enrolment,
        finished_at=None,
        defaults={"started_at": at, "asked": questions_to_ask(path)},
    )
    if is_new and not renewal.asked:
        settle(enrolments=[enrolment], at=at)
    return renewal


def questions_to_ask(path: PublishedPath) -> list[list[str]]:
    """Return which questions a renewal asks again: (lesson key, block id) of each.

    All of the path as it is published: nothing predicts yet what somebody has forgotten.
    """
    return [
        [lesson["key"], block]
        for course in path.outline["courses"]
        for lesson in course["lessons"]
        for block in lesson["questions"]
    ]
