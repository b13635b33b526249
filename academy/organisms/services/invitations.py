"""Inviting the people of an organism to open their accounts."""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django_tasks import task

from academy.accounts import queries as account_queries
from academy.accounts.models import Invitation, User
from academy.accounts.services import invitations
from academy.core import clock
from academy.core.errors import NotAllowed, NotFound
from academy.organisms import policies
from academy.organisms.models import Organism
from academy.organisms.queries import people_of

logger = logging.getLogger(__name__)


@transaction.atomic
def invite_everybody(*, organism: Organism, at: datetime, by: User | None) -> int:
    """Have everybody of `organism` invited who never was; return how many will be."""
    _check(by, organism, at)
    asked = invitations.ask_for_all(
        users=people_of(organism, localdate(at)), organism_code=organism.code, at=at, by=by
    )
    if asked:
        transaction.on_commit(send_in_background.enqueue)
    return asked


@transaction.atomic
def invite(*, user: User, organism: Organism, at: datetime, by: User | None) -> Invitation:
    """Have one person of `organism` invited, or invited again.

    Raises NotFound for somebody who isn't of the organism, InvitationError where it can't be.
    """
    _check(by, organism, at)
    if not people_of(organism, localdate(at)).filter(pk=user.pk).exists():
        raise NotFound(_("This person does not belong to the organization."))
    asked = invitations.ask_again(user=user, organism_code=organism.code, at=at, by=by)
    transaction.on_commit(send_in_background.enqueue)
    return asked


@task()
def send_in_background() -> int:
    """Send the invitations that wait, from the queue; return how many left."""
    return send_waiting(now=clock.now)


def any_waiting() -> bool:
    """Tell whether an invitation waits to be sent."""
    return account_queries.waiting_invitations().exists()


def send_waiting(*, now: Callable[[], datetime]) -> int:
    """Send the invitations that wait, as many as a minute allows; return how many left.

    Rights are checked again: who asked may no longer manage the organism, who was invited may have
    left it or signed in. What remains, and what waits for a mail server that is away, is taken up
    a minute later by the worker.
    """
    at = now()
    minute = at - timedelta(minutes=1)
    room = settings.INVITATIONS_A_MINUTE - account_queries.invitations_sent_since(minute)
    waiting = list(account_queries.waiting_invitations()[: max(room, 0)])
    if not waiting:
        return 0
    connection = get_connection()
    try:
        connection.open()
    except OSError:
        logger.warning("The mail server is away: invitations wait.", exc_info=True)
        return 0
    codes = {invitation.organism_code for invitation in waiting}
    organisms = {one.code: one for one in Organism.objects.filter(code__in=codes)}
    sent = 0
    try:
        for invitation in waiting:
            organism = organisms.get(invitation.organism_code)
            if organism is None or not _may_still_be_sent(invitation, organism, localdate(at)):
                invitations.drop(invitation=invitation, at=now())
                continue
            sent += invitations.send(
                invitation=invitation,
                organism_names={"fr": organism.name_fr, "en": organism.name_en},
                connection=connection,
                at=now(),
            )
    finally:
        connection.close()
    return sent


def _may_still_be_sent(invitation: Invitation, organism: Organism, day: date) -> bool:
    by = invitation.asked_by
    # Nobody asked: a command of the academy did.
    if by is not None and not policies.can_import_people(by, organism, day):
        return False
    return (
        invitations.is_still_wanted(invitation)
        and people_of(organism, day).filter(pk=invitation.user_id).exists()
    )


def _check(by: User | None, organism: Organism, at: datetime) -> None:
    if by is not None and not policies.can_import_people(by, organism, localdate(at)):
        raise NotAllowed(_("You can't invite people of this organization."))
