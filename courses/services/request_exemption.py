"""Asking to be exempted from a path, and answering who asks."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotFound
from academy.organisms.models import Organism
from courses.models import LONGEST_REASON, ExemptionRequest
from courses.policies import asks_as, can_assign
from courses.queries import asked_of

from .assign import exempt

State = ExemptionRequest.State


@transaction.atomic
def request_exemption(
    *, by: User, organism: Organism, path_key: UUID, reason: str, at: datetime
) -> ExemptionRequest:
    """Ask `organism` to be exempted from a path that it asks of `by`.

    The same again changes nothing. Raises NotFound for what the organism doesn't ask of the person,
    AcademyError without a reason, or where another request waits.
    """
    asked = asked_of(by, timezone.localdate(at), [path_key])
    asking = {ask.assignment.organism_id for one in asked for ask in one.asks}
    if organism.pk not in asking:
        raise NotFound(_("This path is not asked of you there."))
    reason = reason.strip()[:LONGEST_REASON]
    if not reason:
        raise AcademyError(_("Say why: whoever decides reads it."))
    request, is_new = ExemptionRequest.objects.get_or_create(
        organism=organism,
        path_key=path_key,
        user=by,
        state=State.WAITING,
        defaults={"reason": reason, "asked_at": at},
    )
    if not is_new:
        if request.reason == reason:
            return request
        raise AcademyError(
            _("You have asked already. Take that request back to give another reason.")
        )
    _note(request, "courses.exemption_requested", by, at)
    return request


@transaction.atomic
def take_request_back(*, by: User, request: ExemptionRequest, at: datetime) -> None:
    """Ask no more to be exempted; once it is answered, nothing changes.

    Raises NotFound for the request of somebody else.
    """
    if request.user_id != by.pk:
        raise NotFound(_("There is no such request."))
    mine = ExemptionRequest.objects.filter(pk=request.pk, state=State.WAITING)
    if mine.update(state=State.TAKEN_BACK):
        _note(request, "courses.exemption_request_taken_back", by, at)


@transaction.atomic
def answer_exemption(
    *, by: User, request: ExemptionRequest, is_granted: bool, words: str, at: datetime
) -> ExemptionRequest:
    """Grant or refuse what somebody asks, with words that the person reads.

    To grant is to exempt (`exempt`), for these words. Raises NotFound for an organism that isn't
    `by`'s; AcademyError without words, for oneself, or for what is answered or taken back already.
    """
    row = (
        ExemptionRequest.objects.select_for_update(of=("self",))
        .select_related("organism", "user")
        .get(pk=request.pk)
    )
    if not can_assign(by, row.organism, timezone.localdate(at)):
        raise NotFound(_("There is no such request."))
    if row.state != State.WAITING:
        raise AcademyError(
            _("This request is answered, or was taken back, meanwhile. Nothing was changed.")
        )
    if row.user_id == by.pk:
        raise AcademyError(
            _("You can’t answer your own request: ask another manager, or an administrator.")
        )
    words = words.strip()[:LONGEST_REASON]
    if not words:
        raise AcademyError(_("Say why you decide so: the person reads it."))
    if is_granted:
        # It answers the request that waits, too.
        exempt(
            by=by,
            organism=row.organism,
            path_key=row.path_key,
            person=row.user,
            reason=words,
            at=at,
        )
        row.refresh_from_db()
        return row
    row.state, row.answer = State.REFUSED, words
    row.answered_by, row.answered_at = by, at
    row.answered_as = asks_as(by, row.organism, timezone.localdate(at))
    row.save()
    _note(row, "courses.exemption_refused", by, at)
    return row


def _note(request: ExemptionRequest, action: str, by: User, at: datetime) -> None:
    # No reason and no answer in the log, which nothing is ever taken out of.
    audit.record(
        at=at,
        actor=by,
        action=action,
        target=str(request.path_key),
        organism_code=request.organism.code,
        details={"person": str(request.user.public_id)},
    )
