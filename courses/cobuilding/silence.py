"""Telling who may do something about it that an organism has said nothing of a draft."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
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
    """Mail the managers of organisms that are silent for too long, and whoever submitted the draft,
    which nobody edits meanwhile; return how many mails left.

    Once for each organism and passage through approval, and once to who submitted it. Where nobody
    manages the organism, the administrators of the academy are told. What the server didn't take is
    tried again the next day.
    """
    sent = 0
    today = timezone.localdate(at)
    waited: dict[int, tuple[queries.Approval, list[Organism]]] = {}
    for asked, organism in queries.silent_since(at):
        if organism.is_simulated:
            # The people of the demonstration get no mail.
            continue
        waited.setdefault(asked.state.pk, (asked, []))[1].append(organism)
        sent += deliveries.send_each(
            kind=SILENCE,
            occasion=f"{asked.state.pk}-{organism.pk}",
            people=queries.managers_of(organism, today),
            send=partial(_send, asked, [organism]),
            at=at,
        )
    for asked, organisms in waited.values():
        sent += deliveries.send_each(
            kind=SILENCE,
            occasion=f"author-{asked.state.pk}",
            people=list(_submitted(asked)),
            send=partial(_send, asked, organisms, to_author=True),
            at=at,
        )
    return sent


def _submitted(asked: queries.Approval) -> Iterator[User]:
    person = asked.state.workflow_state.requested_by
    if person is not None and person.is_active:
        yield person


def was_told(asked: queries.Approval) -> dict[int, date]:
    """Return the organisms, by id, whose managers were told of their silence on a draft, and the
    day on which they were."""
    rows = Delivery.objects.filter(
        kind=SILENCE, state=Delivery.State.SENT, occasion__startswith=f"{asked.state.pk}-"
    ).values_list("occasion", "at")
    return {int(one.partition("-")[2]): timezone.localdate(at) for one, at in rows}


def _send(
    asked: queries.Approval, organisms: Collection[Organism], user: User, *, to_author: bool = False
) -> bool:
    with translation.override(user.language):
        context = {
            "user": user,
            "to_author": to_author,
            "organism": next(iter(organisms)).name,
            "organisms": sorted(one.name for one in organisms),
            "page": asked.page.get_admin_display_title(),
            "path": asked.path.title,
            "since": timezone.localdate(asked.state.started_at),
            "space_url": reverse("courses_building:space", args=[asked.path.pk]),
        }
    message = mail.compose(
        "courses/cobuilding/mail", to=user.email, language=user.language, context=context
    )
    return mail.is_taken(message, about="a silent organism")
