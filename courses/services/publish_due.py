"""Publishing what was to be published at an hour, and telling whoever waits for it in vain."""

import logging
from datetime import datetime
from io import StringIO

from django.core.mail import EmailMessage
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation
from wagtail.models import Revision

from academy.accounts import mail
from academy.accounts.models import User
from academy.accounts.services import deliveries
from courses.models import CheckedAtPublication
from courses.queries import due_revisions, problems_of

logger = logging.getLogger(__name__)

WAITS = "courses.publication"
"""How the delivery log calls the mail about a publication that waits."""


def publish_due(*, at: datetime) -> int:
    """Publish and withdraw what is due at `at`; return how many people were told of what waits.

    What can't be published keeps its draft and its hour, and holds nobody up: it is tried again
    each time. Whoever saved it is told once, by mail.
    """
    call_command("publish_scheduled", stdout=StringIO())
    told = 0
    for revision in due_revisions(at).select_related("user"):
        draft = revision.as_object()
        owner = revision.user or getattr(draft, "owner", None)
        if isinstance(draft, CheckedAtPublication) and owner is not None and owner.is_active:
            told += _tell(revision, owner, at)
    return told


def _tell(revision: Revision, owner: User, at: datetime) -> bool:
    """Tell `owner` that a version waits, unless they were; return whether a mail left."""
    hour = revision.approved_go_live_at
    if hour is None:
        return False
    mine = deliveries.claim(
        kind=WAITS,
        occasion=f"{revision.pk}:{hour.isoformat(timespec='minutes')}",
        told={owner.pk: []},
        at=at,
    )
    for delivery in mine:
        try:
            taken = bool(_message(revision, owner).send())
        except OSError:
            logger.warning("The mail about a publication could not be sent.", exc_info=True)
            taken = False
        deliveries.settle(sent=[delivery] if taken else [], failed=[] if taken else [delivery])
        return taken
    return False


def _message(revision: Revision, owner: User) -> EmailMessage:
    page = revision.as_object()
    with translation.override(owner.language):
        problems = problems_of(revision)
    return mail.compose(
        "courses/email/publication_waits",
        to=owner.email,
        language=owner.language,
        context={
            "user": owner,
            "title": page.title,
            "hour": revision.approved_go_live_at,
            "problems": problems,
            "edit_url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
        },
    )
