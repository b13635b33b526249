"""Telling the managers of an organism that it has said nothing of a draft."""

from datetime import datetime
from functools import partial

from django.urls import reverse
from django.utils import timezone, translation

from academy.accounts import mail
from academy.accounts.models import Delivery, User
from academy.accounts.services import deliveries
from academy.organisms.models import Organism

from . import queries

# The kind of these mails in the delivery log.
SILENCE = "courses.silence"


def tell_of_silence(*, at: datetime) -> int:
    """Mail the managers of organisms that are silent for too long; return how many mails left.

    Once for each organism and passage through approval. Where nobody manages the organism, the
    administrators of the academy are told. What the server didn't take is tried again the next day.
    """
    sent = 0
    today = timezone.localdate(at)
    for asked, organism in queries.silent_since(at):
        sent += deliveries.send_each(
            kind=SILENCE,
            occasion=f"{asked.state.pk}-{organism.pk}",
            people=queries.managers_of(organism, today),
            send=partial(_send, asked, organism),
            at=at,
        )
    return sent


def was_told(asked: queries.Approval) -> set[int]:
    """Return the organisms, by id, whose managers were told of their silence on a draft."""
    occasions = Delivery.objects.filter(
        kind=SILENCE, state=Delivery.State.SENT, occasion__startswith=f"{asked.state.pk}-"
    ).values_list("occasion", flat=True)
    return {int(one.partition("-")[2]) for one in occasions}


def _send(asked: queries.Approval, organism: Organism, user: User) -> bool:
    with translation.override(user.language):
        context = {
            "user": user,
            "organism": organism.name,
            "page": asked.page.get_admin_display_title(),
            "path": asked.path.title,
            "since": timezone.localdate(asked.state.started_at),
            "space_url": reverse("courses_building:space", args=[asked.path.pk]),
        }
    message = mail.compose(
        "courses/cobuilding/mail", to=user.email, language=user.language, context=context
    )
    return mail.is_taken(message, about="a silent organism")
